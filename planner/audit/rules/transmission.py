"""The rules of lines between regions: what each may carry and lend, and what sending on it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.arithmetic import USD_PER_MWH

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms
    from planner.case import Case

RULES = {
    "flow_within_line_capacity": "rxtdb",
    "firm_transfer_within_line_capacity": "rxt",
    "line_capacity_within_limit": "rxt",
    "sent_is_mean_flow": "rxt",
    "transmission_is_paid": "jt",
}


def applies(case: Case) -> bool:
    """Whether there are lines."""
    return bool(case.rows("lines"))


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and the columns that are decided here."""
    p.announce(RULES)
    for row in facts.case.rows("lines"):
        for t in facts.periods:
            line = (row["from"], row["to"], t)
            room = p.column("Line_capacity", *line)
            p.ceiling("line_capacity_within_limit", line, [(1.0, room)], row["limit_gw"])
            lent = p.column("Firm_transfer", *line)
            p.ceiling("firm_transfer_within_line_capacity", line, [(1.0, lent), (-1.0, room)])
            mean: Terms = []
            for d, b in facts.day_blocks:
                flow = p.column("Flow", *line, d, b)
                p.ceiling("flow_within_line_capacity", (*line, d, b), [(1.0, flow), (-1.0, room)])
                mean.append((facts.block_share[d], flow))
            p.total("sent_is_mean_flow", "Sent", line, mean)
    for j in facts.sponsors:
        for t in facts.periods:
            per_usd = facts.calendar.hours[t] * USD_PER_MWH * facts.price_level[t]
            due: Terms = [
                (row["cost_usd_per_mwh"] * per_usd, ("Sent", row["from"], row["to"], t))
                for row in facts.case.rows("lines")
                if row["operator"] == j
            ]
            p.total("transmission_is_paid", "Transmission_cost", (j, t), due, facts.calendar.discount[t])


def brought(facts: Facts, r: str, name: str, *when: object) -> Terms:
    """What lines bring a region of flows or of firm capacity, net of losses, less what they take out of it."""
    terms: Terms = []
    for row in facts.case.rows("lines"):
        key = (name, row["from"], row["to"], *when)
        if row["to"] == r:
            terms.append((1 - row["loss_fraction"], key))
        if row["from"] == r:
            terms.append((-1.0, key))
    return terms


def lost(facts: Facts, j: str, t: int) -> Terms:
    """What is lost on the lines that a sponsor runs, mean GW."""
    return [
        (row["loss_fraction"], ("Sent", row["from"], row["to"], t))
        for row in facts.case.rows("lines")
        if row["operator"] == j
    ]
