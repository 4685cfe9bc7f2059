"""Lenders who look at the tenant, worked by hand: the lab is investment-grade, cloud is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_balance_within_offtake_of_good_tenants_alone(row: Row) -> None:
    # The figure is nominal, whatever the dollars of the period. Chips carry compute alone.
    assert row("balance_within_offtake", "chip_loan", "cloud", "chips", 7) == {
        "Balance[chip_loan,cloud,chips,7]": 1,
        "Hosted[lab,cloud,compute,east,7]": -26,
        "Hosted[lab,cloud,compute,west,7]": -26,
        "<=": 0,
    }
    assert row("balance_within_offtake", "hall_bridge", "cloud", "shell", 7) == {
        "Balance[hall_bridge,cloud,shell,7]": 1,
        "Hosted[lab,cloud,compute,east,7]": -4,
        "Hosted[lab,cloud,compute,west,7]": -4,
        "Hosted[lab,cloud,shell,east,7]": -4,
        "Hosted[lab,cloud,shell,west,7]": -4,
        "<=": 0,
    }


def test_balance_within_offtake_of_a_good_sponsors_own_load_that_is_not_housed_elsewhere(row: Row) -> None:
    assert row("balance_within_offtake", "chip_loan", "lab", "chips", 7) == {
        "Balance[chip_loan,lab,chips,7]": 1,
        "Own_load[lab,7]": -26,
        "Hosted[lab,cloud,compute,east,7]": 26,
        "Hosted[lab,cloud,compute,west,7]": 26,
        "<=": 0,
    }
    assert row("balance_within_offtake", "chip_loan", "cloud", "chips", 6) == {
        "Balance[chip_loan,cloud,chips,6]": 1,
        "<=": 0,
    }
