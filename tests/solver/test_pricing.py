"""What an order at a site would add to the cost of the plan, and when a site is idle, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from planner.solver.pricing import Chain

# Columns 0 to 3 are what stands in four periods, 4 and 5 orders that arrive in the first and the third; the first
# of them retires in the last. Rows 0 to 3 roll the standing forward.
CHAIN = Chain(
    standing=np.arange(4),
    rows=np.arange(4),
    orders=np.array([4, 5]),
    arrives=np.array([0, 2]),
    retires=np.array([3, 4]),
)


def test_a_site_is_idle_until_something_stands() -> None:
    assert CHAIN.idle(np.array([0.0, 1e-12, 0.3, 0.0, 0.0, 0.3]), 1e-9) == 2
    assert CHAIN.idle(np.zeros(6), 1e-9) == 4
    assert CHAIN.idle(np.array([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]), 1e-9) == 0


def test_standing_is_worth_what_it_earns_in_its_idle_periods() -> None:
    """Two of four periods are idle: an order of 5 earns 2 and 1 in them, and what it earns later is in its price."""
    duals, reduced = np.array([0.5, 0.0, 7.0, 7.0]), np.array([-2.0, -1.0, 0.0, 0.0, 5.0, -9.0])

    least = CHAIN.price(duals, reduced, idle=2)

    assert least == pytest.approx(0.0)  # 5 - 3 costs more than it saves; the other order arrives later
    assert duals.tolist() == [0.5 - 3.0, -1.0, 7.0, 7.0]


def test_an_order_that_saves_says_how_much() -> None:
    """All periods are idle; what stands to the end earns 4 in the last period too, which the other order misses."""
    duals, reduced = np.zeros(4), np.array([-2.0, -1.0, -1.0, -4.0, 3.0, 6.0])

    least = CHAIN.price(duals, reduced, idle=4)

    assert least == pytest.approx(3.0 - 2.0 - 1.0 - 1.0)
    assert duals.tolist() == [-8.0, -6.0, -5.0, -4.0]
