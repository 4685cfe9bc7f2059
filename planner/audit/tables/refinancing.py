"""What the table of take-outs should say, from debt and cash."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.facts.loans import CONSTRUCTION
from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

ISSUED = "debt_issued"
"""The line of cash that the issues of a sponsor add up to."""


def take_out(run: Run, facts: Facts) -> Expected:
    """Of what a construction loan repays, each issue of its sponsor meets its share of the sponsor's sources."""
    comes_in: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (i, j, _, period), usd in run.numbers("debt", "issued_usd_billion").items():
        comes_in[j, period][i] += usd
    for (j, period, line), (sides, (usd,)) in run.tables["cash"].rows.items():
        if sides == ("source",) and line != ISSUED:
            comes_in[j, period][""] += usd
    expected = Expected()
    for (i, j, c, period), usd in run.numbers("debt", "principal_usd_billion").items():
        loan = facts.loans.get(i)
        if loan is None or loan.stage != CONSTRUCTION or usd <= 0:
            continue
        sources = {name: amount for name, amount in comes_in[j, period].items() if amount > 0}
        for name, amount in sources.items():
            met = usd * amount / sum(sources.values())
            expected.add((j, c, i, name, period), (), (usd, met))
    return expected
