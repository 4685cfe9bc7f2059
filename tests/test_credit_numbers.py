"""The planner against what two independent programs agree that the credit layer costs, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.credit_single import variant_case
from cases.credit_variants import BASE, CREDIT, VARIANTS, WHOLE, Variant

import planner

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not (BASE.exists() and CREDIT.exists()), reason="the cases beside the checkout are not there"
)
AGREES = 1e-9
"""Relative; the figures are known to 1e-8 of a billion."""
LAYER = next(variant for variant in VARIANTS if variant.name == "credit")

to_2028 = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
to_2031 = pytest.mark.parametrize(
    "variant", [variant for variant in VARIANTS if variant.to_2031], ids=lambda variant: variant.name
)


def cost(folder: Path, variant: Variant, end: str | None) -> float:
    return planner.solve(planner.read(variant_case(folder / "case", variant, end))).objective_usd_billion


def test_the_whole_layer_costs_what_is_known_to_2028(tmp_path: Path) -> None:
    assert cost(tmp_path, LAYER, "2028Q4") == pytest.approx(LAYER.to_2028, rel=AGREES)


@pytest.mark.slow
@to_2028
def test_what_is_taken_away_costs_what_is_known_to_2028(variant: Variant, tmp_path: Path) -> None:
    assert cost(tmp_path, variant, "2028Q4") == pytest.approx(variant.to_2028, rel=AGREES)


@pytest.mark.slow
@to_2031
def test_what_is_taken_away_costs_what_is_known_to_2031(variant: Variant, tmp_path: Path) -> None:
    assert cost(tmp_path, variant, "2031Q4") == pytest.approx(variant.to_2031, rel=AGREES)


@pytest.mark.slow
def test_the_whole_horizon_costs_what_is_known(tmp_path: Path) -> None:
    assert cost(tmp_path, LAYER, None) == pytest.approx(WHOLE, rel=AGREES)
