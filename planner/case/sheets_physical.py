"""Sheets of load and of assets: a part of the contract."""

from __future__ import annotations

from planner.case.column_kinds import (
    ASSETS,
    colour,
    declared_sheet,
    fraction,
    from_quarter,
    name,
    number,
    optional,
    positive,
    price,
    quarter,
    since,
    text,
    word,
    year,
    year_end,
)
from planner.case.columns import CONDITIONS, OF_CASE, TERMS, Column, Sheet
from planner.case.sheets_credit import RATED


def _vintage_columns(*capex: Column) -> tuple[Column, ...]:
    """What an order may have otherwise from some quarter on, besides its overnight cost."""
    return (
        *capex,
        year(
            "dollar_year",
            "price level of the overnight cost; blank is as before",
            key=False,
            blank=True,
            scope=TERMS,
        ),
        Column(
            "lead_months",
            "number",
            "months from order to service; blank is as before",
            blank=True,
            low=0,
            high=10_000,
            scope=TERMS,
        ),
        positive("life_years", "years it stands; blank is as before", high=10_000, blank=True, scope=TERMS),
        name(
            "spend_profile",
            "when capex is paid; blank is as before",
            "spend_profiles",
            blank=True,
            scope=TERMS,
        ),
    )


PHYSICAL: tuple[Sheet, ...] = (
    declared_sheet(
        "regions",
        "where load and sources may stand",
        name("region", "name of the region", key=True),
        text("name", "the region in words"),
        fraction(
            "siting_share_min_fraction", "least share of all load served that stands here", scope=CONDITIONS
        ),
        fraction(
            "siting_share_max_fraction", "most of all load served that may stand here", scope=CONDITIONS
        ),
        filled=True,
    ),
    declared_sheet(
        "sponsors",
        "who takes load, orders assets and raises money",
        name("sponsor", "name of the sponsor", key=True),
        text("name", "the sponsor in words"),
        fraction("equity_rate_per_year", "return its equity asks", scope=CONDITIONS),
        fraction("equity_floor_fraction", "least equity, of book value and cash", scope=CONDITIONS),
        number("corporate_debt_limit_usd_billion", "most unsecured debt at any time", scope=CONDITIONS),
        number(
            "cash_limit_usd_billion",
            "most cash it may hold; blank is no limit",
            blank=True,
            unlimited="clear the cell, for blank is no limit",
            scope=CONDITIONS,
        ),
        number(
            "value_of_service_usd_billion_per_gw_year",
            "cost of load unserved, for who has load",
            blank=True,
            scope=CONDITIONS,
        ),
        *RATED,
        number("revenue_usd_billion_per_gw_year", "revenue of load served", default=0.0, scope=CONDITIONS),
        optional(
            word(
                "investment_grade",
                "whether lenders take it for a good tenant",
                "yes",
                "no",
                default="no",
                scope=OF_CASE,
            )
        ),
        colour(),
        filled=True,
    ),
    declared_sheet(
        "sponsor_cash",
        "equity a sponsor can put in",
        name("sponsor", "who puts it in", "sponsors", key=True),
        since("it is zero"),
        number("cash_usd_billion_per_year", "most equity the sponsor can put in", scope=CONDITIONS),
        financing=True,
    ),
    declared_sheet(
        "earnings",
        "what is earned of revenue, and of the cash flow that covers debt on shells and chips",
        name("sponsor", "who earns it", "sponsors", key=True),
        since("it is 1"),
        fraction("earned_fraction", "share earned", scope=CONDITIONS),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "demand",
        "load to be served",
        name("sponsor", "whose load", "sponsors", key=True),
        year_end(),
        number("need_gw", "need at the end of the year, cumulative", scope=CONDITIONS),
        filled=True,
    ),
    declared_sheet(
        "committed",
        "supply already in hand",
        name("sponsor", "whose supply", "sponsors", key=True),
        year_end(),
        number("supply_gw", "supply in hand at the end of the year", scope=CONDITIONS),
    ),
    declared_sheet(
        "hosting",
        "whose load may stand on whose shells and chips, and at what rent",
        name("tenant", "whose load", "sponsors", key=True),
        name("host", "whose shells, and chips where the kind is compute", "sponsors", key=True),
        word(
            "kind",
            "compute is shells and chips of the host, shell its shells with the tenant's own chips",
            "compute",
            "shell",
            key=True,
        ),
        since("it is zero"),
        number(
            "limit_gw",
            "most that may be housed at once, all regions together",
            unlimited="write a limit above the tenant's need, which never binds",
            scope=CONDITIONS,
        ),
        number("rent_usd_billion_per_gw_year", "rent that the tenant pays the host", scope=CONDITIONS),
        optional=True,
    ),
    declared_sheet(
        "sources",
        "power sources and storage",
        name("source", "name of the source", key=True),
        word("kind", "power makes energy, storage keeps it", "power", "storage", scope=OF_CASE),
        number("capex_usd_per_kw", "overnight cost", scope=TERMS),
        year("dollar_year", "price level of the row's costs", key=False, scope=TERMS),
        number("fixed_om_usd_per_kw_year", "fixed operation and maintenance", scope=CONDITIONS),
        number("variable_om_usd_per_mwh", "variable operation and maintenance", scope=CONDITIONS),
        number("heat_rate_mmbtu_per_mwh", "fuel burnt, where it burns fuel", blank=True, scope=CONDITIONS),
        name("fuel", "fuel burnt", "fuels", blank=True, scope=CONDITIONS),
        price("energy_price_usd_per_mwh", "price of energy bought", default=0.0, scope=CONDITIONS),
        number("emissions_t_per_mwh", "emissions besides those of fuel", default=0.0, scope=CONDITIONS),
        positive("life_years", "years it stands", high=10_000, scope=TERMS),
        Column("lead_months", "number", "months from order to service", low=0, high=10_000, scope=TERMS),
        name("spend_profile", "when capex is paid", "spend_profiles", scope=TERMS),
        fraction("availability_fraction", "share of capacity that can run", scope=CONDITIONS),
        name(
            "profile",
            "hourly shape of availability; blank runs at any hour",
            "profiles",
            blank=True,
            scope=OF_CASE,
        ),
        positive("duration_hours", "hours of full output held, storage only", blank=True, scope=CONDITIONS),
        positive(
            "round_trip_efficiency_fraction",
            "energy out over in, storage only",
            1,
            blank=True,
            scope=CONDITIONS,
        ),
        fraction("firm_credit_fraction", "share of capacity counted as firm", scope=CONDITIONS),
        quarter(
            "first_delivery", "first quarter it can be in service; blank is as its lead allows", scope=TERMS
        ),
        optional(
            fraction(
                "minimum_take_fraction",
                "share of what standing capacity gives in all hours that is paid for, taken or not",
                default=0.0,
                scope=CONDITIONS,
            )
        ),
        optional(
            fraction(
                "additional_fraction",
                "share of its output that serves nobody else already; 0 for a plant that runs for others today",
                default=1.0,
                scope=CONDITIONS,
            )
        ),
        colour(),
    ),
    declared_sheet(
        "compute",
        "data-centre shells and chips",
        name("asset", "name of the asset", key=True),
        word("kind", "shell or chips", "shell", "chips", scope=OF_CASE),
        text("vendor", "who makes it", blank=True),
        number("capex_usd_billion_per_gw", "overnight cost", scope=TERMS),
        year("dollar_year", "price level of the row's costs", key=False, scope=TERMS),
        number("fixed_om_usd_billion_per_gw_year", "fixed operation and maintenance", scope=CONDITIONS),
        positive("life_years", "years it stands", high=10_000, scope=TERMS),
        Column("lead_months", "number", "months from order to service", low=0, high=10_000, scope=TERMS),
        name("spend_profile", "when capex is paid", "spend_profiles", scope=TERMS),
        fraction("relative_compute_fraction", "revenue earned, of the best", default=1.0, scope=CONDITIONS),
        colour(),
    ),
    declared_sheet(
        "source_vintages",
        "what sources ordered later cost and take",
        name("source", "source ordered", "sources", key=True),
        from_quarter("ordered_from", "it is ordered"),
        *_vintage_columns(
            number("capex_usd_per_kw", "overnight cost; blank is as before", blank=True, scope=TERMS)
        ),
        optional=True,
    ),
    declared_sheet(
        "compute_vintages",
        "what shells and chips ordered later cost and take",
        name("asset", "compute asset ordered", "compute", key=True),
        from_quarter("ordered_from", "it is ordered"),
        *_vintage_columns(
            number("capex_usd_billion_per_gw", "overnight cost; blank is as before", blank=True, scope=TERMS)
        ),
        optional=True,
    ),
    declared_sheet(
        "tax_credits",
        "tax credits on what is built, sold at a price",
        name("asset", "source or compute asset", *ASSETS, key=True),
        quarter(
            "ordered_from",
            "quarter from whose start it is ordered so, until the next row",
            key=True,
            scope=TERMS,
        ),
        fraction("credit_fraction", "credit, of capex", scope=TERMS),
        fraction("transfer_price_fraction", "price at which it is sold, of the credit", scope=TERMS),
        quarter("stands_by", "last quarter by which an order must stand; blank is no date", scope=TERMS),
        optional=True,
    ),
    declared_sheet(
        "owners",
        "who may order an asset and pays for it",
        name("asset", "source or compute asset", *ASSETS, key=True),
        name("sponsor", "its owner", "sponsors", key=True),
    ),
    declared_sheet(
        "in_flight",
        "what is under way already: it stands from a quarter on, and costs nothing more to build",
        name("asset", "source or compute asset", *ASSETS, key=True),
        name("sponsor", "its owner, who pays what it costs to run", "sponsors", key=True),
        name(
            "region", "where it stands; blank for chips, which are national", "regions", key=True, blank=True
        ),
        quarter(
            "arrives",
            "first quarter that it stands in; one before the horizon counts its life from there",
            key=True,
        ),
        number("gw", "capacity that arrives then", scope=OF_CASE),
        optional=True,
    ),
    declared_sheet(
        "supply_limits",
        "what shared supply pools can deliver",
        name("supply_pool", "name of the pool", key=True),
        since("it is zero"),
        number(
            "limit_gw_per_year",
            "most that may be delivered",
            unlimited="remove the pool's rows here and in supply_use, for without a pool there is no limit",
            scope=CONDITIONS,
        ),
    ),
    declared_sheet(
        "supply_use",
        "which assets draw on which pool",
        name("supply_pool", "pool drawn on", "supply_limits", key=True),
        name("asset", "source or compute asset", *ASSETS, key=True),
        number("use_per_gw", "drawn from the pool by each GW delivered", scope=CONDITIONS),
    ),
    declared_sheet(
        "supply_steps",
        "what pools deliver beyond their limits, at a premium",
        name("supply_pool", "pool that delivers it", "supply_limits", key=True),
        Column("step", "integer", "step of the pool", key=True, low=0),
        since("there is no such step"),
        number("limit_gw_per_year", "most that may be delivered in the step", scope=CONDITIONS),
        number(
            "premium_usd_per_kw",
            "paid at delivery on top of all cost, by the pool's unit",
            scope=CONDITIONS,
        ),
        optional=True,
    ),
    declared_sheet(
        "supply_growth",
        "how fast the deliveries of pools may grow",
        name("supply_pool", "pool that grows", "supply_limits", key=True),
        number(
            "growth_fraction_per_year",
            "most by which the deliveries of four quarters outdo those before",
            scope=CONDITIONS,
        ),
        number(
            "seed_gw_per_year",
            "what may be delivered in four quarters besides that",
            unlimited="remove the row, for without one a pool may grow to its limit at once",
            scope=CONDITIONS,
        ),
        number(
            "delivered_before_gw_per_year",
            "delivered in a year before the start",
            default=0.0,
            scope=OF_CASE,
        ),
        optional=True,
    ),
    declared_sheet(
        "site_limits",
        "capacity that may stand at once",
        name("asset", "source or compute asset", *ASSETS, key=True),
        name("region", "where; blank is all regions together", "regions", key=True, blank=True),
        number(
            "limit_gw",
            "most that may stand",
            unlimited="remove the row, for without one there is no limit",
            scope=CONDITIONS,
        ),
    ),
    declared_sheet(
        "spend_profiles",
        "milestones at which capex is paid",
        name("spend_profile", "name of the profile", key=True),
        fraction("progress_fraction", "share of the lead time passed", key=True),
        fraction("spend_fraction", "share of capex paid then; sums to 1 in each profile", scope=TERMS),
    ),
)
"""In the order in which a reader meets them."""
