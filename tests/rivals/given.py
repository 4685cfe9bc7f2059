"""The planner's money without its machines: what is built, earned and booked is given, not planned.

`money_model` builds a model with `planner.model.build` and the planner's own concerns of money: timeline, issuance,
debt, money, covenants and objective, every rule of them as it stands. One stand-in takes the place of the physical
concerns and posts numbers where those would post totals. It adds no rule of money; it only says how much is spent
(`Capex`), earned (`Own_load`, a GW of which earns 1 a period) and booked (`Book`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from solver.programs import at_once

from planner import model as planner_model
from planner.model import covenants, debt, issuance, money, objective, timeline
from planner.model.construction import book_value_at_the_end
from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.solver import Solution, compile_model

if TYPE_CHECKING:
    import pytest
    from pyomo.environ import ConcreteModel

    from planner.case import Case

Amounts = dict[tuple[str, int], float]


@dataclass(frozen=True)
class Given:
    """A concern like any other, of numbers by sponsor and period, 0 where absent.

    Where there is a lender, its capex is what the borrower's issues raise and its income their debt service, besides
    the numbers given. What one sponsor pays another costs the two together nothing, so nothing is posted for it.
    """

    capex: Amounts = field(default_factory=dict)
    income: Amounts = field(default_factory=dict)
    book: Amounts = field(default_factory=dict)
    lender: str = ""
    borrower: str = ""

    def declare(self, m: ConcreteModel, case: Case) -> None:
        """Declare every total and parameter that the concerns of money read from physical ones."""
        for name in ("capex", "income", "book"):
            given = getattr(self, name)
            values = {(j, t): given.get((j, t), 0.0) for j in m.SPONSORS for t in m.PERIODS}
            parameter(m, f"given_{name}", m.SPONSORS, m.PERIODS, values=values)
        lent = {self.lender: [self.borrower]} if self.lender else {}
        families(m, "LENDS_TO", m.SPONSORS, members=lent)
        parameter(m, "revenue_usd_billion_per_gw_year", m.SPONSORS, values=dict.fromkeys(m.SPONSORS, 4.0))
        parameter(m, "usd_billion_per_gw", m.PERIODS, values=dict.fromkeys(m.PERIODS, 0.0))
        named_set(m, "NATIONAL_ORDERS", [], dimen=3)
        for name, unit in (("Own_load", "GW"), ("Net_output", "GW"), ("Lost_compute", "USD billion")):
            variable(m, name, "jt", m.SPONSORS, m.PERIODS, unit=unit, free=True)
        for name in ("Capex", "Book"):
            variable(m, name, "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
        if not self.lender:
            post(m, "cost", "Capex")
        post(m, "end_value", "Book", m.SPONSORS, term=book_value_at_the_end)

    def constrain(self, m: ConcreteModel) -> None:
        """Contents: the rules that give each total its number."""
        for rule in (capex_is_given, income_is_given, book_is_given, no_power_is_sold, no_compute_is_lost):
            require(m, m.SPONSORS, m.PERIODS, rule=rule)


def capex_is_given(m: ConcreteModel, j: Any, t: Any) -> Any:
    """What is spent: the number given, and what a lender hands over."""
    lent = sum(m.Issued[b, t] - m.Issue_cost[b, t] for b in m.LENDS_TO[j])
    return m.Capex[j, t] == m.given_capex[j, t] + lent


def income_is_given(m: ConcreteModel, j: Any, t: Any) -> Any:
    """What is earned: the number given, and what a lender is paid."""
    return m.Own_load[j, t] == m.given_income[j, t] + sum(m.Debt_service[b, t] for b in m.LENDS_TO[j])


def book_is_given(m: ConcreteModel, j: Any, t: Any) -> Any:
    """What the sponsor's assets are worth on its books."""
    return m.Book[j, t] == m.given_book[j, t]


def no_power_is_sold(m: ConcreteModel, j: Any, t: Any) -> Any:
    """There are no plants."""
    return m.Net_output[j, t] == 0


def no_compute_is_lost(m: ConcreteModel, j: Any, t: Any) -> Any:
    """There are no chips."""
    return m.Lost_compute[j, t] == 0


def solved(case: Case, given: Given, patch: pytest.MonkeyPatch) -> Solution:
    """The optimum of the planner's own concerns of money, the rest given."""
    concerns = (timeline, given, issuance, debt, money, covenants, objective)
    patch.setattr(planner_model, "CONCERNS", concerns)
    return at_once(compile_model(planner_model.build(case)))
