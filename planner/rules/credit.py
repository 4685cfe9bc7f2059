"""The rules of ratings, of lenders' room and of the vehicles that make it."""

from __future__ import annotations

from planner.rules import finders
from planner.rules.rule import COVENANT, Cell, Rule
from planner.rules.units import USD_BILLION

RATED = ("RATED_SPONSORS", "PERIODS")
EBITDA = Rule("ebitda_adds_up", "jt", RATED, "definition", USD_BILLION)
EBITDA_LOSS = Rule(
    "ebitda_is_not_negative",
    "jt",
    RATED,
    "limit",
    USD_BILLION,
    find=finders.ebitda,
    noun="Ebitda of {j}",
    bottleneck=COVENANT,
)
RATED_DEBT = Rule(
    "rated_debt_is_split_into_steps", "jt", ("STEPPED_SPONSORS", "PERIODS"), "definition", USD_BILLION
)
CREDIT_STEP = Rule(
    "rated_debt_within_its_step",
    "jyt",
    ("CREDIT_STEPS", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.credit_step,
    noun="rated debt of {j} up to {y} times Ebitda",
    bottleneck=COVENANT,
)
SPREADS = Rule(
    "spreads_are_paid_on_rated_debt", "jt", ("STEPPED_SPONSORS", "PERIODS"), "definition", USD_BILLION
)
INTEREST_COVERAGE = Rule(
    "ebitda_covers_interest",
    "jt",
    ("INTEREST_COVERED", "PERIODS"),
    "limit",
    USD_BILLION,
    find=finders.interest_coverage,
    noun="interest coverage of {j}",
    bottleneck=COVENANT,
)

ROOM = Rule(
    "loans_within_lenders_room",
    "gt",
    ("LENDERS", "PERIODS"),
    "limit",
    USD_BILLION,
    rhs=Cell("lenders", "room_usd_billion", (("lender", "g"),), yearly=True),
    noun="room of {g}",
    bottleneck="lender",
    about="{g}",
    one_more="One more dollar of room at {what}",
    relief="of room at {}",
    plural="all lenders' room",
    foremost=True,
)
POOL = Rule("pool_adds_up", "vt", ("VEHICLES", "PERIODS"), "definition", USD_BILLION)
POOL_SHARE = Rule(
    "pooled_within_share_of_the_instrument",
    "vit",
    ("LOAN_POOLS", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("vehicle_pools", "max_share_fraction", vehicle="v", instrument="i"),
    noun="share of {i} that {v} may hold",
)
POOL_MIX = Rule(
    "pooled_within_share_of_the_pool",
    "vit",
    ("CAPPED_POOLS", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("vehicle_pools", "max_pool_fraction", vehicle="v", instrument="i"),
    noun="share of {i} in the pool of {v}",
)
POOLED_ONCE = Rule("loans_are_pooled_once", "it", ("POOLED_INSTRUMENTS", "PERIODS"), "balance", USD_BILLION)
NOTES = Rule("notes_pay_for_the_pool", "vt", ("VEHICLES", "PERIODS"), "balance", USD_BILLION)
OVER_COLLATERAL = Rule(
    "notes_are_over_collateralised",
    "vnt",
    ("TRANCHES", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("tranches", "attachment_fraction", vehicle="v", tranche="n"),
    noun="over-collateralisation of {n} of {v}",
)
NOTE_COVERAGE = Rule(
    "interest_covers_coupons",
    "vnt",
    ("COVERED_TRANCHES", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("tranches", "min_interest_coverage", vehicle="v", tranche="n"),
    noun="interest coverage of {n} of {v}",
)
NOTES_GROW = Rule("notes_grow_by_sales_alone", "vnt", ("TRANCHES", "PERIODS"), "balance", USD_BILLION)
NOTE_TENOR = Rule(
    "notes_repaid_by_their_tenor",
    "vnt",
    ("TRANCHES", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("tranches", "tenor_years", vehicle="v", tranche="n"),
)
NONCALL = Rule(
    "notes_stand_until_they_may_be_called",
    "vnt",
    ("NONCALL_TRANCHES", "PERIODS"),
    "balance",
    USD_BILLION,
    find=finders.cell_of("tranches", "noncall_years", vehicle="v", tranche="n"),
)
NOTES_PLACED = Rule("notes_are_placed_in_steps", "vnt", ("TRANCHES", "PERIODS"), "definition", USD_BILLION)

RULES = (
    EBITDA,
    EBITDA_LOSS,
    RATED_DEBT,
    CREDIT_STEP,
    SPREADS,
    INTEREST_COVERAGE,
    ROOM,
    POOL,
    POOL_SHARE,
    POOL_MIX,
    POOLED_ONCE,
    NOTES,
    OVER_COLLATERAL,
    NOTE_COVERAGE,
    NOTES_GROW,
    NOTE_TENOR,
    NONCALL,
    NOTES_PLACED,
)
