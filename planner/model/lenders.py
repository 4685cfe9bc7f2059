"""What lenders may have outstanding.

LENDERS                 g: lenders of an instrument that somebody may issue
LENT[g]                 (i, j, c): uses of a lender's instruments
room_usd_billion[g, t]  most that a lender may have outstanding at the end of t, nominal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter, posted, require
from planner.parameters.limits import yearly_limits
from planner.parameters.vehicles import lent_by

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Lender, Period
    from planner.model.ledger import Relation

READS = ("instruments.lender", "lenders.lender", "lenders.year", "lenders.room_usd_billion")


def applies(case: Case) -> bool:
    """Whether a case plans with funding, and any lender's room is taken."""
    return case.settings.funding and bool(lent_by(case))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare who lends what, and how much at most."""
    lent = {g: [use for use in m.USES if use[0] in names] for g, names in lent_by(case).items()}
    given = yearly_limits(case, "lenders", ("lender",), "room_usd_billion")
    named_set(m, "LENDERS", lent)
    families(m, "LENT", m.LENDERS, members=lent, dimen=3)
    room = {(g, t): given[g, t] for g in m.LENDERS for t in m.PERIODS}
    parameter(m, "room_usd_billion", m.LENDERS, m.PERIODS, values=room)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of lenders."""
    require(m, m.LENDERS, m.PERIODS, rule=loans_within_lenders_room)


def loans_within_lenders_room(m: ConcreteModel, g: Lender, t: Period) -> Relation:
    """What is owed on a lender's instruments, less what vehicles hold of them, is at most its room.

    Domain:    for g in LENDERS for t in PERIODS
    Equation:  sum(Balance[i, j, c, t] for i, j, c in LENT[g]) - taken_over[g, t] <= room_usd_billion[g, t]
    Units:     USD billion
    Dual:      minus what one more dollar of the lender's room would save
    """
    owed = sum(m.Balance[i, j, c, t] for i, j, c in m.LENT[g])
    return owed - posted(m, "taken_over", g, t) <= m.room_usd_billion[g, t]
