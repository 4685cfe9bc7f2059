"""Supply beyond limits, its growth, and contracts for power: what must hold, and what is likely a slip."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.draft import fault_at, note_at
from planner.case.row import Row, rows_in_force
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.draft import Check, Draft, Finding

LIMIT = "limit_gw_per_year"


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


def minimum_takes_can_be_given(draft: Draft) -> Iterator[Finding]:
    """What is paid for in all hours can be given in all hours, and costs something."""
    for row in draft.rows("sources"):
        take, price = row["minimum_take_fraction"], row.number("energy_price_usd_per_mwh")
        if not take:
            continue
        if row.number("minimum_take_fraction") > row.number("availability_fraction"):
            allowed = f"at most availability_fraction, which is {shown(row['availability_fraction'])}"
            mend = "write a smaller share: of what is not available nothing can be taken"
            yield fault_at("sources", row, "minimum_take_fraction", allowed, mend)
        if price < 0:
            allowed = (
                "at least 0, as there is a minimum_take_fraction: a plan would earn without end by paying"
            )
            mend = "write 0, or clear the minimum_take_fraction"
            yield fault_at("sources", row, "energy_price_usd_per_mwh", allowed, mend)
        if price == 0:
            yield note_at("sources", row, "minimum_take_fraction", "as the energy_price_usd_per_mwh is 0")


CHECKS: tuple[Check, ...] = (
    steps_belong_to_pools_in_use,
    later_steps_are_dearer,
    growth_starts_from_something,
    minimum_takes_can_be_given,
)
