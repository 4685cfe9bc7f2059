"""planner guide: pages as text for a terminal, whatever its size and encoding."""

from __future__ import annotations

import io
import pydoc
import sys

import pytest
from documents import PAGES

from planner import cli
from planner.guide import contents, names, pages, pages_about, parts, text_of
from planner.guide.plain_text import plain_text

Told = pytest.CaptureFixture[str]


def test_without_a_page_every_page_is_listed_with_what_is_in_it(capsys: Told) -> None:
    assert cli.main(["guide"]) == 0
    told = capsys.readouterr().out
    assert told == contents() + "\n"
    assert [name for name in PAGES if name != "README" and f"  {name} " not in told] == []
    assert all(len(line) <= 80 for line in told.splitlines())


def test_the_contents_list_every_page_there_is() -> None:
    assert set(pages()) == set(PAGES) - {"README"}
    assert all(about and about[-1] != "." for about in pages().values())


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_page_fits_a_terminal_and_nothing_of_it_is_lost(name: str, capsys: Told) -> None:
    """Code may be longer, for a command that is cut cannot be copied."""
    assert cli.main(["guide", name]) == 0
    told = capsys.readouterr().out
    long = [line for line in told.splitlines() if len(line) > 80 and not line.startswith("    ")]
    assert [line for line in long if " " in line.strip()] == []
    assert "](" not in told
    for _, heading, _ in (part for part in parts() if part[0] == name):
        assert heading.replace("`", "") in told.replace("`", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["answer.md"], "What the answer means\n====="),
        (["What", "the", "answer", "means"], "What the answer means\n====="),
        (["is it a bubble"], "Is it a bubble?\n-----"),
        (["curves"], "Curves\n-----"),
    ],
)
def test_a_page_is_found_by_its_title_and_a_part_by_its_heading(
    words: list[str], told: str, capsys: Told
) -> None:
    assert cli.main(["guide", *words]) == 0
    assert capsys.readouterr().out.startswith(told)


def test_a_part_ends_where_the_next_begins() -> None:
    text = text_of("curves")
    assert text is not None
    assert "slope after" in text
    assert "Latin hypercube" not in text
    assert "add a rule" in names()


@pytest.mark.parametrize(
    ("word", "mend"),
    [
        ("anwser", "did you mean answer?"),
        ("waterfall", "planner guide tables is about it"),
        ("Bubbel it is", "planner guide lists the pages"),
        ("x" * 5000, "planner guide lists the pages"),
    ],
)
def test_a_page_that_is_none_is_offered_the_nearest(word: str, mend: str, capsys: Told) -> None:
    assert cli.main(["guide", word]) == 1
    told = capsys.readouterr().err
    assert f"mend: {mend}" in told
    assert len(told) < 200


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("lines", "paged"), [("20", True), ("2000", False)])
def test_a_page_longer_than_the_terminal_is_read_by_the_screenful(
    lines: str, paged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(pydoc, "pager", shown.append)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", out := Terminal())
    monkeypatch.setenv("LINES", lines)
    monkeypatch.setenv("TERM", "xterm")
    assert cli.main(["guide", "commands"]) == 0
    assert [text[:8] for text in shown] == (["Commands"] if paged else [])
    assert (out.getvalue() == "") == paged


def test_what_an_encoding_does_not_have_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    for name in pages():
        assert cli.main(["guide", name]) == 0
    assert stream.buffer.getvalue().isascii()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("![a chart](pictures/a.png)", "[picture: a chart]"),
        ("see [the site](https://x.org/a) and [up](#here)", "see the site (https://x.org/a) and up"),
        ("`a*b` times *c*, **really**; 2 * 3 * 4", "`a*b` times c, really; 2 * 3 * 4"),
        ("<!-- made by a script -->\ntext", "text"),
        ("```sh\n# no heading\n\n| no table |\n```", "    # no heading\n\n    | no table |"),
        ("| a | b |\n|---|---|\n| `x\\|y` | z |", "a      b\n-----  -\n`x|y`  z"),
        ("1. one\n   more\n2. two", "1. one more\n2. two"),
    ],
)
def test_markdown_as_text(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


def test_a_table_that_would_be_cut_is_told_row_by_row() -> None:
    edit = "supply_limits.limit_gw_per_year[supply_pool=frame_turbine_slots]*=1.5"
    told = plain_text(f"| edit | what |\n|---|---|\n| `{edit}` | {'much ' * 20}|")
    assert told.startswith(f"`{edit}`\n    much")
    assert max(map(len, told.splitlines())) <= 80


def test_explain_says_which_pages_are_about_a_word(capsys: Told) -> None:
    assert "sheets" in pages_about("vehicles")
    assert cli.main(["explain", "vehicles"]) == 0
    assert "In the guide (planner guide PAGE): " in capsys.readouterr().out
    assert pages_about("nothing of the kind") == []


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_pages_and_sheets_are_completed(shell: str, capsys: Told) -> None:
    assert cli.main(["completion", shell]) == 0
    told = capsys.readouterr().out
    assert [name for name in (*pages(), "tax_credits") if name not in told] == []
