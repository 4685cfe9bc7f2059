"""Hosting: what must be so though nobody knows the number, on random cases of sponsors who rent from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from cases.credit import credit_case, write_sheets
from cases.credit_base import small_case
from metamorphic.costs import cost
from metamorphic.facts import TOLERANCE

import planner

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Sheets

OF_A_SPONSOR = ("sponsors", "sponsor_cash", "demand", "committed", "owners", "instrument_use")
SEEDS = range(1, 7)


def cost_of(folder: Path, settings: dict[str, Any], sheets: Sheets) -> float:
    write_sheets(folder, settings, sheets)
    return cost(planner.read(folder))


def contract(tenant: str, host: str, kind: str, limit: float, rent: float) -> dict[str, Any]:
    parties = {"tenant": tenant, "host": host, "kind": kind, "year": 2026}
    return parties | {"limit_gw": limit, "rent_usd_billion_per_gw_year": rent}


@pytest.mark.parametrize("seed", SEEDS)
def test_hosting_between_equal_sponsors_changes_nothing(seed: int, tmp_path: Path) -> None:
    """The plan and its mirror image, in which the other houses, on the mean house nobody."""
    settings, sheets = small_case(np.random.default_rng(seed))
    twins = sheets | {
        name: [
            *sheets[name],
            *(row | {"sponsor": "twin"} for row in sheets[name] if row["sponsor"] == "cloud"),
        ]
        for name in OF_A_SPONSOR
    }
    apart = cost_of(tmp_path / "apart", settings, twins)
    for rent in (0, 5):
        rows = [contract("twin", "cloud", kind, 9, rent) for kind in ("compute", "shell")]
        together = cost_of(tmp_path / f"at {rent}", settings, twins | {"hosting": rows})
        assert together == pytest.approx(apart, rel=TOLERANCE)


@pytest.mark.parametrize("seed", SEEDS)
def test_room_to_house_never_costs_and_none_changes_nothing(seed: int, tmp_path: Path) -> None:
    settings, sheets = small_case(np.random.default_rng(seed))
    rows = credit_case(seed)[1]["hosting"]
    costs = [
        cost_of(tmp_path / str(share), settings, sheets | {"hosting": limited(rows, share)})
        for share in (0, 0.5, 1)
    ]
    assert costs[0] == pytest.approx(cost_of(tmp_path / "apart", settings, sheets), rel=TOLERANCE)
    assert costs[1] <= costs[0] * (1 + TOLERANCE)
    assert costs[2] <= costs[1] * (1 + TOLERANCE)


def limited(rows: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    return [row | {"limit_gw": share * row["limit_gw"]} for row in rows]


def test_room_to_house_is_worth_something_in_some_of_these_cases(tmp_path: Path) -> None:
    saved = []
    for seed in SEEDS:
        settings, sheets = small_case(np.random.default_rng(seed))
        hosting = {"hosting": credit_case(seed)[1]["hosting"]}
        with_it = cost_of(tmp_path / f"{seed} with", settings, sheets | hosting)
        saved.append(cost_of(tmp_path / f"{seed} without", settings, sheets) - with_it)
    assert max(saved) > 0.1
