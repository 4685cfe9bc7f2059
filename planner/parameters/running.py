"""What running a source gives, costs and emits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.limits import yearly_prices
from planner.parameters.time import HOURS_PER_DAY
from planner.parameters.timeline import mean, timeline_of

if TYPE_CHECKING:
    from typing import Any

    from planner.case import Case

STORAGE = "storage"


def availability(case: Case) -> dict[tuple[Any, ...], float]:
    """Share of capacity that can run, by (source, region, season planned, day, block).

    A block's profile is the mean of its hours; a source without a profile has 1. The season of a quarter is the
    calendar quarter; a year has the mean of all four.
    """
    width = case.settings.operations.hours_per_block
    starts = range(0, HOURS_PER_DAY, width)
    means: dict[tuple[Any, ...], float] = {}
    for row in case.rows("profiles"):
        hours = [row[f"h{hour:02}"] for hour in range(HOURS_PER_DAY)]
        for b, start in enumerate(starts):
            key = (row["profile"], row["region"], row["quarter"], row["day"], b)
            means[key] = mean(hours[start : start + width])
    days = [row["day"] for row in case.rows("days")]
    seasons = dict(sorted((period.season, period.seasons) for period in case.periods))
    blocks = [
        (row["region"], season, d, b)
        for row in case.rows("regions")
        for season in seasons
        for d in days
        for b in range(len(starts))
    ]
    shapes: dict[str | None, list[float]] = {None: [1.0] * len(blocks)}
    share = {}
    for row in case.rows("sources"):
        profile = row["profile"]
        if profile not in shapes:
            shapes[profile] = [
                mean([means[profile, r, q, d, b] for q in seasons[season]]) for r, season, d, b in blocks
            ]
        source, most = row["source"], row["availability_fraction"]
        for block, part in zip(blocks, shapes[profile], strict=True):
            share[source, *block] = most * part
    return share


def price_levels(case: Case) -> list[float]:
    """Nominal dollars in each period for a dollar of the case's dollar year."""
    money = case.settings.money
    return timeline_of(case).price_levels(money.inflation_per_year, money.dollar_year)


def running_costs(case: Case) -> dict[str, dict[tuple[str, str, int], float]]:
    """Nominal USD a MWh of output costs by item (energy, fuel, variable), by (source, region, period)."""
    inflation, timeline = case.settings.money.inflation_per_year, timeline_of(case)
    levels = price_levels(case)
    fuel_price = yearly_prices(case, "fuel_prices", ("fuel", "region"), "price_usd_per_mmbtu")
    items: dict[str, dict[tuple[str, str, int], float]] = {"energy": {}, "fuel": {}, "variable": {}}
    regions = [row["region"] for row in case.rows("regions")]
    for row in case.rows("sources"):
        source, fuel, heat_rate = row["source"], row["fuel"], row["heat_rate_mmbtu_per_mwh"]
        own_levels = timeline.price_levels(inflation, row["dollar_year"])
        for t in range(len(timeline)):
            variable = row["variable_om_usd_per_mwh"] * own_levels[t]
            energy = row["energy_price_usd_per_mwh"] * levels[t]
            for r in regions:
                place = source, r, t
                items["variable"][place], items["energy"][place] = variable, energy
                items["fuel"][place] = 0.0 if fuel is None else heat_rate * fuel_price[fuel, r, t] * levels[t]
    return items


def minimum_takes(case: Case) -> dict[str, float]:
    """The share of what standing capacity gives in all hours that is paid for, by source that has such a share."""
    return {
        row["source"]: row["minimum_take_fraction"]
        for row in case.rows("sources")
        if row["minimum_take_fraction"]
    }


def contract_prices(case: Case) -> dict[tuple[str, int], float]:
    """Nominal USD a MWh paid for, by (source with a minimum take, period)."""
    takes, levels = minimum_takes(case), price_levels(case)
    return {
        (row["source"], t): row["energy_price_usd_per_mwh"] * level
        for row in case.rows("sources")
        if row["source"] in takes
        for t, level in enumerate(levels)
    }


def marginal_cost(case: Case) -> dict[tuple[str, str, int], float]:
    """What one more MWh of output costs, nominal USD, by (source, region, period); emissions apart.

    Where there is a minimum take, without the price of energy, which is due on what is paid for.
    """
    items, takes = running_costs(case), minimum_takes(case)
    by_output = {key: 0.0 if key[0] in takes else price for key, price in items["energy"].items()}
    return {key: sum(item[key] for item in (items | {"energy": by_output}).values()) for key in by_output}


def emissions_t_per_mwh(case: Case) -> dict[str, float]:
    """Tonnes emitted per MWh of output by source: what its fuel emits and what it emits otherwise."""
    per_mmbtu = {row["fuel"]: row["emissions_t_per_mmbtu"] for row in case.rows("fuels")}
    return {
        row["source"]: row["emissions_t_per_mwh"]
        + (0.0 if row["fuel"] is None else row["heat_rate_mmbtu_per_mwh"] * per_mmbtu[row["fuel"]])
        for row in case.rows("sources")
    }


def additional_fractions(case: Case) -> dict[str, float]:
    """Share of its output that serves nobody else already, by source."""
    return {row["source"]: row["additional_fraction"] for row in case.rows("sources")}


def least_additional_fractions(case: Case) -> dict[int, float]:
    """Least share of the energy made that is to be additional, by period from the first row on."""
    column = "min_additional_fraction"
    return {t: share for (t,), share in yearly_prices(case, "additionality", (), column).items()}
