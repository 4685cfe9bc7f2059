"""The formulation, printed from the docstrings that the tests hold to the code; and the sheets by column."""

from __future__ import annotations

import difflib
import inspect
import re
import textwrap
from typing import TYPE_CHECKING, Any

from planner.case import SHEETS
from planner.case.columns import CONDITIONS, OF_CASE, TERMS
from planner.case.settings import SETTINGS, SETTINGS_FILE
from planner.errors import UserError
from planner.glossary import GLOSSARY, names_of, term_of
from planner.guide import pages_about
from planner.model import CONCERNS, ledger
from planner.results.tabular import DIMS
from planner.terminal import WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from planner.case.columns import Column
    from planner.glossary import Term

INDENT = " " * 8
NAME_WIDTH = 22
EVERYTHING = "all"
"""The word for the whole formulation."""
YAML = "FILE case.yaml\n    the settings of the case; a key after a dot stands indented below its section"
DUALS = (
    "A dual is the change of the plan's cost (USD billion, present value) per unit added to the right-hand side of a "
    "rule; a floor (>=) is turned round to a ceiling (<=) first, so that no inequality has one above zero. Results "
    "show it in dollars of its own period."
)
SCOPES = {
    TERMS: "fixed when one orders or issues: an edit holds for what is ordered or issued from its start on",
    CONDITIONS: "of a period: an edit holds in the periods from its start on",
    OF_CASE: "the same throughout: no future may edit it",
}
"""What an edit of a column in a future changes, by the column's scope."""
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_INDEX = re.compile(r"\[[^\[\]]*(?:\[[^\]]*\][^\[\]]*)*\]")
MAX_HANGING_INDENT = 44
"""A hanging indent is at most this deep."""


def rules_of(concern: ModuleType, heading: str = "Equation:") -> list[Callable[..., Any]]:
    """The rules of a concern, as they are written: its functions whose docstring has an equation.

    With the heading `Posts:` the terms that it posts to ledgers.
    """
    functions = [
        function
        for _, function in inspect.getmembers(concern, inspect.isfunction)
        if function.__module__ == concern.__name__ and heading in (function.__doc__ or "")
    ]
    return sorted(functions, key=lambda function: function.__code__.co_firstlineno)


def explain(word: str | None = None) -> str:
    """The contents without a word; with `all` the whole formulation; else what the word means, by name or in a text.

    A sheet is found by the name of its file too, and a term of the field by any of its names. Raises UserError where
    nothing is explained under the word.
    """
    if word is None:
        return contents()
    word = word.removesuffix(".csv")
    if word == EVERYTHING:
        return "\n\n".join([f"{_dims_text()}\n\n{DUALS}", *(part for _, part in entries())])
    return "\n\n".join([_explained(word), *_in_the_guide(word)])


def _in_the_guide(word: str) -> Iterator[str]:
    """Where the guide is about a word, if it is."""
    pages = ", ".join(pages_about(word))
    if pages:
        yield f"In the guide (planner guide PAGE): {pages}"


def _explained(word: str) -> str:
    """What a word means, by name or in a text; raises UserError where nothing is explained under it."""
    exact = [part for name, part in entries() if name == word]
    if exact:
        return "\n\n".join(exact + [text for name, text in entries() if name in _rule_names(word)])
    term = term_of(word)
    if term is not None:
        return "\n\n".join([_term(term), *map(_entry_of, term.see)])
    parts = [part for name, part in entries() if _matches(word, name, part)]
    if not parts:
        names = dict.fromkeys(
            [*(name for name, _ in entries()), *(name for t in GLOSSARY for name in names_of(t))]
        )
        near = difflib.get_close_matches(word, names, n=3, cutoff=0.4)
        offer = f"; the nearest: {', '.join(near)}" if near else ""
        raise UserError(
            f"nothing is explained under {word!r}{offer}\n    mend: planner explain lists what there is"
        )
    return "\n\n".join(parts)


def contents() -> str:
    """What there is to explain: the field's terms, the parts of the model, the sheets."""
    names = ", ".join(term.name for term in GLOSSARY)
    terms = textwrap.fill(names, WIDTH, initial_indent="    ", subsequent_indent="    ")
    rooms = [(concern.__name__.rpartition(".")[2], inspect.getdoc(concern) or "") for concern in CONCERNS]
    parts = [f"    {name:<{NAME_WIDTH}}{text.splitlines()[0]}" for name, text in rooms]
    sheets = [f"    {name:<{NAME_WIDTH}}{about}" for name, about in _sheets_in_short()]
    return "\n\n".join(
        (
            "planner explain WORD: a term, a part, a sheet, a rule, or any word; planner explain all: everything",
            f"Terms of the field, by any of their names (LTV, WACC, ELCC, VOLL ...)\n{terms}",
            "\n".join(["The model, part by part; each lists its rules", *parts]),
            "\n".join(["The sheets; each lists its columns", *sheets]),
            "planner guide lists the pages of the guide",
        )
    )


def _sheets_in_short() -> Iterator[tuple[str, str]]:
    """The settings and every sheet, in a line each."""
    yield SETTINGS_FILE, "the settings of the case"
    for sheet in SHEETS.values():
        yield sheet.name, sheet.help + (" (optional)" if sheet.optional else "")


def _term(term: Term) -> str:
    """A term with what else it is called and what it means."""
    return f"{term.name.upper()}\n    also: {', '.join(term.others)}\n    {term.meaning}"


def _entry_of(name: str) -> str:
    """What a term refers to: a column of a sheet alone, or an entry whole."""
    sheet, _, column = name.partition(".")
    if sheet in SHEETS and column:
        return "\n".join([f"SHEET {sheet}", *_columns([SHEETS[sheet].column(column)])])
    if name in SHEETS or name == SETTINGS_FILE:
        return f"SHEET {name}\n    {dict(_sheets_in_short())[name]}: planner explain {name}"
    return next(part for entry, part in entries() if entry == name)


def _matches(word: str, name: str, part: str) -> bool:
    """Whether an entry has the word in its text, alone or joined by underscores, or as part of its name."""
    whole = rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
    return word.lower() in name.lower() or re.search(whole, part, re.IGNORECASE) is not None


def _rule_names(concern: str | None) -> set[str]:
    """The names of a concern's rules; none where there is no such concern."""
    return {
        rule.__name__
        for module in CONCERNS
        if module.__name__.rpartition(".")[2] == concern
        for rule in (*rules_of(module), *rules_of(module, "Posts:"))
    }


def entries() -> Iterator[tuple[str, str]]:
    """Every concern, rule and sheet as (name, text)."""
    for concern in CONCERNS:
        name = concern.__name__.rpartition(".")[2]
        yield name, f"{name.upper()}\n{textwrap.indent(inspect.getdoc(concern) or '', '    ')}"
        for rule in (*rules_of(concern), *rules_of(concern, "Posts:")):
            yield rule.__name__, _rule(rule)
    yield "ledger", f"LEDGER\n{textwrap.indent(inspect.getdoc(ledger) or '', '    ')}"
    scopes = (f"    {scope}\n{INDENT}{meaning}" for scope, meaning in SCOPES.items())
    yield (
        "terms_and_conditions",
        "\n".join(["TERMS AND CONDITIONS: what an edit in a future changes", *scopes]),
    )
    yield "case.yaml", "\n".join([YAML, *_columns(tuple(SETTINGS.values()))])
    for sheet in SHEETS.values():
        about = sheet.help + ("; it may be left out" if sheet.optional else "")
        yield sheet.name, "\n".join([f"SHEET {sheet.name}", f"    {about}", *_columns(sheet.columns)])


def _dims_text() -> str:
    """The dimensions that the letters of an index stand for."""
    dims = ", ".join(f"{dim} {meaning.replace('_', ' ')}" for dim, meaning in DIMS.items())
    return f"Letters: {dims}; n age in periods, v, e others of their kind."


def _rule(rule: Callable[..., Any]) -> str:
    """A rule with its indices and its docstring."""
    dims = ", ".join(list(inspect.signature(rule).parameters)[1:])
    index = f"[{dims}]" if dims else ""
    return f"{rule.__name__}{index}\n{textwrap.indent(inspect.getdoc(rule) or '', '    ')}"


def _columns(columns: Sequence[Column]) -> Iterator[str]:
    """Columns or keys, each with its scope, its meaning, its unit and what is allowed."""
    for column in columns:
        yield f"    {column.name} ({'key, ' if column.key else ''}{column.extent})"
        allowed = column.allowed
        if column.names:
            allowed = f"a name from {' or '.join(column.names)}{column.or_blank}"
        yield f"{INDENT}{column.help}: {allowed}"


def fit_width(text: str, width: int = WIDTH) -> str:
    r"""Text that fits a terminal: labelled prose filled anew, other long lines wrapped with a hanging indent.

    >>> print(fit_width("    Dual:  as much as\n           it is worth", 26))
        Dual:  as much as it
               is worth
    """
    blocks: list[str] = []
    labelled = False
    for line in text.splitlines():
        prose = bool(line.strip()) and "  " not in line.strip()
        if prose and labelled and _indent(line) >= _hanging_indent(blocks[-1]):
            blocks[-1] += f" {line.strip()}"
        else:
            blocks.append(line)
            labelled = _hanging_indent(line) > _indent(line) and "Equation:" not in line
    return "\n".join(_wrapped(block, width) for block in blocks)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _hanging_indent(line: str) -> int:
    """The hanging indent of a line: below the last of its columns, or below its beginning."""
    starts = [match.end() for match in re.finditer(r"(?:^|(?<=\S)) {2,}(?=\S)", line)]
    return next((start for start in reversed(starts) if start <= MAX_HANGING_INDENT), 0)


def _wrapped(line: str, width: int) -> str:
    """A line, wrapped where it is too long; an index in brackets is not broken."""
    if len(line) <= width:
        return line
    begin = _hanging_indent(line)
    rest = _INDEX.sub(lambda match: match[0].replace(" ", NO_BREAK_SPACE), line[begin:])
    lines = textwrap.wrap(rest, width - begin, break_long_words=False, break_on_hyphens=False)
    return "\n".join([line[:begin] + lines[0], *(" " * begin + more for more in lines[1:])]).replace(
        NO_BREAK_SPACE, " "
    )
