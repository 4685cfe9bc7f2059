"""Nobody earns by lending, committing, packaging or rolling in a circle, and terms that say the same change nothing.

Random cases with all of the credit layer, in which the cost of an edited case is known from that of another.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from cases.edits import added, changed, edited, valid, with_rows
from cases.layers import write_layer
from metamorphic.costs import cost, optimum
from metamorphic.facts import TOLERANCE

from planner.case import read

if TYPE_CHECKING:
    from planner.case import Case

SEEDS = range(4)
AMPLE = 1e4
"""Depth of a market, USD billion a year, that no plan of these cases comes near."""
seeds = pytest.mark.parametrize("seed", SEEDS)


@pytest.fixture(scope="module")
def case_of(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The case of a seed, read once."""
    return cache(lambda seed: read(write_layer(tmp_path_factory.mktemp("layer") / "case", seed)))


def same(found: float, expected: float) -> bool:
    """Whether two costs are the same but for the solver's tolerance."""
    return found == pytest.approx(expected, rel=TOLERANCE, abs=1e-6)


def at_most(found: float, expected: float) -> bool:
    """Whether a cost is not above another, but for the solver's tolerance."""
    return found <= expected or same(found, expected)


def lend(case: Case, name: str, **terms: Any) -> Case:
    """The case with other terms of one instrument."""
    return edited(case, "instruments", lambda row: row | (terms if row["instrument"] == name else {}))


# ── Nothing comes of nothing ──


@seeds
def test_who_needs_nothing_neither_builds_nor_borrows_nor_earns(case_of: Any, seed: int) -> None:
    """Credits, premiums, rents, notes, commitments and vendor money together are no source of money."""
    idle = changed(case_of(seed), "demand", need_gw=0.0)
    idle = changed(idle, "instruments", fee_fraction=0.01)
    idle = changed(idle, "tranches", structuring_fee_fraction=0.01)
    found, last = optimum(idle), len(idle.periods) - 1

    assert found.objective == pytest.approx(0, abs=1e-6)
    for name in ("Issue", "Committed", "Sold", "National_ordered"):
        # At the very end nothing of a fee is expired, so that committing costs nothing then, and gains nothing.
        early = [amount for index, amount in found.value(name).items() if index[-1] < last]
        assert max(early, default=0.0) < 1e-6, name


@seeds
def test_nothing_is_earned_where_lenders_vendors_and_markets_give_all_they_can(
    case_of: Any, seed: int
) -> None:
    case = changed(case_of(seed), "demand", need_gw=0.0)
    case = changed(case, "market_limits", issuance_limit_usd_billion_per_year=AMPLE, concession_fraction=0.0)
    case = changed(case, "lenders", room_usd_billion=AMPLE)
    case = changed(case, "instruments", fee_fraction=0.0, commitment_fee_per_year=0.0)
    case = edited(
        case, "instruments", lambda row: row | ({"vendor_share_fraction": 1.0} if row["vendor"] else {})
    )
    case = changed(case, "tranches", structuring_fee_fraction=0.0)

    assert cost(case) == pytest.approx(0, abs=1e-6)


# ── Terms that say the same ──


def without_vintages(case: Case) -> Case:
    for sheet in ("source_vintages", "compute_vintages", "instrument_vintages"):
        case = with_rows(case, sheet, [])
    return case


@seeds
def test_a_vintage_equal_to_what_it_follows_changes_nothing(case_of: Any, seed: int) -> None:
    plain = without_vintages(case_of(seed))
    later = str(plain.periods[len(plain.periods) // 3].first)
    quarter = type(plain.settings.calendar.start).parse(later)
    again = plain
    for home, sheet, since in (
        ("sources", "source_vintages", "ordered_from"),
        ("compute", "compute_vintages", "ordered_from"),
        ("instruments", "instrument_vintages", "issued_from"),
    ):
        key = next(iter(plain.rows(home)[0]))
        terms = {
            "source_vintages": (
                "capex_usd_per_kw",
                "dollar_year",
                "lead_months",
                "life_years",
                "spend_profile",
            ),
            "compute_vintages": ("capex_usd_billion_per_gw", "lead_months", "life_years"),
            "instrument_vintages": ("rate_per_year", "fee_fraction"),
        }[sheet]
        blank = {"dollar_year": None, "spend_profile": None}
        rows = [
            {
                **(blank if home == "compute" else {}),
                key: row[key],
                since: quarter,
                **{c: row[c] for c in terms},
            }
            for row in plain.rows(home)
        ]
        again = added(again, sheet, *rows)
    assert valid(again)

    assert same(cost(again), cost(plain))


@seeds
def test_a_schedule_along_its_own_line_changes_nothing(case_of: Any, seed: int) -> None:
    """A straight loan without a grace is a custom one from 1 to 0; a bullet that nobody covers one that stays at 1."""
    case = case_of(seed)
    drawn = [row for row in case.rows("instruments") if row["repayment"] in ("straight", "bullet")]
    alike = with_rows(case, "repayment_schedules", case.rows("repayment_schedules"))
    for row in drawn:
        name, straight = row["instrument"], row["repayment"] == "straight"
        terms = {"grace_years": 0.0, "grace_interest": "paid"} | ({} if straight else {"min_dscr": 0.0})
        case, alike = lend(case, name, **terms), lend(alike, name, **terms, repayment="custom")
        ends = [(0.0, 1.0), (row["tenor_years"], 0.0 if straight else 1.0)]
        points = [{"instrument": name, "age_years": age, "balance_fraction": share} for age, share in ends]
        alike = added(alike, "repayment_schedules", *points)
    assert drawn
    assert valid(alike)

    assert same(cost(alike), cost(case))


@seeds
def test_what_sculpts_a_loan_is_its_coverage_alone(case_of: Any, seed: int) -> None:
    """With cash flow to spare a sculpted loan is a callable one; without, it is no better."""
    covered = [
        row["instrument"]
        for row in case_of(seed).rows("instruments")
        if row["min_dscr"] and row["repayment"] not in ("custom",)
    ]
    callables, sculpted = case_of(seed), case_of(seed)
    for name in covered:
        terms = {"grace_years": 0.0, "grace_interest": "paid"}
        callables = lend(callables, name, **terms, repayment="callable")
        sculpted = lend(sculpted, name, **terms, repayment="sculpted")
    assert covered
    assert valid(sculpted)

    assert at_most(cost(callables), cost(sculpted))
    rich = {"cash_flow_usd_billion_per_gw_year": 1e5}
    assert same(cost(changed(callables, "coverage", **rich)), cost(changed(sculpted, "coverage", **rich)))


# ── Committing ──


@seeds
def test_committing_is_worth_nothing_where_there_is_always_more_to_be_had(case_of: Any, seed: int) -> None:
    """Whatever its fees: what is committed and drawn in one period never waits."""
    case = changed(
        case_of(seed), "market_limits", issuance_limit_usd_billion_per_year=AMPLE, concession_fraction=0.0
    )
    # Terms that get dearer would be a reason to commit, for fees are those of the commitment.
    case = without_vintages(case)
    at_once = changed(case, "instruments", availability_years=None, commitment_fee_per_year=0.0)
    committed = changed(case, "instruments", availability_years=1.0, commitment_fee_per_year=0.01)

    assert same(cost(committed), cost(at_once))


@seeds
def test_waiting_longer_at_a_smaller_fee_never_costs_more(case_of: Any, seed: int) -> None:
    def committed(years: float, fee: float) -> float:
        return cost(
            changed(case_of(seed), "instruments", availability_years=years, commitment_fee_per_year=fee)
        )

    base = committed(0.5, 0.01)
    assert at_most(committed(1.5, 0.01), base)
    assert at_most(committed(0.5, 0.0), base)
    assert at_most(base, committed(0.25, 0.01))
    assert at_most(base, committed(0.5, 0.2))


# ── Rolling, vendors, lenders ──


@seeds
def test_dearer_fees_never_make_a_plan_cheaper(case_of: Any, seed: int) -> None:
    """So that nobody rolls a loan over for the sake of a fee that is not yet expired at the end."""
    case = without_vintages(case_of(seed))
    dearer = edited(case, "instruments", lambda row: row | {"fee_fraction": 0.02 + 2 * row["fee_fraction"]})

    assert at_most(cost(case), cost(dearer))


@seeds
def test_more_of_a_vendors_money_never_costs_more(case_of: Any, seed: int) -> None:
    case = case_of(seed)
    lent = [row["instrument"] for row in case.rows("instruments") if row["vendor"]]
    assert lent
    none, all_of_it, gone = case, case, case
    for name in lent:
        none = lend(none, name, vendor_share_fraction=0.0)
        all_of_it = lend(all_of_it, name, vendor_share_fraction=1.0)
    for sheet in ("instruments", "instrument_use", "instrument_vintages", "vehicle_pools"):
        gone = edited(gone, sheet, lambda row: None if row["instrument"] in lent else row)

    assert at_most(cost(all_of_it), cost(case))
    assert at_most(cost(case), cost(none))
    assert same(cost(gone), cost(none))


@seeds
def test_packaging_is_worth_nothing_where_lenders_have_room(case_of: Any, seed: int) -> None:
    case = changed(case_of(seed), "lenders", room_usd_billion=AMPLE)
    bare = case
    for sheet in ("tranches", "vehicle_pools", "vehicles"):
        bare = with_rows(bare, sheet, [])

    assert same(cost(case), cost(bare))
