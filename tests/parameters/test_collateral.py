"""Facts of collateral: which assets an instrument lends against, at which age."""

from __future__ import annotations

import pytest

from planner.parameters.assets import Asset
from planner.parameters.collateral import at_stage
from planner.parameters.instruments import Instrument

HALL = Asset(
    "hall",
    "shell",
    10.0,
    0.2,
    2026,
    lead_quarters=2,
    life_quarters=40,
    first_arrival_quarter=2,
    spend_fractions={2: 1.0},
)


def lender(stage: str, years: float) -> Instrument:
    return Instrument("loan", "loans", "bullet", 0.02, 0.0, 4, 0, True, 0.5, stage, years, None)


@pytest.mark.parametrize(
    ("stage", "years", "ages"),
    [
        pytest.param("any", 0.0, [0, 1, 2, 3, 4, 5], id="any"),
        pytest.param("operating", 0.0, [2, 3, 4, 5], id="operating, one period at least"),
        pytest.param("operating", 0.25, [2, 3, 4, 5], id="operating, a quarter is one period"),
        pytest.param("operating", 0.5, [3, 4, 5], id="operating, exactly half a year"),
        pytest.param("operating", 0.6, [4, 5], id="operating, between two quarters"),
        pytest.param("construction", 0.0, [0, 1], id="construction, none once standing"),
        pytest.param("construction", 0.25, [0, 1, 2], id="construction, exactly a quarter"),
        pytest.param("construction", 0.6, [0, 1, 2, 3], id="construction, between two quarters"),
    ],
)
def test_an_order_of_lead_two_is_at_stage_from_which_age_to_which(
    stage: str, years: float, ages: list[int]
) -> None:
    assert [age for age in range(6) if at_stage(lender(stage, years), HALL, age)] == ages
