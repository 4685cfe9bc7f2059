"""What scarcity is worth: the price of every bottleneck and of power, in dollars of their own period.

A price is what one more unit would save, in USD billion at the end of its period: the dual of the rule
divided by the period's discount factor, its sign turned so that a scarce thing has a price above zero. It is a
slope at the optimum: where several limits meet in one corner, it may be that of one side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.parameters.time import USD_BILLION_PER_GWH_OF_USD_PER_MWH, discount_factor
from planner.parameters.timeline import names_of, period_names, timeline_of
from planner.results.tabular import DIMS, OPTIONAL_DIMS, LabelColumn, records, sum_by, table
from planner.rules import COVENANT, RULES, USD_BILLION
from planner.rules.physical import FIRM, MEETS_LOAD, NEED
from planner.tolerances import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.rules import Rule
    from planner.solver.program import Block
    from planner.solver.solution import Solution


def own_money(case: Case, letter: str = "t") -> list[float]:
    """What turns a dual into dollars of each period, or of each quarter."""
    benchmark, timeline = case.settings.money.benchmark_rate_per_year, timeline_of(case)
    if letter == "q":
        return [1 / discount_factor(benchmark, q + 1) for q in range(timeline.quarters)]
    return [1 / factor for factor in timeline.discounts(benchmark)]


def in_own_money(case: Case, block: Block, duals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Duals of a rule, one a row, in dollars of the period that each row is of; where it is of none, as they are."""
    for letter in "tq":
        if letter in block.dims:
            periods, which = block.parts[letter]
            return duals * np.array(own_money(case, letter))[periods][which]
    return duals


def bottlenecks(case: Case, solution: Solution, covenanted: pd.DataFrame | None) -> pd.DataFrame:
    """What one more unit of every binding pool, site, market and covenant is worth, by period."""
    rows: list[tuple[Any, ...]] = []
    for rule in RULES.values():
        if rule.bottleneck not in ("", COVENANT) and rule.name in solution.rows:
            rows += _binding(case, solution, rule)
    if covenanted is not None:
        for row in records(covenanted[covenanted["price_usd_per_usd"] > ZERO]):
            detail = " ".join(part for part in (row.asset_class, row.instruments) if part)
            name, price = f"{row.covenant}, {row.sponsor}", row.price_usd_per_usd
            rows.append(("covenant", name, detail, row.period, row.limit_usd_billion, USD_BILLION, price))
    columns = ("kind", "bottleneck", "detail", "period", "limit", "unit", "price_usd_billion_per_unit")
    return table(columns, rows)


def _binding(case: Case, solution: Solution, rule: Rule) -> Iterator[tuple[Any, ...]]:
    """The rows of a limit that bind, as bottlenecks; what they allow is read from the compiled program."""
    block = solution.rows[rule.name]
    names, money = names_of(case, rule.dims[-1]), own_money(case, rule.dims[-1])
    duals, limits = solution.duals[block.slice], solution.limits[block.slice]
    for k in np.flatnonzero(np.abs(duals) > ZERO).tolist():
        index = block.indices[k]
        name, detail, t = rule.named(rule.about, index), rule.named(rule.detail, index), rule.time(index)
        price = abs(float(duals[k])) * money[t]
        yield rule.bottleneck, name, detail, names[t], float(limits[k]), rule.unit, price


def power_price(case: Case, solution: Solution, served: pd.DataFrame) -> pd.DataFrame:
    """Marginal cost of flat load, USD/MWh: energy in every block, and firm capacity.

    By region and period, where load is served: elsewhere the prices are of load that does not pay to be there.
    """
    periods, money = period_names(case), own_money(case)
    per_gw = [hours * USD_BILLION_PER_GWH_OF_USD_PER_MWH for hours in timeline_of(case).hours]
    margin = 1 + case.settings.reliability.planning_reserve_margin_fraction
    energy: dict[tuple[str, int], float] = {}
    for (r, t, _, _), dual in solution.dual(MEETS_LOAD.name).items():
        energy[r, t] = energy.get((r, t), 0.0) + dual
    firm = solution.dual(FIRM.name)
    load = sum_by(served, ("region", "period"), "served_gw")
    rows = []
    for row in case.rows("regions"):
        for t, period in enumerate(periods):
            key, gw = (row["region"], t), load.get((row["region"], period))
            if gw is None:
                continue
            running = _rounded(energy.get(key, 0.0) * money[t] / per_gw[t])
            standing = _rounded(margin * abs(firm.get(key, 0.0)) * money[t] / per_gw[t])
            rows.append((row["region"], period, gw, running, standing, _rounded(running + standing)))
    columns = ("region", "period", "load_gw", "energy_usd_per_mwh", "firm_capacity_usd_per_mwh")
    return table((*columns, "power_price_usd_per_mwh"), rows)


def _rounded(price: float) -> float:
    """A price that is no more than rounding is zero.

    >>> _rounded(-1e-12), _rounded(40.0)
    (0.0, 40.0)
    """
    return 0.0 if abs(price) < ZERO else price


def need_price(case: Case, solution: Solution) -> pd.DataFrame:
    """What one more GW of need would cost through the period, served or not, by sponsor and period.

    Where need meets a limit the cost has a kink, and this is the slope on one side of it.
    """
    periods, money = period_names(case), own_money(case)
    rows = ((j, periods[t], dual * money[t]) for (j, t), dual in solution.dual(NEED.name).items())
    return table(("sponsor", "period", "price_usd_billion_per_gw"), rows)


INDICES = tuple(dict.fromkeys(DIMS.values()))
"""Columns that between them hold the index of any rule."""
OPTIONAL = {DIMS[letter] for letter in OPTIONAL_DIMS}
"""Those that are left out where no rule has them."""


def prices(case: Case, solution: Solution) -> pd.DataFrame:
    """The dual of every rule by index; zeros are left out, dims a rule lacks are blank.

    USD billion per unit added to the right-hand side of the rule: at the start of the horizon, and in money of the
    period that the row is of (where it is of none, the same).
    """
    unit = "usd_billion_per_unit"
    held = {DIMS[letter] for block in solution.rows.values() for letter in block.dims}
    indices = [column for column in INDICES if column in held or column not in OPTIONAL]
    words = {column: LabelColumn() for column in ("rule", *indices)}
    duals: list[NDArray[np.float64]] = []
    in_period: list[NDArray[np.float64]] = []
    for rule, block in solution.rows.items():
        found = solution.duals[block.slice]
        at = np.flatnonzero(found)
        dims = {DIMS[letter]: letter for letter in block.dims}
        words["rule"].repeat(rule, len(at))
        for column in indices:
            if column in dims:
                words[column].add(case, block, dims[column], at)
            else:
                words[column].repeat("", len(at))
        duals.append(found[at])
        in_period.append(in_own_money(case, block, found)[at])
    columns: dict[str, Any] = {column: found.column() for column, found in words.items()}
    return pd.DataFrame(
        columns | {f"dual_{unit}": np.concatenate(duals), f"dual_in_period_{unit}": np.concatenate(in_period)}
    )
