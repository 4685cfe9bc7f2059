"""The rules of load, capacity, supply, siting, compute, adequacy, dispatch, storage and emissions."""

from __future__ import annotations

from planner.rules import finders
from planner.rules.right_sides import grown_from_before
from planner.rules.rule import Cell, Rule
from planner.rules.units import GW, GWH, MILLION_TONNES, USD_BILLION

SPONSOR_LOAD = Rule("sponsor_load_adds_up", "jt", ("SPONSORS", "PERIODS"), "definition", GW)
REGIONAL_LOAD = Rule("regional_load_adds_up", "rt", ("REGIONS", "PERIODS"), "definition", GW)
NEED = Rule(
    "need_is_served_or_unserved", "jt", ("LOAD_SPONSORS", "PERIODS"), "balance", GW, find=finders.need
)
DEADLINE = Rule(
    "nothing_unserved_after_the_deadline",
    "jt",
    ("LOAD_SPONSORS", "AFTER_DEADLINE"),
    "balance",
    GW,
    find=finders.setting("target.close_by"),
)
SHORTFALL_COST = Rule("shortfall_is_priced", "jt", ("LOAD_SPONSORS", "PERIODS"), "definition", USD_BILLION)

HOSTED = Rule(
    "hosted_within_limit",
    "jhwt",
    ("HOSTING",),
    "limit",
    GW,
    rhs=Cell("hosting", "limit_gw", (("tenant", "j"), ("host", "h"), ("kind", "w")), yearly=True),
    noun="{w} of {h} for {j}",
    bottleneck="hosting",
    about="{j}",
    detail="{w} of {h}",
    one_more="One more GW of load that may be housed of {what}",
    relief="of load of {}",
    plural="all limits to hosting",
    foremost=True,
)
HOSTED_SERVED = Rule("hosted_load_is_served", "jrt", ("LOAD_SPONSORS", "REGIONS", "PERIODS"), "balance", GW)

STANDING = Rule(
    "standing_rolls_forward",
    "ajrt",
    ("STANDING_AT",),
    "balance",
    GW,
    find=finders.asset_cells("a", "lead_months", "first_delivery"),
)
NATIONAL_ORDERS = Rule("national_orders_add_up", "ajo", ("NATIONAL_ORDERS",), "definition", GW)
NATIONAL_STANDING = Rule("national_standing_adds_up", "ajt", ("NATIONAL_STANDING_AT",), "definition", GW)
FIXED_COST = Rule("fixed_cost_of_standing", "jt", ("SPONSORS", "PERIODS"), "definition", USD_BILLION)

POOL = Rule(
    "deliveries_within_pool_limit",
    "pq",
    ("POOLS_IN_USE",),
    "limit",
    GW,
    rhs=Cell("supply_limits", "limit_gw_per_year", (("supply_pool", "p"),), yearly=True),
    per="quarter",
    noun="supply pool {p}",
    bottleneck="supply_pool",
    about="{p}",
    one_more="One more GW delivered from {what}",
    relief="of {}",
    plural="all supply pools",
    foremost=True,
)

SUPPLY_STEP = Rule(
    "bought_within_step_limit",
    "pkq",
    ("OFFERED",),
    "limit",
    GW,
    rhs=Cell("supply_steps", "limit_gw_per_year", (("supply_pool", "p"), ("step", "k")), yearly=True),
    per="quarter",
    noun="supply pool {p}, step {k}",
    bottleneck="supply_step",
    about="{p}",
    detail="step {k}",
    one_more="One more GW delivered beyond the limit, at its premium, from {what}",
    relief="of {}",
    plural="all steps of supply pools",
    foremost=True,
)
OWN_PURCHASES = Rule("bought_within_own_deliveries", "pjq", ("TAKING",), "balance", GW)
PREMIUM = Rule("premiums_are_paid", "jt", ("SPONSORS", "PERIODS"), "definition", USD_BILLION)
DELIVERED = Rule("deliveries_add_up", "pq", ("GROWING",), "definition", GW)
GROWTH = Rule(
    "deliveries_within_growth",
    "pq",
    ("GROWING",),
    "limit",
    GW,
    rhs=Cell("supply_growth", "seed_gw_per_year", (("supply_pool", "p"),)),
    find=finders.growth,
    besides=grown_from_before,
    noun="growth of supply pool {p}",
    bottleneck="supply_growth",
    about="{p}",
    one_more="One more GW in a year that {what} may grow by",
    relief="of yearly growth of {}",
    plural="the growth of all supply pools",
    foremost=True,
)

LEAST_SHARE = Rule(
    "load_at_least_the_regions_share",
    "rt",
    ("REGIONS", "PERIODS"),
    "balance",
    GW,
    find=finders.cell_of("regions", "siting_share_min_fraction", region="r"),
    noun="least load in {r}",
)
LARGEST_SHARE = Rule(
    "load_at_most_the_regions_share",
    "rt",
    ("REGIONS", "PERIODS"),
    "balance",
    GW,
    find=finders.cell_of("regions", "siting_share_max_fraction", region="r"),
    noun="most load in {r}",
)
SITE = Rule(
    "standing_within_site_limit",
    "art",
    ("SITES_IN_USE",),
    "limit",
    GW,
    rhs=Cell("site_limits", "limit_gw", (("asset", "a"), ("region", "r"))),
    noun="sites for {a} in {r}",
    bottleneck="site_limit",
    about="{a}",
    detail="{r}",
    one_more="Room for one more GW of {what}",
    relief="of sites for {}",
    plural="all regional sites",
    foremost=True,
    seldom_binds=True,
)
NATIONAL_SITE = Rule(
    "standing_within_national_site_limit",
    "at",
    ("NATIONAL_SITES_IN_USE",),
    "limit",
    GW,
    rhs=Cell("site_limits", "limit_gw", (("asset", "a"), ("region", None))),
    noun="sites for {a}",
    bottleneck="site_limit",
    about="{a}",
    one_more="Room for one more GW of {what}",
    relief="of sites for {}",
    plural="all national sites",
    foremost=True,
    seldom_binds=True,
)

SHELLS = Rule(
    "load_within_shells",
    "jrt",
    ("LANDLORDS", "REGIONS", "PERIODS"),
    "balance",
    GW,
    find=finders.owned("shell"),
)
CHIPS = Rule("load_within_chips", "jt", ("LANDLORDS", "PERIODS"), "balance", GW, find=finders.owned("chips"))
LOST_COMPUTE = Rule("weaker_chips_lose_revenue", "jt", ("SPONSORS", "PERIODS"), "definition", USD_BILLION)

FIRM = Rule(
    "firm_capacity_covers_load",
    "rt",
    ("REGIONS", "PERIODS"),
    "balance",
    GW,
    find=finders.setting("reliability.planning_reserve_margin_fraction"),
    noun="firm capacity in {r}",
)

AVAILABLE = Rule(
    "output_within_available_capacity",
    "srtdb",
    ("RUN_BLOCKS",),
    "balance",
    GW,
    find=finders.availability,
    block_level=True,
)
MEETS_LOAD = Rule(
    "output_meets_load",
    "rtdb",
    ("REGIONS", "PERIODS", "DAYS", "BLOCKS"),
    "balance",
    GW,
    block_level=True,
)
MEAN_OUTPUT = Rule("energy_is_mean_output", "srt", ("RUNS",), "definition", GW, block_level=True)
GENERATION_COST = Rule("generation_is_paid", "jt", ("SPONSORS", "PERIODS"), "definition", USD_BILLION)
NET_OUTPUT = Rule("net_output_adds_up", "jt", ("SPONSORS", "PERIODS"), "definition", GW)

CHARGE = Rule(
    "charge_within_available_capacity",
    "srtdb",
    ("STORE_BLOCKS",),
    "balance",
    GW,
    find=finders.asset_cells("s", "availability_fraction"),
    block_level=True,
)
DURATION = Rule(
    "level_within_duration",
    "srtdb",
    ("STORE_BLOCKS",),
    "balance",
    GWH,
    find=finders.asset_cells("s", "duration_hours"),
    block_level=True,
)
LEVEL = Rule("level_rolls_through_the_day", "srtdb", ("STORE_BLOCKS",), "balance", GWH, block_level=True)
MEAN_CHARGE = Rule("charging_is_mean_charge", "srt", ("STORES",), "definition", GW, block_level=True)

FLOW = Rule("flow_within_line_capacity", "rxtdb", ("LINE_BLOCKS",), "balance", GW, block_level=True)
FIRM_TRANSFER = Rule("firm_transfer_within_line_capacity", "rxt", ("LINES_AT",), "balance", GW)
LINE = Rule(
    "line_capacity_within_limit",
    "rxt",
    ("LINES_AT",),
    "limit",
    GW,
    rhs=Cell("lines", "limit_gw", (("from", "r"), ("to", "x"))),
    noun="line from {r} to {x}",
    bottleneck="line",
    about="{r} to {x}",
    one_more="One more GW of line from {what}",
    relief="of line from {}",
    plural="all lines",
    foremost=True,
)
SENT = Rule("sent_is_mean_flow", "rxt", ("LINES_AT",), "definition", GW)
TRANSMISSION_COST = Rule("transmission_is_paid", "jt", ("SPONSORS", "PERIODS"), "definition", USD_BILLION)

PAID_OUTPUT = Rule("paid_energy_covers_output", "srt", ("TAKEN",), "balance", GW)
PAID_MINIMUM = Rule(
    "paid_energy_covers_minimum_take",
    "srt",
    ("TAKEN",),
    "balance",
    GW,
    find=finders.asset_cells("s", "minimum_take_fraction"),
)
CONTRACT_COST = Rule("contracts_are_paid", "jt", ("SPONSORS", "PERIODS"), "definition", USD_BILLION)

EMISSIONS_COST = Rule("emissions_are_paid", "jt", ("SPONSORS", "PERIODS"), "definition", USD_BILLION)
EMISSIONS_CAP = Rule(
    "emissions_within_cap",
    "t",
    ("CAPPED",),
    "limit",
    MILLION_TONNES,
    rhs=Cell("emissions_limits", "limit_million_tonnes", yearly=True),
    per="period",
    noun="emissions cap",
    bottleneck="emissions_cap",
    about="all sources",
    one_more="Room to emit one more million tonnes by {what}",
    relief="of emissions",
    plural="all emissions caps",
    foremost=True,
    seldom_binds=True,
)

ADDITIONAL = Rule(
    "energy_is_additional",
    "t",
    ("ASKED",),
    "limit",
    GW,
    find=finders.additional,
    noun="additional energy",
    bottleneck="additionality",
    about="all sources",
    one_more="One more GW through the period that need not be additional, of {what}",
    relief="of energy that need not be additional",
    plural="all shares that must be additional",
    foremost=True,
    seldom_binds=True,
)

RULES = (
    SPONSOR_LOAD,
    REGIONAL_LOAD,
    NEED,
    DEADLINE,
    SHORTFALL_COST,
    HOSTED,
    HOSTED_SERVED,
    STANDING,
    NATIONAL_ORDERS,
    NATIONAL_STANDING,
    FIXED_COST,
    POOL,
    SUPPLY_STEP,
    OWN_PURCHASES,
    PREMIUM,
    DELIVERED,
    GROWTH,
    LEAST_SHARE,
    LARGEST_SHARE,
    SITE,
    NATIONAL_SITE,
    SHELLS,
    CHIPS,
    LOST_COMPUTE,
    FIRM,
    AVAILABLE,
    MEETS_LOAD,
    MEAN_OUTPUT,
    GENERATION_COST,
    NET_OUTPUT,
    CHARGE,
    DURATION,
    LEVEL,
    MEAN_CHARGE,
    FLOW,
    FIRM_TRANSFER,
    LINE,
    SENT,
    TRANSMISSION_COST,
    PAID_OUTPUT,
    PAID_MINIMUM,
    CONTRACT_COST,
    EMISSIONS_COST,
    EMISSIONS_CAP,
    ADDITIONAL,
)
