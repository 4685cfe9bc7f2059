"""What the physical tables should say: orders, capacity, load, dispatch, energy, fuel."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.facts.operating_costs import tonnes_per_mwh
from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.audit.facts import Facts
    from planner.audit.facts.assets import Asset
    from planner.audit.run_folder import Run


def ordered(run: Run, facts: Facts) -> Iterator[tuple[Asset, str, int, float]]:
    """Every row of the table of orders that the case can have, as asset, sponsor, period and GW."""
    for (a, j, _, period, _), gw in run.numbers("orders", "ordered_gw").items():
        asset, o = facts.assets.get(a), facts.calendar.number.get(period)
        if asset is not None and o is not None and o in asset.orders:
            yield asset, j, o, gw


def orders(run: Run, facts: Facts) -> Expected:
    """Class, arrival and cost follow from what is ordered when."""
    expected = Expected()
    credited = bool(facts.case.rows("tax_credits"))
    in_all: dict[tuple[str, ...], float] = defaultdict(float)
    for key, gw in run.numbers("orders", "ordered_gw").items():
        in_all[key[:4]] += gw
    for key, gw in run.numbers("orders", "ordered_gw").items():
        asset, o, t = (
            facts.assets.get(key[0]),
            facts.calendar.number.get(key[3]),
            facts.calendar.number.get(key[4]),
        )
        if asset is not None and o is not None and t is not None and o in asset.orders:
            # What is ordered in a year may arrive in two, each of which has a row.
            part = asset.arriving(o, t)
            whole = None if part in (0.0, 1.0) else part * in_all[key[:4]]
            if part:
                figures = (whole, gw * asset.overnight_cost(o))
                received = sum(asset.tax_credit(o, now) for now in range(o, len(facts.periods)))
                credit = (gw * received,) if credited else ()
                expected.add(key, (asset.kind,), (*figures, *credit))
    return expected


def bought(run: Run, facts: Facts) -> Expected:
    """The premium on what is bought in a quarter, which is a decision."""
    expected = Expected()
    for key, gw in run.numbers("bought", "bought_gw").items():
        pool, step, j, quarter = key
        steps = {str(k): k for k in facts.supply_steps.get(pool, ())}
        q = facts.calendar.quarter_number.get(quarter)
        if step in steps and j in facts.sponsors and q is not None:
            expected.add(key, (), (None, facts.premium(pool, steps[step], q) * gw))
    return expected


def capacity(run: Run, facts: Facts) -> Expected:
    """What arrives and retires is what was ordered a lead time, or that and a life, ago, or was under way before."""
    arriving: dict[tuple[str, ...], float] = defaultdict(float)
    retiring: dict[tuple[str, ...], float] = defaultdict(float)
    for a, known in facts.assets.items():
        for fleet in known.under_way:
            for found, quarter in ((arriving, fleet.since), (retiring, fleet.until)):
                for t in facts.periods:
                    if quarter in facts.periods.quarters[t]:
                        found[a, fleet.sponsor, fleet.region, facts.calendar.names[t]] += fleet.gw
    for (a, j, r, period, _), gw in run.numbers("orders", "ordered_gw").items():
        asset, o = facts.assets.get(a), facts.calendar.number.get(period)
        if asset is None or o is None or o not in asset.orders:
            continue
        for found, share in ((arriving, asset.arriving), (retiring, asset.retiring)):
            for t in range(o, len(facts.periods)):
                if part := share(o, t):
                    found[a, j, r, facts.calendar.names[t]] += part * gw
    expected = Expected()
    for key in {**arriving, **retiring, **run.tables["capacity"].rows}:
        if key[0] in facts.assets:
            figures = (arriving.get(key, 0.0), retiring.get(key, 0.0), None)
            expected.add(key, (facts.assets[key[0]].kind,), figures)
    return expected


def load(run: Run, facts: Facts) -> Expected:
    """Every row is of a sponsor who takes load, in a region; what it says is a decision."""
    expected = Expected()
    for key in run.tables["load"].rows:
        if key[0] in facts.load_sponsors and key[1] in facts.regions and key[2] in facts.calendar.number:
            expected.add(key, (), (None,))
    return expected


def shortfall(run: Run, facts: Facts) -> Expected:
    """Need follows from the sheets; what of it is served follows from the load, by a rule."""
    expected = Expected(complete=True)
    for j in facts.load_sponsors:
        for t, period in enumerate(facts.calendar.names):
            expected.add((j, period), (), (facts.need(j, t), None, None))
    return expected


def dispatch(run: Run, facts: Facts) -> Expected:
    """Every row is of a source, region and block of the case; what it says are decisions."""
    expected, hours = Expected(), {str(b * facts.hours_per_block) for b in facts.blocks}
    for key in run.tables["dispatch"].rows:
        s, r, period, day, hour = key
        known = s in facts.sources and r in facts.regions and period in facts.calendar.number
        if known and day in facts.days and hour in hours:
            expected.add(key, (), (None, None, None))
    return expected


def energy(run: Run, facts: Facts) -> Expected:
    """Output and charge of every block, weighed by its hours."""
    hours = dict(zip(facts.calendar.names, facts.calendar.hours, strict=True))
    given: dict[tuple[str, ...], float] = defaultdict(float)
    taken: dict[tuple[str, ...], float] = defaultdict(float)
    for column, found in (("output_gw", given), ("charge_gw", taken)):
        for (s, r, period, day, _), gw in run.numbers("dispatch", column).items():
            found[s, r, period] += gw * facts.block_share.get(day, 0.0) * hours.get(period, 0.0)
    expected = Expected()
    for key, gwh in given.items():
        expected.add(key, (), (gwh, taken[key], gwh / hours[key[2]] if key[2] in hours else None))
    return expected


def fuel(run: Run, facts: Facts) -> Expected:
    """Fuel and emissions of the energy put out; a source with neither has no row."""
    expected = Expected()
    for key, gwh in run.numbers("energy", "output_gwh").items():
        row = facts.sources.get(key[0])
        if row is not None:
            heat = row["heat_rate_mmbtu_per_mwh"] if row["fuel"] else 0.0
            burnt = heat * gwh / 1000
            tonnes = tonnes_per_mwh(facts, key[0]) * gwh / 1000
            if max(burnt, tonnes) > 0.0:
                expected.add(key, (row["fuel"] or "",), (burnt, tonnes))
    return expected
