"""What every table of a run looks like: which columns name a row, which are words, which are numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case

INDICES = {
    "a": "asset",
    "s": "source",
    "j": "sponsor",
    "r": "region",
    "t": "period",
    "d": "day",
    "b": "block",
    "i": "instrument",
    "c": "asset_class",
    "k": "step",
    "u": "market",
    "p": "supply_pool",
    "f": "advance_fraction",
}
"""The columns of `prices` by the letters of a rule."""
MORE_INDICES = (
    ("h", "host", "hosting"),
    ("w", "kind", "hosting"),
    ("g", "lender", "lenders"),
    ("v", "vehicle", "vehicles"),
    ("n", "tranche", "tranches"),
    ("y", "debt_to_ebitda", "credit_steps"),
    ("x", "to_region", "lines"),
)
"""Those that it has besides, where a sheet has rows: the letter, the column and the sheet."""
LETTERS = INDICES | {letter: column for letter, column, _ in MORE_INDICES}
"""The columns of all letters."""
QUARTER = "q"
"""The letter of a quarter, which has the column of periods."""


def column_of(letter: str) -> str:
    """The column of `prices` that a letter of a rule has.

    >>> column_of("t"), column_of("q"), column_of("a")
    ('period', 'period', 'asset')
    """
    return LETTERS["t" if letter == QUARTER else letter]


@dataclass(frozen=True)
class Form:
    """A table: `keys` together name a row, `words` say more of it, `numbers` are figures.

    `money` tables are there only where the case plans with funding, one with a `sheet` where that has rows, or
    says something in a column of it, or a word. A key that it `may_lack` is blank in every row where there is no
    such column; figures that some rows do not have are blank `at_times`.
    """

    name: str
    keys: tuple[str, ...]
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    money: bool = False
    sheet: str = ""
    may_lack: frozenset[str] = frozenset()
    at_times: frozenset[str] = frozenset()

    @property
    def columns(self) -> frozenset[str]:
        """All columns, whatever their order."""
        return frozenset((*self.keys, *self.words, *self.numbers))


def _form(
    name: str, keys: str, words: str, numbers: str, money: bool = False, sheet: str = "", at_times: str = ""
) -> Form:
    of_rows, more = tuple(keys.split()), tuple(words.split())
    return Form(
        name, of_rows, more, tuple(numbers.split()), money, sheet, at_times=frozenset(at_times.split())
    )


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        _form(
            "orders",
            "asset sponsor region ordered arrives",
            "asset_class",
            "ordered_gw overnight_cost_usd_billion",
        ),
        _form(
            "capacity",
            "asset sponsor region period",
            "asset_class",
            "arriving_gw retiring_gw standing_gw",
        ),
        _form("load", "sponsor region period", "", "served_gw"),
        _form("shortfall", "sponsor period", "", "need_gw served_gw unserved_gw"),
        _form("load_by_owner", "owner tenant asset_class period", "", "load_gw"),
        _form("energy", "source region period", "", "output_gwh charge_gwh mean_output_gw"),
        _form("fuel", "source region period", "fuel", "fuel_million_mmbtu emissions_million_tonnes"),
        _form("dispatch", "source region period day from_hour", "", "output_gw charge_gw level_gwh"),
        _form(
            "generation_mix",
            "year source",
            "fuel",
            "output_gwh charge_gwh share_of_load_fraction emissions_million_tonnes intensity_kg_per_mwh",
        ),
        _form(
            "emissions",
            "year",
            "",
            "load_gwh emissions_million_tonnes intensity_kg_per_mwh additional_fraction",
        ),
        _form(
            "stranded",
            "sponsor asset_class period",
            "",
            "standing_gw loaded_fraction idle_gw idle_book_value_usd_billion idle_lender_value_usd_billion",
        ),
        _form(
            "issuance",
            "instrument sponsor asset_class period",
            "market",
            "issued_usd_billion fee_usd_billion",
            money=True,
        ),
        _form(
            "placement",
            "instrument sponsor step period",
            "market",
            "placed_usd_billion concession_usd_billion",
            money=True,
        ),
        _form(
            "debt",
            "instrument sponsor asset_class period",
            "",
            "issued_usd_billion interest_usd_billion principal_usd_billion balance_usd_billion",
            money=True,
        ),
        _form(
            "balance_sheet",
            "sponsor period",
            "",
            "book_value_usd_billion cash_usd_billion debt_usd_billion equity_usd_billion",
            money=True,
        ),
        _form("cash", "sponsor period line", "side", "usd_billion", money=True),
        _form(
            "covenants",
            "covenant sponsor asset_class instruments period",
            "",
            "limit_usd_billion used_usd_billion slack_usd_billion price_usd_per_usd",
            money=True,
        ),
        _form(
            "bought",
            "supply_pool step sponsor period",
            "",
            "bought_gw premium_usd_billion",
            sheet="supply_steps",
        ),
        _form("flows", "from_region to_region period day from_hour", "", "sent_gw", sheet="lines"),
        _form(
            "transmission",
            "from_region to_region period",
            "sponsor",
            "used_gw firm_gw sent_gwh lost_gwh cost_usd_billion",
            sheet="lines",
        ),
        _form("hosting", "tenant host kind region period", "", "hosted_gw rent_usd_billion", sheet="hosting"),
        _form(
            "commitments",
            "instrument sponsor asset_class period",
            "",
            "committed_usd_billion undrawn_usd_billion commitment_fee_usd_billion",
            money=True,
            sheet="instruments.availability_years",
        ),
        _form(
            "minimum_take",
            "source region period",
            "",
            "standing_gw output_gwh paid_gwh",
            sheet="sources.minimum_take_fraction",
        ),
        _form(
            "rated_debt",
            "sponsor debt_to_ebitda period",
            "",
            "owed_usd_billion spread_usd_billion",
            money=True,
            sheet="credit_steps",
        ),
        _form(
            "ratings",
            "sponsor period",
            "",
            "ebitda_usd_billion_per_year rated_debt_usd_billion interest_usd_billion spread_usd_billion "
            "commitment_fee_usd_billion",
            money=True,
            sheet="credit_steps sponsors.min_interest_coverage",
        ),
        _form(
            "lender_room",
            "lender period",
            "",
            "room_usd_billion owed_usd_billion held_by_vehicles_usd_billion",
            money=True,
            sheet="lenders",
        ),
        _form(
            "pools",
            "vehicle instrument period",
            "",
            "owed_usd_billion pooled_usd_billion",
            money=True,
            sheet="vehicles",
        ),
        _form(
            "notes",
            "vehicle tranche period",
            "seniority market",
            "sold_usd_billion outstanding_usd_billion coupon_usd_billion structuring_fee_usd_billion",
            money=True,
            sheet="vehicles",
        ),
        _form(
            "take_out",
            "sponsor asset_class instrument met_by period",
            "",
            "repaid_usd_billion met_usd_billion",
            money=True,
            sheet="instruments.stage=construction",
        ),
        _form(
            "lenders_loss",
            "sponsor asset_class period",
            "",
            "owed_usd_billion collateral_usd_billion loaded_fraction loss_usd_billion",
            money=True,
            sheet="instrument_use.asset_class",
        ),
        _form(
            "loss_by_holder",
            "kind holder tranche period",
            "",
            "held_usd_billion loss_usd_billion",
            money=True,
            sheet="instrument_use.asset_class",
        ),
        _form(
            "waterfall",
            "vehicle tranche period",
            "",
            "due_usd_billion paid_usd_billion left_usd_billion redeemed_usd_billion called_usd_billion "
            "lacking_usd_billion",
            money=True,
            sheet="vehicles",
        ),
        _form("bottlenecks", "kind bottleneck detail period", "unit", "limit price_usd_billion_per_unit"),
        _form(
            "power_price",
            "region period",
            "",
            "load_gw energy_usd_per_mwh firm_capacity_usd_per_mwh power_price_usd_per_mwh",
        ),
        _form("need_price", "sponsor period", "", "price_usd_billion_per_gw"),
        _form(
            "returns",
            "sponsor valued_at",
            "",
            "asked_per_year earned_per_year equity_in_usd_billion paid_out_usd_billion equity_at_end_usd_billion "
            "net_present_value_usd_billion",
            money=True,
        ),
        _form(
            "leverage",
            "sponsor measure period",
            "",
            "numerator_usd_billion denominator_usd_billion ratio",
            money=True,
        ),
        _form(
            "need_value",
            "sponsor year",
            "",
            "cost_usd_billion_per_gw_year earned_usd_billion_per_gw_year",
            money=True,
        ),
        _form(
            "costs",
            "item sponsor asset_or_instrument period",
            "",
            "usd_billion present_value_usd_billion",
        ),
        _form(
            "all_in_cost",
            "year asset_class item",
            "",
            "carries_gw usd_billion usd_billion_per_gw",
            at_times="usd_billion_per_gw",
        ),
        _form(
            "league",
            "source",
            "sponsor",
            "time_to_power_months cost_of_capital_per_year levelised_usd_per_mwh levelised_as_run_usd_per_mwh "
            "firm_capacity_usd_per_kw standing_at_target_gw use_hours_per_year intensity_kg_per_mwh "
            "additional_fraction",
            at_times="time_to_power_months levelised_usd_per_mwh levelised_as_run_usd_per_mwh "
            "firm_capacity_usd_per_kw use_hours_per_year",
        ),
        _form(
            "prices",
            f"rule {' '.join(INDICES.values())}",
            "",
            "dual_usd_billion_per_unit dual_in_period_usd_billion_per_unit",
        ),
    )
}
"""Every table by name, without the columns that some cases have besides."""
MORE_NUMBERS: tuple[tuple[str, str, Callable[[Case], object]], ...] = (
    ("orders", "tax_credit_usd_billion", lambda case: case.rows("tax_credits")),
    ("emissions", "limit_million_tonnes", lambda case: case.rows("emissions_limits")),
    (
        "debt",
        "capitalised_usd_billion",
        lambda case: _say(case, "instruments", "grace_interest", "capitalised"),
    ),
)
"""Figures that a table has besides: the table, the column, and in which cases."""

MORE_KEYS = {
    "placement": (("vehicle", "tranches"), ("tranche", "tranches")),
    "prices": tuple((column, sheet) for _, column, sheet in MORE_INDICES),
}
"""Columns that name a row of a table besides, each where its sheet has rows."""


def _filled(case: Case, sheets: str) -> bool:
    """Whether one of some sheets has rows, or where it is `sheet.column` (or `sheet.column=word`) that says it."""
    for name, _, cell in (sheet.partition(".") for sheet in sheets.split()):
        column, _, word = cell.partition("=")
        if any(not column or (row[column] == word if word else row[column]) for row in case.rows(name)):
            return True
    return False


def _say(case: Case, sheet: str, column: str, word: str) -> bool:
    """Whether some row of a sheet has a word in a column."""
    return any(row[column] == word for row in case.rows(sheet))


def forms_of(case: Case) -> dict[str, Form]:
    """The tables of a case by name."""
    found = {}
    for form in FORMS.values():
        if (form.money and not case.settings.funding) or (form.sheet and not _filled(case, form.sheet)):
            continue
        keys = (*form.keys, *(key for key, sheet in MORE_KEYS.get(form.name, ()) if case.rows(sheet)))
        lacking = frozenset(keys[len(form.keys) :] if form.name == "prices" else ())
        more = [column for table, column, there in MORE_NUMBERS if table == form.name and there(case)]
        found[form.name] = replace(form, keys=keys, numbers=(*form.numbers, *more), may_lack=lacking)
    return found
