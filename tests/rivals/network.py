"""A case without financing as a PyPSA network: multi-year capacity expansion with storage and representative days.

Where the conventions differ, this is the translation:

- A representative day of a quarter is an investment period of the network, so that storage is cyclic within each day
  (`cyclic_state_of_charge_per_period`); its snapshots are its blocks. A snapshot weighs the hours that it stands for
  in the objective, and its own length in what storage holds.
- An order is a component of its own, built when it arrives and gone at the end of its life. The planner pays for an
  order by milestones and counts its book value at the end; PyPSA charges a capital cost in every investment period in
  which the component is active. The latter is set so that its sum is the present value of the former: milestones
  and upkeep, less book value at the end. Nothing else is discounted by PyPSA.
- The planner's load is the same in all hours of a quarter, and so is what is left unserved. Load served in a region
  is a link, and load unserved a generator, that must run flat (`p_min_pu` and `p_max_pu` of 1) for one quarter.
- Shells and chips are links on the way from power to load: from a region to a sponsor's hall, from there to its desk.
- PyPSA has no supply pools over arrivals, no firm capacity and no shares of siting. These are added as constraints on
  its own capacity variables (`extra_functionality`), as its users do.

The numbers are read from the files by `rivals.cash`, which shares no line with the planner. PyPSA is imported within
the functions: only tests marked `rivals` need it.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd
from rivals.cash import Order, Sheets, between, number

if TYPE_CHECKING:
    from pathlib import Path

VARYING = ("marginal_cost", "p_max_pu")
"""What varies over snapshots."""


class Network:
    """The network of a case, and which of its capacities each added constraint is about."""

    def __init__(self, folder: Path) -> None:
        import pypsa

        pypsa.options.api.legacy_string_dtype = False
        pypsa.options.optimization.model_snapshot_index = "flat"
        self.sheets, self.net = Sheets(folder), pypsa.Network()
        sheets, settings = self.sheets, self.sheets.settings
        self.block = settings["operations"]["hours_per_block"]
        self.days = {row["day"]: number(row["share_of_days_fraction"]) for row in sheets.rows["days"]}
        self.regions = [row["region"] for row in sheets.rows["regions"]]
        self.takers = list(dict.fromkeys(row["sponsor"] for row in sheets.rows["demand"]))
        self.worth = [
            (1 + sheets.money["benchmark_rate_per_year"]) ** (-(t + 1) / 4) for t in range(sheets.periods)
        ]
        self.capacities: dict[tuple[str, str], dict[str, Any]] = {}
        self.parts: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.rules: list[tuple[dict[tuple[str, str], float], float]] = []
        self.set_time()
        self.add_buses()
        self.add_sources()
        self.add_compute()
        self.add_load()
        for kind, parts in self.parts.items():
            columns = pd.DataFrame.from_dict(parts, orient="index")
            varying = {name: self.over_time(columns[name]) for name in VARYING if name in columns}
            fixed = {name: columns[name] for name in columns if name not in varying}
            self.net.add(kind, columns.index, **fixed, **varying)

    def over_time(self, cells: pd.Series) -> pd.DataFrame:
        """A number or a series over snapshots for each component as a table over snapshots."""
        return pd.DataFrame({name: pd.Series(cell, index=self.index) for name, cell in cells.items()})

    def period(self, t: int) -> int:
        """The first investment period of a quarter, one for each representative day."""
        return t * len(self.days)

    def set_time(self) -> None:
        blocks, count = range(24 // self.block), self.sheets.periods
        self.index = pd.MultiIndex.from_tuples(
            [(self.period(t) + d, b) for t in range(count) for d in range(len(self.days)) for b in blocks],
            names=["period", "timestep"],
        )
        self.net.snapshots = self.index
        self.net.investment_periods = range(count * len(self.days))
        shares = [share for _ in range(count) for share in self.days.values() for _ in blocks]
        hours = [share * 365.25 / 4 * self.block for share in shares]
        self.net.snapshot_weightings["objective"] = hours
        self.net.snapshot_weightings["generators"] = hours
        self.net.snapshot_weightings["stores"] = float(self.block)

    def quarterly(self, values: list[float]) -> pd.Series:
        """A number for each quarter as a series over snapshots."""
        return pd.Series([values[p // len(self.days)] for p, _ in self.index], index=self.index)

    def add_buses(self) -> None:
        self.net.add("Carrier", "AC")
        buses = [f"power {r}" for r in self.regions] + [f"desk {j}" for j in self.takers]
        buses += [f"hall {j}" for j in self.takers]
        buses += [f"yard {j} {r}" for j, r in product(self.takers, self.regions)]
        self.net.add("Bus", buses, carrier="AC")

    def orders(self, asset: str, sponsor: str) -> list[Order]:
        """An order of a GW in each quarter from which it arrives in time, and not too early."""
        found = [Order(self.sheets, asset, sponsor, o, 1.0) for o in range(self.sheets.periods)]
        first = found[0].row.get("first_delivery")
        earliest = 0
        if first:
            earliest = 4 * int(first[:4]) + int(first[5:]) - 1 - self.sheets.first
        return [order for order in found if earliest <= order.arrives < self.sheets.periods]

    def cost(self, order: Order) -> float:
        """Present value of a GW ordered: milestones, upkeep and compute lost, less its book value at the end."""
        weaker = 1 - number(order.row.get("relative_compute_fraction") or "1")
        revenue = number(self.sheets.sponsors[order.sponsor]["revenue_usd_billion_per_gw_year"]) / 4
        total = -self.worth[-1] * order.book(self.sheets.periods - 1)
        for t, worth in enumerate(self.worth):
            total += worth * order.paid.get(t, 0.0)
            if order.stands(t):
                total += worth * (order.upkeep[t] + weaker * revenue * self.sheets.prices(t))
        return total

    def add(self, kind: str, name: str, order: Order, region: str, **given: Any) -> None:
        """One order as an extendable component, and what constraints have to know of it."""
        stands = [t for t in range(self.sheets.periods) if order.stands(t)]
        self.parts[kind][name] = given | {
            "p_nom_extendable": True,
            "build_year": self.period(order.arrives),
            "lifetime": float(self.period(order.life)),
            "capital_cost": self.cost(order) / (len(stands) * len(self.days)),
        }
        self.capacities[kind, name] = {"order": order, "region": region, "stands": stands}

    def add_sources(self) -> None:
        sheets = self.sheets
        for row, region in product(sheets.rows["sources"], self.regions):
            asset, storage = row["source"], row["kind"] == "storage"
            most = self.availability(row, region)
            usd = [1e-6 * self.worth[t] * self.marginal(row, region, t) for t in range(sheets.periods)]
            given: dict[str, Any] = {
                "p_min_pu": 0.0,
                "bus": f"power {region}",
                "marginal_cost": self.quarterly(usd),
                "p_max_pu": most,
            }
            if storage:
                one_way = number(row["round_trip_efficiency_fraction"]) ** 0.5
                given |= {
                    "p_min_pu": -number(row["availability_fraction"]),
                    "max_hours": number(row["duration_hours"]),
                    "efficiency_store": one_way,
                    "efficiency_dispatch": one_way,
                    "cyclic_state_of_charge_per_period": True,
                    "cyclic_state_of_charge": True,
                }
            for order in self.orders(asset, sheets.owner[asset]):
                name = f"{asset} {region} of {order.ordered}"
                self.add("StorageUnit" if storage else "Generator", name, order, region, **given)

    def availability(self, row: dict[str, str], region: str) -> pd.Series:
        days, most = list(self.days), []
        shapes = {
            (r["quarter"], r["day"]): [number(r[f"h{hour:02d}"]) for hour in range(24)]
            for r in self.sheets.rows["profiles"]
            if row["profile"] and (r["profile"], r["region"]) == (row["profile"], region)
        }
        for period, b in self.index:
            t, day = period // len(days), days[period % len(days)]
            shape = shapes[str((self.sheets.first + t) % 4 + 1), day] if row["profile"] else [1.0] * 24
            hours = shape[b * self.block : (b + 1) * self.block]
            most.append(number(row["availability_fraction"]) * sum(hours) / self.block)
        return pd.Series(most, index=self.index)

    def marginal(self, row: dict[str, str], region: str, t: int) -> float:
        """USD per MWh of output, nominal."""
        sheets, fuel, heat = self.sheets, row["fuel"], number(row["heat_rate_mmbtu_per_mwh"])
        usd = number(row["energy_price_usd_per_mwh"])
        tonnes = number(row["emissions_t_per_mwh"])
        if fuel:
            usd += heat * sheets.in_force("fuel_prices", "price_usd_per_mmbtu", t, fuel=fuel, region=region)
            burnt = next(r for r in sheets.rows["fuels"] if r["fuel"] == fuel)
            tonnes += heat * number(burnt["emissions_t_per_mmbtu"])
        usd += tonnes * sheets.settings.get("emissions", {}).get("price_usd_per_tonne", 0.0)
        own = sheets.prices(t, number(row["dollar_year"]))
        return usd * sheets.prices(t) + number(row["variable_om_usd_per_mwh"]) * own

    def add_compute(self) -> None:
        for row, use in product(self.sheets.rows["compute"], self.sheets.rows["owners"]):
            asset, j = row["asset"], use["sponsor"]
            if use["asset"] != asset or j not in self.takers:
                continue
            ways = {"": (f"hall {j}", f"desk {j}")}
            if row["kind"] == "shell":
                ways = {r: (f"yard {j} {r}", f"hall {j}") for r in self.regions}
            for (region, (start, end)), order in product(ways.items(), self.orders(asset, j)):
                name = f"{asset} {region} of {j} of {order.ordered}"
                ends = {"bus0": start, "bus1": end, "p_min_pu": 0.0, "p_max_pu": 1.0, "marginal_cost": 0.0}
                self.add("Link", name, order, region, **ends)

    def add_load(self) -> None:
        close, count = self.sheets.settings["target"], self.sheets.periods
        deadline = count
        if close["policy"] == "required":
            deadline = 4 * int(close["close_by"][:4]) + int(close["close_by"][5:]) - 1 - self.sheets.first
        for j in self.takers:
            need = [self.need(j, t) for t in range(count)]
            self.net.add("Load", f"load {j}", bus=f"desk {j}", p_set=self.quarterly(need))
            value = number(self.sheets.sponsors[j]["value_of_service_usd_billion_per_gw_year"]) / 4
            for t in range(count):
                flat = {
                    "p_nom_extendable": True,
                    "p_min_pu": 1.0,
                    "p_max_pu": 1.0,
                    "build_year": self.period(t),
                    "lifetime": float(self.period(1)),
                    "marginal_cost": 0.0,
                    "capital_cost": 0.0,
                }
                for r in self.regions:
                    ends = {"bus0": f"power {r}", "bus1": f"yard {j} {r}"}
                    self.parts["Link"][f"served {j} {r} in {t}"] = ends | flat
                if t < deadline:
                    usd = self.worth[t] * value * self.sheets.prices(t) / len(self.days)
                    desk = {"bus": f"desk {j}", "capital_cost": usd}
                    self.parts["Generator"][f"unserved {j} in {t}"] = flat | desk

    def need(self, sponsor: str, t: int) -> float:
        def line(sheet: str, column: str) -> float:
            points = sorted(
                (int(r["year"]) + 1.0, number(r[column]))
                for r in self.sheets.rows[sheet]
                if r["sponsor"] == sponsor
            )
            return between(points, (self.sheets.first + t + 1) / 4) if points else 0.0

        return max(0.0, line("demand", "need_gw") - line("committed", "supply_gw"))

    # ── Constraints that PyPSA has no word for ──

    def constrain(self, net: Any, _: Any) -> None:
        """Pools, sites, shares and firm capacity, on the capacities of PyPSA's own model, all at once."""
        import xarray as xr

        self.rules = []
        for t in range(self.sheets.periods):
            self.keep_pools(t)
            self.keep_sites(t)
            for region in self.sheets.rows["regions"]:
                self.keep_region(region, t)
        total = 0
        for kind in self.parts:
            weights = pd.DataFrame(0.0, index=range(len(self.rules)), columns=list(self.parts[kind]))
            for n, (terms, _) in enumerate(self.rules):
                for (of, name), weight in terms.items():
                    if of == kind:
                        weights.loc[n, name] = weight
            table = xr.DataArray(
                weights.to_numpy(), {"rule": weights.index, "name": list(weights)}, ("rule", "name")
            )
            total = total + (net.model[f"{kind}-p_nom"] * table).sum("name")
        most = xr.DataArray([limit for _, limit in self.rules], {"rule": range(len(self.rules))}, ("rule",))
        net.model.add_constraints(total <= most, name="rules")

    def keep_pools(self, t: int) -> None:
        for pool in {row["supply_pool"] for row in self.sheets.rows["supply_limits"]}:
            uses = self.sheets.rows["supply_use"]
            use = {row["asset"]: number(row["use_per_gw"]) for row in uses if row["supply_pool"] == pool}
            drawn = {
                key: use[found["order"].asset]
                for key, found in self.capacities.items()
                if found["order"].asset in use and found["order"].arrives == t
            }
            if drawn:
                most = self.sheets.in_force("supply_limits", "limit_gw_per_year", t, supply_pool=pool) / 4
                self.rules.append((drawn, most))

    def keep_sites(self, t: int) -> None:
        for row in self.sheets.rows["site_limits"]:
            standing = {
                key: 1.0
                for key, found in self.capacities.items()
                if found["order"].asset == row["asset"]
                and t in found["stands"]
                and row["region"] in ("", found["region"])
            }
            if standing:
                self.rules.append((standing, number(row["limit_gw"])))

    def keep_region(self, region: dict[str, str], t: int) -> None:
        r, margin = region["region"], self.sheets.settings["reliability"]["planning_reserve_margin_fraction"]
        here = {("Link", f"served {j} {r} in {t}"): 1.0 for j in self.takers}
        anywhere = {("Link", f"served {j} {p} in {t}"): 1.0 for j in self.takers for p in self.regions}
        for column, sign in (("siting_share_min_fraction", 1), ("siting_share_max_fraction", -1)):
            share = number(region[column])
            over = {key: sign * (share - here.get(key, 0.0)) for key in anywhere}
            self.rules.append((over, 0.0))
        firm = {
            key: -number(found["order"].row["firm_credit_fraction"])
            for key, found in self.capacities.items()
            if key[0] != "Link" and found["region"] == r and t in found["stands"]
        }
        self.rules.append((firm | dict.fromkeys(here, 1 + margin), 0.0))

    def least_cost(self) -> float:
        """PyPSA's own optimum, by HiGHS."""
        status, condition = self.net.optimize(
            multi_investment_periods=True,
            include_objective_constant=False,
            extra_functionality=self.constrain,
            solver_name="highs",
            log_to_console=False,
            output_flag=False,
        )
        if (status, condition) != ("ok", "optimal"):
            raise ValueError(f"PyPSA: {status}, {condition}")
        return float(self.net.objective)
