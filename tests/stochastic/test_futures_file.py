"""Every fault of futures.yaml is told with its line and its mend, and what is sound makes a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stochastic.futures import FUTURES, case_with, tree_of, write_futures

from planner.cli import main
from planner.errors import CaseError, UserError
from planner.stochastic.futures_file import expect_futures, read_futures

if TYPE_CHECKING:
    from pathlib import Path

HIGH = "demand.need_gw[year=2026]*=2"
AFTER = """\
more:
  after: high
  from: 2026Q4
  probability: 1
  sentence: And more.
  edits: ["demand.need_gw[year=2026]*=1.5"]
"""


def test_a_tree_has_its_nodes_in_order_whatever_the_order_in_the_file(tmp_path: Path) -> None:
    tree = tree_of(tmp_path / "a", AFTER + FUTURES)
    assert list(tree.nodes) == ["trunk", "low", "high", "more"]
    assert tree.leaves == ["low", "more"]
    assert [node.name for node in tree.path("more")] == ["trunk", "high", "more"]
    assert [tree.probability(name) for name in tree.nodes] == [1, 0.75, 0.25, 0.25]
    assert [tree.end(name) for name in tree.nodes] == [2, 4, 3, 4]
    assert tree.leaves_under("high") == ["more"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("probability: 0.75", "probability: 0.5", ["row 1", "0.75 together", "add up to 1", "+0.25"]),
        ("probability: 0.75", "probability: 2", ["row 3", "low, probability", "'2'", "up to 1"]),
        ("2026Q3\n  probability: 0.25", "2026Q4\n  probability: 0.25", ["row 6", "2026Q4", "write 2026Q3"]),
        ("from: 2026Q3", "from: 2026Q5", ["row 2", "'2026Q5'", "a quarter such as"]),
        ("low:\n", "low:\n  after: low\n", ["future low, after", "low after low"]),
        ("low:\n", "low:\n  after: lower\n", ["future low, after", "'lower'", "low"]),
        ("sentence: Twice the need comes.\n", "\n", ["row 6", "the key sentence"]),
        ("sentence: Twice", "sentense: Twice", ["row 9", "sentense", "did you mean sentence?"]),
        ('["demand.need_gw[year=2026]*=2"]', "none", ["future high, edits", "a list of edits"]),
        ('["demand.need_gw[year=2026]*=2"]', '["demand.ned_gw*=2"]', ["row 10", "ned_gw", "need_gw"]),
        ('edits: ["demand.need_gw[year=2026]*=2"]', "scenario: boom", ["high, scenario", "'boom'", "write edits"]),
        ("high:", "trunk:", ["row 6", "trunk is what comes before"]),
        ("high:", "a b:", ["row 6", "letters, digits"]),
        ("high:", "Low:", ["another name than low"]),
    ],
)  # fmt: skip
def test_a_fault_of_the_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    assert old in FUTURES
    folder = write_futures(tmp_path / "a", FUTURES.replace(old, new, 1))
    with pytest.raises(CaseError) as error:
        read_futures(folder)
    text = str(error.value)
    assert [part for part in ["futures.yaml", *told] if part not in text] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FUTURES.replace("2026Q3", "2026Q1"), ["low, from", "2026Q1", "2026Q2 to 2026Q4"]),
        (FUTURES.replace("2026Q3", "2031Q1"), ["low, from", "2031Q1", "2026Q2 to 2026Q4"]),
        (FUTURES + AFTER.replace("2026Q4", "2026Q2"), ["more, from", "a quarter after 2026Q3", "2026Q2"]),
        (FUTURES.replace(HIGH, "demand.need_gw[year=2025]*=2"), ["before it nobody knew"]),
        (FUTURES.replace(HIGH, "case.calendar.end=2027Q4"), ["calendar.end", "of the case"]),
        (FUTURES.replace(HIGH, "days.share_of_days_fraction*=1"), ["of the case"]),
        (FUTURES.replace(HIGH, "sources.first_delivery+=1"), ["source_vintages has no such"]),
        (FUTURES.replace(HIGH, "instruments.tenor_years*=2"), ["instrument_vintages"]),
        (FUTURES.replace(HIGH, "spend_profiles.spend_fraction*=1"), ["name another profile"]),
        (FUTURES.replace(HIGH, "demand.need_gw[year=2040]*=2"), ["high", "2040"]),
        (FUTURES.replace(HIGH, "demand.need_gw-=9"), ["high", "need_gw", "at least 0"]),
    ],
)  # fmt: skip
def test_a_future_that_cannot_be_made_is_told_with_its_line(
    tmp_path: Path, text: str, told: list[str]
) -> None:
    with pytest.raises(CaseError) as error:
        tree_of(tmp_path / "a", text)
    assert [part for part in ["futures.yaml, row", *told] if part not in str(error.value)] == []


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        tree_of(tmp_path / "a", FUTURES.replace("demand.need_gw[year=2026]*=", "demand.need_gw[year=2025]*="))
    assert len(error.value.faults) == 2


def test_check_makes_every_future_and_tells_how_likely_it_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = write_futures(tmp_path / "a", FUTURES + AFTER)
    assert main(["check", str(folder)]) == 0
    told = " ".join(capfd.readouterr().out.split())
    assert "Futures, with how likely each is: low (0.75), high (0.25), more (0.25)." in told
    write_futures(tmp_path / "b", FUTURES.replace("0.75", "0.7"))
    assert main(["check", str(tmp_path / "b")]) == 1
    assert "futures.yaml, row 1, future low, probability" in capfd.readouterr().err


def test_a_case_without_futures_says_how_to_write_some(tmp_path: Path) -> None:
    case = case_with(tmp_path / "a")
    (tmp_path / "a" / "futures.yaml").unlink()
    assert read_futures(case.origin) == {}
    with pytest.raises(UserError, match=r"has no futures.\n    mend: write them into futures.yaml"):
        expect_futures(case.origin)
