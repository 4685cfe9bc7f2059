"""The rules of dispatch block by block, of storage through the day, and of what output costs and emits."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from planner.audit.arithmetic import HOURS_PER_DAY, MILLION_TONNES_PER_GWH, USD_PER_MWH
from planner.audit.facts.operating_costs import prices_per_mwh, tonnes_per_mwh
from planner.audit.rules import transmission

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms

RULES = {
    "output_within_available_capacity": "srtdb",
    "output_meets_load": "rtdb",
    "energy_is_mean_output": "srt",
    "generation_is_paid": "jt",
    "net_output_adds_up": "jt",
    "charge_within_available_capacity": "srtdb",
    "level_within_duration": "srtdb",
    "level_rolls_through_the_day": "srtdb",
    "charging_is_mean_charge": "srt",
}
CONTRACTS = {
    "paid_energy_covers_output": "srt",
    "paid_energy_covers_minimum_take": "srt",
    "contracts_are_paid": "jt",
}
ADDITIONAL = {"energy_is_additional": "t"}
EMISSIONS = {"emissions_are_paid": "jt", "emissions_within_cap": "t"}


def available_shares(facts: Facts) -> Callable[[str, str, int, str], list[float]]:
    """Share of capacity that can run in each block, as a function of source, region, period and day."""
    shapes: dict[tuple[str, str, int, str], list[float]] = {}
    for row in facts.case.rows("profiles"):
        hours = [row[f"h{hour:02}"] for hour in range(HOURS_PER_DAY)]
        blocks = [hours[b * facts.hours_per_block : (b + 1) * facts.hours_per_block] for b in facts.blocks]
        key = (row["profile"], row["region"], row["quarter"], row["day"])
        shapes[key] = [sum(block) / facts.hours_per_block for block in blocks]

    def at(s: str, r: str, t: int, day: str) -> list[float]:
        row = facts.sources[s]
        if row["profile"] is None:
            return [row["availability_fraction"] for _ in facts.blocks]
        quarters = [shapes[row["profile"], r, q, day] for q in facts.calendar.calendar_quarters[t]]
        return [row["availability_fraction"] * sum(of) / len(of) for of in zip(*quarters, strict=True)]

    return at


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and the columns that are decided here."""
    per_tonne = facts.settings.emissions_price_usd_per_tonne
    if capped := bool(facts.case.rows("emissions_limits")):
        per_tonne = per_tonne or 0.0
    p.announce(RULES | ({} if per_tonne is None else EMISSIONS))
    if facts.contracts:
        p.announce(CONTRACTS)
    available = available_shares(facts)
    for s in facts.sources:
        asset = facts.assets[s]
        for r, t in product(facts.regions, asset.standing_periods if asset.owners else ()):
            stands = ("Standing", s, asset.owners[0], r, t)
            for d in facts.days:
                for b, part in enumerate(available(s, r, t, d)):
                    output = p.column("Output", s, r, t, d, b)
                    room: Terms = [(1.0, output), (-part, stands)]
                    p.ceiling("output_within_available_capacity", (s, r, t, d, b), room)
            mean: Terms = [(facts.block_share[d], ("Output", s, r, t, d, b)) for d, b in facts.day_blocks]
            p.total("energy_is_mean_output", "Energy", (s, r, t), mean)
            if facts.sources[s]["kind"] == "storage":
                _store(p, facts, s, r, t)
            if s in facts.contracts:
                _take(p, facts, s, r, t)
    _balance(p, facts)
    _pay(p, facts, per_tonne)
    if capped:
        _cap(p, facts)
    if facts.case.rows("additionality"):
        p.announce(ADDITIONAL)
        _additional(p, facts)


def _store(p: Program, facts: Facts, s: str, r: str, t: int) -> None:
    """Storage takes and holds no more than it can, loses both ways, and ends a day as it began."""
    row, stands = facts.sources[s], ("Standing", s, facts.assets[s].owners[0], r, t)
    one_way, count = math.sqrt(row["round_trip_efficiency_fraction"]), len(facts.blocks)
    for d, b in facts.day_blocks:
        charge: Terms = [(1.0, p.column("Charge", s, r, t, d, b)), (-row["availability_fraction"], stands)]
        p.ceiling("charge_within_available_capacity", (s, r, t, d, b), charge)
        level: Terms = [(1.0, p.column("Level", s, r, t, d, b)), (-row["duration_hours"], stands)]
        p.ceiling("level_within_duration", (s, r, t, d, b), level)
    for d, b in facts.day_blocks:
        rolled: Terms = [
            (1.0, ("Level", s, r, t, d, b)),
            (-1.0, ("Level", s, r, t, d, (b - 1) % count)),
            (-facts.hours_per_block * one_way, ("Charge", s, r, t, d, b)),
            (facts.hours_per_block / one_way, ("Output", s, r, t, d, b)),
        ]
        p.equation("level_rolls_through_the_day", (s, r, t, d, b), rolled)
    mean: Terms = [(facts.block_share[d], ("Charge", s, r, t, d, b)) for d, b in facts.day_blocks]
    p.total("charging_is_mean_charge", "Charging", (s, r, t), mean)


def _take(p: Program, facts: Facts, s: str, r: str, t: int) -> None:
    """What is paid for is at least what is put out, and a share of what could be in all hours, GW on the mean."""
    paid, stands = p.column("Paid_energy", s, r, t), ("Standing", s, facts.assets[s].owners[0], r, t)
    p.ceiling("paid_energy_covers_output", (s, r, t), [(1.0, ("Energy", s, r, t)), (-1.0, paid)])
    least: Terms = [(facts.sources[s]["minimum_take_fraction"], stands), (-1.0, paid)]
    p.ceiling("paid_energy_covers_minimum_take", (s, r, t), least)


def _balance(p: Program, facts: Facts) -> None:
    """In every block of every region, output less charge, and what lines bring, is load."""
    for r, t, (d, b) in product(facts.regions, facts.periods, facts.day_blocks):
        sides: Terms = [(-1.0, ("Load", r, t))]
        for s in facts.sources:
            sides += p.optional_term(1.0, "Output", s, r, t, d, b) + p.optional_term(
                -1.0, "Charge", s, r, t, d, b
            )
        sides += transmission.brought(facts, r, "Flow", t, d, b)
        p.equation("output_meets_load", (r, t, d, b), sides)


def _pay(p: Program, facts: Facts, per_tonne: float | None) -> None:
    """The owner of a source pays for its output, and sells it less what storage takes; losses are bought."""
    price, contracted = prices_per_mwh(facts), facts.contracts
    emitted = {s: tonnes_per_mwh(facts, s) for s in facts.sources}
    owned: Mapping[str, list[str]] = {
        j: [s for s in facts.sources if j in facts.assets[s].owners] for j in facts.sponsors
    }
    for j, t in product(facts.sponsors, facts.periods):
        paid, sold, priced, contracts = [], [], [], []
        for s, r in product(owned[j], facts.regions):
            items = price(s, r, t)
            if s in contracted:
                due = items.pop("energy") * facts.calendar.hours[t] * USD_PER_MWH
                contracts += p.optional_term(due, "Paid_energy", s, r, t)
            usd = sum(items.values())
            paid += p.optional_term(usd * facts.calendar.hours[t] * USD_PER_MWH, "Energy", s, r, t)
            sold += p.optional_term(1.0, "Energy", s, r, t) + p.optional_term(-1.0, "Charging", s, r, t)
            tonnes = emitted[s] * (per_tonne or 0.0) * facts.price_level[t]
            priced += p.optional_term(tonnes * facts.calendar.hours[t] * USD_PER_MWH, "Energy", s, r, t)
        p.total("generation_is_paid", "Generation_cost", (j, t), paid, facts.calendar.discount[t])
        if contracted:
            p.total("contracts_are_paid", "Contract_cost", (j, t), contracts, facts.calendar.discount[t])
        sold += [(-part, key) for part, key in transmission.lost(facts, j, t)]
        p.total("net_output_adds_up", "Net_output", (j, t), sold)
        if per_tonne is not None:
            p.total("emissions_are_paid", "Emissions_cost", (j, t), priced, facts.calendar.discount[t])


def _cap(p: Program, facts: Facts) -> None:
    """What all sources emit in a period, tonnes per MWh times GWh, is within the yearly cap for so long."""
    limit = facts.in_force("emissions_limits", "limit_million_tonnes")
    for t in facts.periods:
        emitted: Terms = []
        for s, r in product(facts.sources, facts.regions):
            per_gw = tonnes_per_mwh(facts, s) * facts.calendar.hours[t] * MILLION_TONNES_PER_GWH
            emitted += p.optional_term(per_gw, "Energy", s, r, t)
        p.ceiling("emissions_within_cap", (t,), emitted, limit(t) * facts.calendar.years[t])


def _additional(p: Program, facts: Facts) -> None:
    """Energy made falls by no more short of what must be additional than by nothing, from the first row on."""
    least, since = (
        facts.in_force("additionality", "min_additional_fraction"),
        min(row["year"] for row in facts.case.rows("additionality")),
    )
    for t in facts.periods:
        if int(facts.calendar.names[t][:4]) < since:
            continue
        lacking: Terms = []
        for (s, row), r in product(facts.sources.items(), facts.regions):
            if row["kind"] != "storage":
                lacking += p.optional_term(least(t) - row["additional_fraction"], "Energy", s, r, t)
        p.ceiling("energy_is_additional", (t,), lacking, 0.0)
