"""The measures of a plan: the same few figures of every finished run, by name."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.calendar import Quarter
from planner.parameters.timeline import timeline_of
from planner.results.costs import COST_PARTS, PART_TERMS
from planner.results.tabular import records
from planner.results.top_bottlenecks import called, dearest_first, with_room
from planner.rules import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from planner.case import Case
    from planner.case.draft import Draft
    from planner.results.run import Run

TABLES = ("shortfall", "costs", "capacity", "bottlenecks", "issuance", "cash")
"""The tables that are measured."""
EQUITY, EQUITY_TERM = "equity put in", "equity contribution"
CLOSED_IN, QUARTERS_TO_CLOSE = "closed_in", "quarters_to_close"
"""The period from when on nothing goes unserved any more, and as a number: how many quarters pass until then."""

ANSWER, COST, STANDING, RAISED = "answer", "cost", "standing", "raised"
BOTTLENECK, MONEY_BOTTLENECK = PRICES = "bottleneck", "money_bottleneck"
GW, USD_BILLION = "GW", "USD billion"


@dataclass(frozen=True)
class Measure:
    """One figure of a plan; `when` is its period, where it has one. The value is None where there is none such.

    `term` is what the field calls it, where that is not the name of its item, which is that of a column.
    """

    section: str
    item: str
    unit: str
    value: float | str | None
    when: str = ""
    term: str = ""

    @property
    def key(self) -> str:
        """What tells the measure from every other of its plan, the item as it is called: `standing_gw.gas-ccgt`."""
        unit = {GW: "_gw", USD_BILLION: "_usd_billion"}.get(self.unit, "")
        return self.item if self.section == ANSWER else f"{self.section}{unit}.{self.item}"

    @property
    def name(self) -> str:
        """The measure in one word, as a column of a table: `standing_gw.gas_ccgt`; others may bear the same."""
        return _in_one_word(self.key)


def _in_one_word(key: str) -> str:
    """A key with what is no letter, digit or point as underscores."""
    section, point, item = key.partition(".")
    return section + point + re.sub(r"\W+", "_", item)


def columns_of(keys: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A column for each key, no two the same, and none of those that are taken.

    It is the key in one word; where several come to the same, the one that is that word bears it, and others their key.

    >>> list(columns_of(["standing_gw.gas-ct", "standing_gw.gas_ct", "standing_gw.wind-1"]).values())
    ['standing_gw.gas-ct', 'standing_gw.gas_ct', 'standing_gw.wind_1']
    """
    keys = list(dict.fromkeys(keys))
    alike = Counter(map(_in_one_word, keys))
    used, columns = set(taken), dict.fromkeys(keys, "")
    for key in sorted(keys, key=lambda key: key != _in_one_word(key)):
        wanted = _in_one_word(key) if alike[_in_one_word(key)] == 1 else key
        further = (f"{wanted}_{number}" for number in itertools.count(2))
        columns[key] = next(column for column in itertools.chain([wanted], further) if column not in used)
        used.add(columns[key])
    return columns


def target_of(case: Case) -> str:
    """The period by which a case wants its need met, or the end of the horizon nearest to it."""
    wanted = case.settings.calendar.number_of(case.settings.target.close_by)
    return str(case.periods[min(max(wanted, 0), len(case.periods) - 1)])


def period_at(case: Case, at: str) -> str | None:
    """The period of a case that a quarter lies in, or a year ends in; None where it is not in the horizon."""
    calendar = case.settings.calendar
    if at.isdecimal():
        quarter = min(Quarter(int(at), 4), calendar.end)
        within = calendar.start <= quarter and quarter.year == int(at)
    else:
        quarter = Quarter.parse(at)
        within = calendar.start <= quarter <= calendar.end
    return str(case.periods[calendar.number_of(quarter)]) if within else None


def measures(run: Run, at: str | None = None) -> list[Measure]:
    """The figures of a plan: answer, cost, what stands at `at` (else at the target), money, bottlenecks."""
    when = period_at(run.case, at or target_of(run.case))
    found = [*_answer(run), *_cost(run.tables["costs"])]
    if when is not None:
        found += _standing(run, when)
    if run.case.settings.funding:
        found += _raised(run)
    return [*found, *_bottlenecks(run.tables["bottlenecks"])]


def figure_keys(case: Case | Draft) -> list[str]:
    """The measures of any plan of a case that are figures, by key; those of bottlenecks hang on what binds."""
    answer = ("objective_usd_billion", QUARTERS_TO_CLOSE, "worst_unserved_gw", "unserved_gw_years")
    named = [(COST, part, USD_BILLION) for part in COST_PARTS]
    named += [(STANDING, row["source"], GW) for row in case.rows("sources")]
    named += [(STANDING, row["asset"], GW) for row in case.rows("compute")]
    if case.settings.funding:
        instruments = [row["instrument"] for row in case.rows("instruments")]
        named += [(RAISED, item, USD_BILLION) for item in (*instruments, _equity(instruments))]
    return [*answer, *(Measure(*of, None).key for of in named)]


def figure_columns(case: Case | Draft) -> list[str]:
    """The columns of those measures in the summary of a sweep."""
    return list(columns_of(figure_keys(case)).values())


def _equity(instruments: Sequence[str]) -> str:
    """How the equity that sponsors put in is called, which an instrument may be called too."""
    return EQUITY if EQUITY not in instruments else f"{EQUITY} by sponsors"


def _answer(run: Run) -> Iterator[Measure]:
    """Cost, date of closing and load unserved."""
    unserved = {str(period): float(gw) for period, gw in run.unserved_gw.items()}
    worst = max(unserved, key=lambda period: unserved[period])
    yield Measure(ANSWER, "objective_usd_billion", USD_BILLION, run.objective_usd_billion)
    closed = run.closed_in
    yield Measure(ANSWER, CLOSED_IN, "", closed)
    starts = {
        str(period): quarters[0]
        for period, quarters in zip(run.case.periods, timeline_of(run.case).quarters_of, strict=True)
    }
    waited = starts.get(closed) if closed else None
    yield Measure(ANSWER, QUARTERS_TO_CLOSE, "quarters", None if waited is None else float(waited))
    waiting = sum(period.years * unserved[str(period)] for period in run.case.periods)
    yield Measure(ANSWER, "worst_unserved_gw", GW, unserved[worst], worst)
    yield Measure(ANSWER, "unserved_gw_years", "GW years", waiting)


def _cost(costs: pd.DataFrame) -> Iterator[Measure]:
    """What the plan costs, by the parts that the screen shows."""
    worth = costs.groupby("item")["present_value_usd_billion"].sum()
    for part, items in COST_PARTS.items():
        usd = sum(float(worth.get(item, 0.0)) for item in items)
        yield Measure(COST, part, USD_BILLION, usd, term=PART_TERMS[part])


def _standing(run: Run, at: str) -> Iterator[Measure]:
    """What stands in a period, by asset in the order of the sheets: at a quarter's end, on the mean of a year."""
    capacity = run.tables["capacity"]
    gw = capacity[capacity["period"] == at].groupby("asset")["standing_gw"].sum()
    for asset in run.case.assets:
        yield Measure(STANDING, asset, GW, float(gw.get(asset, 0.0)), at)


def _raised(run: Run) -> Iterator[Measure]:
    """What is raised over the horizon, by instrument in the order of the sheet, and equity."""
    cash = run.tables["cash"]
    issued = run.tables["issuance"].groupby("instrument")["issued_usd_billion"].sum()
    instruments = [row["instrument"] for row in run.case.rows("instruments")]
    for instrument in instruments:
        yield Measure(RAISED, instrument, USD_BILLION, float(issued.get(instrument, 0.0)))
    equity = cash[cash["line"] == "equity_in"]["usd_billion"].sum()
    term = EQUITY_TERM if EQUITY_TERM not in instruments else f"{EQUITY_TERM} by sponsors"
    yield Measure(RAISED, _equity(instruments), USD_BILLION, float(equity), term=term)


def _bottlenecks(table: pd.DataFrame) -> Iterator[Measure]:
    """What one more unit would save, of every bottleneck at its dearest; limits on money of zero left out."""
    for row in records(dearest_first(with_room(table))):
        # A name that ends like a detail is quoted, so that no two bottlenecks are called the same.
        name = f"'{row.bottleneck}'" if row.bottleneck.endswith(")") else row.bottleneck
        what, worth = called(row.kind, name, row.detail), row.price_usd_billion_per_unit
        kind = MONEY_BOTTLENECK if UNITS[row.unit].is_money else BOTTLENECK
        yield Measure(kind, what, UNITS[row.unit].price.replace("/", " per "), worth, row.period)
