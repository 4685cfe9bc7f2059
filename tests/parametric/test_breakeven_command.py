"""planner breakeven: a few sentences or one JSON object."""

from __future__ import annotations

import json

import pytest
from cases.tiny import TINY
from parametric.curving import ENGINES, NEED, REQUIRED

from planner.cli import main

LEAD = "sources.lead_months[source=engine]="


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((ENGINES, "--from", "0", "--to", "10"), "Above 3 the gap is closed by 2026Q3, below it it is not."),
        (
            (NEED, "--from", "0.5", "--to", "2", "--set", REQUIRED),
            "Below 1.13333333 the gap is closed by 2026Q3, above it there is no plan at all.",
        ),
        ((LEAD, "--from", "1", "--to", "12"), "At 3 the gap is closed by 2026Q3, at 4 it is not."),
        ((ENGINES, "--from", "0", "--to", "2"), "Nowhere in this range the gap is closed by 2026Q3."),
    ],
)
def test_a_breakeven_is_told_in_sentences(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["breakeven", str(TINY), *words, "--close"]) == 0
    out = capsys.readouterr().out
    assert sentence in out.splitlines()
    assert max(map(len, out.splitlines())) <= 80


def test_a_breakeven_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["breakeven", str(TINY), NEED, "--from", "0.2", "--to", "1", "--enter", "grid", "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["goal"], told["way"], told["holds_above"]) == ("grid is in the plan", "break", True)
    assert 0.2 < told["value"] < 1


def test_one_thing_must_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["breakeven", str(TINY), NEED, "--from", "0.2", "--to", "1"]) == 1
    assert "one of the arguments --enter --close is required" in capsys.readouterr().err
