"""The field's terms lead to what stands for them here."""

from __future__ import annotations

from collections import Counter

import pytest

from planner import cli
from planner.case import SHEETS
from planner.explain import contents, entries, explain, fit_width
from planner.glossary import GLOSSARY, names_of, term_of
from planner.model import CONCERNS

NAMES = {name for name, _ in entries()}
COLUMNS = {f"{sheet.name}.{column.name}" for sheet in SHEETS.values() for column in sheet.columns}


def test_every_name_means_one_term() -> None:
    counts = Counter(name for term in GLOSSARY for name in names_of(term))
    assert {name for name, count in counts.items() if count > 1} == set()
    assert {name for name in counts if name in NAMES} <= {
        name for name in counts if name in SHEETS or name == "objective"
    }


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.name)
def test_a_term_leads_to_what_there_is(term: object) -> None:
    assert [name for name in term.see if name not in NAMES | COLUMNS] == []  # type: ignore[attr-defined]
    told = explain(term.name)  # type: ignore[attr-defined]
    assert term.meaning in told  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("terminal value", "book_value_at_the_end["),
        ("LTV", "advance_fraction"),
        ("WACC", "capital_is_charged_above_the_benchmark["),
        ("ELCC", "firm_credit_fraction"),
        ("shadow prices", "What one more unit of a limit would save"),
        ("S-curve", "capex_follows_spend_profiles["),
        ("voll", "value_of_service_usd_billion_per_gw_year"),
        ("dscr", "load_covers_scheduled_service["),
        ("loan to value", "balances_within_advance_ladder["),
    ],
)
def test_the_words_of_the_field_are_answered(
    word: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", *word.split()]) == 0
    assert told in capsys.readouterr().out


def test_without_a_word_there_is_a_table_of_contents(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain"]) == 0
    told = capsys.readouterr().out
    lines = told.splitlines()
    assert len(lines) < 150
    first = [line.split()[0] for line in lines if line.startswith("    ")]
    assert [name for name in SHEETS if name not in first] == []
    assert [c.__name__ for c in CONCERNS if c.__name__.rpartition(".")[2] not in first] == []
    assert fit_width(contents()) == told.rstrip("\n")


def test_a_word_that_is_none_is_offered_terms_too() -> None:
    assert term_of("terminal valu") is None
    assert cli.main(["explain", "terminal", "valu"]) == 1
