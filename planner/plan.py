"""A solved plan: what Python users hold in their hands."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.options import Options
from planner.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.solver import Solution, Span
    from planner.stages import Listener

NOTHING = 1e-6
"""Load unserved below this many GW counts as served."""


@dataclass(frozen=True)
class Plan:
    """The least-cost plan of a case, proved optimal and reconciled.

    `tables` are DataFrames by name, units in their headers, periods as quarters ("2027Q3"). `solution` holds every
    value and price by name; `residuals` the worst residual of every check that the plan has passed.
    """

    case: Case
    solution: Solution
    tables: Mapping[str, pd.DataFrame]
    residuals: Mapping[str, float]
    stages: Stages = field(default_factory=Stages)

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
        closed = None
        for period, gw in reversed(self.unserved_gw.items()):
            if gw > NOTHING:
                break
            closed = period
        return closed

    def value(self, name: str) -> pd.Series[float]:
        """A variable of the model by index, as `planner explain` names it, in its unit; zeros are left out.

        Raises KeyError for a name that the plan does not have.
        """
        from planner.results.frames import named

        return named(self.case, _known(self.solution.columns, name), self.solution.value(name), name)

    def dual(self, rule: str) -> pd.Series[float]:
        """Prices of a rule by index, USD billion of their own period per unit of the rule; zeros are left out.

        The sign is that of the dual: at most zero for a limit or a floor, whose slackening saves money. Raises
        KeyError for a rule that the plan does not have.
        """
        from planner.results.frames import named
        from planner.results.prices import own_money

        span = _known(self.solution.rows, rule)
        at, money = span.letters.find("t"), own_money(self.case)
        prices = {
            index: dual * (money[index[at]] if at >= 0 else 1.0)
            for index, dual in self.solution.dual(rule).items()
        }
        return named(self.case, span, prices, rule)


def _known(spans: Mapping[str, Span], name: str) -> Span:
    """The span of that name; raises KeyError that offers the nearest."""
    if name in spans:
        return spans[name]
    near = difflib.get_close_matches(name, spans, n=3) or sorted(spans)
    raise KeyError(f"the plan has no {name!r}; is it {' or '.join(near)}?")


def solve(case: Case, options: Options | None = None, listener: Listener | None = None) -> Plan:
    """The least-cost plan of a case.

    Builds the model, compiles it, solves it with HiGHS, proves the optimum from the matrices and closes the books.
    Raises NoPlan where no plan satisfies the rules, SolverFailed where none was proved, Unreconciled where the tables
    do not add up.
    """
    stages = Stages(listener)
    with stages.stage("import"):
        from planner.model import build
        from planner.results.checks import reconcile
        from planner.results.tables import tabulate
        from planner.solver import answer, compile_model, hand_over, run
    with stages.stage("build"):
        model = build(case)
    with stages.stage("compile"):
        program = compile_model(model)
        del model
    with stages.stage("pass"):
        highs = hand_over(program, options or Options())
    with stages.stage("highs"):
        run(highs, stages.tick)
    with stages.stage("load"):
        solution = answer(highs, program)
    with stages.stage("tables"):
        tables = tabulate(case, solution)
    with stages.stage("reconcile"):
        residuals = dict(solution.residuals) | reconcile(case, tables, solution.objective)
    return Plan(case, solution, tables, residuals, stages)
