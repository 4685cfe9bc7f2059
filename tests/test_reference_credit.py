"""The independent program against what two others agree that the credit layer costs, rule by rule."""

from __future__ import annotations

import pytest
import reference
from cases.credit_variants import BASE, CREDIT, VARIANTS, WHOLE, Variant

pytestmark = pytest.mark.skipif(
    not (BASE.exists() and CREDIT.exists()), reason="the cases beside the checkout are not there"
)
AGREES = 1e-9
"""Relative; the figures are known to 1e-8 of a billion."""

to_2028 = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
to_2031 = pytest.mark.parametrize(
    "variant", [variant for variant in VARIANTS if variant.to_2031], ids=lambda variant: variant.name
)


def cost(variant: Variant, end: str) -> float:
    return reference.solve(variant.case, variant.edit, end=end, **variant.overrides).objective


@to_2028
def test_what_is_taken_away_costs_what_is_known_to_2028(variant: Variant) -> None:
    assert cost(variant, "2028Q4") == pytest.approx(variant.to_2028, rel=AGREES)


@pytest.mark.slow
@to_2031
def test_what_is_taken_away_costs_what_is_known_to_2031(variant: Variant) -> None:
    assert cost(variant, "2031Q4") == pytest.approx(variant.to_2031, rel=AGREES)


@pytest.mark.slow
def test_the_whole_horizon_costs_what_is_known() -> None:
    assert reference.solve(CREDIT).objective == pytest.approx(WHOLE, rel=AGREES)


@pytest.mark.slow
@pytest.mark.parametrize(("funding", "known"), [(True, 6530.311507), (False, 6004.825704)])
def test_a_case_without_the_layer_costs_what_it_did(funding: bool, known: float) -> None:
    solved = reference.solve(BASE, hours_per_block=24, funding=funding)

    assert solved.objective == pytest.approx(known, abs=1e-6)
