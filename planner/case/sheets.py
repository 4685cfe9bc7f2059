"""Every sheet of a case, in the order a reader meets them. This table is the contract."""

from __future__ import annotations

from planner.case.columns import Column, Sheet

CLASSES = ("power", "shell", "chips")
"""Asset classes: every source is power; compute assets are their kind."""

HOURS = tuple(f"h{hour:02d}" for hour in range(24))
"""Columns of a daily profile."""

ASSETS = ("sources", "compute")
"""Sheets that define assets."""


def _name(name: str, help: str, *names: str, key: bool = False, blank: bool = False) -> Column:
    return Column(name, "name", help, key=key, blank=blank, names=names)


def _word(
    name: str, help: str, *words: str, key: bool = False, blank: bool = False, default: str | None = None
) -> Column:
    blank = blank or default is not None
    return Column(name, "word", help, key=key, blank=blank, default=default, words=words)


def _text(name: str, help: str, blank: bool = False) -> Column:
    return Column(name, "text", help, blank=blank)


def _number(
    name: str,
    help: str,
    blank: bool = False,
    default: float | None = None,
    key: bool = False,
    unlimited: str = "",
) -> Column:
    blank = blank or default is not None
    return Column(name, "number", help, key=key, blank=blank, default=default, low=0, unlimited=unlimited)


def _positive(name: str, help: str, high: float | None = None, blank: bool = False) -> Column:
    return Column(name, "number", help, blank=blank, low=0, high=high, low_open=True)


def _fraction(
    name: str, help: str, blank: bool = False, default: float | None = None, key: bool = False
) -> Column:
    blank = blank or default is not None
    return Column(name, "number", help, key=key, blank=blank, default=default, low=0, high=1)


def _price(name: str, help: str, default: float | None = None) -> Column:
    # Energy and fuel prices do fall below zero.
    return Column(name, "number", help, blank=default is not None, default=default)


def _year(name: str = "year", help: str = "calendar year", key: bool = True, blank: bool = False) -> Column:
    return Column(name, "integer", help, key=key, blank=blank, low=2000, high=2100)


def _since(before: str) -> Column:
    return _year(help=f"from its start until the next row; before the first {before}")


def _year_end() -> Column:
    return _year(help="at its end; straight lines between rows, flat outside them")


def _quarter(name: str, help: str, key: bool = False) -> Column:
    return Column(name, "quarter", help, key=key, blank=not key, low=2000, high=2100)


def _from_quarter(name: str, what: str) -> Column:
    return _quarter(
        name, f"quarter from whose start {what} so, each cell until the next row that fills it", key=True
    )


def _vintage(*capex: Column) -> tuple[Column, ...]:
    return (
        *capex,
        _year("dollar_year", "price level of the overnight cost; blank is as before", key=False, blank=True),
        Column(
            "lead_months",
            "number",
            "months from order to service; blank is as before",
            blank=True,
            low=0,
            high=10_000,
        ),
        _positive("life_years", "years it stands; blank is as before", high=10_000, blank=True),
        _name("spend_profile", "when capex is paid; blank is as before", "spend_profiles", blank=True),
    )


def _sheet(
    name: str,
    help: str,
    *columns: Column,
    financing: bool = False,
    filled: bool = False,
    optional: bool = False,
) -> Sheet:
    notes = (
        _text("provenance", "where the numbers of the row come from", blank=True),
        _word("confidence", "how sure they are", "V", "v", "S", "D", "M", "A", blank=True),
    )
    return Sheet(name, help, columns + notes, financing=financing, filled=filled, optional=optional)


SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        _sheet(
            "regions",
            "where load and sources may stand",
            _name("region", "name of the region", key=True),
            _text("name", "the region in words"),
            _fraction("siting_share_min_fraction", "least share of all load served that stands here"),
            _fraction("siting_share_max_fraction", "most of all load served that may stand here"),
            filled=True,
        ),
        _sheet(
            "sponsors",
            "who takes load, orders assets and raises money",
            _name("sponsor", "name of the sponsor", key=True),
            _text("name", "the sponsor in words"),
            _fraction("equity_rate_per_year", "return its equity asks"),
            _fraction("equity_floor_fraction", "least equity, of book value and cash"),
            _number("corporate_debt_limit_usd_billion", "most unsecured debt at any time"),
            _number(
                "cash_limit_usd_billion",
                "most cash it may hold; blank is no limit",
                blank=True,
                unlimited="clear the cell, for blank is no limit",
            ),
            _number(
                "value_of_service_usd_billion_per_gw_year",
                "cost of load unserved, for who has load",
                blank=True,
            ),
            _number("revenue_usd_billion_per_gw_year", "revenue of load served", default=0.0),
            filled=True,
        ),
        _sheet(
            "sponsor_cash",
            "equity a sponsor can put in",
            _name("sponsor", "who puts it in", "sponsors", key=True),
            _since("it is zero"),
            _number("cash_usd_billion_per_year", "most equity the sponsor can put in"),
            financing=True,
        ),
        _sheet(
            "demand",
            "load to be served",
            _name("sponsor", "whose load", "sponsors", key=True),
            _year_end(),
            _number("need_gw", "need at the end of the year, cumulative"),
            filled=True,
        ),
        _sheet(
            "committed",
            "supply already in hand",
            _name("sponsor", "whose supply", "sponsors", key=True),
            _year_end(),
            _number("supply_gw", "supply in hand at the end of the year"),
        ),
        _sheet(
            "sources",
            "power sources and storage",
            _name("source", "name of the source", key=True),
            _word("kind", "power makes energy, storage keeps it", "power", "storage"),
            _number("capex_usd_per_kw", "overnight cost"),
            _year("dollar_year", "price level of the row's costs", key=False),
            _number("fixed_om_usd_per_kw_year", "fixed operation and maintenance"),
            _number("variable_om_usd_per_mwh", "variable operation and maintenance"),
            _number("heat_rate_mmbtu_per_mwh", "fuel burnt, where it burns fuel", blank=True),
            _name("fuel", "fuel burnt", "fuels", blank=True),
            _price("energy_price_usd_per_mwh", "price of energy bought", default=0.0),
            _number("emissions_t_per_mwh", "emissions besides those of fuel", default=0.0),
            _positive("life_years", "years it stands", high=10_000),
            Column("lead_months", "number", "months from order to service", low=0, high=10_000),
            _name("spend_profile", "when capex is paid", "spend_profiles"),
            _fraction("availability_fraction", "share of capacity that can run"),
            _name("profile", "hourly shape of availability; blank runs at any hour", "profiles", blank=True),
            _positive("duration_hours", "hours of full output held, storage only", blank=True),
            _positive("round_trip_efficiency_fraction", "energy out over in, storage only", 1, blank=True),
            _fraction("firm_credit_fraction", "share of capacity counted as firm"),
            _quarter("first_delivery", "first quarter it can be in service; blank is as its lead allows"),
        ),
        _sheet(
            "compute",
            "data-centre shells and chips",
            _name("asset", "name of the asset", key=True),
            _word("kind", "shell or chips", "shell", "chips"),
            _text("vendor", "who makes it", blank=True),
            _number("capex_usd_billion_per_gw", "overnight cost"),
            _year("dollar_year", "price level of the row's costs", key=False),
            _number("fixed_om_usd_billion_per_gw_year", "fixed operation and maintenance"),
            _positive("life_years", "years it stands", high=10_000),
            Column("lead_months", "number", "months from order to service", low=0, high=10_000),
            _name("spend_profile", "when capex is paid", "spend_profiles"),
            _fraction("relative_compute_fraction", "revenue earned, of the best", default=1.0),
        ),
        _sheet(
            "source_vintages",
            "what sources ordered later cost and take",
            _name("source", "source ordered", "sources", key=True),
            _from_quarter("ordered_from", "it is ordered"),
            *_vintage(_number("capex_usd_per_kw", "overnight cost; blank is as before", blank=True)),
            optional=True,
        ),
        _sheet(
            "compute_vintages",
            "what shells and chips ordered later cost and take",
            _name("asset", "compute asset ordered", "compute", key=True),
            _from_quarter("ordered_from", "it is ordered"),
            *_vintage(_number("capex_usd_billion_per_gw", "overnight cost; blank is as before", blank=True)),
            optional=True,
        ),
        _sheet(
            "tax_credits",
            "tax credits on what is built, sold at a price",
            _name("asset", "source or compute asset", *ASSETS, key=True),
            _quarter(
                "ordered_from", "quarter from whose start it is ordered so, until the next row", key=True
            ),
            _fraction("credit_fraction", "credit, of capex"),
            _fraction("transfer_price_fraction", "price at which it is sold, of the credit"),
            _quarter("stands_by", "last quarter by which an order must stand; blank is no date"),
            optional=True,
        ),
        _sheet(
            "owners",
            "who may order an asset and pays for it",
            _name("asset", "source or compute asset", *ASSETS, key=True),
            _name("sponsor", "its owner", "sponsors", key=True),
        ),
        _sheet(
            "supply_limits",
            "what shared supply pools can deliver",
            _name("supply_pool", "name of the pool", key=True),
            _since("it is zero"),
            _number(
                "limit_gw_per_year",
                "most that may be delivered",
                unlimited="remove the pool's rows here and in supply_use, for without a pool there is no limit",
            ),
        ),
        _sheet(
            "supply_use",
            "which assets draw on which pool",
            _name("supply_pool", "pool drawn on", "supply_limits", key=True),
            _name("asset", "source or compute asset", *ASSETS, key=True),
            _number("use_per_gw", "drawn from the pool by each GW delivered"),
        ),
        _sheet(
            "site_limits",
            "capacity that may stand at once",
            _name("asset", "source or compute asset", *ASSETS, key=True),
            _name("region", "where; blank is all regions together", "regions", key=True, blank=True),
            _number(
                "limit_gw",
                "most that may stand",
                unlimited="remove the row, for without one there is no limit",
            ),
        ),
        _sheet(
            "spend_profiles",
            "milestones at which capex is paid",
            _name("spend_profile", "name of the profile", key=True),
            _fraction("progress_fraction", "share of the lead time passed", key=True),
            _fraction("spend_fraction", "share of capex paid then; sums to 1 in each profile"),
        ),
        _sheet(
            "fuels",
            "what sources burn",
            _name("fuel", "name of the fuel", key=True),
            _number("emissions_t_per_mmbtu", "emissions of burning it"),
        ),
        _sheet(
            "fuel_prices",
            "delivered price of each fuel",
            _name("fuel", "fuel priced", "fuels", key=True),
            _name("region", "where", "regions", key=True),
            _since("there is no price, which is an error"),
            _price("price_usd_per_mmbtu", "price delivered"),
        ),
        _sheet(
            "emissions_limits",
            "what all sources together may emit",
            _since("it is zero"),
            _number(
                "limit_million_tonnes",
                "most that may be emitted in a year",
                unlimited="remove the sheet's rows, for without any there is no limit",
            ),
            optional=True,
        ),
        _sheet(
            "days",
            "representative days",
            _name("day", "name of the day", key=True),
            _fraction("share_of_days_fraction", "share of the year's days it stands for; sums to 1"),
            filled=True,
        ),
        _sheet(
            "profiles",
            "hourly shapes of availability",
            _name("profile", "name of the profile", key=True),
            _name("region", "where", "regions", key=True),
            Column("quarter", "integer", "calendar quarter", key=True, low=1, high=4),
            _name("day", "representative day", "days", key=True),
            *(_fraction(hour, "share of availability in this hour of the day") for hour in HOURS),
        ),
        _sheet(
            "instruments",
            "ways to borrow",
            _name("instrument", "name of the instrument", key=True),
            _name("market", "market it is issued in", "market_limits"),
            _fraction("rate_per_year", "interest"),
            _fraction("fee_fraction", "fee at issue"),
            _positive("tenor_years", "years to the last repayment", high=10_000),
            _word("repayment", "how it is repaid", "bullet", "level", "straight", "callable"),
            _number("grace_years", "years before repayment begins", default=0.0),
            _word("collateral", "lent against assets or not", "secured", "unsecured"),
            _fraction("advance_fraction", "share of lender value lent, secured only", blank=True),
            _word("stage", "when assets count as collateral", "any", "construction", "operating"),
            _number(
                "seasoning_years",
                "years standing before assets count, operating; never less than a quarter",
                default=0.0,
            ),
            _number("takeout_years", "years standing until they cease to, construction", default=0.0),
            _number("min_dscr", "least cash flow over scheduled debt service; 0 asks for none", default=0.0),
            financing=True,
        ),
        _sheet(
            "instrument_vintages",
            "what borrowing later costs",
            _name("instrument", "instrument issued", "instruments", key=True),
            _from_quarter("issued_from", "it is issued"),
            _fraction("rate_per_year", "interest; blank is as before", blank=True),
            _fraction("fee_fraction", "fee at issue; blank is as before", blank=True),
            financing=True,
            optional=True,
        ),
        _sheet(
            "instrument_use",
            "which sponsor may issue what against which class",
            _name("instrument", "instrument issued", "instruments", key=True),
            _name("sponsor", "who may issue it", "sponsors", key=True),
            _word("asset_class", "against which class; blank is own credit", *CLASSES, key=True, blank=True),
            financing=True,
        ),
        _sheet(
            "market_limits",
            "depth of each market, step by step",
            _name("market", "name of the market", key=True),
            _since("it is zero"),
            Column("step", "integer", "step of the market", key=True, low=0),
            _number("issuance_limit_usd_billion_per_year", "most that may be issued in the step"),
            _fraction("concession_fraction", "price discount on what is issued in the step"),
            financing=True,
        ),
        _sheet(
            "lender_value",
            "what lenders take assets to be worth as they age",
            _word("asset_class", "class of asset", *CLASSES, key=True),
            _number("age_years", "age, in standing years", key=True),
            _fraction("value_fraction", "value, of cost"),
            financing=True,
        ),
        _sheet(
            "coverage",
            "cash flow that services debt",
            _word("asset_class", "class of asset", *CLASSES, key=True),
            _number("cash_flow_usd_billion_per_gw_year", "cash flow per GW served"),
            financing=True,
        ),
    )
}
