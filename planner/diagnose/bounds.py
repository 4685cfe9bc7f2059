"""What is impossible by arithmetic alone: the most that could stand by the deadline against the need.

Every bound here is a relaxation: pools are shared at their best use, sites are summed, money is no object. So
whatever falls short here falls short in every plan; what passes may still fail, and is left to the solver.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from planner.case.change import Place
from planner.case.sheets import SHEETS
from planner.diagnose.repair import Shortfall
from planner.parameters.assets import CHIPS, SHELL, assets_of, owners_of
from planner.parameters.in_flight import in_flight_of
from planner.parameters.limits import yearly_limits
from planner.parameters.need import deadline_period, net_need_gw
from planner.parameters.running import STORAGE, availability
from planner.parameters.timeline import timeline_of
from planner.rules import cells_behind
from planner.rules.finders import arrival, place_in_force, place_of
from planner.rules.physical import AVAILABLE
from planner.tolerances import NEED_OVER_BOUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.case import Case


@dataclass
class Most:
    """A bound in GW, and why it is no higher: sentences and the cells behind them."""

    gw: float = 0.0
    why: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    late_places: list[Place] = field(default_factory=list)

    def add(self, gw: float, why: str, places: list[Place]) -> None:
        """Add one contribution."""
        self.gw += gw
        if gw < math.inf:
            self.why.append(why)
            self.places += places


class Bounds:
    """What could at most stand, of any class, anywhere, at any time."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.assets, self.owners, self.need = assets_of(case), owners_of(case), net_need_gw(case)
        self.timeline = timeline_of(case)
        self.under_way = in_flight_of(case, self.assets, self.timeline)
        self.regions = [row["region"] for row in case.rows("regions")]
        self.limits = yearly_limits(case, "supply_limits", ("supply_pool",), "limit_gw_per_year")
        steps = yearly_limits(case, "supply_steps", ("supply_pool", "step"), "limit_gw_per_year")
        for (pool, _, t), gw in steps.items():
            self.limits[pool, t] += gw
        self.use: dict[str, dict[str, float]] = {}
        for row in case.rows("supply_use"):
            if row["use_per_gw"]:
                self.use.setdefault(row["asset"], {})[row["supply_pool"]] = row["use_per_gw"]
        self.sites = {
            (row["asset"], row["region"] or ""): row["limit_gw"] for row in case.rows("site_limits")
        }

    @cached_property
    def share(self) -> dict[tuple[Any, ...], float]:
        """Share of capacity that can run, by (source, region, season, day, block)."""
        return availability(self.case)

    def arrivals(self, asset: str, t: int) -> range:
        """Periods in which what still stands in t may have arrived."""
        known, spans = self.assets[asset], self.timeline.quarters_of
        life = max(ordered.life_quarters for ordered in known.vintages)
        since = max(known.first_arrival_quarter, spans[t][0] - life + 1)
        return range(sum(span[-1] < since for span in spans), t + 1)

    def site(self, asset: str, region: str | None) -> float:
        """Most of an asset that its sites hold, GW: in a region, or in all together."""
        nation: float = self.sites.get((asset, ""), math.inf)
        if region is not None:
            here: float = self.sites.get((asset, region), math.inf)
            return min(nation, here)
        everywhere: float = sum(self.sites.get((asset, r), math.inf) for r in self.regions)
        return min(nation, everywhere)

    def delivered(self, asset: str, pool: str, t: int) -> float:
        """Most of an asset that a pool alone lets stand in t, GW."""
        years = self.timeline.years
        got: float = sum(self.limits.get((pool, o), 0.0) * years[o] for o in self.arrivals(asset, t))
        return got / self.use[asset][pool]

    def most(
        self, t: int, weight: Mapping[str, float], region: str | None = None, sponsor: str | None = None
    ) -> Most:
        """Most that stands in t of the assets weighed, GW times weight; each draws on its scarcest pool."""
        found, pooled = Most(), dict[str, list[str]]()
        for a, w in weight.items():
            owners = self.owners.get(a, [])
            if w <= 0 or not owners or (sponsor is not None and sponsor not in owners):
                continue
            self.add_under_way(found, a, t, w, region, sponsor)
            if self.assets[a].first_arrival_quarter > self.timeline.quarters_of[t][-1]:
                first = self.case.settings.calendar.start.plus(self.assets[a].first_arrival_quarter)
                found.late.append(f"{a} (from {first})")
                found.late_places += arrival(self.case, a)
                continue
            pools = {pool: self.delivered(a, pool, t) for pool in self.use.get(a, {})}
            if pools:
                pooled.setdefault(min(pools, key=lambda pool: pools[pool]), []).append(a)
            else:
                gw = w * self.site(a, region)
                found.add(gw, f"{a} is held to {_gw(gw)} by its sites", self.site_places(a, region))
        for pool, assets in pooled.items():
            self.add_pool(found, pool, assets, t, weight, region)
        return found

    def add_under_way(
        self, found: Most, a: str, t: int, w: float, region: str | None, sponsor: str | None
    ) -> None:
        """Add what stands of an asset that was under way before the horizon."""
        gw = sum(
            float(standing[t])
            for (asset, owner, place), standing in self.under_way.standing.items()
            if asset == a and sponsor in (None, owner) and region in (None, place)
        )
        if gw:
            rows = [row for row in self.case.rows("in_flight") if row["asset"] == a]
            places = [Place(SHEETS["in_flight"].file, "gw", row.row) for row in rows]
            found.add(w * gw, f"{_gw(w * gw)} of {a} was under way before", places)

    def add_pool(
        self,
        found: Most,
        pool: str,
        assets: list[str],
        t: int,
        weight: Mapping[str, float],
        region: str | None,
    ) -> None:
        """Add what a pool allows: its deliveries at their best use, or what sites hold of each asset."""
        spans = {a: self.arrivals(a, t) for a in assets}
        flow = sum(
            self.limits.get((pool, o), 0.0)
            * self.timeline.years[o]
            * max((weight[a] / self.use[a][pool] for a in assets if o in spans[a]), default=0.0)
            for o in range(t + 1)
        )
        held = {a: weight[a] * min(self.site(a, region), self.delivered(a, pool, t)) for a in assets}
        gw = min(flow, sum(held.values()))
        places = [self.pool_place(pool, t)]
        for a in assets:
            if self.site(a, region) < self.delivered(a, pool, t):
                places += self.site_places(a, region)
        found.add(gw, f"{pool} ({', '.join(assets)}) allows {_gw(gw)}", places)

    def pool_place(self, pool: str, t: int) -> Place:
        """The cell of a pool's limit in force in t."""
        year = self.case.periods[t].year
        return place_in_force(self.case, "supply_limits", "limit_gw_per_year", year, supply_pool=pool)

    def site_places(self, asset: str, region: str | None) -> list[Place]:
        """The cells of an asset's site limits."""
        regions = [None, *(self.regions if region is None else [region])]
        found = [place_of(self.case, "site_limits", "limit_gw", asset=asset, region=r) for r in regions]
        return [place for place in found if place.row is not None]

    def output_places(self, source: str, t: int, day: str) -> list[Place]:
        """The cells that say what a source gives on a day, one a region."""
        return [
            place
            for r in self.regions
            for place in cells_behind(self.case, AVAILABLE, (source, r, t, day, 0))
        ]

    def name(self, t: int) -> str:
        """A period by name."""
        return str(self.case.periods[t])


@dataclass(frozen=True)
class Trial:
    """A need in GW and its bound in one period, and how to say both."""

    what: str
    need: float
    most: Most
    missing: str = ""
    missing_place: Place | None = None


def impossible(case: Case) -> list[Shortfall]:
    """Whatever falls short in every plan, the worst period of each; empty where arithmetic finds nothing.

    Only a case whose policy is `required` can be impossible: leaving all load unserved is otherwise a plan.
    """
    deadline = deadline_period(case)
    if deadline is None:
        return []
    bounds = Bounds(case)
    worst: dict[str, tuple[int, Trial]] = {}
    first: dict[str, int] = {}
    for t in range(max(0, deadline), len(case.periods)):
        for test in _tests(bounds, t):
            short = test.need - test.most.gw
            if short <= NEED_OVER_BOUND * max(1.0, test.need):
                continue
            first.setdefault(test.what, t)
            known = worst.get(test.what)
            if known is None or short > known[1].need - known[1].most.gw:
                worst[test.what] = t, test
    return [_shortfall(bounds, first[what], t, test) for what, (t, test) in _plainest(worst).items()]


def _plainest(worst: dict[str, tuple[int, Trial]]) -> dict[str, tuple[int, Trial]]:
    """Of shortfalls that say the same, the plainest: firm power before energy, a day before its hours."""
    if any(what.startswith("firm power") for what in worst):
        return {what: found for what, found in worst.items() if not what.startswith(("energy", "power"))}
    days = {what: found for what, found in worst.items() if what.startswith("energy")}
    hours = [what for what in worst if what.startswith("power")]
    if not days and not hours:
        return worst
    hardest = max(hours, key=lambda what: worst[what][1].need - worst[what][1].most.gw, default="")
    return {
        what: found
        for what, found in worst.items()
        if not what.startswith("power") or (not days and what == hardest)
    }


def _tests(bounds: Bounds, t: int) -> Iterator[Trial]:
    """Everything that arithmetic holds the need of a period against."""
    case, classes = bounds.case, {a: asset.asset_class for a, asset in bounds.assets.items()}
    total = sum(gw for (_, period), gw in bounds.need.items() if period == t)
    if total <= 0:
        return
    for kind in (SHELL, CHIPS):
        of_kind = {a: 1.0 for a, c in classes.items() if c == kind}
        for j in {j: None for j, period in bounds.need if period == t and bounds.need[j, t] > 0}:
            owned = any(j in bounds.owners.get(a, []) for a in of_kind)
            missing = "" if owned else f"{j} owns no {kind}"
            place = None if owned else Place("owners.csv", "sponsor")
            yield Trial(
                f"{kind} of {j}", bounds.need[j, t], bounds.most(t, of_kind, sponsor=j), missing, place
            )
        yield Trial(f"{kind} of all sponsors", total, bounds.most(t, of_kind))
    margin = 1 + case.settings.reliability.planning_reserve_margin_fraction
    firm = {row["source"]: row["firm_credit_fraction"] for row in case.rows("sources")}
    yield Trial("firm power", margin * total, bounds.most(t, firm))
    yield from _energy(bounds, t, total)
    shells = {a: 1.0 for a, c in classes.items() if c == SHELL}
    for row in case.rows("regions"):
        r, least = row["region"], row["siting_share_min_fraction"] * total
        place = place_of(case, "regions", "siting_share_min_fraction", region=r)
        why = f"{r} must take at least {row['siting_share_min_fraction']:g} of all load" if least else ""
        yield Trial(f"firm power in {r}", margin * least, bounds.most(t, firm, region=r), why, place)
        yield Trial(f"shell in {r}", least, bounds.most(t, shells, region=r), why, place)


def _energy(bounds: Bounds, t: int, total: float) -> Iterator[Trial]:
    """Output against load: over each day without storage, which gives no more than it takes, and each block."""
    case, season = bounds.case, bounds.case.periods[t].season
    share = bounds.share
    blocks = 24 // case.settings.operations.hours_per_block
    kinds = {row["source"]: row["kind"] for row in case.rows("sources")}
    for row in case.rows("days"):
        d = row["day"]
        best: dict[tuple[str, int], float] = {
            (s, b): max(share[s, r, season, d, b] for r in bounds.regions)
            for s in kinds
            for b in range(blocks)
        }
        # A source may stand where its whole day is best, or where one block is; both bound it from above.
        day = {
            s: max(sum(share[s, r, season, d, b] for b in range(blocks)) / blocks for r in bounds.regions)
            for s, kind in kinds.items()
            if kind != STORAGE
        }
        found = bounds.most(t, day)
        for s in (s for s, w in day.items() if w <= 0):
            found.add(0.0, f"{s} gives nothing on day {d}", bounds.output_places(s, t, d))
        yield Trial(f"energy on day {d}", total, found)
        for b in range(blocks):
            weights = {s: best[s, b] for s in kinds}
            hour = b * case.settings.operations.hours_per_block
            yield Trial(f"power on day {d} from hour {hour}", total, bounds.most(t, weights))


def _shortfall(bounds: Bounds, first: int, t: int, test: Trial) -> Shortfall:
    """A failed test in words."""
    since = f", and falls short from {bounds.name(first)}" if first < t else ""
    text = ([test.missing] if test.missing else []) + test.most.why
    if test.most.late:
        text.append(f"too late: {', '.join(test.most.late)}")
    reasons = "; ".join(dict.fromkeys(text))
    words = (
        f"{test.what}: {bounds.name(t)} needs {_gw(test.need)}, and at most {_gw(test.most.gw)} can be had"
        f" by then{since}" + (f": {reasons}" if reasons else "")
    )
    missing = [] if test.missing_place is None else [test.missing_place]
    places = [*missing, *test.most.places, *test.most.late_places]
    return Shortfall(
        test.what, bounds.name(t), test.need - test.most.gw, words, "GW", tuple(dict.fromkeys(places))
    )


def _gw(gw: float) -> str:
    """A capacity in words."""
    return "any amount" if gw == math.inf else f"{gw:.4g} GW"
