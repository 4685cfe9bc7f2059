"""Worlds of a few plants: one buyer in one region, no financing, and what matters for the timing of orders.

That is lead times, milestones, lives, supply pools, sites and first deliveries. `as_case` says a world in sheets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

import planner
from cases.edits import edited, with_rows, with_settings

if TYPE_CHECKING:
    from pathlib import Path

HOURS = 8766 / 4


@dataclass(frozen=True)
class Thing:
    """What can be ordered: USD billion per GW, quarters, and for plants USD per MWh and the pool they come out of."""

    capex: float
    upkeep: float
    lead: int
    life: int
    spend: tuple[tuple[float, float], ...] = ((1.0, 1.0),)
    energy: float = 0.0
    pool: str = "makers"
    use: float = 1.0
    first: int = 0
    site: float | None = None

    def orders(self, quarters: int) -> range:
        return range(max(0, self.first - self.lead), quarters - self.lead)

    def stands(self, order: int, t: int) -> bool:
        return order + self.lead <= t < order + self.lead + self.life


@dataclass(frozen=True)
class World:
    """Need grows along a straight line from `start` GW; a pool delivers so much a quarter."""

    plants: dict[str, Thing]
    pools: dict[str, float]
    start: float = 1.0
    growth: float = 0.5
    quarters: int = 4
    value: float = 5.0
    shell: Thing = Thing(10.0, 0.05, 1, 100)
    chips: Thing = Thing(30.0, 0.20, 1, 20)
    benchmark: float = 0.0
    inflation: float = 0.0

    @property
    def need(self) -> list[float]:
        return [self.start + self.growth * (t + 1) for t in range(self.quarters)]

    def level(self, t: int) -> float:
        return (1 + self.inflation) ** (t / 4)

    def discount(self, t: int) -> float:
        return (1 + self.benchmark) ** (-(t + 1) / 4)

    def price_of_order(self, thing: Thing, order: int) -> float:
        """Present value of a GW ordered then: milestones and upkeep, less what it is worth at the end."""
        capex, last = thing.capex * self.level(order), self.quarters - 1
        paid = {}
        for progress, share in thing.spend:
            when = order + int(progress * thing.lead + 0.5)
            paid[when] = paid.get(when, 0.0) + share * capex
        cost = sum(self.discount(t) * amount for t, amount in paid.items())
        stood = [t for t in range(self.quarters) if thing.stands(order, t)]
        cost += sum(self.discount(t) * thing.upkeep * self.level(t) for t in stood)
        return cost - self.discount(last) * capex * (1 - len(stood) / thing.life)

    def running(self, thing: Thing, t: int) -> float:
        return self.discount(t) * thing.energy * HOURS / 1e6 * self.level(t)

    def lost(self, t: int) -> float:
        return self.discount(t) * self.value * self.level(t)


def as_case(world: World, tiny: Path) -> planner.Case:
    """The world in sheets: those of tiny, with its plants, pools, need and settings."""
    case = planner.read(tiny)
    start = case.settings.calendar.start
    end = start.plus(world.quarters - 1)
    case = with_settings(
        case,
        funding=False,
        calendar={"end": end},
        money={
            "benchmark_rate_per_year": world.benchmark,
            "cash_yield_per_year": 0.0,
            "inflation_per_year": world.inflation,
        },
        reliability={"planning_reserve_margin_fraction": 0.0},
    )
    things = world.plants | {"shell": world.shell, "chips": world.chips}
    milestones = [
        {"spend_profile": name, "progress_fraction": progress, "spend_fraction": share}
        for name, thing in things.items()
        for progress, share in thing.spend
    ]
    case = with_rows(case, "spend_profiles", milestones)
    model = dict(case.rows("sources")[1]) | {"profile": None, "variable_om_usd_per_mwh": 0.0}
    sources = [
        model
        | {
            "source": name,
            "capex_usd_per_kw": 1000 * plant.capex,
            "fixed_om_usd_per_kw_year": 4000 * plant.upkeep,
            "energy_price_usd_per_mwh": plant.energy,
            "life_years": plant.life / 4,
            "lead_months": 3 * plant.lead,
            "spend_profile": name,
            "first_delivery": start.plus(plant.first),
        }
        for name, plant in world.plants.items()
    ]
    case = with_rows(case, "sources", sources)
    case = edited(case, "compute", lambda row: row | compute_cells(things[row["asset"]], row["asset"]))
    owners = [{"asset": name, "sponsor": "power_co"} for name in world.plants]
    owners += [{"asset": name, "sponsor": "cloud"} for name in ("shell", "chips")]
    case = with_rows(case, "owners", owners)
    year = start.year
    limits = [
        {"supply_pool": p, "year": year, "limit_gw_per_year": 4 * most} for p, most in world.pools.items()
    ]
    case = with_rows(case, "supply_limits", limits)
    use = [{"supply_pool": x.pool, "asset": name, "use_per_gw": x.use} for name, x in world.plants.items()]
    case = with_rows(case, "supply_use", use)
    sites = [
        {"asset": n, "region": "home", "limit_gw": x.site}
        for n, x in world.plants.items()
        if x.site is not None
    ]
    case = with_rows(case, "site_limits", sites)
    years = range(year - 1, end.year + 1)
    levels = [world.start + 4 * world.growth * n for n in range(len(years))]
    need = [{"sponsor": "cloud", "year": y, "need_gw": gw} for y, gw in zip(years, levels, strict=True)]
    case = with_rows(with_rows(case, "demand", need), "committed", [])
    return edited(
        case,
        "sponsors",
        lambda row: (
            row
            | {
                "value_of_service_usd_billion_per_gw_year": 4 * world.value
                if row["sponsor"] == "cloud"
                else None
            }
        ),
    )


def compute_cells(thing: Thing, name: str) -> dict[str, object]:
    return {
        "capex_usd_billion_per_gw": thing.capex,
        "fixed_om_usd_billion_per_gw_year": 4 * thing.upkeep,
        "life_years": thing.life / 4,
        "lead_months": 3 * thing.lead,
        "spend_profile": name,
    }


def drawn(seed: int) -> World:
    """A random world of eight quarters: three plants, two pools, lives that end within the horizon."""
    dice = np.random.default_rng(seed)

    def plant(life: int) -> Thing:
        first = round(float(dice.uniform(0.1, 0.9)), 2)
        return Thing(
            capex=round(float(dice.uniform(0.5, 3)), 2),
            upkeep=round(float(dice.uniform(0, 0.1)), 3),
            lead=int(dice.integers(0, 4)),
            life=life,
            spend=((0.0, first), (float(dice.choice([0.3, 0.5, 1.0])), round(1 - first, 2))),
            energy=round(float(dice.uniform(10, 90)), 1),
            pool=str(dice.choice(["makers", "crews"])),
            use=float(dice.choice([0.5, 1.0, 1.7])),
            first=int(dice.integers(0, 4)),
            site=float(dice.choice([0.8, 5.0])) if dice.random() < 0.4 else None,
        )

    return World(
        plants={"short": plant(int(dice.integers(2, 6))), "middle": plant(12), "long": plant(80)},
        pools={
            "makers": round(float(dice.uniform(0.2, 1)), 2),
            "crews": round(float(dice.uniform(0.2, 1)), 2),
        },
        start=round(float(dice.uniform(0, 2)), 2),
        growth=round(float(dice.uniform(0, 0.4)), 2),
        quarters=8,
        value=round(float(dice.uniform(5, 9)), 1),
        shell=replace(World.shell, lead=int(dice.integers(0, 3))),
        chips=replace(World.chips, life=int(dice.integers(3, 24))),
        benchmark=round(float(dice.uniform(0, 0.08)), 3),
        inflation=round(float(dice.uniform(0, 0.05)), 3),
    )
