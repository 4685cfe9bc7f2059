"""How plants run through the days, and what running costs."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.lines import imports, run_by
from reference.program import INF, times
from reference.units import HOURS, H

if TYPE_CHECKING:
    from reference.case import Case
    from reference.program import Program, Terms


def dispatch(lp: Program, case: Case) -> None:
    """Output <= availability * profile * Standing; sum Output - sum Charge == sum_j Served."""
    shapes = {
        (row["profile"], row["region"], row["quarter"], row["day"]): [row[f"h{n:02d}"] for n in range(24)]
        for row in case.rows("profiles")
    }
    shares = {(d, b): case.days[d] * case.block / 24 for d, b in case.slots}  # of the period's hours
    for r, t in product(case.regions, case.periods):
        balance: dict[tuple, Terms] = {slot: [(-1.0, lp["Load", r, t])] for slot in case.slots}
        for asset, owner in case.owned("power"):
            row, key, stands = asset.row, (asset.name, r, t), lp["Standing", asset.name, owner, r, t]
            for d, b in case.slots:  # a block's profile is the mean of its hours, for the calendar quarter
                shape = (
                    shapes[row["profile"], r, (case.start + t) % 4 + 1, d] if row["profile"] else np.ones(24)
                )
                usable = row["availability_fraction"] * float(np.mean(shape[b * case.block :][: case.block]))
                out = lp.var("Output", *key, d, b)
                lp.row("output", *key, d, b, terms=[(1.0, out), (-usable, stands)], most=0)
                balance[d, b].append((1.0, out))
            lp.define("MeanOutput", *key, terms=[(shares[s], lp["Output", *key, *s]) for s in case.slots])
            if row["kind"] == "storage":
                storage(lp, case, row, key, stands)
                lp.define("MeanCharge", *key, terms=[(shares[s], lp["Charge", *key, *s]) for s in case.slots])
                for slot in case.slots:
                    balance[slot].append((-1.0, lp["Charge", *key, *slot]))
        for slot, terms in balance.items():
            terms += imports(lp, case, "Flow", r, t, *slot)
            lp.row("balance", r, t, *slot, terms=terms, least=0, most=0)


def storage(lp: Program, case: Case, row: dict[str, Any], key: tuple, stands: int) -> None:
    """Level[b] == Level[b-1] + hours_per_block * (sqrt(eff) * Charge - Output / sqrt(eff))."""
    root, blocks = math.sqrt(row["round_trip_efficiency_fraction"]), 24 // case.block
    for slot in case.slots:
        charge, level = lp.var("Charge", *key, *slot), lp.var("Level", *key, *slot)
        lp.row("charge", *key, *slot, terms=[(1.0, charge), (-row["availability_fraction"], stands)], most=0)
        lp.row("level", *key, *slot, terms=[(1.0, level), (-row["duration_hours"], stands)], most=0)
    for d, b in case.slots:  # block 0 following the last
        now, before = lp["Level", *key, d, b], lp["Level", *key, d, (b - 1) % blocks]
        charge, out = lp["Charge", *key, d, b], lp["Output", *key, d, b]
        terms = [(1.0, now), (-1.0, before), (-case.block * root, charge), (case.block / root, out)]
        lp.row("day", *key, d, b, terms=terms, least=0, most=0)


def energy(lp: Program, row: dict[str, Any], owner: str, r: str, t: int) -> int:
    """Give the mean output the energy price is due on: what is run, or a minimum of what could in all hours."""
    output, least = lp["MeanOutput", row["source"], r, t], row.get("minimum_take_fraction")
    if least is None:
        return output
    paid, stands = lp.var("Paid", row["source"], r, t), lp["Standing", row["source"], owner, r, t]
    lp.row("paid_output", row["source"], r, t, terms=[(1.0, paid), (-1.0, output)], least=0)
    lp.row("minimum_take", row["source"], r, t, terms=[(1.0, paid), (-least, stands)], least=0)
    return paid


def running(lp: Program, case: Case) -> None:
    """Charge fixed costs on what stands; energy price, fuel, variable cost and emissions on Output."""
    price = case.yearly("fuel_prices", "price_usd_per_mmbtu", "fuel", "region")
    fuels = case.table("fuels", "fuel")
    for j, t in product(case.sponsors, case.periods):
        terms, lost = [], []
        for asset, _ in case.owned(by=j):
            row, fleet = asset.row, lp["Fleet", asset.name, j, t]
            terms.append((asset.fixed * case.level(t, row["dollar_year"]) * H, fleet))
            if row.get("relative_compute_fraction") is not None:  # blank = 1
                revenue = (case.sponsors[j]["revenue_usd_billion_per_gw_year"] or 0.0) * case.level(t) * H
                lost.append(((1 - row["relative_compute_fraction"]) * revenue, fleet))
        for asset, r in product([asset for asset, _ in case.owned("power", j)], case.regions):
            row, heat = asset.row, asset.row["heat_rate_mmbtu_per_mwh"] or 0.0
            emitted, usd = row["emissions_t_per_mwh"] or 0.0, 0.0
            if row["fuel"]:
                emitted += heat * fuels[row["fuel"]]["emissions_t_per_mmbtu"]
                usd += heat * price(t, row["fuel"], r)
            usd = (usd + emitted * case["price_usd_per_tonne"]) * case.level(t)
            usd += row["variable_om_usd_per_mwh"] * case.level(t, row["dollar_year"])
            terms.append((usd * HOURS / 1e6, lp["MeanOutput", asset.name, r, t]))
            usd = (row["energy_price_usd_per_mwh"] or 0.0) * case.level(t)
            terms.append((usd * HOURS / 1e6, energy(lp, row, j, r, t)))
        terms += times(case.level(t) * HOURS / 1e6, run_by(lp, case, j, t, "cost_usd_per_mwh"))
        lp.define("Running", j, t, terms=terms, lower=-INF, cost=case.discount[t])
        lp.define("Lost", j, t, terms=lost, cost=case.discount[t])


def emissions_cap(lp: Program, case: Case) -> None:
    """All sources together emit at most the cap in force, a quarter of it in a quarter."""
    if not case.rows("emissions_limits"):
        return
    fuels, cap = case.table("fuels", "fuel"), case.yearly("emissions_limits", "limit_million_tonnes")
    for t in case.periods:
        terms: Terms = []
        for asset, _ in case.owned("power"):
            row = asset.row
            tonnes = row["emissions_t_per_mwh"] or 0.0  # a MWh
            if row["fuel"]:
                tonnes += row["heat_rate_mmbtu_per_mwh"] * fuels[row["fuel"]]["emissions_t_per_mmbtu"]
            terms += [(tonnes * HOURS / 1e3, lp["MeanOutput", asset.name, r, t]) for r in case.regions]
        lp.row("emissions_cap", t, terms=terms, most=(cap(t) or 0.0) * H)


def additional(lp: Program, case: Case) -> None:
    """From the first year that asks for it on, a share of what sources make (not storage) serves no one else yet."""
    least = case.yearly("additionality", "min_additional_fraction")
    for t in case.periods if case.rows("additionality") else ():
        if (share := least(t)) is not None:
            makers = [asset for asset, _ in case.owned("power") if asset.row["kind"] == "power"]
            own = [1.0 if (x := asset.row.get("additional_fraction")) is None else x for asset in makers]
            terms: Terms = [
                (share - part, lp["MeanOutput", asset.name, r, t])
                for asset, part in zip(makers, own, strict=True)
                for r in case.regions
            ]
            lp.row("additional", t, terms=terms, most=0.0)


def sent_out(lp: Program, case: Case, j: str, t: int) -> Terms:
    """Give the mean Output - Charge of a sponsor's own sources, less what the lines that it runs lose."""
    mine = [(asset.name, r) for asset, _ in case.owned("power", j) for r in case.regions]
    output = [(1.0, lp["MeanOutput", s, r, t]) for s, r in mine]
    output += [term for s, r in mine for term in lp.maybe(-1.0, "MeanCharge", s, r, t)]
    return output + times(-1.0, run_by(lp, case, j, t, "loss_fraction"))
