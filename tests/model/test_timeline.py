"""Time and prices, worked by hand: a benchmark of 1 % and inflation of a tenth, both a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyomo.environ import ConcreteModel

    Row = Callable[..., Any]


def test_a_dollar_at_the_end_of_a_period_is_discounted_through_that_period(
    worked_model: ConcreteModel,
) -> None:
    assert worked_model.discount[0] == pytest.approx(1 / 1.01)
    assert worked_model.discount[7] == pytest.approx(1 / 1.01**8)


def test_the_first_period_starts_a_quarter_into_the_dollar_year(worked_model: ConcreteModel) -> None:
    assert worked_model.price_level[0] == pytest.approx(1.1)
    assert worked_model.price_level[7] == pytest.approx(1.1**8)


def test_a_block_has_its_share_of_the_hours_of_its_day(worked_model: ConcreteModel) -> None:
    assert worked_model.block_share["typical"] == pytest.approx(0.75 * 8 / 24)
    assert sum(3 * worked_model.block_share[d] for d in worked_model.DAYS) == pytest.approx(1)


def test_the_last_block_comes_before_the_first(worked_model: ConcreteModel) -> None:
    assert [list(worked_model.PREVIOUS_BLOCK[b]) for b in worked_model.BLOCKS] == [[2], [0], [1]]


def test_the_first_period_has_none_before_it(worked_model: ConcreteModel) -> None:
    assert [list(worked_model.PREVIOUS[t]) for t in (0, 1, 7)] == [[], [0], [6]]
