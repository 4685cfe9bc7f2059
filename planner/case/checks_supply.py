"""Supply beyond the limits of pools, and how fast they may grow: what is likely a slip across rows and sheets."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.row import Row, rows_in_force
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.draft import Check, Draft, Finding


def steps_belong_to_pools_in_use(draft: Draft) -> Iterator[Finding]:
    """A step or a growth of a pool that nothing draws on does nothing, which is worth a note."""
    used = set(draft.column("supply_use", "supply_pool"))
    defined = set(draft.column("supply_limits", "supply_pool"))
    for sheet in ("supply_steps", "supply_growth"):
        for pool in draft.column(sheet, "supply_pool"):
            if pool in defined and pool not in used:
                yield f"{SHEETS[sheet].file}: {pool} does nothing, as no row of supply_use.csv uses it"


def later_steps_are_dearer(draft: Draft) -> Iterator[Finding]:
    """A later step whose premium is lower is taken before the earlier one, which is worth a note."""
    rows = draft.rows("supply_steps")
    told = set[tuple[int, int]]()
    for year in sorted({int(row.number("year")) for row in rows}):
        pools: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows_in_force("supply_steps", rows, year).values():
            pools[row.text("supply_pool")].append(row)
        for steps in pools.values():
            steps.sort(key=lambda row: row.number("step"))
            for lower, higher in pairwise(steps):
                falls = higher.number("premium_usd_per_kw") < lower.number("premium_usd_per_kw")
                if falls and (lower.row, higher.row) not in told:
                    told.add((lower.row, higher.row))
                    yield (
                        f"supply_steps.csv, row {higher.row}: the premium of step {shown(higher['step'])} of "
                        f"{higher['supply_pool']}, {shown(higher['premium_usd_per_kw'])}, is below that of step "
                        f"{shown(lower['step'])} in row {lower.row}, so it is taken first"
                    )


def growth_starts_from_something(draft: Draft) -> Iterator[Finding]:
    """An industry that is said to have delivered nothing grows from its seed alone, which is worth a note."""
    start = draft.settings.calendar.start
    limits = rows_in_force("supply_limits", draft.rows("supply_limits"), start.year)
    for row in draft.rows("supply_growth"):
        limit = limits.get((row["supply_pool"],))
        seed = row.number("seed_gw_per_year")
        if limit is not None and not row["delivered_before_gw_per_year"] and seed < limit.number(LIMIT):
            yield (
                f"supply_growth.csv, row {row.row}: {row['supply_pool']} delivered nothing before {start}, so in its "
                f"first year it delivers at most the seed of {shown(row['seed_gw_per_year'])} GW, of a limit of "
                f"{shown(limit[LIMIT])}"
            )


LIMIT = "limit_gw_per_year"
CHECKS: tuple[Check, ...] = (
    steps_belong_to_pools_in_use,
    later_steps_are_dearer,
    growth_starts_from_something,
)
