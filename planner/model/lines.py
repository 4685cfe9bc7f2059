"""Lines between regions: power sent block by block, firm capacity lent, what is lost on the way and what sending costs.

A line is one way, as a link is; a connection that is used both ways has two rows.

LINES                     (r, x): from a region, to another
LINES_AT                  (r, x, t): every line in every period
LINE_BLOCKS               (r, x, t, d, b): every block of every day of every line and period
LINES_INTO[r]             (v, r): lines that end in a region
LINES_OUT_OF[r]           (r, x): lines that begin in it
LINES_RUN_BY[j]           (r, x): lines of an operator
line_limit_gw[r, x]       most that a line may carry, GW sent
loss_fraction[r, x]       share of what is sent that does not arrive
line_cost_usd_per_mwh[r, x]   price of sending, in the case's dollar year
Line_capacity[r, x, t]    what is used of a line, GW
Flow[r, x, t, d, b]       what is sent in a block, GW
Firm_transfer[r, x, t]    firm capacity that the region it begins in lends the one it ends in, GW
Sent[r, x, t]             mean of what is sent over the period, GW
Transmission_cost[j, t]   what sending costs the operators, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, set_of_blocks, variable
from planner.parameters.transmission import lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Block, Day, Destination, Period, Region, Sponsor
    from planner.model.ledger import Expression, Relation
    from planner.parameters.transmission import Line

READS = (
    "lines.from",
    "lines.to",
    "lines.operator",
    "lines.limit_gw",
    "lines.loss_fraction",
    "lines.cost_usd_per_mwh",
)


def applies(case: Case) -> bool:
    """Whether any line joins two regions."""
    return bool(case.rows("lines"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the lines, what they carry and what that costs."""
    lines = lines_of(case)
    named_set(m, "LINES", lines, dimen=2)
    declare_ends(m, lines)
    parameter(m, "line_limit_gw", m.LINES, values={key: line.limit_gw for key, line in lines.items()})
    parameter(m, "loss_fraction", m.LINES, values={key: line.loss_fraction for key, line in lines.items()})
    costs = {key: line.cost_usd_per_mwh for key, line in lines.items()}
    parameter(m, "line_cost_usd_per_mwh", m.LINES, values=costs)
    named_set(m, "LINES_AT", [(*line, t) for line in lines for t in m.PERIODS], dimen=3)
    set_of_blocks(m, "LINE_BLOCKS", m.LINES_AT)
    declare_flows(m)


def declare_ends(m: ConcreteModel, lines: Mapping[tuple[str, str], Line]) -> None:
    """Declare which lines end in a region, begin in it, and are run by a sponsor."""
    for name, index, owner in (
        ("LINES_INTO", m.REGIONS, lambda way: way[1]),
        ("LINES_OUT_OF", m.REGIONS, lambda way: way[0]),
        ("LINES_RUN_BY", m.SPONSORS, lambda way: lines[way].operator),
    ):
        members: dict[Any, list[Any]] = {}
        for way in lines:
            members.setdefault(owner(way), []).append(way)
        families(m, name, index, members=members, dimen=2)


def declare_flows(m: ConcreteModel) -> None:
    """Declare what lines carry, and what of it other concerns add up."""
    variable(m, "Line_capacity", "rxt", m.LINES_AT, unit="GW")
    variable(m, "Flow", "rxtdb", m.LINE_BLOCKS, unit="GW")
    variable(m, "Firm_transfer", "rxt", m.LINES_AT, unit="GW")
    variable(m, "Sent", "rxt", m.LINES_AT, unit="GW", free=True)
    variable(m, "Transmission_cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "operating_cost", "Transmission_cost")
    post(m, "supply", "Flow", m.REGIONS, m.PERIODS, m.DAYS, m.BLOCKS, term=net_imports)
    post(m, "firm", "Firm_transfer", m.REGIONS, m.PERIODS, term=net_firm_imports)
    post(m, "delivered", "Sent", m.SPONSORS, m.PERIODS, term=losses_of_operator)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of lines."""
    require(m, m.LINE_BLOCKS, rule=flow_within_line_capacity)
    require(m, m.LINES_AT, rule=firm_transfer_within_line_capacity)
    require(m, m.LINES_AT, rule=line_capacity_within_limit)
    require(m, m.LINES_AT, rule=sent_is_mean_flow)
    require(m, m.SPONSORS, m.PERIODS, rule=transmission_is_paid)


def flow_within_line_capacity(
    m: ConcreteModel, r: Region, x: Destination, t: Period, d: Day, b: Block
) -> Relation:
    """A line carries at most what is used of it.

    Domain:    for r, x in LINES for t in PERIODS for d in DAYS for b in BLOCKS
    Equation:  Flow[r, x, t, d, b] <= Line_capacity[r, x, t]
    Units:     GW
    Dual:      minus what sending one more GW in these hours would save
    """
    return m.Flow[r, x, t, d, b] <= m.Line_capacity[r, x, t]


def firm_transfer_within_line_capacity(m: ConcreteModel, r: Region, x: Destination, t: Period) -> Relation:
    """A region lends another firm capacity only as far as a line could carry its output in the worst hour.

    Domain:    for r, x in LINES for t in PERIODS
    Equation:  Firm_transfer[r, x, t] <= Line_capacity[r, x, t]
    Units:     GW
    Dual:      minus what lending one more GW of firm capacity would save in the period
    """
    return m.Firm_transfer[r, x, t] <= m.Line_capacity[r, x, t]


def line_capacity_within_limit(m: ConcreteModel, r: Region, x: Destination, t: Period) -> Relation:
    """No more is used of a line than there is.

    Domain:    for r, x in LINES for t in PERIODS
    Equation:  Line_capacity[r, x, t] <= line_limit_gw[r, x]
    Units:     GW
    Dual:      minus what one more GW of the line would save in the period
    """
    return m.Line_capacity[r, x, t] <= m.line_limit_gw[r, x]


def sent_is_mean_flow(m: ConcreteModel, r: Region, x: Destination, t: Period) -> Relation:
    """What a line is sent in a period is the mean over days and blocks.

    Domain:    for r, x in LINES for t in PERIODS
    Equation:  Sent[r, x, t] == sum(block_share[d] * Flow[r, x, t, d, b] for d in DAYS for b in BLOCKS)
    Units:     GW, mean over the period
    Dual:      either sign: what sending one GW through the period costs the operator
    """
    return m.Sent[r, x, t] == sum(m.block_share[d] * m.Flow[r, x, t, d, b] for d in m.DAYS for b in m.BLOCKS)


def transmission_is_paid(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """What sending costs is paid on what is sent, by the operator of the line.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Transmission_cost[j, t] == usd_billion_per_gw[t] * price_level[t]
                   * sum(line_cost_usd_per_mwh[r, x] * Sent[r, x, t] for r, x in LINES_RUN_BY[j])
    Units:     USD billion
    Dual:      what one more dollar of running cost costs the plan
    """
    price = m.usd_billion_per_gw[t] * m.price_level[t]
    return m.Transmission_cost[j, t] == price * sum(
        m.line_cost_usd_per_mwh[r, x] * m.Sent[r, x, t] for r, x in m.LINES_RUN_BY[j]
    )


def net_imports(m: ConcreteModel, r: Region, t: Period, d: Day, b: Block) -> Expression:
    """What lines bring a region in a block, less what they take out of it.

    Posts:     sum((1 - loss_fraction[v, y]) * Flow[v, y, t, d, b] for v, y in LINES_INTO[r])
                   - sum(Flow[v, y, t, d, b] for v, y in LINES_OUT_OF[r])
    Units:     GW
    """
    brought = sum((1 - m.loss_fraction[v, y]) * m.Flow[v, y, t, d, b] for v, y in m.LINES_INTO[r])
    return brought - sum(m.Flow[v, y, t, d, b] for v, y in m.LINES_OUT_OF[r])


def net_firm_imports(m: ConcreteModel, r: Region, t: Period) -> Expression:
    """Firm capacity that a region is lent, less losses, and less what it lends.

    Posts:     sum((1 - loss_fraction[v, y]) * Firm_transfer[v, y, t] for v, y in LINES_INTO[r])
                   - sum(Firm_transfer[v, y, t] for v, y in LINES_OUT_OF[r])
    Units:     GW
    """
    lent = sum((1 - m.loss_fraction[v, y]) * m.Firm_transfer[v, y, t] for v, y in m.LINES_INTO[r])
    return lent - sum(m.Firm_transfer[v, y, t] for v, y in m.LINES_OUT_OF[r])


def losses_of_operator(m: ConcreteModel, j: Sponsor, t: Period) -> Expression:
    """What the lines of a sponsor lose: it is delivered by some source, sold to nobody, and so bought by the operator.

    Posts:     -sum(loss_fraction[r, x] * Sent[r, x, t] for r, x in LINES_RUN_BY[j])
    Units:     GW, mean over the period
    """
    return -sum(m.loss_fraction[r, x] * m.Sent[r, x, t] for r, x in m.LINES_RUN_BY[j])
