"""The rules of construction, issuance, debt, money and covenants."""

from __future__ import annotations

from planner.rules import finders
from planner.rules.rule import COVENANT, Cell, Rule
from planner.rules.units import USD_BILLION

BY_SPONSOR = ("SPONSORS", "PERIODS")


def _total(name: str, *domain: str, dims: str = "jt", seldom_binds: bool = False) -> Rule:
    """A definition or a balance of money that no cell states."""
    return Rule(name, dims, domain or BY_SPONSOR, "definition", USD_BILLION, seldom_binds=seldom_binds)


CAPEX = _total("capex_follows_spend_profiles")
BOOK_VALUE = _total("book_value_adds_up", "BOOK_AT")
LENDER_VALUE_AT_END = _total("lender_value_at_the_end_adds_up", "SPONSORS", dims="j")
TAX_CREDIT = _total("tax_credits_are_received")

PLACED = _total("issues_are_placed_in_steps", "AT_ONCE", "PERIODS", dims="ijt")
COMMITMENTS_PLACED = _total("commitments_are_placed_in_steps", "COMMITTING", "PERIODS", dims="ijt")
MARKET = Rule(
    "issuance_within_market_limit",
    "ukt",
    ("STEPS_IN_USE", "PERIODS"),
    "limit",
    USD_BILLION,
    rhs=Cell(
        "market_limits",
        "issuance_limit_usd_billion_per_year",
        (("market", "u"), ("step", "k")),
        yearly=True,
    ),
    per="period",
    noun="market {u}, step {k}",
    bottleneck="market",
    about="{u}",
    detail="step {k}",
    one_more="One more dollar of depth in the market {what}",
    relief="of {}",
    plural="all markets",
    foremost=True,
)
SCHEDULE = Rule(
    "balance_follows_schedule",
    "ijct",
    ("SCHEDULED", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("instruments", "tenor_years", instrument="i"),
)
CALLABLE_STANDS = Rule(
    "callable_stands_through_its_period_of_issue", "ijct", ("CALLABLE", "PERIODS"), "balance", USD_BILLION
)
CALLABLE_GROWS = Rule(
    "callable_grows_by_issues_alone", "ijct", ("CALLABLE", "PERIODS"), "balance", USD_BILLION
)
CALLABLE_TENOR = Rule(
    "callable_repaid_by_its_tenor",
    "ijct",
    ("CALLABLE", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("instruments", "tenor_years", instrument="i"),
)

UNDRAWN = Rule("undrawn_falls_by_draws", "ijct", ("COMMITTED_USES", "PERIODS"), "balance", USD_BILLION)
AVAILABILITY = Rule(
    "undrawn_within_availability",
    "ijct",
    ("COMMITTED_USES", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("instruments", "availability_years", instrument="i"),
)
COMMITMENT_FEE = _total("commitment_fees_add_up")
VENDOR_SHARE = Rule(
    "vendor_money_within_share_of_spending",
    "ijt",
    ("VENDOR_LOANS", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.cell_of("instruments", "vendor_share_fraction", instrument="i"),
    noun="vendor money {i} of {j}",
    bottleneck=COVENANT,
)

ISSUED = _total("issues_add_up")
DEBT = _total("debt_adds_up")
INTEREST = _total("interest_adds_up")
DEBT_SERVICE = _total("debt_service_is_interest_and_principal")
ISSUE_COST = _total("issue_cost_is_fees_and_concessions")
UNEXPIRED = _total("unexpired_issue_cost_has_worth", "SPONSORS", dims="j")

RENT = _total("rent_is_paid_on_what_is_housed", "HOSTING", dims="jhwt")
RECEIPTS = _total("receipts_add_up")
SOURCES_AND_USES = Rule("sources_equal_uses", "jt", BY_SPONSOR, "balance", USD_BILLION)
PROCEEDS = Rule("proceeds_are_used", "jt", BY_SPONSOR, "balance", USD_BILLION, seldom_binds=True)
SPONSOR_CASH = Rule(
    "equity_within_sponsor_cash",
    "jt",
    BY_SPONSOR,
    "limit",
    USD_BILLION,
    rhs=Cell("sponsor_cash", "cash_usd_billion_per_year", (("sponsor", "j"),), yearly=True),
    per="period",
    noun="equity of {j}",
    bottleneck="sponsor_cash",
    about="{j}",
    one_more="One more dollar of equity from {what}",
    relief="of equity from {}",
    plural="all sponsors' cash",
    foremost=True,
    seldom_binds=True,
)
CASH_LIMIT = Rule(
    "cash_within_limit",
    "jt",
    ("CASH_LIMITED", "PERIODS"),
    "limit",
    USD_BILLION,
    rhs=Cell("sponsors", "cash_limit_usd_billion", (("sponsor", "j"),)),
    noun="cash limit of {j}",
    bottleneck="cash_limit",
    about="{j}",
    one_more="One more dollar of cash that may be kept by {what}",
    relief="of cash that {} may keep",
    plural="all cash limits",
    seldom_binds=True,
)
EQUITY = _total("equity_is_assets_less_debt")
EQUITY_FEE = _total("raising_equity_costs_a_fee")
CAPITAL_CHARGE = _total("capital_is_charged_above_the_benchmark")

COLLATERAL = _total("collateral_adds_up", "SECURED_CLASSES", "PERIODS", dims="jct")
ADVANCE = Rule(
    "balances_within_advance_ladder",
    "jcft",
    ("ADVANCE_LEVELS", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.advance,
    noun="advance {f} against {c} of {j}",
    bottleneck=COVENANT,
)
STAGE = Rule(
    "staged_balance_within_its_stage",
    "ijct",
    ("STAGED_USES", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.stage,
    noun="stage of {i}, {j}",
    bottleneck=COVENANT,
)
DUE = _total("callable_beyond_its_grace_is_due", "DUE_USES", "PERIODS", dims="ijct")
LOAD_COVERAGE = Rule(
    "load_covers_scheduled_service",
    "jct",
    ("COVERED_BY_LOAD", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.coverage,
    noun="coverage of {c} of {j}",
    bottleneck=COVENANT,
    seldom_binds=True,
)
POWER_COVERAGE = Rule(
    "power_covers_scheduled_service",
    "jct",
    ("COVERED_BY_POWER", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.coverage,
    noun="coverage of power of {j}",
    bottleneck=COVENANT,
    seldom_binds=True,
)
CORPORATE_LIMIT = Rule(
    "unsecured_debt_within_corporate_limit",
    "jt",
    BY_SPONSOR,
    "limit",
    USD_BILLION,
    rhs=Cell("sponsors", "corporate_debt_limit_usd_billion", (("sponsor", "j"),)),
    noun="corporate debt of {j}",
    bottleneck=COVENANT,
    relief="of corporate debt for {}",
    plural="all corporate debt limits",
    seldom_binds=True,
)
EQUITY_FLOOR = Rule(
    "equity_above_floor",
    "jt",
    BY_SPONSOR,
    "limit",
    USD_BILLION,
    find=finders.cell_of("sponsors", "equity_floor_fraction", sponsor="j"),
    noun="equity floor of {j}",
    bottleneck=COVENANT,
)
OFFTAKE = Rule(
    "balance_within_offtake",
    "ijct",
    ("OFFTAKE_USES", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.cell_of("instruments", "offtake_usd_billion_per_gw", instrument="i"),
    noun="offtake of {i}, {j}",
    bottleneck=COVENANT,
)

RULES = (
    CAPEX,
    BOOK_VALUE,
    LENDER_VALUE_AT_END,
    TAX_CREDIT,
    PLACED,
    COMMITMENTS_PLACED,
    MARKET,
    SCHEDULE,
    CALLABLE_STANDS,
    CALLABLE_GROWS,
    CALLABLE_TENOR,
    UNDRAWN,
    AVAILABILITY,
    COMMITMENT_FEE,
    VENDOR_SHARE,
    ISSUED,
    DEBT,
    INTEREST,
    DEBT_SERVICE,
    ISSUE_COST,
    UNEXPIRED,
    RENT,
    RECEIPTS,
    SOURCES_AND_USES,
    PROCEEDS,
    SPONSOR_CASH,
    CASH_LIMIT,
    EQUITY,
    EQUITY_FEE,
    CAPITAL_CHARGE,
    COLLATERAL,
    ADVANCE,
    STAGE,
    DUE,
    LOAD_COVERAGE,
    POWER_COVERAGE,
    CORPORATE_LIMIT,
    EQUITY_FLOOR,
    OFFTAKE,
)
