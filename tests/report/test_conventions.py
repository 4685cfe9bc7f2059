"""Conventions that decide have a range to be swept, and a sentence beside each result that hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import ROOT, write_tiny

import planner
from planner.case.folder import CONVENTIONS
from planner.errors import CaseError
from planner.report.conventions import SWEPT, of_chips, of_lost_load, of_terminal_value
from planner.report.page import report
from planner.results.run import run_of
from planner.study.spec_file import read_spec

if TYPE_CHECKING:
    from pathlib import Path

    from planner.study.factors import Factor

US_2028 = ROOT / "inputs" / "us-2028"


def test_the_sentences_tell_the_numbers_of_the_case() -> None:
    case = planner.read(US_2028)

    assert of_chips(case) == (
        f"That chips last 5 years, and that weaker ones earn 0.8 of what the strongest do is {SWEPT}."
    )
    assert of_lost_load(case) == f"That a GW unserved for a year loses USD 25 billion is {SWEPT}."
    assert of_terminal_value(case) == (
        f"That assets count at the end for what they are worth at book is {SWEPT}."
    )
    lender = planner.edit(case, "case.money.end_value=lender", "compute.life_years[asset=chips_amd]=4.5")
    assert "worth for lenders" in of_terminal_value(lender)
    assert "last 4.5 to 5 years" in of_chips(lender)


def test_each_stands_beside_its_result(tmp_path: Path) -> None:
    plan = planner.solve(planner.read(write_tiny(tmp_path / "case")))
    page = report(run_of(plan))

    for sentence in (of_chips(plan.case), of_lost_load(plan.case), of_terminal_value(plan.case)):
        assert sentence in page


def test_the_ranges_of_us_2028_are_a_sweep_of_it_and_hold_what_is_shipped() -> None:
    spec = read_spec(US_2028 / CONVENTIONS)
    case = planner.read(US_2028)

    assert spec.design == "tornado"
    assert [factor.name for factor in spec.factors] == [
        "life of chips",
        "relative compute of other chips",
        "value of lost load",
        "terminal value",
    ]
    for factor in spec.factors:
        assert all(planner.edit(case, edit) for value in factor.values for edit in edits_at(factor, value))
    shipped = {"life of chips": 5, "relative compute of other chips": 0.8, "value of lost load": 25}
    for factor in spec.factors[:3]:
        low, high = map(float, factor.values)
        assert low <= shipped[factor.name] <= high


def edits_at(factor: Factor, value: str) -> list[str]:
    """The edits of a factor at one of its values."""
    return [f"{edit.target}{value}" for edit in factor.edits]


def test_a_case_may_have_conventions_and_nothing_like_them(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case")
    (folder / CONVENTIONS).write_text("design: tornado\nfactors: {}\n")
    assert planner.read(folder).notes == planner.read(write_tiny(tmp_path / "other")).notes
    (folder / CONVENTIONS).rename(folder / "convention.yaml")
    with pytest.raises(CaseError, match=r"did you mean conventions\.yaml\?"):
        planner.read(folder)
