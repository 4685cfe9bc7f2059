"""Charts from Python and in a notebook: `plan.plot.capacity()`, and a plan that shows itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import tiny_plan
from report.reported import tiny_run, write_run

import planner
from planner.errors import UserError
from planner.report import chart as charts
from planner.report.plots import names

if TYPE_CHECKING:
    from pathlib import Path


def test_a_plan_draws_its_charts(tmp_path: Path) -> None:
    tiny_plan().plot.capacity().save(tmp_path / "capacity.png")
    assert (tmp_path / "capacity.png").read_bytes().startswith(b"\x89PNG")
    assert tiny_plan().plot.capacity().svg() == tiny_run().plot.capacity().svg()


def test_a_run_read_from_its_folder_draws_the_same(tmp_path: Path) -> None:
    run = planner.read_run(write_run(tmp_path / "run"))
    for name in names(run):
        assert getattr(run.plot, name)() == getattr(tiny_run().plot, name)(), name


def test_the_charts_are_listed(tmp_path: Path) -> None:
    assert dir(tiny_run().plot) == sorted(names(tiny_run()))
    assert repr(tiny_run().plot).startswith("Plots: need, capacity, cost")


def test_a_chart_that_is_none_is_told() -> None:
    with pytest.raises(AttributeError, match="no chart 'capcity'; it has need, capacity"):
        tiny_run().plot.capcity()
    with pytest.raises(AttributeError, match="no chart 'debt'"):
        tiny_run(funding=False).plot.debt()


def test_a_plan_shows_itself_in_a_notebook() -> None:
    shown = tiny_plan()._repr_html_()
    assert "The shortfall is closed from 2026Q3 on" in shown
    assert "USD 31.4 billion" in shown
    assert shown.count("<svg") == 3
    assert "<script" not in shown
    assert shown.count('role="img" aria-label="') == 3


def test_a_chart_shows_itself_in_a_notebook() -> None:
    shown = tiny_run().plot.debt()._repr_html_()
    assert shown.count("<svg") == 1
    assert "Debt is largest in 2026Q3" in shown


def test_a_notebook_without_the_library_has_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise UserError("Charts need a library.\n    mend: pip install")

    monkeypatch.setattr(charts, "converter", missing)
    shown = tiny_run()._repr_html_()
    assert "The shortfall is closed from 2026Q3 on" in shown
    assert "pip install" in shown
