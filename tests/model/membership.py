"""Where every sparse set of the model has members, worked out from the sheets and from nothing of the planner's.

A set that is too small passes every test of equations, for what is not there has no row to be wrong. So each is
written here once more, as a question about one index (`MEMBERSHIP`), asked of every index that its letters allow.
Ages are counted quarter by quarter, whatever the periods are.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.case import Case

NATION, OWN_CREDIT = "", ""


class Facts:
    """What the sheets say of who may order, issue and lend what, and when."""

    def __init__(self, case: Case) -> None:
        self.case = case
        start = case.settings.calendar.start
        self.number = {str(start.plus(n)): n for n in range(1000)}
        self.names = list(self.number)
        self.quarters: list[range] = []
        for period in case.periods:
            first = self.number[str(period.first)]
            self.quarters.append(range(first, first + period.quarters))
        self.end = self.quarters[-1].stop
        self.sources = {row["source"]: row for row in case.rows("sources")}
        self.assets = self.sources | {row["asset"]: row for row in case.rows("compute")}
        self.vintages = (*case.rows("source_vintages"), *case.rows("compute_vintages"))
        self.loans = {row["instrument"]: row for row in case.rows("instruments")}
        self.owners = {(row["asset"], row["sponsor"]) for row in case.rows("owners")}
        self.takers = {row["sponsor"] for row in case.rows("demand")}
        self.uses = {
            (row["instrument"], row["sponsor"], row["asset_class"] or OWN_CREDIT)
            for row in case.rows("instrument_use")
        }
        self.draws = {(row["supply_pool"], row["asset"]) for row in case.rows("supply_use")}
        self.limited = {(row["asset"], row["region"]) for row in case.rows("site_limits")}
        self.offers = {(row["supply_pool"], row["step"], row["year"]) for row in case.rows("supply_steps")}
        self.growing = {row["supply_pool"] for row in case.rows("supply_growth")}
        self.steps = {(row["market"], row["step"]) for row in case.rows("market_limits")}
        self.tranches = {(row["vehicle"], row["tranche"]): row for row in case.rows("tranches")}
        self.pools = {(row["vehicle"], row["instrument"]): row for row in case.rows("vehicle_pools")}
        self.lines = {(row["from"], row["to"]): row["operator"] for row in case.rows("lines")}
        self.regions = [row["region"] for row in case.rows("regions")]

    def dense(self) -> dict[str, list[Any]]:
        """What every letter of an index may be."""
        case, periods = self.case, range(len(self.quarters))
        blocks = range(24 // case.settings.operations.hours_per_block)
        return {
            "j": [row["sponsor"] for row in case.rows("sponsors")],
            "h": [row["sponsor"] for row in case.rows("sponsors")],
            "w": ["compute", "shell"],
            "r": self.regions,
            "y": self.regions,
            "x": self.regions,
            "R": [*self.regions, NATION],
            "t": list(periods),
            "p": list(periods),
            "o": list(periods),
            "q": list(range(self.end)),
            "d": [row["day"] for row in case.rows("days")],
            "b": list(blocks),
            "e": list(blocks),
            "a": list(self.assets),
            "s": list(self.sources),
            "P": list(dict.fromkeys(row["supply_pool"] for row in case.rows("supply_limits"))),
            "i": list(self.loans),
            "c": ["power", "shell", "chips", OWN_CREDIT],
            "f": sorted({row["advance_fraction"] or 0.0 for row in self.loans.values()}),
            "u": list(dict.fromkeys(market for market, _ in self.steps)),
            "k": sorted({step for _, step in self.steps} | {step for _, step, _ in self.offers}),
            "Y": sorted({row["debt_to_ebitda"] for row in case.rows("credit_steps")}),
            "g": list(dict.fromkeys(row["lender"] for row in case.rows("lenders"))),
            "v": [row["vehicle"] for row in case.rows("vehicles")],
            "n": list(dict.fromkeys(tranche for _, tranche in self.tranches)),
            "N": list(dict.fromkeys(tranche for _, tranche in self.tranches)),
            "Q": list(range(self.end)),
        }

    def class_of(self, a: str) -> str:
        """The class of an asset."""
        return "power" if a in self.sources else str(self.assets[a]["kind"])

    def places(self, a: str) -> list[str]:
        """Where an asset may stand."""
        return [NATION] if self.class_of(a) == "chips" else self.regions

    def term(self, a: str, q: int, column: str) -> Any:
        """What a column says of an order of a quarter: the last row of vintages that fills it by then, or the asset."""
        held = self.assets[a][column]
        for row in sorted(self.vintages, key=lambda row: str(row["ordered_from"])):
            named = a in (row.get("source"), row.get("asset"))
            if named and str(row["ordered_from"]) <= self.names[q] and row[column] is not None:
                held = row[column]
        return held

    def lead(self, a: str, q: int) -> int:
        """Quarters from an order of a quarter to its arrival."""
        return math.ceil(self.term(a, q, "lead_months") / 3)

    def life(self, a: str, q: int) -> int:
        """Quarters that an order of a quarter stands."""
        return round(4 * self.term(a, q, "life_years"))

    def first(self, a: str) -> int:
        """The first quarter in which an asset can arrive; the end of the horizon where it cannot."""
        given = self.assets[a].get("first_delivery")
        least = 0 if given is None else self.number.get(str(given), 0)
        due = (q + self.lead(a, q) for q in range(self.end))
        return min((q for q in due if q >= least), default=self.end)

    def credited(self, a: str, q: int) -> bool:
        """Whether an order of a quarter earns a tax credit: by the last row that has begun, if it stands in time."""
        rows = [row for row in self.case.rows("tax_credits") if row["asset"] == a]
        rows = sorted(
            (row for row in rows if str(row["ordered_from"]) <= self.names[q]),
            key=lambda row: str(row["ordered_from"]),
        )
        if not rows or not rows[-1]["credit_fraction"] * rows[-1]["transfer_price_fraction"]:
            return False
        by = rows[-1]["stands_by"]
        return by is None or self.names[q + self.lead(a, q)] <= str(by)

    def houses(self, j: str, h: str, w: str, t: int) -> bool:
        """Whether a host may house a tenant's load so in a period: where it has load, from the first row on."""
        rows = self.case.rows("hosting")
        return j in self.takers and any(
            (row["tenant"], row["host"], row["kind"]) == (j, h, w)
            and row["year"] <= int(self.names[self.quarters[t][0]][:4])
            for row in rows
        )

    def graded(self, j: str) -> bool:
        """Whether a sponsor is investment-grade."""
        return any(
            row["sponsor"] == j and row["investment_grade"] == "yes" for row in self.case.rows("sponsors")
        )

    def orders(self, a: str, o: int) -> list[int]:
        """Quarters of a period in which an order arrives within the horizon, and not too early."""
        return [q for q in self.quarters[o] if self.first(a) <= q + self.lead(a, q) < self.end]

    def arrivals(self, a: str, o: int) -> list[int]:
        """Quarters in which orders of a period arrive."""
        return [q + self.lead(a, q) for q in self.orders(a, o)]

    def operator(self, r: str, x: str) -> str | None:
        """Who runs the line from a region to another; nobody where there is none."""
        return self.lines.get((r, x))

    def takes(self, s: str) -> bool:
        """Whether a part of what a source could give is paid for, taken or not."""
        return (self.sources[s]["minimum_take_fraction"] or 0) > 0

    def delivers(self, p: str, j: str, q: int) -> bool:
        """Whether an order of a sponsor that draws on a pool may arrive in a quarter."""
        mine = [a for pool, a in self.draws if pool == p and (a, j) in self.owners]
        return any(q in self.arrivals(a, o) for a in mine for o in range(len(self.quarters)))

    def offered(self, p: str, k: int, q: int) -> bool:
        """Whether a step of a pool has begun by a quarter in which the pool may deliver something."""
        begun = any(
            int(self.names[q][:4]) >= year for pool, step, year in self.offers if (pool, step) == (p, k)
        )
        return begun and any(self.delivers(p, j, q) for j in {j for _, j in self.owners})

    def grows(self, p: str, q: int) -> bool:
        """Whether the growth of a pool is limited, and it may have delivered something by a quarter."""
        owners = {j for _, j in self.owners}
        return p in self.growing and any(self.delivers(p, j, n) for n in range(q + 1) for j in owners)

    def may_stand(self, a: str, t: int) -> bool:
        """Whether an asset may stand in some quarter of a period: as ordered, or because it was under way."""
        arrivals = [
            self.quarter_of(row["arrives"]) for row in self.case.rows("in_flight") if row["asset"] == a
        ]
        return any(q >= min(self.first(a), *arrivals, self.end) for q in self.quarters[t])

    def quarter_of(self, name: object) -> int:
        """A quarter of the horizon, counted from 0; 0 for those before, the end for those after."""
        return sum(str(name) > known for known in self.names)

    def standing(self, a: str, o: int, t: int) -> Fraction:
        """Share of the orders of a period that stands through another, on the mean of its quarters."""
        orders, quarters = self.orders(a, o), self.quarters[t] if t >= 0 else range(0)
        spans = [(q + self.lead(a, q), self.life(a, q)) for q in orders]
        count = sum(start <= x < start + life for start, life in spans for x in quarters)
        return Fraction(count, max(1, len(orders) * len(quarters)))

    def parts_at_end(self, a: str, o: int, t: int) -> list[tuple[int, int]]:
        """Quarter of order, and quarters since at the end of a period (0 in its own), of what is ordered by then."""
        last = self.quarters[t][-1]
        return [(q, last - q) for q in self.orders(a, o) if q <= last]

    def milestones(self, a: str, q: int) -> list[int]:
        """Ages at which something of the cost of an order of a quarter is paid."""
        profile = self.term(a, q, "spend_profile")
        rows = [row for row in self.case.rows("spend_profiles") if row["spend_profile"] == profile]
        return [
            math.floor(round(row["progress_fraction"] * self.lead(a, q) + 0.5, 9))
            for row in rows
            if row["spend_fraction"]
        ]

    def books(self, a: str, q: int, age: int) -> bool:
        """Whether an order of a quarter has book value at that age."""
        if age < self.lead(a, q):
            return any(paid <= age for paid in self.milestones(a, q))
        return age - self.lead(a, q) + 1 < self.life(a, q)

    def lends(self, a: str, q: int, age: int) -> bool:
        """Whether a lender counts anything of an order of a quarter at that age."""
        points = sorted(
            (row["age_years"], row["value_fraction"])
            for row in self.case.rows("lender_value")
            if row["asset_class"] == self.class_of(a)
        )
        if not points or not self.books(a, q, age):
            return False
        if age < self.lead(a, q):
            return True
        years = (age - self.lead(a, q) + 1) / 4
        if years >= points[-1][0]:
            return bool(points[-1][1] > 0)
        within = [(y0, y1) for (x0, y0), (x1, y1) in pairwise(points) if x0 <= years < x1]
        ends = within[0] if within else (points[0][1],) * 2
        return any(value > 0 for value in ends)

    def staged(self, i: str, a: str, q: int, age: int) -> bool:
        """Whether an order of a quarter is at the stage that an instrument lends to at that age."""
        loan, years = self.loans[i], (age - self.lead(a, q) + 1) / 4
        if loan["stage"] == "operating":
            return age >= self.lead(a, q) and years >= (loan["seasoning_years"] or 0)
        return age < self.lead(a, q) or years <= (loan["takeout_years"] or 0)

    def secured(self, i: str) -> bool:
        """Whether an instrument is secured."""
        return bool(self.loans[i]["collateral"] == "secured")

    def scheduled(self, i: str) -> bool:
        """Whether an instrument is repaid by a schedule."""
        return self.loans[i]["repayment"] not in ("callable", "sculpted")

    def repaid(self, i: str, kind: str) -> bool:
        """Whether an instrument is repaid that way."""
        return bool(self.loans[i]["repayment"] == kind)

    def covered(self, i: str) -> bool:
        """Whether an instrument asks a least coverage."""
        return bool(self.loans[i]["min_dscr"])

    def ages(self, o: int, t: int) -> Iterator[int]:
        """Quarters from issue in each quarter of a period, of the parts of an issue."""
        return (x - q for q in self.quarters[o] for x in self.quarters[t] if x >= q)

    def grace(self, i: str) -> int:
        """Quarters of grace."""
        return round(4 * (self.loans[i]["grace_years"] or 0))

    def tenor(self, i: str) -> int:
        """Quarters of tenor."""
        return round(4 * self.loans[i]["tenor_years"])

    def window(self, i: str) -> int | None:
        """Quarters in which what is committed may be drawn; None where it is drawn at once."""
        years = self.loans[i]["availability_years"]
        return None if years is None else round(4 * years)

    def owed(self, i: str, o: int, t: int) -> bool:
        """Whether an issue of o may be owed at the end of t."""
        last = self.quarters[t][-1]
        return any(0 <= last - q < self.tenor(i) for q in self.quarters[o])

    def stepped(self, j: str) -> bool:
        """Whether a sponsor has steps of debt to Ebitda."""
        return any(row["sponsor"] == j for row in self.case.rows("credit_steps"))

    def interest_covered(self, j: str) -> bool:
        """Whether a least interest coverage is asked of a sponsor."""
        rows = [row for row in self.case.rows("sponsors") if row["sponsor"] == j]
        return any(row["min_interest_coverage"] is not None for row in rows)

    def lent(self, g: str, i: str) -> bool:
        """Whether an instrument is a lender's."""
        return self.loans[i].get("lender") == g

    def young(self, v: str, n: str, column: str, o: int, t: int) -> bool:
        """Whether some of what is sold in o is younger at the end of t than a column of the tranche says."""
        years, last = self.tranches[v, n][column] or 0, self.quarters[t][-1]
        return any(0 <= last - q < round(4 * years) for q in self.quarters[o])

    def free(self, u: str, k: int, t: int) -> bool:
        """Whether a step of a market has no concession in a period."""
        rows = [row for row in self.case.rows("market_limits") if (row["market"], row["step"]) == (u, k)]
        begun = [row for row in rows if row["year"] <= self.case.periods[t].year]
        held = max(begun, key=lambda row: row["year"])["concession_fraction"] if begun else 0
        return (u, k) in self.steps and held == 0

    def takes_notes(self, u: str, k: int, t: int) -> bool:
        """Whether notes of some tranche may go into a step in a period."""
        return self.free(u, k, t) and any(row["market"] == u for row in self.tranches.values())

    def serviced(self, i: str, o: int, t: int) -> bool:
        """Whether an issue of o has scheduled service in t: principal, or interest at a rate above zero."""
        due = any(self.grace(i) < age <= self.tenor(i) for age in self.ages(o, t))
        bears = any(self.rate(i, q) > 0 for q in self.quarters[o])
        return due and (self.loans[i]["repayment"] != "bullet" or bears)

    def rate(self, i: str, q: int) -> float:
        """The yearly rate of an issue of a quarter: of the last row that fills it by then, or the instrument's."""
        rate = self.loans[i]["rate_per_year"]
        for row in sorted(self.case.rows("instrument_vintages"), key=lambda row: str(row["issued_from"])):
            begun = row["instrument"] == i and str(row["issued_from"]) <= self.names[q]
            if begun and row["rate_per_year"] is not None:
                rate = row["rate_per_year"]
        return float(rate)

    def keeps_rates(self, i: str) -> bool:
        """Whether issues within the horizon have different rates, which they keep."""
        return self.scheduled(i) and len({self.rate(i, q) for q in range(self.end)}) > 1

    def bears_interest(self, i: str, o: int, t: int) -> bool:
        """Whether an issue of o bears interest in t: is owed at the end of a period whose balance accrues in t."""
        bears = any(self.rate(i, q) > 0 for q in self.quarters[o])
        accrues = [p for p in range(len(self.quarters)) if TIME["ACCRUAL_PERIODS"][1](self, t, p)]
        return bears and any(self.owed(i, o, p) for p in accrues)


Question = tuple[str, "Callable[..., bool]"]
"""Letters of an index, and whether it is a member."""

LOAD: dict[str, Question] = {
    "LOAD_SPONSORS": ("j", lambda x, j: j in x.takers),
    "LOAD_REGIONS": ("jr", lambda x, j, r: j in x.takers),
    "AFTER_DEADLINE": (
        "t",
        lambda x, t: (
            x.case.settings.target.policy == "required"
            and str(x.case.settings.target.close_by) <= str(x.case.periods[t].last)
        ),
    ),
}
HOSTING: dict[str, Question] = {
    "HOSTING": ("jhwt", lambda x, j, h, w, t: x.houses(j, h, w, t)),
    "HOSTING_AT": ("jhwrt", lambda x, j, h, w, r, t: x.houses(j, h, w, t)),
    "HOSTS_OF": ("jthw", lambda x, j, t, h, w: x.houses(j, h, w, t)),
    "TENANTS_OF": ("htjw", lambda x, h, t, j, w: x.houses(j, h, w, t)),
    "SHELL_CLASS": ("c", lambda x, c: c == "shell"),
    "CHIPS_CLASS": ("c", lambda x, c: c == "chips"),
    "CLASSES_LET": ("c", lambda x, c: c in ("shell", "chips")),
    "HOSTS": ("jcthw", lambda x, j, c, t, h, w: lets(c, w) and x.houses(j, h, w, t)),
    "TENANTS": ("hctjw", lambda x, h, c, t, j, w: lets(c, w) and x.houses(j, h, w, t)),
    "GRADED_HOSTS": (
        "jcthw",
        lambda x, j, c, t, h, w: lets(c, w) and x.graded(j) and x.houses(j, h, w, t),
    ),
    "GRADED_TENANTS": (
        "hctjw",
        lambda x, h, c, t, j, w: lets(c, w) and x.graded(j) and x.houses(j, h, w, t),
    ),
    "GRADED": ("jh", lambda x, j, h: j == h and x.graded(j)),
    "LANDLORDS": (
        "j",
        lambda x, j: (
            j in x.takers
            or any(x.houses(v, j, w, len(x.quarters) - 1) for v in x.takers for w in ("compute", "shell"))
        ),
    ),
    "LOAD_AT": ("jry", lambda x, j, r, y: r == y and j in x.takers),
}


def lets(c: str, w: str) -> bool:
    """Whether load that is housed so stands on assets of the class."""
    return c == "shell" or (c, w) == ("chips", "compute")


CAPACITY: dict[str, Question] = {
    "SOURCES": ("a", lambda x, a: x.class_of(a) == "power"),
    "STORAGES": ("s", lambda x, s: x.sources[s]["kind"] == "storage"),
    "PLACES": ("aR", lambda x, a, r: r in x.places(a)),
    "NATIONAL_ORDERS": ("ajo", lambda x, a, j, o: (a, j) in x.owners and bool(x.arrivals(a, o))),
    "ORDERS": (
        "ajRo",
        lambda x, a, j, r, o: (a, j) in x.owners and r in x.places(a) and bool(x.arrivals(a, o)),
    ),
    "NATIONAL_STANDING_AT": ("ajt", lambda x, a, j, t: (a, j) in x.owners and x.may_stand(a, t)),
    "STANDING_AT": (
        "ajRt",
        lambda x, a, j, r, t: (a, j) in x.owners and r in x.places(a) and x.may_stand(a, t),
    ),
    "STANDING_ASSETS": ("jta", lambda x, j, t, a: (a, j) in x.owners and x.may_stand(a, t)),
    "STANDING_SOURCES": ("ts", lambda x, t, s: x.may_stand(s, t)),
    "STORES": ("srt", lambda x, s, r, t: x.sources[s]["kind"] == "storage" and x.may_stand(s, t)),
    "STORES_IN": ("rts", lambda x, r, t, s: x.sources[s]["kind"] == "storage" and x.may_stand(s, t)),
    "PREVIOUSLY_STANDING": ("atp", lambda x, a, t, p: p == t - 1 and x.may_stand(a, p)),
    "CHANGING": ("ato", lambda x, a, t, o: x.standing(a, o, t) != x.standing(a, o, t - 1)),
}
PLANTS: dict[str, Question] = {
    "POOLS_IN_USE": (
        "Pq",
        lambda x, p, q: any(
            pool == p and x.first(a) <= q and any(a == owned for owned, _ in x.owners) for pool, a in x.draws
        ),
    ),
    "DELIVERIES": (
        "Pqajo",
        lambda x, p, q, a, j, o: (p, a) in x.draws and (a, j) in x.owners and q in x.arrivals(a, o),
    ),
    "OFFERED": ("Pkq", lambda x, p, k, q: x.offered(p, k, q)),
    "STEPS_OFFERED": ("Pqk", lambda x, p, q, k: x.offered(p, k, q)),
    "POOL_BUYERS": (
        "Pqj",
        lambda x, p, q, j: x.delivers(p, j, q) and any(x.offered(p, k, q) for k in x.dense()["k"]),
    ),
    "TAKING": (
        "Pjq",
        lambda x, p, j, q: x.delivers(p, j, q) and any(x.offered(p, k, q) for k in x.dense()["k"]),
    ),
    "OWN_DELIVERIES": (
        "Pjqao",
        lambda x, p, j, q, a, o: (
            (p, a) in x.draws
            and (a, j) in x.owners
            and q in x.arrivals(a, o)
            and any(x.offered(p, k, q) for k in x.dense()["k"])
        ),
    ),
    "PURCHASES_AT": ("Pkjq", lambda x, p, k, j, q: x.offered(p, k, q) and x.delivers(p, j, q)),
    "PURCHASES": (
        "jtPkq",
        lambda x, j, t, p, k, q: q in x.quarters[t] and x.offered(p, k, q) and x.delivers(p, j, q),
    ),
    "GROWING": ("Pq", lambda x, p, q: x.grows(p, q)),
    "YEAR_TO": ("PqQ", lambda x, p, q, w: x.grows(p, q) and x.grows(p, w) and 0 <= q - w < 4),
    "YEAR_BEFORE": ("PqQ", lambda x, p, q, w: x.grows(p, q) and x.grows(p, w) and 4 <= q - w < 8),
    "TAKEN": ("srt", lambda x, s, r, t: x.takes(s) and x.may_stand(s, t)),
    "TAKEN_OF": (
        "jtsr",
        lambda x, j, t, s, r: x.takes(s) and (s, j) in x.owners and x.may_stand(s, t),
    ),
    "ASKED": ("t", lambda x, t: x.case.periods[t].year >= 2027),
    "MADE_IN": ("tsr", lambda x, t, s, r: x.sources[s]["kind"] == "power" and x.may_stand(s, t)),
    "LINES": ("rx", lambda x, r, v: x.operator(r, v) is not None),
    "LINES_AT": ("rxt", lambda x, r, v, t: x.operator(r, v) is not None),
    "LINE_BLOCKS": ("rxtdb", lambda x, r, v, t, d, b: x.operator(r, v) is not None),
    "LINES_INTO": ("rxy", lambda x, r, v, w: x.operator(v, w) is not None and w == r),
    "LINES_OUT_OF": ("rxy", lambda x, r, v, w: x.operator(v, w) is not None and v == r),
    "LINES_RUN_BY": ("jrx", lambda x, j, r, v: x.operator(r, v) == j),
    "CAPPED": ("t", lambda x, t: bool(x.case.rows("emissions_limits"))),
    "OWNERS": ("aj", lambda x, a, j: (a, j) in x.owners),
    "SITES_IN_USE": ("art", lambda x, a, r, t: (a, r) in x.limited and x.may_stand(a, t)),
    "NATIONAL_SITES_IN_USE": ("at", lambda x, a, t: (a, None) in x.limited and x.may_stand(a, t)),
    "SHELLS": (
        "jta",
        lambda x, j, t, a: x.class_of(a) == "shell" and (a, j) in x.owners and x.may_stand(a, t),
    ),
    "CHIPS": (
        "jta",
        lambda x, j, t, a: x.class_of(a) == "chips" and (a, j) in x.owners and x.may_stand(a, t),
    ),
    "RUNS": ("srt", lambda x, s, r, t: x.may_stand(s, t)),
    "RUN_BLOCKS": ("srtdb", lambda x, s, r, t, d, b: x.may_stand(s, t)),
    "STORE_BLOCKS": (
        "srtdb",
        lambda x, s, r, t, d, b: x.sources[s]["kind"] == "storage" and x.may_stand(s, t),
    ),
    "RUNS_OF": ("jtsr", lambda x, j, t, s, r: (s, j) in x.owners and x.may_stand(s, t)),
    "STORES_OF": (
        "jtsr",
        lambda x, j, t, s, r: x.sources[s]["kind"] == "storage" and (s, j) in x.owners and x.may_stand(s, t),
    ),
    "BOOK_AT": ("jt", lambda x, j, t: x.case.settings.funding or t == len(x.quarters) - 1),
    "SPENDING_ORDERS": (
        "jtao",
        lambda x, j, t, a, o: (
            (a, j) in x.owners
            and any(q + age in x.quarters[t] for q in x.orders(a, o) for age in x.milestones(a, q))
        ),
    ),
    "VALUED_ORDERS": (
        "jao",
        lambda x, j, a, o: (
            (a, j) in x.owners
            and any(x.lends(a, *part) for part in x.parts_at_end(a, o, len(x.quarters) - 1))
        ),
    ),
    "CREDITED_ORDERS": (
        "jtao",
        lambda x, j, t, a, o: (
            (a, j) in x.owners
            and any(q + x.lead(a, q) in x.quarters[t] and x.credited(a, q) for q in x.orders(a, o))
        ),
    ),
    "BOOKED_ORDERS": (
        "jtao",
        lambda x, j, t, a, o: (
            (x.case.settings.funding or t == len(x.quarters) - 1)
            and (a, j) in x.owners
            and any(x.books(a, *part) for part in x.parts_at_end(a, o, t))
        ),
    ),
}
DEBT: dict[str, Question] = {
    "USES": ("ijc", lambda x, i, j, c: (i, j, c) in x.uses),
    "SCHEDULED": ("ijc", lambda x, i, j, c: (i, j, c) in x.uses and x.scheduled(i)),
    "CALLABLE": ("ijc", lambda x, i, j, c: (i, j, c) in x.uses and not x.scheduled(i)),
    "ISSUERS": ("ij", lambda x, i, j: any(use[:2] == (i, j) for use in x.uses)),
    "AT_ONCE": (
        "ij",
        lambda x, i, j: any(use[:2] == (i, j) for use in x.uses) and x.window(i) is None,
    ),
    "COMMITTING": (
        "ij",
        lambda x, i, j: any(use[:2] == (i, j) for use in x.uses) and x.window(i) is not None,
    ),
    "COMMITTED_USES": ("ijc", lambda x, i, j, c: (i, j, c) in x.uses and x.window(i) is not None),
    "COMMITMENTS_OF": ("jic", lambda x, j, i, c: (i, j, c) in x.uses and x.window(i) is not None),
    "FEE_AT_ISSUE": ("jic", lambda x, j, i, c: (i, j, c) in x.uses and x.window(i) is None),
    "FEE_AT_COMMITMENT": ("jic", lambda x, j, i, c: (i, j, c) in x.uses and x.window(i) is not None),
    "AVAILABLE": (
        "ito",
        lambda x, i, t, o: (
            any(use[0] == i for use in x.uses)
            and x.window(i) is not None
            and any(0 <= x.quarters[t][-1] - q < x.window(i) for q in x.quarters[o])
        ),
    ),
    "VENDOR_LOANS": (
        "ij",
        lambda x, i, j: any(use[:2] == (i, j) for use in x.uses) and x.loans[i]["vendor"] is not None,
    ),
    "VENDOR_ORDERS": (
        "ijtao",
        lambda x, i, j, t, a, o: (
            DEBT["VENDOR_LOANS"][1](x, i, j)
            and x.class_of(a) == "chips"
            and x.assets[a]["vendor"] == x.loans[i]["vendor"]
            and PLANTS["SPENDING_ORDERS"][1](x, j, t, a, o)
        ),
    ),
    "CLASSES": ("ijc", lambda x, i, j, c: (i, j, c) in x.uses),
    "STEPS": ("uk", lambda x, u, k: (u, k) in x.steps),
    "STEPS_OF": (
        "ijk",
        lambda x, i, j, k: any(use[:2] == (i, j) for use in x.uses) and (x.loans[i]["market"], k) in x.steps,
    ),
    "STEPS_IN_USE": (
        "uk",
        lambda x, u, k: (
            (u, k) in x.steps
            and (
                any(x.loans[i]["market"] == u for i, _, _ in x.uses)
                or any(x.takes_notes(u, k, t) for t in range(len(x.quarters)))
            )
        ),
    ),
    "PLACEMENTS": (
        "ukij",
        lambda x, u, k, i, j: (
            (u, k) in x.steps and x.loans[i]["market"] == u and any(use[:2] == (i, j) for use in x.uses)
        ),
    ),
    "ISSUER_STEPS": (
        "ijk",
        lambda x, i, j, k: any(use[:2] == (i, j) for use in x.uses) and (x.loans[i]["market"], k) in x.steps,
    ),
    "ISSUER_STEPS_OF": (
        "jik",
        lambda x, j, i, k: any(use[:2] == (i, j) for use in x.uses) and (x.loans[i]["market"], k) in x.steps,
    ),
    "OUTSTANDING": ("ito", lambda x, i, t, o: x.owed(i, o, t)),
    "USES_OF": ("jic", lambda x, j, i, c: (i, j, c) in x.uses),
    "ONE_RATE": ("jic", lambda x, j, i, c: (i, j, c) in x.uses and not x.keeps_rates(i)),
    "OWN_RATES": (
        "jtico",
        lambda x, j, t, i, c, o: (i, j, c) in x.uses and x.keeps_rates(i) and x.bears_interest(i, o, t),
    ),
    "CASH_LIMITED": (
        "j",
        lambda x, j: any(
            row["sponsor"] == j and row["cash_limit_usd_billion"] is not None
            for row in x.case.rows("sponsors")
        ),
    ),
}
COVENANTS: dict[str, Question] = {
    "OFFTAKE_USES": (
        "ijc",
        lambda x, i, j, c: (
            (i, j, c) in x.uses
            and c in ("shell", "chips")
            and x.loans[i]["offtake_usd_billion_per_gw"] is not None
        ),
    ),
    "ADVANCE_LEVELS": (
        "jcf",
        lambda x, j, c, f: any(
            (j, c) == use[1:] and x.secured(use[0]) and (x.loans[use[0]]["advance_fraction"] or 0) == f
            for use in x.uses
        ),
    ),
    "LADDER": (
        "jcfi",
        lambda x, j, c, f, i: (
            (i, j, c) in x.uses
            and x.secured(i)
            and (x.loans[i]["advance_fraction"] or 0) <= f
            and COVENANTS["ADVANCE_LEVELS"][1](x, j, c, f)
        ),
    ),
    "SECURED_CLASSES": (
        "jc",
        lambda x, j, c: any((j, c) == use[1:] and x.secured(use[0]) for use in x.uses),
    ),
    "COLLATERAL_ORDERS": (
        "jctao",
        lambda x, j, c, t, a, o: (
            COVENANTS["SECURED_CLASSES"][1](x, j, c)
            and x.class_of(a) == c
            and (a, j) in x.owners
            and any(x.lends(a, *part) for part in x.parts_at_end(a, o, t))
        ),
    ),
    "STAGED_USES": (
        "ijc",
        lambda x, i, j, c: (
            (i, j, c) in x.uses and x.secured(i) and x.loans[i]["stage"] in ("construction", "operating")
        ),
    ),
    "STAGED_ORDERS": (
        "ijctao",
        lambda x, i, j, c, t, a, o: (
            COVENANTS["STAGED_USES"][1](x, i, j, c)
            and x.class_of(a) == c
            and (a, j) in x.owners
            and any(x.lends(a, *part) and x.staged(i, a, *part) for part in x.parts_at_end(a, o, t))
        ),
    ),
    "UNSECURED": ("jic", lambda x, j, i, c: (i, j, c) in x.uses and not x.secured(i)),
    "COVERED": ("jc", lambda x, j, c: any((j, c) == use[1:] and x.covered(use[0]) for use in x.uses)),
    "COVERED_BY_LOAD": ("jc", lambda x, j, c: c != "power" and COVENANTS["COVERED"][1](x, j, c)),
    "COVERED_BY_POWER": ("jc", lambda x, j, c: c == "power" and COVENANTS["COVERED"][1](x, j, c)),
    "SERVICED_ISSUES": (
        "jctio",
        lambda x, j, c, t, i, o: (
            (i, j, c) in x.uses and x.covered(i) and x.scheduled(i) and x.serviced(i, o, t)
        ),
    ),
    "COVERED_CALLABLES": (
        "jci",
        lambda x, j, c, i: (i, j, c) in x.uses and x.covered(i) and x.repaid(i, "callable"),
    ),
    "COVERED_SCULPTED": ("jci", lambda x, j, c, i: (i, j, c) in x.uses and x.repaid(i, "sculpted")),
    "DUE_USES": ("ijc", lambda x, i, j, c: (i, j, c) in x.uses and x.covered(i) and x.repaid(i, "callable")),
    "IN_GRACE": (
        "ito",
        lambda x, i, t, o: (
            x.covered(i)
            and x.repaid(i, "callable")
            and any(i == use[0] for use in x.uses)
            and any(0 < age <= x.grace(i) for age in x.ages(o, t))
        ),
    ),
}
RATINGS: dict[str, Question] = {
    "RATED_SPONSORS": ("j", lambda x, j: x.stepped(j) or x.interest_covered(j)),
    "STEPPED_SPONSORS": ("j", lambda x, j: x.stepped(j)),
    "INTEREST_COVERED": ("j", lambda x, j: x.interest_covered(j)),
    "RATED_BY_STEPS": ("jj", lambda x, j, v: x.stepped(j) and j == v),
    "CREDIT_STEPS": (
        "jY",
        lambda x, j, y: any(
            (row["sponsor"], row["debt_to_ebitda"]) == (j, y) for row in x.case.rows("credit_steps")
        ),
    ),
    "CREDIT_STEPS_OF": (
        "jY",
        lambda x, j, y: any(
            (row["sponsor"], row["debt_to_ebitda"]) == (j, y) for row in x.case.rows("credit_steps")
        ),
    ),
}
VEHICLES: dict[str, Question] = {
    "LENDERS": ("g", lambda x, g: any(x.lent(g, i) for i, _, _ in x.uses)),
    "LENT": ("gijc", lambda x, g, i, j, c: (i, j, c) in x.uses and x.lent(g, i)),
    "VEHICLES": ("v", lambda x, v: True),
    "LOAN_POOLS": ("vi", lambda x, v, i: (v, i) in x.pools),
    "POOLED_BY": ("vi", lambda x, v, i: (v, i) in x.pools),
    "POOLED_INSTRUMENTS": ("i", lambda x, i: any(i == pooled for _, pooled in x.pools)),
    "BUYERS": ("iv", lambda x, i, v: (v, i) in x.pools),
    "CAPPED_POOLS": (
        "vi",
        lambda x, v, i: (v, i) in x.pools and x.pools[v, i]["max_pool_fraction"] is not None,
    ),
    "BORROWERS": (
        "ijc",
        lambda x, i, j, c: (i, j, c) in x.uses and any(i == pooled for _, pooled in x.pools),
    ),
    "POOLED_FROM": ("gvi", lambda x, g, v, i: (v, i) in x.pools and x.lent(g, i)),
    "TRANCHES": ("vn", lambda x, v, n: (v, n) in x.tranches),
    "TRANCHES_OF": ("vn", lambda x, v, n: (v, n) in x.tranches),
    "SENIOR": (
        "vnN",
        lambda x, v, n, e: (
            (v, n) in x.tranches
            and (v, e) in x.tranches
            and x.tranches[v, e]["seniority"] <= x.tranches[v, n]["seniority"]
        ),
    ),
    "COVERED_TRANCHES": (
        "vn",
        lambda x, v, n: (v, n) in x.tranches and x.tranches[v, n]["min_interest_coverage"] is not None,
    ),
    "NONCALL_TRANCHES": (
        "vn",
        lambda x, v, n: (v, n) in x.tranches and bool(x.tranches[v, n]["noncall_years"]),
    ),
    "LIVE_NOTES": (
        "vnto",
        lambda x, v, n, t, o: (v, n) in x.tranches and x.young(v, n, "tenor_years", o, t),
    ),
    "UNCALLED_NOTES": (
        "vnto",
        lambda x, v, n, t, o: (v, n) in x.tranches and x.young(v, n, "noncall_years", o, t),
    ),
    "NOTE_STEPS": (
        "vnkt",
        lambda x, v, n, k, t: (v, n) in x.tranches and x.free(x.tranches[v, n]["market"], k, t),
    ),
    "FREE_STEPS": (
        "vntk",
        lambda x, v, n, t, k: (v, n) in x.tranches and x.free(x.tranches[v, n]["market"], k, t),
    ),
    "NOTES_IN_STEP": (
        "uktvn",
        lambda x, u, k, t, v, n: (v, n) in x.tranches and x.tranches[v, n]["market"] == u and x.free(u, k, t),
    ),
}
TIME: dict[str, Question] = {
    "PREVIOUS": ("tp", lambda x, t, p: p == t - 1),
    "PREVIOUS_BLOCK": ("be", lambda x, b, e: e == (b - 1) % len(x.dense()["b"])),
    "ACCRUAL_PERIODS": ("tp", lambda x, t, p: p == t - 1 or (p == t and len(x.quarters[t]) > 1)),
}
MEMBERSHIP = TIME | LOAD | HOSTING | CAPACITY | PLANTS | DEBT | COVENANTS | RATINGS | VEHICLES
"""Every sparse set by name: the letters of its index (and of its members), and which of them it has."""
