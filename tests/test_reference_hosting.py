"""The planner with hosting, earnings and offtake covenants alone against the independent program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import reference
from cases.credit import credit_case, write_sheets
from cases.credit_base import read_sheets, small_case
from cases.credit_variants import BASE, CREDIT
from cases.edits import without_funding
from cases.files import read_settings
from cases.hosting import HOSTING, with_hosting

import planner

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Settings, Sheets

AGREES = 1e-9
"""Relative."""
SEEDS = range(24)


def random_case(seed: int, *parts: str) -> tuple[Settings, Sheets]:
    """The small case of a seed with those parts of its layer."""
    settings, base = small_case(np.random.default_rng(seed))
    return settings, with_hosting(base, credit_case(seed)[1], *parts)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_hosting_costs_what_the_independent_program_says(seed: int, tmp_path: Path) -> None:
    write_sheets(tmp_path, *random_case(seed, *HOSTING))
    expected = reference.solve(tmp_path).objective

    assert planner.solve(planner.read(tmp_path)).objective_usd_billion == pytest.approx(expected, rel=AGREES)


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_random_hosting_without_funding_too(seed: int, tmp_path: Path) -> None:
    write_sheets(tmp_path, *random_case(seed, *HOSTING))
    expected = reference.solve(tmp_path, funding=False).objective
    plan = planner.solve(without_funding(planner.read(tmp_path)))

    assert plan.objective_usd_billion == pytest.approx(expected, rel=AGREES)


@pytest.mark.slow
@pytest.mark.skipif(
    not (BASE.exists() and CREDIT.exists()), reason="the cases beside the checkout are not there"
)
@pytest.mark.parametrize(
    "parts", [HOSTING, ("hosting",), ("earnings",), ("offtake",), ("hosting", "offtake")]
)
def test_one_feature_on_the_case_of_the_numbers(parts: tuple[str, ...], tmp_path: Path) -> None:
    settings: dict[str, Any] = read_settings(BASE)
    settings["calendar"]["end"], settings["operations"]["hours_per_block"] = "2028Q4", 24
    write_sheets(tmp_path, settings, with_hosting(read_sheets(BASE), read_sheets(CREDIT), *parts))
    expected = reference.solve(tmp_path).objective

    assert planner.solve(planner.read(tmp_path)).objective_usd_billion == pytest.approx(expected, rel=AGREES)
