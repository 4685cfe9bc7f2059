"""How far factors of the teaching case go: of two supply pools alike, of its one need, of what writes it anew."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from cases.tiny import tiny_case
from study.sweeping import ENGINES, NEED, RATE, spec

from planner.study.design import nearest_neighbour_order, points_of
from planner.study.step_sizes import step_sizes


@pytest.mark.parametrize(
    ("factor", "far"),
    [
        pytest.param(f"{ENGINES}0.8|1.2", 0.2, id="half of the limits by two fifths"),
        pytest.param(f"{ENGINES}1|1.0", 0.0, id="nothing"),
        pytest.param(f"{NEED}0.9|1|1.1", 0.2, id="all need by a fifth"),
        pytest.param(f"{NEED}1|9", 1.0, id="no further than the whole"),
        pytest.param(f"{RATE}0.05|0.051", 1.0, id="what is in more than limits"),
        pytest.param(
            "gone: supply_limits.limit_gw_per_year[supply_pool=none_such]=1|2", 1.0, id="no such row"
        ),
    ],
)
def test_a_factor_goes_as_far_as_the_share_of_its_columns_that_it_moves(factor: str, far: float) -> None:
    (name, found), *others = step_sizes(tiny_case(), spec(factor)).items()
    assert (name, others) == (factor.partition(":")[0], [])
    assert found == pytest.approx(far)


def test_a_chain_takes_the_steps_of_what_goes_least_far_most_often() -> None:
    asked = spec(f"{RATE}0.05|0.051", f"{ENGINES}0.9|1|1.1", f"{NEED}0.5|1|1.5")
    chain = nearest_neighbour_order(asked, points_of(asked, {}), step_sizes(tiny_case(), asked))
    moved = Counter(
        name
        for one, other in pairwise(chain)
        for name in one.values
        if one.values[name] != other.values[name]
    )
    assert moved == {"engines": 12, "need": 4, "rate": 1}
