"""The field's terms, each with what else it is called, what it means, and where it stands here under which name."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term of the field; `see` are the sheets, columns (`sheet.column`), rules and concerns in which it stands."""

    name: str
    others: tuple[str, ...]
    meaning: str
    see: tuple[str, ...]


GLOSSARY = (
    Term(
        "terminal value",
        ("residual value", "salvage value", "end value", "worth at the end"),
        "What assets and prepaid costs still count for at the end of the horizon, as minus a cost: book value (or, with"
        " money.end_value: lender, what lenders count) and fees that are not yet amortised. Debt then stands at par.",
        ("book_value_at_the_end", "unexpired_issue_cost_has_worth", "present_value_of_cost"),
    ),
    Term(
        "unmet demand",
        ("unserved load", "load shedding", "lost load", "energy not served", "shortfall", "ENS", "USE"),
        "Load that is needed and not served, GW: the table shortfall has it by sponsor and period.",
        ("need_is_served_or_unserved", "nothing_unserved_after_the_deadline"),
    ),
    Term(
        "value of lost load",
        ("VOLL", "value of service", "penalty for unserved energy", "scarcity price"),
        "What a GW that goes unserved through a year is worth: the price at which load is left unserved."
        " Nobody pays it in money.",
        ("sponsors.value_of_service_usd_billion_per_gw_year", "shortfall_is_priced"),
    ),
    Term(
        "total system cost",
        ("objective", "total cost", "NPV of cost", "system cost", "net present cost"),
        "What is minimised: the present value, at the benchmark rate, of all that the plan pays and of the value of"
        " lost load, less the terminal value. Capital counts by what it asks above the benchmark.",
        ("present_value_of_cost", "capital_is_charged_above_the_benchmark"),
    ),
    Term(
        "equity contribution",
        ("equity put in", "equity injection", "sponsor equity"),
        "Money that a sponsor puts in, at most what it can spare in a year; a fee is paid on it.",
        ("sponsor_cash", "equity_within_sponsor_cash", "raising_equity_costs_a_fee"),
    ),
    Term(
        "minimum equity share",
        ("equity floor", "equity ratio", "minimum equity", "leverage limit", "gearing"),
        "The least share of all that a sponsor owns that must be its own.",
        ("sponsors.equity_floor_fraction", "equity_above_floor"),
    ),
    Term(
        "WACC",
        ("weighted average cost of capital", "cost of capital", "discount rate", "hurdle rate"),
        "No cost of capital is assumed: it comes out, from the rates of what the plan issues, of equity, and what each "
        "may be at most. Money is discounted at the benchmark rate, and debt and equity cost what they ask above it.",
        (
            "capital_is_charged_above_the_benchmark",
            "instruments.rate_per_year",
            "sponsors.equity_rate_per_year",
        ),
    ),
    Term(
        "shadow price",
        ("dual", "dual value", "marginal value", "Lagrange multiplier", "price of a limit", "bottleneck"),
        "What one more unit of a limit would save: the tables prices and bottlenecks, in dollars of their own period.",
        ("deliveries_within_pool_limit", "issuance_within_market_limit"),
    ),
    Term(
        "advance rate",
        ("LTV", "loan to value"),
        "The share of the collateral value that a lender lends at most.",
        ("instruments.advance_fraction", "balances_within_advance_ladder", "staged_balance_within_its_stage"),
    ),
    Term(
        "collateral value",
        ("borrowing base", "lender value", "recovery value", "liquidation value"),
        "What lenders take assets to be worth: what is spent while building, then the lower of book"
        " value and their curve.",
        ("lender_value", "collateral_adds_up"),
    ),
    Term(
        "stranded assets",
        ("stranded", "idle capacity", "idle assets", "stranded capacity"),
        "What stands and carries no load: the table stranded has it by sponsor, class and period, in GW, at book and at"
        " lender value. Of power it is firm capacity beyond what load asks for.",
        ("load_within_shells", "load_within_chips", "firm_capacity_covers_load"),
    ),
    Term(
        "loss given default",
        ("LGD", "lenders' loss", "loss severity", "loss given resale value"),
        "What is owed on a class above its collateral at lender value times the share that carries load: the tables"
        " lenders_loss, by class, and loss_by_holder, by who holds the debt and down the tranches of vehicles.",
        ("lender_value", "collateral_adds_up"),
    ),
    Term(
        "payment waterfall",
        ("waterfall", "priority of payments", "cash waterfall"),
        "Interest of a vehicle's pool goes to the manager, then down the tranches by seniority, and what is left to the"
        " equity: the table waterfall replays it from the tables pools and notes.",
        ("tranches", "interest_covers_coupons", "notes_are_over_collateralised"),
    ),
    Term(
        "rent roll",
        ("tenancy schedule", "load by owner", "landlord"),
        "Whose load stands on whose shells and chips: the table load_by_owner.",
        ("hosting", "load_within_shells", "load_within_chips"),
    ),
    Term(
        "DSCR",
        ("debt service coverage ratio", "debt service cover", "coverage ratio", "coverage", "ICR"),
        "Cash flow available for debt service over scheduled interest and principal, at least what the lender asks.",
        ("instruments.min_dscr", "load_covers_scheduled_service", "power_covers_scheduled_service"),
    ),
    Term(
        "prepayable",
        ("callable", "revolver", "revolving credit facility", "RCF", "prepayment"),
        "A loan that is repaid at par whenever the plan chooses: repayment callable.",
        ("instruments.repayment", "callable_grows_by_issues_alone", "callable_repaid_by_its_tenor"),
    ),
    Term(
        "annuity amortisation",
        ("annuity", "level payment", "mortgage-style", "level debt service"),
        "Equal payments of interest and principal together after the grace: repayment level.",
        ("instruments.repayment", "balance_follows_schedule"),
    ),
    Term(
        "straight-line amortisation",
        ("straight line", "linear amortisation", "equal principal"),
        "Equal payments of principal after the grace: repayment straight. Book values fall in a straight line as well.",
        ("instruments.repayment", "balance_follows_schedule", "book_value_adds_up"),
    ),
    Term(
        "bullet",
        ("balloon", "bullet maturity", "bullet loan"),
        "A loan whose principal is due in one sum at its maturity, the end of its tenor.",
        ("instruments.repayment", "instruments.tenor_years", "balance_follows_schedule"),
    ),
    Term(
        "sculpted amortisation",
        ("sculpting", "sculpted repayment", "sculpted debt"),
        "Principal repaid as cash flow allows: the plan repays when it likes, and all that it pays must be covered.",
        ("instruments.repayment", "load_covers_scheduled_service", "power_covers_scheduled_service"),
    ),
    Term(
        "amortisation schedule",
        ("repayment schedule", "custom amortisation", "custom repayment"),
        "What is still owed of an issue at every age, in straight lines between points of its own: repayment custom.",
        ("repayment_schedules.balance_fraction", "balance_follows_schedule"),
    ),
    Term(
        "capitalised interest",
        ("PIK", "payment in kind", "interest during construction", "IDC", "accrued interest"),
        "Interest of the grace that is added to what is owed instead of paid. Covenants see the balance as it grows.",
        ("instruments.grace_interest", "balance_follows_schedule", "interest_adds_up"),
    ),
    Term(
        "delayed draw",
        ("DDTL", "delayed-draw term loan", "committed facility", "undrawn commitment", "availability period"),
        "Debt that is committed at once, at a fee and out of its market, and drawn later, or left to lapse.",
        ("instruments.availability_years", "undrawn_falls_by_draws", "undrawn_within_availability"),
    ),
    Term(
        "commitment fee",
        ("ticking fee", "undrawn fee", "facility fee"),
        "What lenders are paid for what is committed and not drawn yet.",
        ("instruments.commitment_fee_per_year", "commitment_fees_add_up"),
    ),
    Term(
        "vendor financing",
        ("vendor money", "supplier credit", "captive finance"),
        "Money of a maker of chips, lent up to a share of what is spent on its chips in the period.",
        ("instruments.vendor_share_fraction", "vendor_money_within_share_of_spending"),
    ),
    Term(
        "new-issue concession",
        ("concession", "OID", "original issue discount", "market depth", "new issue premium"),
        "The discount at which a market takes what goes beyond what it takes gladly, step by step.",
        (
            "market_limits.concession_fraction",
            "issuance_within_market_limit",
            "issue_cost_is_fees_and_concessions",
        ),
    ),
    Term(
        "cash build",
        ("cash balance", "cash sweep", "liquidity", "cash left"),
        "Cash that a sponsor keeps from one period to the next, at the cash yield.",
        ("sources_equal_uses", "cash_within_limit"),
    ),
    Term(
        "sources and uses",
        ("sources and uses of funds", "cash flow statement", "cash flow waterfall"),
        "Every dollar that comes in and where it goes, by sponsor and period: the table cash.",
        ("sources_equal_uses", "proceeds_are_used"),
    ),
    Term(
        "secured debt",
        ("asset-backed", "project finance", "first lien", "ABS"),
        "Debt on what a sponsor owns of a class of assets, within the advance rate; on its own credit it is unsecured.",
        ("instruments.collateral", "instrument_use.asset_class", "unsecured_debt_within_corporate_limit"),
    ),
    Term(
        "construction loan",
        ("bridge loan", "mini-perm", "takeout", "take-out"),
        "Debt on what is still building, or not yet older than its take-out: stage construction. The table take_out has"
        " what refinances it.",
        ("instruments.stage", "instruments.takeout_years", "staged_balance_within_its_stage"),
    ),
    Term(
        "issue fee",
        ("arrangement fee", "upfront fee", "underwriting fee", "OID fee"),
        "What is paid on what is issued, amortised over the tenor.",
        ("instruments.fee_fraction", "issue_cost_is_fees_and_concessions"),
    ),
    Term(
        "capacity credit",
        (
            "ELCC",
            "firm credit",
            "effective load carrying capability",
            "firm capacity",
            "derating factor",
            "UCAP",
        ),
        "The share of a source's capacity that counts as firm. It does not fall as more of the source is built.",
        ("sources.firm_credit_fraction", "firm_capacity_covers_load"),
    ),
    Term(
        "reserve margin",
        ("planning reserve margin", "PRM", "resource adequacy", "adequacy requirement"),
        "How far firm capacity must exceed load.",
        ("firm_capacity_covers_load", "case.yaml"),
    ),
    Term(
        "installed capacity",
        ("standing capacity", "nameplate capacity", "ICAP", "fleet"),
        "What stands and may be used, GW: the table capacity; sources are net AC.",
        ("standing_rolls_forward",),
    ),
    Term(
        "powered shell",
        ("shell", "data centre building", "data center", "colocation"),
        "A building that load can stand in, GW of load; chips go into it.",
        ("compute.kind", "load_within_shells"),
    ),
    Term(
        "accelerators",
        ("chips", "GPU", "GPUs", "TPU", "servers", "IT equipment"),
        "What load runs on, GW of load, in all regions together.",
        ("compute.kind", "load_within_chips", "weaker_chips_lose_revenue"),
    ),
    Term(
        "S-curve",
        ("spend curve", "spending curve", "disbursement schedule", "milestone payments", "progress payments"),
        "When capital expenditure is paid between order and service, as fractions by progress.",
        ("spend_profiles", "capex_follows_spend_profiles"),
    ),
    Term(
        "capital expenditure",
        ("capex", "overnight cost", "investment cost", "EPC cost"),
        "What an order costs, paid along its spend profile at the price level of its order.",
        ("sources.capex_usd_per_kw", "compute.capex_usd_billion_per_gw", "capex_follows_spend_profiles"),
    ),
    Term(
        "lead time",
        ("construction time", "time to build", "delivery time"),
        "Months from the order to service.",
        ("sources.lead_months", "standing_rolls_forward"),
    ),
    Term(
        "build limit",
        ("build rate", "deployment limit", "supply chain limit", "annual build constraint", "turbine slots"),
        "What may be delivered in a year out of a pool that several assets may draw on.",
        ("supply_limits", "supply_use", "deliveries_within_pool_limit"),
    ),
    Term(
        "interconnection",
        ("grid connection", "interconnection queue", "POI", "siting limit"),
        "What may stand at once in a region: sites; how many connections a year: a pool.",
        ("site_limits", "supply_limits", "standing_within_site_limit"),
    ),
    Term(
        "capacity factor",
        ("availability factor", "load factor", "hourly profile", "utilisation"),
        "What a source may give of its capacity: its availability times its hourly profile.",
        ("sources.availability_fraction", "profiles", "output_within_available_capacity"),
    ),
    Term(
        "representative days",
        ("typical days", "time slices", "timeslices", "sample days"),
        "Days that stand for all of a quarter, each with its share; blocks of hours within them.",
        ("days", "timeline"),
    ),
    Term(
        "state of charge",
        ("SOC", "storage level", "battery", "round-trip efficiency", "RTE"),
        "What storage holds; a day ends as it began.",
        ("level_rolls_through_the_day", "level_within_duration", "charge_within_available_capacity"),
    ),
    Term(
        "power price",
        ("LMP", "energy price", "electricity price", "wholesale price"),
        "What one more MWh of load costs in a region, energy and firm capacity: the table power_price.",
        ("output_meets_load", "firm_capacity_covers_load"),
    ),
    Term(
        "power tariff",
        ("PPA", "power purchase agreement", "PPA price", "offtake price", "retail tariff"),
        "What who takes load pays, and who owns the source receives, for a MWh: money.power_tariff_usd_per_mwh.",
        ("receipts_add_up", "case.yaml"),
    ),
    Term(
        "carbon price",
        ("carbon tax", "carbon cap", "emissions trading", "CO2 price", "cap and trade"),
        "What a tonne emitted costs, or how many may be emitted in a year.",
        ("emissions_are_paid", "emissions_within_cap", "emissions_limits"),
    ),
    Term(
        "levelised cost of energy",
        ("LCOE", "levelized cost", "levelised cost", "time to power", "capital recovery factor"),
        "What a MWh of a source costs over its life, built or not: the table league, with time to power and its use.",
        ("sources", "source_vintages", "tax_credits"),
    ),
    Term(
        "all-in cost",
        ("AFUDC", "construction financing cost"),
        "What a GW of need costs: source, shell, chips, interest until they stand and fees: the table all_in_cost.",
        ("sources.capex_usd_per_kw", "compute.capex_usd_billion_per_gw"),
    ),
    Term(
        "additional energy",
        ("new capacity", "clean firm additionality", "emissions intensity", "carbon intensity"),
        "Whether what serves load serves nobody else already: reported, with emissions a MWh, in the table emissions.",
        ("sources.additional_fraction", "additionality", "energy_is_additional"),
    ),
    Term(
        "transmission",
        ("interconnector", "transfer capacity", "NTC", "wheeling", "interregional transfer"),
        "Lines between regions: power sent block by block, firm capacity lent, losses, and a price of sending.",
        ("lines", "line_capacity_within_limit", "firm_transfer_within_line_capacity", "output_meets_load"),
    ),
    Term(
        "perfect foresight",
        ("capacity expansion model", "least-cost", "linear program", "LP"),
        "One linear program over the whole horizon: nobody is surprised, and orders come in any fraction of a GW.",
        ("objective",),
    ),
)


def plain(text: str) -> str:
    """A term as it is looked up, however it is spelt.

    >>> plain("Loan-to-Value"), plain("s curve"), plain("S-curves")
    ('loan to value', 's curve', 's curves')
    """
    return " ".join(re.sub(r"[-_\s]+", " ", text).lower().split())


def names_of(term: Term) -> tuple[str, ...]:
    """All that a term is called, as it is looked up."""
    return tuple(map(plain, (term.name, *term.others)))


def term_of(word: str) -> Term | None:
    """The term that a word of the field means, in the singular or plural; None where it means none."""
    wanted = {plain(word), plain(word).removesuffix("s")}
    return next((term for term in GLOSSARY if wanted & set(names_of(term))), None)
