"""The end of the horizon is not the end of the world: in a stationary case a later one leaves early orders alone.

The case is tiny, which is stationary: need is flat, nothing becomes dearer, limits are the same in every year, and
nothing that is ordered early reaches the end of its life. At the horizon an asset counts at its straight-line book
value. At a benchmark of zero it thus costs the same in every quarter that it stands, whichever quarter is the last,
and the orders of the first quarters must be the longer plan's but for the solver: a millionth of a GW. Above zero a
quarter with an old asset is cheaper than one with a new one, so that a longer horizon favours what lasts a little
more; here it is scarcity and not that margin that decides, and the orders are held to the same millionth.

Money is made stationary too, by two edits without which early orders do move, for a reason. A fee on new equity makes
it worth a little to wait for the first revenue, and more so the longer the books bear what was bought; and a bullet
bond against books that are written down runs into the equity floor, the later the horizon the lower the books. So
raising equity is free here, and debt stays far from the floor.
"""

from __future__ import annotations

import pytest
from cases.edits import changed, edited, valid, with_settings
from cases.tiny import TINY
from metamorphic.costs import optimum

import planner

SHORT, LONGER = 6, (8, 10, 14)
EARLY = SHORT // 2
NEAR = 1e-6


def stationary(quarters: int, benchmark: float, need: float, funding: bool) -> planner.Case:
    """The case of tiny over so many quarters; its instrument and its equity ask as much above any benchmark."""
    case = planner.read(TINY)
    case = with_settings(
        case,
        funding=funding,
        calendar={"end": case.settings.calendar.start.plus(quarters - 1)},
        money={
            "benchmark_rate_per_year": benchmark,
            "cash_yield_per_year": benchmark,
            "equity_issue_fee_fraction": 0.0,
        },
    )
    case = edited(
        case, "sponsors", lambda row: row | {"equity_rate_per_year": row["equity_rate_per_year"] + benchmark}
    )
    case = edited(case, "instruments", lambda row: row | {"rate_per_year": row["rate_per_year"] + benchmark})
    case = changed(case, "sponsors", equity_floor_fraction=0.0, corporate_debt_limit_usd_billion=5.0)
    case = changed(case, "demand", need_gw=need)
    assert valid(case)
    return case


def early_orders(case: planner.Case) -> dict[tuple, float]:
    """What is ordered in the first quarters, GW by asset, sponsor, place and quarter."""
    ordered = optimum(case).value("Ordered", NEAR)
    return {index: gw for index, gw in ordered.items() if index[3] < EARLY}


@pytest.mark.parametrize("funding", [False, True], ids=["without funding", "with funding"])
@pytest.mark.parametrize("benchmark", [0.0, 0.04])
@pytest.mark.parametrize("need", [1.5, 3.0, 4.7])
def test_a_longer_horizon_leaves_the_early_orders_of_a_stationary_case_alone(
    benchmark: float, need: float, funding: bool
) -> None:
    short = early_orders(stationary(SHORT, benchmark, need, funding))

    assert len(short) >= 3
    for quarters in LONGER:
        longer = early_orders(stationary(quarters, benchmark, need, funding))
        assert longer == pytest.approx(short, abs=NEAR)


def test_the_orders_depend_on_more_than_the_horizon() -> None:
    """What is held still is not still by itself."""
    assert early_orders(stationary(SHORT, 0.0, 1.5, False)) != early_orders(
        stationary(SHORT, 0.0, 4.7, False)
    )
