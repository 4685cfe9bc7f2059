"""Two textbook problems, whose answers are printed, solved by the planner's own concerns of money.

Both are from Cornuejols and Tutuncu, Optimization Methods in Finance, chapter 3. A period of the planner, whose rates
compound per period, is read as a month in the first and as a year in the second; a USD billion as a thousand dollars
and as a dollar. `rivals.given` says what stands in for power plants.

The textbook and the planner differ in three conventions. Here is how each is met, and where the sheets would refuse:

- The textbook maximises wealth at the end; the planner minimises cost, discounted at the benchmark. With cash that
  yields the benchmark and equity that asks it, the two are the same: every dollar of fee or of interest above the
  benchmark is a dollar less of wealth, carried to the end at the benchmark. The tests use that, and check it against
  cash and debt added up.
- Commercial paper pays its 2 % once, at the end, and no interest before. That is an instrument with a coupon of zero
  issued at a discount: a fee of 1 - 1 / 1.02. The reader refuses a coupon below the benchmark, because it looks at
  coupons and not at what a loan costs with its fee, so that the case is built past the reader.
- Bonds bought are not instruments issued, and the planner has no negative issues. The mirror is a second sponsor: the
  street, which issues the ten bonds that the fund buys. The fee of each is 1 less its price; five stand above par, a
  fee below zero, which the reader refuses too. The rules themselves are used as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from cases.money import money_case
from rivals.given import Given, solved
from scipy.optimize import linprog

if TYPE_CHECKING:
    from planner.solver import Solution

FLOWS = [-150.0, -100.0, 200.0, -200.0, 50.0, 300.0]
MONTHLY = 0.003
RICH = 1000.0
"""What the firm owns besides, so that owing more than it has built breaks no floor."""


def yearly(rate_per_period: float) -> float:
    return (1 + rate_per_period) ** 4 - 1


def instrument(name: str, rate: float, tenor: int, fee: float = 0.0, repayment: str = "bullet") -> dict:
    return {
        "instrument": name,
        "market": name,
        "rate_per_year": yearly(rate),
        "fee_fraction": fee,
        "tenor_years": tenor / 4,
        "repayment": repayment,
        "collateral": "unsecured",
        "stage": "any",
    }


def depth(market: str, year: int, per_period: float) -> dict[str, Any]:
    limit = {"issuance_limit_usd_billion_per_year": 4 * per_period, "concession_fraction": 0.0}
    return {"market": market, "year": year, "step": 1} | limit


def sponsor(name: str, equity_rate_per_period: float) -> dict[str, Any]:
    return {
        "sponsor": name,
        "equity_rate_per_year": yearly(equity_rate_per_period),
        "equity_floor_fraction": 0.0,
        "corporate_debt_limit_usd_billion": 1e6,
    }


def short_term_financing(repayment: str, patch: pytest.MonkeyPatch) -> Solution:
    """January is 2026Q2, so that the paper's market, open in 2026, closes after March.

    What the firm must find it spends on construction: the planner lets nobody borrow for anything but construction,
    debt service and cash.
    """
    case = money_case(
        *("2026Q2", 6, MONTHLY, 0.0),
        sponsors=[sponsor("firm", MONTHLY)],
        instruments=[
            instrument("credit_line", 0.01, 1, repayment=repayment),
            instrument("paper", 0.0, 3, fee=1 - 1 / 1.02),
        ],
        instrument_use=[
            {"instrument": "credit_line", "sponsor": "firm"},
            {"instrument": "paper", "sponsor": "firm"},
        ],
        market_limits=[depth("credit_line", 2026, 100), depth("paper", 2026, 1e6), depth("paper", 2027, 0)],
    )
    given = Given(
        capex={("firm", t): -flow for t, flow in enumerate(FLOWS) if flow < 0},
        income={("firm", t): flow for t, flow in enumerate(FLOWS) if flow > 0},
        book={("firm", t): RICH for t in range(6)},
    )
    return solved(case, given, patch)


@pytest.mark.parametrize("repayment", ["bullet", "level", "straight", "callable"])
def test_short_term_financing_ends_with_the_wealth_that_the_textbook_prints(
    repayment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any repayment will do for the line of credit: what is repaid after one month is repaid in one way."""
    solution = short_term_financing(repayment, monkeypatch)

    received = sum(flow / (1 + MONTHLY) ** (t + 1) for t, flow in enumerate(FLOWS) if flow > 0)
    by_the_objective = (received - solution.objective) * (1 + MONTHLY) ** 6 - RICH
    assert by_the_objective == pytest.approx(92.4969491525, abs=1e-7)

    paid_out = solution.value("Paid_out")  # the owners keep it at the same 0.3 %
    kept = sum(amount * (1 + MONTHLY) ** (5 - t) for (_, t), amount in paid_out.items())
    in_hand = solution.value("Cash").get(("firm", 5), 0.0) - solution.value("Debt").get(("firm", 5), 0.0)
    assert kept + in_hand == pytest.approx(92.4969491525, abs=1e-7)


def test_short_term_financing_borrows_what_the_textbook_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until June: what is drawn on its last day and still owed changes nobody's wealth."""
    solution = short_term_financing("bullet", monkeypatch)

    issued = {(i, t): amount for (i, _, _, t), amount in solution.value("Issue", 1e-6).items() if t < 5}
    raised = {index: amount / (1.02 if index[0] == "paper" else 1) for index, amount in issued.items()}
    expected = {("paper", 0): 150, ("paper", 1): 100, ("paper", 2): 151.944, ("credit_line", 4): 52}
    assert raised == pytest.approx(expected, abs=5e-4)


LIABILITIES = [12000, 18000, 20000, 20000, 16000, 15000, 12000, 10000]
PRICES = [102, 99, 101, 98, 98, 104, 100, 101, 102, 94]
COUPONS = [5, 3.5, 5, 3.5, 4, 9, 6, 8, 9, 7]
MATURITIES = [1, 2, 2, 3, 4, 5, 5, 6, 7, 8]
BOUGHT = [62.136, 0, 125.243, 151.505, 156.808, 123.080, 0, 124.157, 104.090, 93.458]
OUTLAY = 93944.50
LOST = 2 / 3
"""The fee on the fund's equity, of which a third is left to buy with: each dollar of outlay costs two of fees."""


def dedication(patch: pytest.MonkeyPatch) -> Solution:
    """Period 0 is the day of purchase, 2026Q4, the only one in which bonds are sold and equity is put in.

    The fund's equity is what the dedication costs. It is charged a fee of two thirds, so that the objective counts
    each dollar of outlay twice, and once less what the street pays above what it was lent, which is all that the
    fund's bonds return above their price: outlay, plus liabilities, plus whatever is left at the end.
    """
    bonds = [
        instrument(f"bond{n}", coupon / 100, maturity, fee=1 - price / 100)
        for n, (price, coupon, maturity) in enumerate(zip(PRICES, COUPONS, MATURITIES, strict=True))
    ]
    names = [bond["instrument"] for bond in bonds]
    equity = {"sponsor": "fund", "cash_usd_billion_per_year": 1e7}
    case = money_case(
        *("2026Q4", 9, 0.0, LOST),
        sponsors=[sponsor("fund", 0.0), sponsor("street", 0.0)],
        sponsor_cash=[equity | {"year": 2026}, equity | {"year": 2027, "cash_usd_billion_per_year": 0.0}],
        instruments=bonds,
        instrument_use=[{"instrument": name, "sponsor": "street"} for name in names],
        market_limits=[depth(name, *year) for name in names for year in ((2026, 1e6), (2027, 0.0))],
    )
    given = Given(
        capex={("fund", t): due for t, due in enumerate(LIABILITIES, 1)},
        income={("street", t): 1e5 for t in range(1, 9)},
        book={(j, t): 1e6 for j in ("fund", "street") for t in range(9)},
        lender="fund",
        borrower="street",
    )
    return solved(case, given, patch)


def test_dedicating_bonds_to_liabilities_costs_what_the_textbook_prints(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solution = dedication(monkeypatch)

    booked = 2 * 1e6  # what the stand-in puts on the books of both, which is not the fund's to spend
    assert solution.objective + booked - sum(LIABILITIES) == pytest.approx(OUTLAY, abs=0.005)
    put_in = solution.value("Equity_in")["fund", 0]
    assert put_in * (1 - LOST) == pytest.approx(OUTLAY, abs=0.005)


def test_dedicating_bonds_buys_those_that_the_textbook_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    solution = dedication(monkeypatch)

    issued = solution.value("Issue")
    bought = [issued.get((f"bond{n}", "street", "", 0), 0.0) / 100 for n in range(10)]
    assert bought == pytest.approx(BOUGHT, abs=5e-4)


def test_the_price_of_a_liability_is_what_it_adds_to_the_outlay(monkeypatch: pytest.MonkeyPatch) -> None:
    """By SciPy's prices of the textbook's own program; a dollar of liability also adds itself to the objective."""
    flows = np.zeros((8, 19))
    for t in range(8):
        for n, (coupon, maturity) in enumerate(zip(COUPONS, MATURITIES, strict=True)):
            flows[t, n] = 0 if t + 1 > maturity else coupon + 100 * (t + 1 == maturity)
        flows[t, 10 + t], flows[t, 11 + t] = 1, -1
    rival = linprog([*PRICES, 1] + [0] * 8, A_eq=flows, b_eq=LIABILITIES)
    assert rival.fun == pytest.approx(OUTLAY, abs=0.005)

    prices = dedication(monkeypatch).dual("sources_equal_uses")

    by_year = [prices["fund", t] - 1 for t in range(1, 9)]
    assert by_year == pytest.approx(list(rival.eqlin.marginals), abs=1e-9)
