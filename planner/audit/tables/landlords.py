"""What the table of hosting should say, and how much load stands on whose shells and chips by the tables."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.facts.hosting_terms import KINDS_ON
from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run


def hosting(run: Run, facts: Facts) -> Expected:
    """The rent of what is housed, which is a decision."""
    expected = Expected()
    for key, gw in run.numbers("hosting", "hosted_gw").items():
        pair, t = key[:3], facts.calendar.number.get(key[4])
        if pair in facts.hosting.pairs and key[3] in facts.regions and t is not None:
            expected.add(key, (), (None, facts.hosting.rent_per_gw(pair, t) * gw))
    return expected


def load_by_owner(run: Run, facts: Facts) -> Expected:
    """GW on shells and on chips, by their owner and by whose load it is."""
    expected = Expected()
    served = run.numbers("shortfall", "served_gw")
    let: dict[tuple[str, str, str, str], float] = defaultdict(float)
    away: dict[tuple[str, str, str], float] = defaultdict(float)
    for (tenant, host, kind, _, period), gw in run.numbers("hosting", "hosted_gw").items():
        for c, kinds in KINDS_ON.items():
            if kind in kinds:
                let[host, tenant, c, period] += gw
                away[tenant, c, period] += gw
    for key, gw in let.items():
        expected.add(key, (), (gw,), gw)
    for (j, period), gw in served.items():
        for c in KINDS_ON:
            expected.add((j, j, c, period), (), (max(0.0, gw - away[j, c, period]),), gw)
    return expected


class LoadByOwner:
    """GW on shells and chips by owner: what it serves and nobody houses, and what it houses for others."""

    def __init__(self, run: Run, facts: Facts) -> None:
        self._facts = facts
        self._served = run.numbers("shortfall", "served_gw")
        self._hosted: dict[tuple[str, str, str, str], float] = defaultdict(float)
        for (tenant, host, kind, _, period), gw in run.numbers("hosting", "hosted_gw").items():
            self._hosted[tenant, host, kind, period] += gw
        self._graded = {j for j, row in facts.sponsors.items() if row["investment_grade"] == "yes"}

    def on(self, j: str, c: str, period: str) -> float:
        """GW on a sponsor's shells or chips."""
        return self._sum(j, c, period, set(self._facts.sponsors))

    def of_investment_grade(self, j: str, c: str, period: str) -> float:
        """That of it which investment-grade sponsors use, the owner among them."""
        return self._sum(j, c, period, self._graded)

    def _sum(self, j: str, c: str, period: str, users: set[str]) -> float:
        """GW of some users."""
        total = self._served.get((j, period), 0.0) if j in users else 0.0
        for (tenant, host, kind, when), gw in self._hosted.items():
            if when == period and kind in KINDS_ON[c]:
                total += gw * ((host == j and tenant in users) - (tenant == j and j in users))
        return total
