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


def test_a_name_of_another_sheet_may_be_shown_and_so_may_the_name_itself() -> None:
    case = tiny_case("sponsors.display_name[sponsor=cloud]=engine", "sources.display_name[source=grid]=grid")
    assert case.rows("sponsors")[0]["display_name"] == "engine"


def test_rows_of_one_name_are_shown_in_one_way() -> None:
    case = planner.edit(tiny_case(), "supply_limits.display_name[supply_pool=connections]=Links")
    assert {row["display_name"] for row in case.rows("supply_limits")} == {"Links", None}
