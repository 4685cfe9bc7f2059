"""The example of the guide runs, and its figures hold."""

from __future__ import annotations

import runpy
from typing import TYPE_CHECKING

from cases.tiny import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_example_runs_and_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = runpy.run_path(str(ROOT / "scripts" / "example.py"))
    told = capsys.readouterr().out
    assert "<Plan of tiny: USD 31.4 billion, shortfall closed in 2026Q3>" in told
    assert "One more GW of engines in 2026Q2 saves USD 1.14 billion." in told
    assert ran["saved"] > 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "need.png",
        "capacity.png",
        "orders.png",
        "bottlenecks.png",
    }
    assert "<svg" in ran["plan"]._repr_html_()
