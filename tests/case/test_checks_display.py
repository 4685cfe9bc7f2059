"""Display names: one for each name, and no two alike."""

from __future__ import annotations

import pytest
from cases.tiny import tiny_case

import planner
from planner.errors import CaseError

TAKEN = [
    (
        ["sources.display_name[source=engine]=grid"],
        "a display name that no other row is called; sources.csv, row 3 is",
    ),
    (
        ["sources.display_name[source=engine]=shell"],
        "a display name that no other row is called; compute.csv, row 2 is",
    ),
    (
        ["sources.display_name[source=engine]=Power", "sources.display_name[source=grid]=Power"],
        "a display name of its own; sources.csv, row 2 has it",
    ),
    (
        ["sources.display_name[source=engine]=Plant_1", "compute.display_name[asset=shell]=Plant 1"],
        "a display name of its own; sources.csv, row 2 has it",
    ),
    (
        ["sponsors.display_name[sponsor=cloud]=power co"],
        "a display name that no other row is called; sponsors.csv, row 3 is",
    ),
]


@pytest.mark.parametrize(("edits", "told"), TAKEN)
def test_no_two_names_are_shown_alike(edits: list[str], told: str) -> None:
    with pytest.raises(CaseError) as refused:
        tiny_case(*edits)
    assert told in str(refused.value)
    assert "clear the cell, for blank shows the name itself" in str(refused.value)


def test_a_colour_is_written_as_charts_take_it_and_has_one_owner() -> None:
    for edits, told in (
        (["sources.colour[source=engine]=blue"], "a colour written #rrggbb"),
        (["sources.colour=#1F6FB4"], "a colour of its own; sources.csv, row 2 has it"),
        (
            ["sources.colour[source=grid]=#1F6FB4", "compute.colour[asset=shell]=#1f6fb4"],
            "a colour of its own; sources.csv, row 3 has it",
        ),
    ):
        with pytest.raises(CaseError) as refused:
            tiny_case(*edits)
        assert told in str(refused.value)


def test_a_colour_near_that_of_unmet_demand_is_noted() -> None:
    (note,) = planner.edit(tiny_case(), "sources.colour[source=engine]=#d13920").notes
    assert "sources.csv, row 2: colour #d13920 is near the red of unmet demand, #d1391f" in note
    assert planner.edit(tiny_case(), "sources.colour[source=engine]=#c98a1e").notes == ()


def test_a_name_of_another_sheet_may_be_shown_and_so_may_the_name_itself() -> None:
    case = tiny_case("sponsors.display_name[sponsor=cloud]=engine", "sources.display_name[source=grid]=grid")
    assert case.rows("sponsors")[0]["display_name"] == "engine"


def test_rows_of_one_name_are_shown_in_one_way() -> None:
    case = planner.edit(tiny_case(), "supply_limits.display_name[supply_pool=connections]=Links")
    assert {row["display_name"] for row in case.rows("supply_limits")} == {"Links", None}
