"""The sources of a run as charts show them: those of a kind of technology together, small ones under one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.timeline import period_names
from planner.report.html_table import format_power
from planner.report.technologies import by_family
from planner.report.theme import FOLDED, colours_of
from planner.results.tabular import sum_by
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from planner.results.run import Run

MOST_SHOWN = 12
"""Sources that a legend has; of more, small ones share an entry."""
SMALL = 0.02
"""Share of the most that ever stands of all sources, below which one is small."""


def sources_standing(run: Run) -> dict[str, str]:
    """The sources that ever stand and their colours, those of a kind of technology together."""
    frame = run.tables["capacity"]
    standing, hues = (
        set(frame.loc[frame["standing_gw"] > LEAST_DRAWN, "asset"]),
        colours_of(run.case, "sources"),
    )
    return {name: hues[name] for name in by_family(run.case) if name in standing}


def series_of_sources(run: Run) -> dict[str, str]:
    """The entry of the legend that each source has that ever stands: its own, or that of small ones together.

    Small ones are as few as leave `MOST_SHOWN` entries, the smallest first, and stand last.
    """
    used = list(sources_standing(run))
    gw = sum_by(run.tables["capacity"], ("asset", "period"), "standing_gw")
    periods = period_names(run.case)
    most = {name: max(gw.get((name, t), 0.0) for t in periods) for name in used}
    whole = max((sum(gw.get((name, t), 0.0) for name in used) for t in periods), default=0.0)
    small = [name for name in sorted(used, key=lambda name: most[name]) if most[name] < SMALL * whole]
    small = small[: max(0, len(used) - MOST_SHOWN + 1)] if len(used) > MOST_SHOWN else []
    if len(small) < 2:
        return {name: name for name in used}
    together = max(sum(gw.get((name, t), 0.0) for name in small) for t in periods)
    label = f"other, {len(small)} sources, {format_power(together)}"
    return {name: name for name in used if name not in small} | {
        name: label for name in used if name in small
    }


def sources_used(run: Run) -> dict[str, str]:
    """The entries of the legend of sources, and their colours."""
    hues = sources_standing(run)
    return {entry: hues.get(entry, FOLDED) for entry in series_of_sources(run).values()}
