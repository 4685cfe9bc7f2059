"""The made parts of the README and the guide are what the planner gives now; `scripts/guide` writes them anew."""

from __future__ import annotations

import re

import pytest
from documents import GUIDE, PAGES, page, readme
from guide.writing import MADE, SOLVED, commands_of, told, with_references, with_sessions

from planner import cli

DOCUMENTS = {"the readme": readme, **{name: lambda name=name: page(name) for name in PAGES}}
NOT_UNIQUE = ("cash limit", "covenant")
"""Prices of tiny that another version of HiGHS may show otherwise, for several are right."""
SAY = "run scripts/guide, which writes it anew, and read what it wrote"


def firm(text: str) -> list[str]:
    """The lines of a document that no version of a solver changes."""
    return [line for line in text.splitlines() if not line.startswith(NOT_UNIQUE)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_reference_is_what_the_planner_gives(name: str) -> None:
    text = DOCUMENTS[name]()
    assert text == with_references(text, MADE), SAY
    made = re.findall(r"<!-- made by scripts/guide: (.+?) -->", text)
    assert [what for what in made if what not in {*MADE, *SOLVED}] == []
    assert len(made) == text.count("<!-- made -->")


@pytest.mark.parametrize("name", [name for name, text in DOCUMENTS.items() if "```console" in text()])
def test_a_session_shows_what_its_commands_print(name: str) -> None:
    text = DOCUMENTS[name]()
    assert firm(with_sessions(text)) == firm(text), SAY


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, text in DOCUMENTS.items() if "```console us-2028" in text()])
def test_a_long_session_shows_what_its_commands_print(name: str) -> None:
    text = DOCUMENTS[name]()
    assert firm(with_sessions(text, long_too=True)) == firm(text), SAY


def test_every_made_part_stands_in_the_guide() -> None:
    whole = "".join(path.read_text(encoding="utf-8") for path in GUIDE.glob("*.md"))
    assert [what for what in {*MADE, *SOLVED} if f"<!-- made by scripts/guide: {what} -->" not in whole] == []


def test_a_made_part_that_is_old_is_written_anew() -> None:
    old = "a\n<!-- made by scripts/guide: x -->\nold\nlines\n<!-- made -->\nb\n"
    new = "a\n<!-- made by scripts/guide: x -->\nnew\n<!-- made -->\nb\n"
    assert with_references(old, {"x": lambda: "new"}) == new
    assert with_references(old, {"y": lambda: "new"}) == old


def test_a_session_is_run_in_a_folder_of_its_own_with_the_files_that_are_shown() -> None:
    text = "```csv m/a.csv\nx\n```\n```console\n$ planner check m\nof before\n$ planner explain tranches | head -1\n```"
    found = with_sessions(text)
    assert "of before" not in found
    assert "case.yaml" in found
    assert with_sessions(found) == found
    long = "```console us-2028\n$ planner check inputs/us-2028\nold\n```\n"
    assert with_sessions(long) == long


def test_a_command_that_goes_on_in_the_next_line_is_one() -> None:
    assert commands_of("$ planner check \\\n    inputs/tiny\nprinted\n$ planner new x\n") == [
        "planner check \\\n    inputs/tiny",
        "planner new x",
    ]


def test_a_command_that_fails_shows_why_and_not_its_stages() -> None:
    said = told("planner solve nowhere")
    assert "nowhere: found no such folder or workbook" in said
    assert "reading the case" not in said


def test_a_command_that_is_stopped_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "main", lambda words: 143)
    with pytest.raises(KeyboardInterrupt, match="planner check x"):
        told("planner check x")
