"""What the tables of lines should say: what is sent in blocks is decided, what follows from it is worked out again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.arithmetic import USD_PER_MWH
from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run


def flows(run: Run, facts: Facts) -> Expected:
    """Every row is of a line and block of the case; what is sent is a decision."""
    expected, hours = Expected(), {str(b * facts.hours_per_block) for b in facts.blocks}
    lines = {(row["from"], row["to"]) for row in facts.case.rows("lines")}
    for key in run.tables["flows"].rows:
        r, x, period, day, hour = key
        known = (r, x) in lines and period in facts.calendar.number
        if known and day in facts.days and hour in hours:
            expected.add(key, (), (None,))
    return expected


def transmission(run: Run, facts: Facts) -> Expected:
    """Capacity used, and energy sent, lost and paid for, follow from the flows and from what is lent, a decision."""
    sent: dict[tuple[str, ...], float] = defaultdict(float)
    used: dict[tuple[str, ...], float] = defaultdict(float, run.numbers("transmission", "firm_gw"))
    for (r, x, period, day, _), gw in run.numbers("flows", "sent_gw").items():
        used[r, x, period] = max(used[r, x, period], gw)
        sent[r, x, period] += gw * facts.block_share.get(day, 0.0)
    lines = {(row["from"], row["to"]): row for row in facts.case.rows("lines")}
    expected = Expected()
    for key in {**sent, **run.tables["transmission"].rows}:
        r, x, period = key
        row, t = lines.get((r, x)), facts.calendar.number.get(period)
        if row is not None and t is not None:
            gwh = sent[key] * facts.calendar.hours[t]
            paid = row["cost_usd_per_mwh"] * facts.price_level[t] * gwh * USD_PER_MWH
            figures = (used[key], None, gwh, row["loss_fraction"] * gwh, paid)
            expected.add(key, (row["operator"],), figures)
    return expected
