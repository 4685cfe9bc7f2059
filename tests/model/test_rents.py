"""Rents, worked by hand: 6 for compute of 2026 dollars a year, in the last period, and 2 for shells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_rent_is_paid_on_what_is_housed_at_the_prices_of_the_period(row: Row) -> None:
    assert row("rent_is_paid_on_what_is_housed", "lab", "cloud", "compute", 7) == {
        "Rent[lab,cloud,compute,7]": 1,
        "Hosted[lab,cloud,compute,east,7]": -6 / 4 * 1.1**8,
        "Hosted[lab,cloud,compute,west,7]": -6 / 4 * 1.1**8,
        "==": 0,
    }


def test_rents_are_a_source_of_the_host_and_a_use_of_the_tenant(row: Row) -> None:
    terms = row("sources_equal_uses", "cloud", 7).expected
    assert {name: number for name, number in terms.items() if name.startswith("Rent[")} == {
        "Rent[lab,cloud,compute,7]": 1,
        "Rent[lab,cloud,shell,7]": 1,
        "Rent[cloud,utility,shell,7]": -1,
    }
