"""Lines between regions: each one way, within its limit in every block and in what it lends of firm capacity."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reference.case import Case
    from reference.program import Program, Terms


def lines(lp: Program, case: Case) -> None:
    """Flow[b] <= limit; Firm <= limit; the mean of the flows is what is sent."""
    for row, t in product(case.rows("lines"), case.periods):
        way = row["from"], row["to"], t
        for d, b in case.slots:
            lp.var("Flow", *way, d, b, upper=row["limit_gw"])
        lp.var("Lent", *way, upper=row["limit_gw"])
        terms = [(case.days[d] * case.block / 24, lp["Flow", *way, d, b]) for d, b in case.slots]
        lp.define("MeanFlow", *way, terms=terms)


def imports(lp: Program, case: Case, name: str, r: str, *when: object) -> Terms:
    """Give what arrives in a region, (1 - loss) of what was sent there, less what it sends."""
    terms: Terms = []
    for row in case.rows("lines"):
        column = lp[name, row["from"], row["to"], *when]
        if r == row["to"]:
            terms.append((1.0 - (row["loss_fraction"] or 0.0), column))
        if r == row["from"]:
            terms.append((-1.0, column))
    return terms


def run_by(lp: Program, case: Case, j: str, t: int, column: str) -> Terms:
    """Give what the lines of a sponsor are sent on the mean, each times a number of its row."""
    mine = [row for row in case.rows("lines") if row["operator"] == j]
    return [(row[column] or 0.0, lp["MeanFlow", row["from"], row["to"], t]) for row in mine]
