"""A finished plan as a study looks at it, and its measures: the same few figures of every plan, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.audit.folder import CASE, read_record
from planner.case import read
from planner.errors import CaseError, UserError
from planner.results.screen import NO_ROOM, PARTS
from planner.terms.time import PERIODS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from planner.case import Case
    from planner.plan import Plan

TABLES = ("shortfall", "costs", "capacity", "bottlenecks")
MONEY_TABLES = ("issuance", "cash")
EQUITY = "equity put in"

ANSWER, COST, STANDING, RAISED = "answer", "cost", "standing", "raised"
BOTTLENECK, MONEY_BOTTLENECK = "bottleneck", "money_bottleneck"
GW, USD_BILLION = "GW", "USD billion"


@dataclass(frozen=True)
class Outcome:
    """A plan by name: the case as solved, its answer in short (`status`, `closed_in`, ...), the tables measured."""

    name: str
    case: Case
    answer: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Measure:
    """One figure of a plan; `when` is its quarter, where it has one. The value is None where there is none such."""

    section: str
    item: str
    unit: str
    value: float | str | None
    when: str = ""

    @property
    def name(self) -> str:
        """The measure in one word, as a column of a table: `standing_gw.gas_ccgt`."""
        unit = {GW: "_gw", USD_BILLION: "_usd_billion"}.get(self.unit, "")
        return self.item if self.section == ANSWER else f"{self.section}{unit}.{self.item}"


def of_plan(plan: Plan, name: str) -> Outcome:
    """The outcome of a plan in hand."""
    from planner.results.write import summary

    return Outcome(name, plan.case, summary(plan), plan.tables)


def of_folder(folder: Path) -> Outcome:
    """The outcome of a run on disk; raises UserError where the folder is none, or cannot be read."""
    import pandas as pd

    record = read_record(folder)
    try:
        case = read(folder / CASE)
        names = TABLES + (MONEY_TABLES if case.settings.funding else ())
        tables = {name: pd.read_csv(folder / f"{name}.csv", keep_default_na=False) for name in names}
    except (OSError, ValueError, CaseError) as problem:
        raise UserError(f"{folder} cannot be read: {problem}.\n    mend: solve the case again") from problem
    return Outcome(str(record.get("scenario") or folder.resolve().name), case, record, tables)


def measures(outcome: Outcome, at: str) -> list[Measure]:
    """The figures of a plan: its answer and cost, what stands at the end of quarter `at`, money, bottlenecks."""
    found = [*_answer(outcome), *_cost(outcome.tables["costs"]), *_standing(outcome, at)]
    if outcome.case.settings.funding:
        found += _raised(outcome)
    return [*found, *_bottlenecks(outcome.tables["bottlenecks"])]


def _answer(outcome: Outcome) -> Iterator[Measure]:
    """Cost, date of closing and load unserved."""
    unserved = {str(period): float(gw) for period, gw in outcome.answer["unserved_gw"].items()}
    worst = max(unserved, key=lambda period: unserved[period])
    yield Measure(
        ANSWER, "objective_usd_billion", USD_BILLION, float(outcome.answer["objective_usd_billion"])
    )
    yield Measure(ANSWER, "closed_in", "", outcome.answer["closed_in"])
    yield Measure(ANSWER, "worst_unserved_gw", GW, unserved[worst], worst)
    yield Measure(ANSWER, "unserved_gw_years", "GW years", sum(unserved.values()) / PERIODS_PER_YEAR)


def _cost(costs: pd.DataFrame) -> Iterator[Measure]:
    """What the plan costs, by the parts that the screen tells."""
    worth = costs.groupby("item")["present_value_usd_billion"].sum()
    for part, items in PARTS.items():
        yield Measure(COST, part, USD_BILLION, sum(float(worth.get(item, 0.0)) for item in items))


def _standing(outcome: Outcome, at: str) -> Iterator[Measure]:
    """What stands at the end of a quarter, by asset in the order of the sheets."""
    capacity = outcome.tables["capacity"]
    gw = capacity[capacity["period"] == at].groupby("asset")["standing_gw"].sum()
    assets = [row["source"] for row in outcome.case.rows("sources")]
    for asset in assets + [row["asset"] for row in outcome.case.rows("compute")]:
        yield Measure(STANDING, asset, GW, float(gw.get(asset, 0.0)), at)


def _raised(outcome: Outcome) -> Iterator[Measure]:
    """What is raised over the horizon, by instrument in the order of the sheet, and equity."""
    cash = outcome.tables["cash"]
    issued = outcome.tables["issuance"].groupby("instrument")["issued_usd_billion"].sum()
    for row in outcome.case.rows("instruments"):
        yield Measure(RAISED, row["instrument"], USD_BILLION, float(issued.get(row["instrument"], 0.0)))
    equity = cash[cash["line"] == "equity_in"]["usd_billion"].sum()
    yield Measure(RAISED, EQUITY, USD_BILLION, float(equity))


def _bottlenecks(table: pd.DataFrame) -> Iterator[Measure]:
    """What one more unit would save, of every bottleneck at its dearest; limits on money of zero left out."""
    price = "price_usd_billion_per_unit"
    table = table[(table["unit"] == GW) | (table["limit"] >= NO_ROOM)]
    top = table.sort_values(price, ascending=False, kind="stable").drop_duplicates(
        ["kind", "bottleneck", "detail", "unit"]
    )
    columns = ("kind", "bottleneck", "detail", "unit", "period", price)
    for kind, name, detail, unit, period, worth in zip(*(top[column] for column in columns), strict=True):
        what = f"{str(kind).replace('_', ' ')} {name}" + (f" ({detail})" if detail else "")
        if unit == GW:
            yield Measure(BOTTLENECK, what, "USD billion per GW", float(worth), str(period))
        else:
            yield Measure(MONEY_BOTTLENECK, what, "USD per USD", float(worth), str(period))
