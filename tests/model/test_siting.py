"""Siting, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_load_at_least_the_regions_share_of_all_load(row: Row) -> None:
    assert row("load_at_least_the_regions_share", "east", 2) == {
        "Own_load[cloud,2]": 0.25,
        "Own_load[lab,2]": 0.25,
        "Own_load[utility,2]": 0.25,
        "Load[east,2]": -1,
        "<=": 0,
    }


def test_load_at_most_the_regions_share_of_all_load(row: Row) -> None:
    assert row("load_at_most_the_regions_share", "west", 2) == {
        "Load[west,2]": 1,
        "Own_load[cloud,2]": -0.75,
        "Own_load[lab,2]": -0.75,
        "Own_load[utility,2]": -0.75,
        "<=": 0,
    }


def test_standing_within_site_limit_of_one_region_over_all_owners(row: Row) -> None:
    assert row("standing_within_site_limit", "gas", "east", 3) == {"Standing[gas,utility,east,3]": 1, "<=": 3}
    assert row("standing_within_site_limit", "shell", "west", 2) == {
        "Standing[shell,cloud,west,2]": 1,
        "Standing[shell,lab,west,2]": 1,
        "<=": 4,
    }


def test_standing_within_national_site_limit_besides_the_regions_own(row: Row) -> None:
    assert row("standing_within_national_site_limit", "gas", 3) == {
        "National_standing[gas,utility,3]": 1,
        "<=": 5,
    }
    assert row("standing_within_national_site_limit", "weak", 1) == {
        "National_standing[weak,cloud,1]": 1,
        "<=": 2,
    }
