"""Sheets of how sources run: what they burn and emit, and when: a part of the contract."""

from __future__ import annotations

from planner.case.column_kinds import HOURS, declared_sheet, fraction, name, number, price, since
from planner.case.columns import CONDITIONS, OF_CASE, Column, Sheet

RUNNING: tuple[Sheet, ...] = (
    declared_sheet(
        "fuels",
        "what sources burn",
        name("fuel", "name of the fuel", key=True),
        number("emissions_t_per_mmbtu", "emissions of burning it", scope=CONDITIONS),
    ),
    declared_sheet(
        "fuel_prices",
        "delivered price of each fuel",
        name("fuel", "fuel priced", "fuels", key=True),
        name("region", "where", "regions", key=True),
        since("there is no price, which is an error"),
        price("price_usd_per_mmbtu", "price delivered", scope=CONDITIONS),
    ),
    declared_sheet(
        "emissions_limits",
        "what all sources together may emit",
        since("it is zero"),
        number(
            "limit_million_tonnes",
            "most that may be emitted in a year",
            unlimited="remove the sheet's rows, for without any there is no limit",
            scope=CONDITIONS,
        ),
        optional=True,
    ),
    declared_sheet(
        "additionality",
        "how much of the energy made may not serve somebody else already",
        since("nothing is asked"),
        fraction(
            "min_additional_fraction",
            "least share of the energy that all sources make that is additional by their additional_fraction",
            scope=CONDITIONS,
        ),
        optional=True,
    ),
    declared_sheet(
        "lines",
        "lines between regions, each one way",
        name("from", "where it begins", "regions", key=True),
        name("to", "where it ends", "regions", key=True),
        name(
            "operator",
            "sponsor who runs it, pays for sending, and buys what is lost",
            "sponsors",
            scope=OF_CASE,
        ),
        number(
            "limit_gw",
            "most that it carries, as sent",
            unlimited="write more than the load of the region where it ends",
            scope=CONDITIONS,
        ),
        fraction(
            "loss_fraction", "share of what is sent that does not arrive", default=0.0, scope=CONDITIONS
        ),
        number("cost_usd_per_mwh", "what sending costs, real", default=0.0, scope=CONDITIONS),
        optional=True,
    ),
    declared_sheet(
        "days",
        "representative days",
        name("day", "name of the day", key=True),
        fraction(
            "share_of_days_fraction", "share of the year's days it stands for; sums to 1", scope=OF_CASE
        ),
        filled=True,
    ),
    declared_sheet(
        "profiles",
        "hourly shapes of availability",
        name("profile", "name of the profile", key=True),
        name("region", "where", "regions", key=True),
        Column("quarter", "integer", "calendar quarter", key=True, low=1, high=4),
        name("day", "representative day", "days", key=True),
        *(fraction(hour, "share of availability in this hour of the day", scope=OF_CASE) for hour in HOURS),
    ),
)
"""In the order in which a reader meets them."""
