"""A plan as data: the values and prices of an optimum, and the tables made of them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from planner.timings import Stages
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from planner.case import Case
    from planner.solver import Block, Solution


@dataclass(frozen=True)
class Plan:
    """The least-cost plan of a case, proved optimal and reconciled.

    `tables` are DataFrames by name, units in their headers, periods by name ("2027Q3", or "2031" for a year).
    `solution` holds every value and price by name; `residuals` the worst residual of every check that it has passed;
    `find_margins` works out the margins, which need the program.
    """

    case: Case
    solution: Solution
    tables: Mapping[str, pd.DataFrame]
    residuals: Mapping[str, float]
    stages: Stages = field(default_factory=Stages)
    find_margins: Callable[[], pd.DataFrame] | None = None

    @cached_property
    def margins(self) -> pd.DataFrame | None:
        """How near every order is to being made or given up; None for a plan without a program of its own.

        Worked out when it is first asked for: a session or a sweep that reads tables alone does without.
        """
        return None if self.find_margins is None else self.find_margins()

    def __repr__(self) -> str:
        closed = f"shortfall closed in {self.closed_in}" if self.closed_in else "shortfall not closed"
        return f"<Plan of {self.case.name}: USD {self.objective_usd_billion:,.1f} billion, {closed}>"

    @property
    def objective_usd_billion(self) -> float:
        """Present value of everything the plan costs, USD billion at the start of the horizon."""
        return self.solution.objective

    @property
    def unserved_gw(self) -> dict[str, float]:
        """Load left unserved over all sponsors, GW by period."""
        short = self.tables["shortfall"].groupby("period", sort=False)["unserved_gw"].sum()
        return {str(period): float(gw) for period, gw in short.items()}

    @property
    def closed_in(self) -> str | None:
        """First period from which no load goes unserved to the end of the horizon; None where some always does."""
        return closed_in(self.tables["shortfall"])

    def value(self, name: str) -> pd.Series[float]:
        """A variable of the model by every index it has, as `planner explain` names it, in its unit.

        Raises KeyError for a name that the plan does not have.
        """
        from planner.results.tabular import named_series

        block = _find_block(self.solution.columns, name, self.solution.rows, "dual")
        return named_series(self.case, block, self.solution.values[block.slice], name)

    def dual(self, rule: str) -> pd.Series[float]:
        """Prices of a rule by every index it has, USD billion of their own period per unit of the rule.

        Zero where a limit does not bind. The sign is that of the dual: at most zero for a limit or a floor, whose
        slackening saves money. Raises KeyError for a rule that the plan does not have.
        """
        from planner.results.prices import in_own_money
        from planner.results.tabular import named_series

        block = _find_block(self.solution.rows, rule, self.solution.columns, "value")
        prices = in_own_money(self.case, block, self.solution.duals[block.slice])
        return named_series(self.case, block, prices, rule)


def _find_block(blocks: Mapping[str, Block], name: str, others: Mapping[str, Block], method: str) -> Block:
    """The block of that name; raises KeyError that says where else the name is, or offers the nearest."""
    if name in blocks:
        return blocks[name]
    if name in others:
        raise KeyError(f"{name} is the other kind: ask for plan.{method}({name!r})")
    near = difflib.get_close_matches(name, blocks, n=3, cutoff=0.5)
    hint = f"is it {' or '.join(near)}?" if near else "planner explain lists what there is"
    raise KeyError(f"the plan has no {name!r}; {hint}")


def closed_in(shortfall: pd.DataFrame) -> str | None:
    """First period from which no load goes unserved to the end; None where some always does.

    What counts as none is a share of the largest need where that is less than a GW.
    """
    none = NEGLIGIBLE * min(1.0, float(shortfall["need_gw"].max())) if len(shortfall) else 0.0
    unserved, closed = shortfall.groupby("period", sort=False)["unserved_gw"].sum(), None
    for period, gw in reversed(list(unserved.items())):
        if gw > none:
            break
        closed = str(period)
    return closed
