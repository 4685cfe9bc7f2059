"""The rules of whose load stands on whose shells and chips, and of what is paid and lent for that."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.audit.facts.assets import CHIPS, POWER, SHELL
from planner.audit.facts.hosting_terms import KINDS_ON

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms

LOAD = {"load_within_shells": "jrt", "load_within_chips": "jt"}
HOSTING = {"hosted_within_limit": "jhwt", "hosted_load_is_served": "jrt"}
RENT = {"rent_is_paid_on_what_is_housed": "jhwt"}
OFFTAKE = {"balance_within_offtake": "ijct"}
RULES = LOAD | HOSTING | RENT | OFFTAKE


def write(p: Program, facts: Facts) -> None:
    """Load needs a shell where it stands, and chips anywhere, its sponsor's own or those of who houses it."""
    p.announce(LOAD)
    _house(p, facts)
    landlords = dict.fromkeys(facts.load_sponsors) | {pair[1]: None for pair in facts.hosting.pairs}
    for j, t in product(landlords, facts.periods):
        for r in facts.regions:
            housed = load_on(p, facts, j, SHELL, t, r)
            p.ceiling("load_within_shells", (j, r, t), [*housed, *_standing(p, facts, j, SHELL, r, t)])
        run = load_on(p, facts, j, CHIPS, t)
        p.ceiling("load_within_chips", (j, t), [*run, *_standing(p, facts, j, CHIPS, None, t)])


def load_on(p: Program, facts: Facts, j: str, c: str, t: int, region: str | None = None) -> Terms:
    """GW on a sponsor's shells or chips, in a region or in all: its own that nobody houses, and that of others."""
    load = (
        p.optional_term(1.0, "Own_load", j, t)
        if region is None
        else p.optional_term(1.0, "Served", j, region, t)
    )
    for (tenant, host, kind), r in product(
        facts.hosting.pairs, facts.regions if region is None else [region]
    ):
        if kind in KINDS_ON[c] and j in (tenant, host):
            load += p.optional_term(1.0 if j == host else -1.0, "Hosted", tenant, host, kind, r, t)
    return load


def _standing(p: Program, facts: Facts, j: str, c: str, r: str | None, t: int) -> Terms:
    """What stands of a class, in a region or in all, as it takes load off."""
    found: Terms = []
    for a, asset in facts.assets.items():
        if asset.kind == c:
            key = ("National_standing", a, j, t) if r is None else ("Standing", a, j, r, t)
            found += p.optional_term(-1.0, *key)
    return found


def _house(p: Program, facts: Facts) -> None:
    """What is housed keeps within its limit, and is load that is served."""
    hosting = facts.hosting
    if not hosting.pairs:
        return
    p.announce(HOSTING)
    for pair, t in product(hosting.pairs, facts.periods):
        if hosting.begun(pair, t):
            housed: Terms = [(1.0, p.column("Hosted", *pair, r, t)) for r in facts.regions]
            p.ceiling("hosted_within_limit", (*pair, t), housed, hosting.limit(t, *pair))
    for j, r, t in product(facts.load_sponsors, facts.regions, facts.periods):
        away: Terms = [(-1.0, ("Served", j, r, t))]
        for pair in hosting.pairs:
            if pair[0] == j:
                away += p.optional_term(1.0, "Hosted", *pair, r, t)
        p.ceiling("hosted_load_is_served", (j, r, t), away)


def pay_rent(p: Program, facts: Facts) -> None:
    """A tenant pays rent on what is housed of its load."""
    hosting = facts.hosting
    if not hosting.pairs:
        return
    p.announce(RENT)
    for pair, t in product(hosting.pairs, facts.periods):
        if hosting.begun(pair, t):
            rent = hosting.rent_per_gw(pair, t)
            due: Terms = [(rent, ("Hosted", *pair, r, t)) for r in facts.regions]
            p.total("rent_is_paid_on_what_is_housed", "Rent", (*pair, t), due)


def lend_on_offtake(p: Program, facts: Facts) -> None:
    """What is owed on an instrument is at most so much for each GW that investment-grade sponsors use."""
    uses = [(loan, j, c) for loan, j, c in facts.uses if loan.offtake is not None and c in (SHELL, CHIPS)]
    if any(loan.offtake is not None for loan in facts.loans.values()):
        p.announce(OFFTAKE)
    for (loan, j, c), t in product(uses, facts.periods):
        used = graded_load_on(p, facts, j, c, t)
        room: Terms = [(-(loan.offtake or 0.0) * sign, key) for sign, key in used]
        index = (loan.name, j, c, t)
        p.ceiling("balance_within_offtake", index, [(1.0, ("Balance", *index)), *room])


def graded_load_on(p: Program, facts: Facts, j: str, c: str, t: int) -> Terms:
    """GW on a sponsor's shells or chips that investment-grade sponsors use, itself among them."""
    graded = {name for name, row in facts.sponsors.items() if row["investment_grade"] == "yes"}
    load: Terms = []
    if j in graded:
        load.append((1.0, ("Own_load", j, t)))
    for (tenant, host, kind), r in product(facts.hosting.pairs, facts.regions):
        if kind in KINDS_ON[c]:
            if tenant == j and j in graded:
                load += p.optional_term(-1.0, "Hosted", tenant, host, kind, r, t)
            if host == j and tenant in graded:
                load += p.optional_term(1.0, "Hosted", tenant, host, kind, r, t)
    return load


def covering(p: Program, facts: Facts, j: str, c: str, t: int) -> Terms:
    """The GW whose cash flow services the debt of a class."""
    if c == POWER:
        return [(1.0, ("Net_output", j, t))]
    return load_on(p, facts, j, c, t)
