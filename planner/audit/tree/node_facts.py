"""The facts of a node: terms of whoever decided under them, levels bent by the news, and its own conditions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.audit.arithmetic import interpolate
from planner.audit.facts import Facts
from planner.audit.facts.facts import LEVELS

if TYPE_CHECKING:
    from planner.audit.facts.assets import Asset
    from planner.audit.facts.loans import Loan
    from planner.audit.forms import Form
    from planner.audit.tree.nodes import Node


class NodeFacts(Facts):
    """A node's case as it counts in the node's own periods; `above` are the facts of what it follows."""

    def __init__(self, node: Node, above: NodeFacts | None = None) -> None:
        self._levels: dict[tuple[str, str], list[tuple[float, float]]] = {}
        super().__init__(node.case)
        named = {"sources": "source", "compute": "asset"}
        own = {row[key]: row["dollar_year"] for sheet, key in named.items() for row in node.case.rows(sheet)}
        self.dollars: dict[str, int] = own if above is None else above.dollars
        if above is None:
            return
        news = self.calendar.quarter(node.since)
        self.assets = {
            name: self._asset(asset, above.assets[name], news, own[name])
            for name, asset in self.assets.items()
        }
        self._lending({name: _loan(loan, above.loans[name], news) for name, loan in self.loans.items()})
        for sheet, column in LEVELS.items():
            for j in self.sponsors:
                was, now = above.levels(sheet, column, j), super().levels(sheet, column, j)
                self._levels[sheet, j] = _bent(was, now, self.calendar.year(news))

    def _asset(self, own: Asset, above: Asset, news: int, dollars: int) -> Asset:
        """What is ordered before the news keeps its terms; what it costs to run is in the dollars of the first row."""
        level = self.calendar.price_level
        fixed_om = tuple(
            cost * level(t, self.dollars[own.name]) / level(t, dollars) for t, cost in enumerate(own.fixed_om)
        )
        terms = (*above.terms[:news], *own.terms[news:])
        return replace(own, terms=terms, fixed_om=fixed_om, under_way=above.under_way)

    def period_of(self, form: Form, key: tuple[str, ...]) -> int:
        """The period of a row of a table; what is of none is of the last."""
        clock = next(name for name in ("ordered", "period") if name in form.keys)
        text = key[form.keys.index(clock)]
        if text in self.calendar.quarter_number:
            return self.calendar.period_of_quarter[self.calendar.quarter_number[text]]
        return self.calendar.number.get(text, len(self.calendar.names) - 1)

    def levels(self, sheet: str, column: str, j: str) -> list[tuple[float, float]]:
        """Levels of a sponsor: from the news on a straight line to those of the node."""
        known = self._levels.get((sheet, j))
        return super().levels(sheet, column, j) if known is None else known


def _loan(own: Loan, above: Loan, news: int) -> Loan:
    """What is issued before the news keeps its rate and its fee."""
    return replace(
        own,
        rates=(*above.rates[:news], *own.rates[news:]),
        fees=(*above.fees[:news], *own.fees[news:]),
    )


def _bent(
    was: list[tuple[float, float]], now: list[tuple[float, float]], news: float
) -> list[tuple[float, float]]:
    """Levels as they were until the news, where they stood then, and as they are now."""
    if not was:
        return now
    before = [(time, level) for time, level in was if time < news]
    return [*before, (news, interpolate(was, news)), *((time, level) for time, level in now if time > news)]
