"""The charts of a run by name: `run.plot.capacity()`, `plan.plot.capacity().save("capacity.svg")`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.report.chart import Chart
    from planner.results.run import Run


class Plots:
    """Every chart of a run, a method each; `dir()` lists them."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __dir__(self) -> list[str]:
        return names(self._run)

    def __getattr__(self, name: str) -> Callable[[], Chart]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in names(self._run):
            raise AttributeError(f"the run has no chart {name!r}; it has {', '.join(names(self._run))}")
        return lambda: chart_named(self._run, name)

    def __repr__(self) -> str:
        return f"Plots: {', '.join(names(self._run))}"


def names(run: Run) -> list[str]:
    """The charts that a run has, in the order of the report."""
    from planner.report.catalogue import CHARTS, has_chart

    return [name for name in CHARTS if has_chart(run, name)]


def chart_named(run: Run, name: str) -> Chart:
    """A chart of a run; raises UserError, which lists those it has, for a name that it does not have."""
    from planner.report.catalogue import CHARTS, chart_of
    from planner.results.shown import as_shown

    if name not in names(run):
        why = "the case is planned without funding" if name in CHARTS else "no chart has that name"
        near = difflib.get_close_matches(name, names(run), n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UserError(
            f"{run.name} has no chart {name}: {why}.\n    mend: {hint}name one of {', '.join(names(run))}"
        )
    return chart_of(as_shown(run), name)


def panel_named(chart: Chart, title: str) -> Chart:
    """The chart with one of its panels only; raises UserError for a title that none of them has."""
    from dataclasses import replace

    chosen = tuple(panel for panel in chart.panels if panel.title == title)
    if not chosen:
        titles = "; ".join(panel.title for panel in chart.panels if panel.title)
        mend = f"name one of its panels: {titles}" if titles else "name none: it is one picture"
        raise UserError(f"The chart {chart.name} has no panel {title}.\n    mend: {mend}")
    return replace(chart, panels=chosen, lead=False)


def at_choice(chart: Chart, value: str) -> Chart:
    """The chart with something else chosen; raises UserError where it does not offer that."""
    from dataclasses import replace

    offered = chart.choice.values if chart.choice else ()
    if chart.choice is None or value not in offered:
        mend = f"choose one of {', '.join(offered)}" if offered else "choose none: it is of the whole horizon"
        raise UserError(f"The chart {chart.name} does not offer {value}.\n    mend: {mend}")
    return replace(chart, choice=replace(chart.choice, value=value))


def titles(run: Run) -> dict[str, str]:
    """The title of every chart that a run has, by name."""
    return {name: chart_named(run, name).title for name in names(run)}
