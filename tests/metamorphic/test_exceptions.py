"""Where a fact does not hold, and why: told here so that nobody is surprised.

One more instrument never raises the cost, but for one: a lender against power who asks for coverage. Coverage is held
against the mean `Output - Charge` of the sponsor's own sources, which is below zero for one who owns storage alone,
and the design writes the rule for every sponsor who may issue, whether anything is issued or not. A lender who lends
nothing thus forbids storage that stands alone to run. No linear rule can ask only of those who borrow; the way out is
in the sheets: storage belongs to an owner who also sells, or is lent to without `min_dscr`.
"""

from __future__ import annotations

from cases.edits import added, changed, edited, valid, with_rows, with_settings
from cases.tiny import TINY
from metamorphic.costs import cost, optimum

import planner


def owner_of_storage_alone() -> planner.Case:
    """Tiny with fuel so dear that half a day of grid power is worth keeping, by someone who owns nothing else."""
    case = with_settings(planner.read(TINY), operations={"hours_per_block": 12})
    mornings = {f"h{hour:02d}": float(hour < 12) for hour in range(24)}
    case = changed(changed(case, "profiles", **mornings), "fuel_prices", price_usd_per_mmbtu=100.0)
    engine, grid = map(dict, case.rows("sources"))
    store = engine | {
        "source": "store",
        "kind": "storage",
        "capex_usd_per_kw": 200.0,
        "fixed_om_usd_per_kw_year": 0.0,
        "variable_om_usd_per_mwh": 0.0,
        "heat_rate_mmbtu_per_mwh": None,
        "fuel": None,
        "lead_months": 0.0,
        "duration_hours": 12.0,
        "round_trip_efficiency_fraction": 0.8,
    }
    case = with_rows(case, "sources", [engine, grid, store])
    case = added(case, "sponsors", dict(case.rows("sponsors")[1]) | {"sponsor": "store_co"})
    case = added(case, "owners", {"asset": "store", "sponsor": "store_co"})
    return added(
        case, "sponsor_cash", {"sponsor": "store_co", "year": 2026, "cash_usd_billion_per_year": 20.0}
    )


def with_a_loan(case: planner.Case, min_dscr: float | None) -> planner.Case:
    loan = dict(case.rows("instruments")[0]) | {
        "instrument": "loan",
        "collateral": "secured",
        "min_dscr": min_dscr,
    }
    case = added(case, "instruments", loan | {"advance_fraction": 0.5})
    return added(
        case, "instrument_use", {"instrument": "loan", "sponsor": "store_co", "asset_class": "power"}
    )


def test_a_lender_who_lends_nothing_stops_storage_that_stands_alone() -> None:
    case = owner_of_storage_alone()
    asked = with_a_loan(case, 1.2)
    assert valid(asked)
    assert max(optimum(case).value("Charge").values()) > 0.1

    assert cost(asked) > cost(case) + 0.02
    assert max(optimum(asked).value("Charge").values(), default=0.0) < 1e-6


def test_a_lender_who_asks_no_coverage_stops_nothing() -> None:
    case = owner_of_storage_alone()
    asked = with_a_loan(case, None)

    assert cost(asked) < cost(case)


def test_storage_whose_owner_sells_besides_may_be_lent_to() -> None:
    case = edited(
        owner_of_storage_alone(),
        "owners",
        lambda row: row | {"sponsor": "store_co" if row["asset"] == "grid" else row["sponsor"]},
    )
    asked = with_a_loan(case, 1.2)

    assert cost(asked) < cost(case)
    assert max(optimum(asked).value("Charge").values()) > 0.1
