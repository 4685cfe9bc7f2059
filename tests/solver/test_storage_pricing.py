"""The best day of a store: its prices prove what a linear program finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.solver.decomposition import storage_pricing as module
from planner.solver.decomposition.storage_columns import level_rolls
from planner.solver.decomposition.storage_pricing import price_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DAYS = 40


def days(chance: np.random.Generator, blocks: int, prices: Floats) -> tuple[Floats, Floats, Floats]:
    """Costs, rates and most of stores that buy and sell at prices (days, blocks), some of them held back."""
    hours, kept = 24 / blocks, np.sqrt(chance.uniform(0.5, 1.0, (len(prices), 1)))
    ones = np.ones((len(prices), blocks))
    rates = np.stack([ones * hours / kept, -ones * hours * kept])
    power = chance.choice([0.0, 0.9, 1.0], (2, len(prices), blocks))
    level = chance.choice([0.0, 4.0, 8.0], (len(prices), 1)) * ones
    return np.stack([-prices, prices]), rates, np.concatenate([power, level[None]])


def least_cost(costs: Floats, rates: Floats, most: Floats) -> float:
    """What the linear program of one day finds (costs and rates (2, blocks), most (3, blocks))."""
    blocks = costs.shape[1]
    before = (np.arange(blocks) - 1) % blocks
    found = linprog(
        np.append(costs, np.zeros(blocks)),
        A_eq=level_rolls(rates, before),
        b_eq=np.zeros(blocks),
        bounds=np.stack([np.zeros(most.size), most.ravel()], axis=1),
    )
    assert found.success
    return float(found.fun)


@pytest.mark.parametrize("blocks", [1, 2, 3, 6, 24])
@pytest.mark.parametrize("kind", ["any", "ties", "nearly ties"])
def test_prices_prove_what_a_linear_program_finds(blocks: int, kind: str) -> None:
    """For prices of any kind: also where many are the same, or would be but for rounding."""
    chance = np.random.default_rng(blocks)
    prices = chance.normal(size=(DAYS, blocks))
    if kind != "any":
        prices = chance.integers(0, 3, (DAYS, blocks)) / 10
    if kind == "nearly ties":
        prices += chance.choice([0.0, 1e-17, -1e-17], prices.shape)
    costs, rates, most = days(chance, blocks, prices)

    limits, _ = price_days(costs, rates, most)

    assert limits.max(initial=0.0) == 0.0
    found = [least_cost(costs[:, k], rates[:, k], most[:, k]) for k in range(DAYS)]
    assert (most * limits).sum((0, 2)) == pytest.approx(found, rel=0.0, abs=1e-9)


def test_prices_of_limits_and_of_what_is_kept_are_those_of_one_day() -> None:
    """A row's price is such that no output, charge or level costs less than nothing beside it."""
    chance = np.random.default_rng(7)
    costs, rates, most = days(chance, 6, chance.normal(size=(DAYS, 6)))

    limits, kept = price_days(costs, rates, most)

    left = np.concatenate([costs - rates * kept, [np.roll(kept, -1, axis=1) - kept]]) - limits
    assert left.min() >= 0.0


def test_a_day_by_hand() -> None:
    """Bought at 1, sold at 3: a GW for an hour each, none lost, so that a day costs -2."""
    costs = np.array([[[-1.0, -3.0]], [[1.0, 3.0]]])
    rates, most = np.array([[[1.0, 1.0]], [[-1.0, -1.0]]]), np.ones((3, 1, 2))

    limits, kept = price_days(costs, rates, most)

    assert float((most * limits).sum()) == -2.0
    assert ((kept >= -3.0) & (kept <= -1.0)).all()


def test_many_days_are_taken_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """And have the prices they have together."""
    chance = np.random.default_rng(3)
    some = days(chance, 4, chance.normal(size=(DAYS, 4)))
    together = price_days(*some)
    monkeypatch.setattr(module, "NUMBERS_AT_ONCE", 100)

    apart = price_days(*some)

    assert all(np.array_equal(one, other) for one, other in zip(apart, together, strict=True))


def test_no_days_have_no_prices() -> None:
    """Where nothing stores, there is nothing to price."""
    limits, kept = price_days(np.zeros((2, 0, 3)), np.zeros((2, 0, 3)), np.zeros((3, 0, 3)))

    assert limits.shape == (3, 0, 3)
    assert kept.shape == (0, 3)
