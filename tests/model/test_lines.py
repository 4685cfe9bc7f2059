"""Lines between regions, worked by hand: cloud runs 1.5 GW to the west, a twentieth lost; the utility 0.5 back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]

GW = 8766 / 4 * 1e-6


def test_flow_within_line_capacity_in_every_block(row: Row) -> None:
    assert row("flow_within_line_capacity", "east", "west", 3, "dull", 2) == {
        "Flow[east,west,3,dull,2]": 1,
        "Line_capacity[east,west,3]": -1,
        "<=": 0,
    }


def test_firm_transfer_within_line_capacity_whatever_flows(row: Row) -> None:
    assert row("firm_transfer_within_line_capacity", "west", "east", 7) == {
        "Firm_transfer[west,east,7]": 1,
        "Line_capacity[west,east,7]": -1,
        "<=": 0,
    }


def test_line_capacity_within_limit_of_each_way(row: Row) -> None:
    for way, limit in ((("east", "west"), 1.5), (("west", "east"), 0.5)):
        name = f"Line_capacity[{way[0]},{way[1]},0]"
        assert row("line_capacity_within_limit", *way, 0) == {name: 1, "<=": limit}


def test_sent_is_mean_flow_weighed_by_days(row: Row) -> None:
    assert row("sent_is_mean_flow", "east", "west", 2) == {
        "Sent[east,west,2]": 1,
        **{f"Flow[east,west,2,typical,{b}]": -0.75 * 8 / 24 for b in range(3)},
        **{f"Flow[east,west,2,dull,{b}]": -0.25 * 8 / 24 for b in range(3)},
        "==": 0,
    }


def test_transmission_is_paid_by_the_operator_at_the_price_level(row: Row) -> None:
    assert row("transmission_is_paid", "cloud", 3) == {
        "Transmission_cost[cloud,3]": 1,
        "Sent[east,west,3]": -GW * 1.1**4 * 2,
        "==": 0,
    }
    # The line of the utility costs nothing, and the lab runs none.
    assert row("transmission_is_paid", "lab", 3) == {"Transmission_cost[lab,3]": 1, "==": 0}
