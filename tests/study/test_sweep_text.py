"""A sweep on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from study.sweeping import ENGINES, made_up, spec

from planner.study.sweep_text import summary_text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_case_that_never_closes_is_told_so_among_those_that_do(tmp_path: Path) -> None:
    found = made_up(spec(f"{ENGINES}0|1"), tmp_path)
    summary = found.summary.assign(closed_in=["2026Q3", float("nan")], worst_unserved_gw=1.0)
    told = summary_text(replace(found, summary=summary)).splitlines()
    assert [line.split()[-3:] for line in told if line.startswith("engines")] == [
        ["1.00", "2026Q3", "1.00"],
        ["11.00", "never", "1.00"],
    ]
