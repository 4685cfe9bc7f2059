"""What must be so though nobody knows the number: edits of random cases whose effect on the cost is known."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import pytest
from cases.edits import added, changed, edited, scaled, valid, with_rows, with_settings
from cases.random_cases import random_cases
from hypothesis import assume, given
from hypothesis import strategies as st
from metamorphic.costs import cost, feasible_cost, optimum
from metamorphic.facts import FACTS, MANY, TOLERANCE, examples, fact

from planner.case import SHEETS, Case
from planner.case.sheets import HOURS

if TYPE_CHECKING:
    from collections.abc import Callable

AMPLE = 1e6
factors = st.sampled_from([0.02, 0.3, 0.9, 1.7, 8.0, 60.0])
numbers = st.integers(0, 9999)


def same(found: float, expected: float) -> bool:
    """Whether two costs are the same but for the solver's tolerance."""
    return found == pytest.approx(expected, rel=TOLERANCE, abs=1e-6)


def at_most(found: float, expected: float) -> bool:
    """Whether a cost is not above another, but for the solver's tolerance."""
    return found <= expected or same(found, expected)


# ── Money that costs nothing extra ──


@fact(case=random_cases())
def test_money_at_the_benchmark_and_enough_of_it_is_no_money_at_all(case: Case) -> None:
    """Every rate is the benchmark's, cash yields it, nothing has a fee, and sponsors can put in what they like."""
    benchmark = case.settings.money.benchmark_rate_per_year
    case = changed(case, "sponsors", equity_rate_per_year=benchmark, cash_limit_usd_billion=None)
    case = changed(case, "sponsor_cash", cash_usd_billion_per_year=AMPLE)
    case = changed(case, "instruments", rate_per_year=benchmark, fee_fraction=0.0)
    case = changed(case, "market_limits", concession_fraction=0.0)
    free = {"cash_yield_per_year": benchmark, "equity_issue_fee_fraction": 0.0}
    case = with_settings(case, money=free)
    assume(valid(case))

    assert same(cost(case), feasible_cost(with_settings(case, funding=False)))


@fact(case=random_cases())
def test_money_never_makes_a_plan_cheaper(case: Case) -> None:
    assert at_most(cost(with_settings(case, funding=False)), feasible_cost(case))


# ── More to choose from ──


def sponsor_of(case: Case, asset_class: str, number: int) -> str | None:
    """A sponsor who may order assets of the class; any sponsor where the class is blank."""
    if not asset_class:
        return case.rows("sponsors")[number % len(case.rows("sponsors"))]["sponsor"]
    kinds = {row["asset"]: row["kind"] for row in case.rows("compute")}
    owners = [
        row["sponsor"] for row in case.rows("owners") if kinds.get(row["asset"], "power") == asset_class
    ]
    return owners[number % len(owners)] if owners else None


@fact(
    case=random_cases(),
    number=numbers,
    asset_class=st.sampled_from(["", "power", "shell", "chips"]),
    repayment=st.sampled_from(["bullet", "level", "straight", "callable"]),
    stage=st.sampled_from(["any", "operating", "construction"]),
    spread=st.sampled_from([0.0, 0.004, 0.03]),
)
def test_one_more_instrument_never_raises_the_cost(
    case: Case, number: int, asset_class: str, repayment: str, stage: str, spread: float
) -> None:
    """Whatever it is lent against, and whoever may issue it, in a market of its own.

    One exception, which `test_a_lender_who_lends_nothing` tells: coverage by power, asked of who owns storage.
    """
    sponsor, secured = sponsor_of(case, asset_class, number), asset_class != ""
    new = dict.fromkeys(column.name for column in SHEETS["instruments"].columns) | {
        "instrument": "novelty",
        "market": "bazaar",
        "rate_per_year": case.settings.money.benchmark_rate_per_year + spread,
        "fee_fraction": 0.001 * (number % 5),
        "tenor_years": (2 + number % 7) / 4,
        "grace_years": (number % 2) / 4,
        "repayment": repayment,
        "collateral": "secured" if secured else "unsecured",
        "advance_fraction": 0.45 + 0.1 * (number % 6) if secured else None,
        "stage": stage if secured else "any",
        "seasoning_years": 0.25 if secured and stage == "operating" else None,
        "takeout_years": 0.25 if secured and stage == "construction" else None,
        "min_dscr": 1.25 if asset_class in ("shell", "chips") and number % 2 else None,
    }
    depth = {"issuance_limit_usd_billion_per_year": 20.0, "concession_fraction": 0.001}
    richer = added(case, "instruments", new)
    use = {"instrument": "novelty", "sponsor": sponsor, "asset_class": asset_class or None}
    richer = added(richer, "instrument_use", use)
    richer = added(richer, "market_limits", {"market": "bazaar", "year": 2026, "step": 1} | depth)
    assume(valid(richer))

    assert at_most(cost(richer), feasible_cost(case))


@fact(case=random_cases(), number=numbers, cheaper=st.sampled_from([0.3, 0.9, 1.0, 1.4]))
def test_one_more_source_never_raises_the_cost(case: Case, number: int, cheaper: float) -> None:
    """Like one there is, at another price and of any sponsor, and out of no pool."""
    rows = case.rows("sources")
    model = rows[number % len(rows)]
    new = dict(model) | {"source": "novelty", "capex_usd_per_kw": cheaper * model["capex_usd_per_kw"]}
    owner = sponsor_of(case, "", number)
    richer = added(added(case, "sources", new), "owners", {"asset": "novelty", "sponsor": owner})
    assume(valid(richer))

    assert at_most(cost(richer), feasible_cost(case))


LIMITS = {
    "supply_limits": "limit_gw_per_year",
    "site_limits": "limit_gw",
    "market_limits": "issuance_limit_usd_billion_per_year",
    "sponsor_cash": "cash_usd_billion_per_year",
    "sponsors": "corporate_debt_limit_usd_billion",
    "lender_value": "value_fraction",
    "coverage": "cash_flow_usd_billion_per_gw_year",
}


@fact(
    case=random_cases(),
    sheet=st.sampled_from(sorted(LIMITS)),
    number=numbers,
    left=st.sampled_from([0.9, 0.5, 0.0]),
)
def test_a_tighter_limit_never_lowers_the_cost(case: Case, sheet: str, number: int, left: float) -> None:
    column = LIMITS[sheet]
    rows = [dict(row) for row in case.rows(sheet)]
    assume(rows)
    tight = rows[number % len(rows)]
    tight[column] = left * tight[column]

    assert at_most(feasible_cost(case), cost(with_rows(case, sheet, rows)))


# ── Units ──


@fact(case=random_cases(), k=factors)
def test_money_in_another_unit_costs_as_many_times_more(case: Case, k: float) -> None:
    dearer = scaled(case, k, lambda name: "usd" in name)
    tariff = {"power_tariff_usd_per_mwh": k * case.settings.money.power_tariff_usd_per_mwh}
    dearer = with_settings(dearer, money=tariff)
    if (price := case.settings.emissions_price_usd_per_tonne) is not None:
        dearer = with_settings(dearer, emissions_price_usd_per_tonne=k * price)

    assert same(cost(dearer) / k, feasible_cost(case))


@fact(case=random_cases(), k=factors)
def test_everything_k_times_as_large_costs_k_times_as_much(case: Case, k: float) -> None:
    """Load, pools, sites, and every sum of money that is not per GW or per MWh."""
    sizes = {"need_gw", "supply_gw", "limit_gw", "limit_gw_per_year"}
    sums = ("_usd_billion", "cash_usd_billion_per_year", "limit_usd_billion_per_year")
    larger = scaled(case, k, lambda name: name in sizes or name.endswith(sums))

    assert same(cost(larger) / k, feasible_cost(case))


# ── Other ways to say the same ──


@fact(case=random_cases(), number=numbers)
def test_a_region_in_two_halves_changes_nothing(case: Case, number: int) -> None:
    """Shares and site limits are halved, profiles and prices copied."""
    region = case.rows("regions")[number % len(case.rows("regions"))]["region"]
    shares = ("siting_share_min_fraction", "siting_share_max_fraction")
    halved = {"regions": shares, "site_limits": ("limit_gw",), "fuel_prices": (), "profiles": ()}
    split = case
    for sheet, columns in halved.items():
        rows = []
        for row in map(dict, case.rows(sheet)):
            if row["region"] != region:
                rows.append(row)
                continue
            half = row | {column: row[column] / 2 for column in columns}
            rows += [half | {"region": f"{region}_left"}, half | {"region": f"{region}_right"}]
        split = with_rows(split, sheet, rows)
    assume(valid(split))

    assert same(cost(split), feasible_cost(case))


@fact(case=random_cases(), seed=numbers)
def test_rows_in_another_order_change_nothing(case: Case, seed: int) -> None:
    dice = random.Random(seed)
    shuffled = case
    for sheet in SHEETS:
        rows = [dict(row) for row in case.rows(sheet)]
        dice.shuffle(rows)
        shuffled = with_rows(shuffled, sheet, rows)

    assert same(cost(shuffled), feasible_cost(case))


@fact(case=random_cases(), seed=numbers)
def test_names_change_nothing(case: Case, seed: int) -> None:
    """Every name in every sheet becomes another, in another alphabetical order."""
    names = sorted(
        {
            str(row[column.name])
            for sheet in SHEETS.values()
            for column in sheet.columns
            for row in case.rows(sheet.name)
            if column.kind == "name" and row[column.name] is not None
        }
    )
    random.Random(seed).shuffle(names)
    other = {name: f"x{n:03d}" for n, name in enumerate(names)} | {None: None}
    renamed = case
    for sheet in SHEETS.values():
        columns = [column.name for column in sheet.columns if column.kind == "name"]
        renamed = edited(
            renamed,
            sheet.name,
            lambda row, columns=columns: row | {name: other[row[name]] for name in columns},
        )
    assert valid(renamed)

    assert same(cost(renamed), feasible_cost(case))


@fact(case=random_cases(), widths=st.sampled_from([(24, 12), (24, 8), (12, 6), (12, 4), (8, 4)]))
def test_blocks_split_in_equal_parts_change_nothing(case: Case, widths: tuple[int, int]) -> None:
    """Of days whose profiles are flat within the wider block."""
    wide, narrow = widths

    def flat(row: dict[str, Any]) -> dict[str, Any]:
        means = {}
        for hour, name in enumerate(HOURS):
            first = hour - hour % wide
            means[name] = math.fsum(row[HOURS[h]] for h in range(first, first + wide)) / wide
        return row | means

    case = edited(case, "profiles", flat)
    split = with_settings(case, operations={"hours_per_block": narrow})

    assert same(cost(split), feasible_cost(with_settings(case, operations={"hours_per_block": wide})))


# ── Prices ──


def worth_of_a_limit(
    case: Case, sheet: str, number: int
) -> tuple[Callable[[float], Case], float, float] | None:
    """A limit of the sheet that has a price: how to change it, what it is, and what one more of it adds to the cost.

    Of all limits that have one; a yearly one is a quarter of it in every period in which its row is in force.
    """
    solution, rows = optimum(case), [dict(row) for row in case.rows(sheet)]
    rule, keys, column, share = {
        "supply_limits": ("deliveries_within_pool_limit", ("supply_pool",), "limit_gw_per_year", 0.25),
        "site_limits": ("standing_within_site_limit", ("asset", "region"), "limit_gw", 1.0),
        "market_limits": (
            "issuance_within_market_limit",
            ("market", "step"),
            "issuance_limit_usd_billion_per_year",
            0.25,
        ),
        "sponsor_cash": ("equity_within_sponsor_cash", ("sponsor",), "cash_usd_billion_per_year", 0.25),
        "sponsors": (
            "unsecured_debt_within_corporate_limit",
            ("sponsor",),
            "corporate_debt_limit_usd_billion",
            1.0,
        ),
    }[sheet]
    years = {t: quarter.year for t, quarter in enumerate(case.periods)}
    found = []
    for row in rows:
        name, rule_of_row = tuple(row[key] for key in keys), rule
        if sheet == "site_limits" and row["region"] is None:
            name, rule_of_row = (row["asset"],), "standing_within_national_site_limit"
        others = [r["year"] for r in rows if "year" in r and tuple(r[key] for key in keys) == name]
        dual = 0.0
        for (*index, t), price in solution.dual(rule_of_row).items():
            begun = max((year for year in others if year <= years[t]), default=None)
            if tuple(index) == name and ("year" not in row or row["year"] == begun):
                dual += share * price
        if abs(dual) > 1e-6 and row[column] > 0:
            found.append((row, dual))
    if not found:
        return None
    row, dual = found[number % len(found)]

    def by(step: float) -> Case:
        return with_rows(case, sheet, [r | {column: r[column] + step} if r is row else r for r in rows])

    return by, row[column], dual


@fact(
    case=random_cases(),
    sheet=st.sampled_from(["supply_limits", "site_limits", "market_limits", "sponsor_cash", "sponsors"]),
    number=numbers,
)
def test_a_price_is_what_a_little_more_or_less_of_a_limit_changes(
    case: Case, sheet: str, number: int
) -> None:
    """The cost is convex in a limit: a price lies between the slopes on both sides, and is theirs where they agree."""
    base = feasible_cost(case)
    found = worth_of_a_limit(case, sheet, number)
    assume(found is not None)
    assert found is not None
    by, limit, dual = found
    step = 1e-3 * limit
    left, right = (base - cost(by(-step))) / step, (cost(by(step)) - base) / step
    hair = 1e-4 * abs(dual) + 2e-7 * base / step

    assert left - hair <= dual <= right + hair
    if abs(left - right) <= hair:
        assert dual == pytest.approx((left + right) / 2, abs=hair)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "strategies"), FACTS, ids=[function.__name__[5:] for function, _ in FACTS]
)
def test_on_many_more_cases(function: Callable[..., None], strategies: dict[str, Any]) -> None:
    found = examples(MANY)(given(**strategies)(function))()
    assert found is None
