"""What an order at a candidate would add to the cost of the plan, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from planner.solver.decomposition.column_pricing import CapacityChain

# Columns 0 to 3 are what stands in four periods, 4 and 5 orders that arrive in the first and the third; the first
# of them retires in the last. Rows 0 to 3 roll the standing forward.
CHAIN = CapacityChain(
    standing=np.arange(4),
    rows=np.arange(4),
    orders=np.array([4, 5]),
    arrives=np.array([0, 2]),
    retires=np.array([3, 4]),
)


def test_an_order_that_costs_more_than_it_saves_is_worth_nothing() -> None:
    """What stands is worth what it earns in its period and after: 3 from the first one on, 1 from the second."""
    duals, reduced = np.array([0.5, 0.0, 7.0, 7.0]), np.array([-2.0, -1.0, 0.0, 0.0, 5.0, 9.0])

    least = CHAIN.price(duals, reduced)

    assert least == 0.0
    assert duals.tolist() == [0.5 - 3.0, -1.0, 7.0, 7.0]


def test_an_order_that_saves_says_how_much() -> None:
    """What stands to the end earns 4 in the last period too, which the other order misses."""
    duals, reduced = np.zeros(4), np.array([-2.0, -1.0, -1.0, -4.0, 3.0, 6.0])

    least = CHAIN.price(duals, reduced)

    assert least == pytest.approx(3.0 - 2.0 - 1.0 - 1.0)
    assert duals.tolist() == [-8.0, -6.0, -5.0, -4.0]
