"""The kinds of columns that the sheets of a case have, and what every sheet has besides its own."""

from __future__ import annotations

from dataclasses import replace

from planner.case.columns import CONDITIONS, OF_CASE, TERMS, Column, Scope, Sheet

CLASSES = ("power", "shell", "chips")
"""Asset classes: every source is power; compute assets are their kind."""

HOURS = tuple(f"h{hour:02d}" for hour in range(24))
"""Columns of a daily profile."""

DISPLAY_NAME = "display_name"
"""The column of what is shown of a name."""

ASSETS = ("sources", "compute")
"""Sheets that define assets."""


def name(
    name: str, help: str, *names: str, key: bool = False, blank: bool = False, scope: Scope | None = None
) -> Column:
    """A name: what it names, and the sheets one of which must define it."""
    return Column(name, "name", help, key=key, blank=blank, names=names, scope=scope)


def word(
    name: str,
    help: str,
    *words: str,
    key: bool = False,
    blank: bool = False,
    default: str | None = None,
    scope: Scope | None = None,
) -> Column:
    """One of a few words."""
    blank = blank or default is not None
    return Column(name, "word", help, key=key, blank=blank, default=default, words=words, scope=scope)


def text(name: str, help: str, blank: bool = False) -> Column:
    """Text that nothing is worked out with."""
    return Column(name, "text", help, blank=blank)


def number(
    name: str,
    help: str,
    blank: bool = False,
    default: float | None = None,
    key: bool = False,
    unlimited: str = "",
    scope: Scope | None = None,
) -> Column:
    """A number of at least zero, which most of a case is."""
    blank = blank or default is not None
    return Column(
        name, "number", help, key=key, blank=blank, default=default, low=0, unlimited=unlimited, scope=scope
    )


def positive(
    name: str, help: str, high: float | None = None, blank: bool = False, scope: Scope | None = None
) -> Column:
    """A number above zero."""
    return Column(name, "number", help, blank=blank, low=0, high=high, low_open=True, scope=scope)


def fraction(
    name: str,
    help: str,
    blank: bool = False,
    default: float | None = None,
    key: bool = False,
    scope: Scope | None = None,
) -> Column:
    """A share, 0 to 1."""
    blank = blank or default is not None
    return Column(name, "number", help, key=key, blank=blank, default=default, low=0, high=1, scope=scope)


def price(name: str, help: str, default: float | None = None, scope: Scope | None = None) -> Column:
    """A price, which may be below zero, as those of energy and fuel are at times."""
    return Column(name, "number", help, blank=default is not None, default=default, scope=scope)


def year(
    name: str = "year",
    help: str = "calendar year",
    key: bool = True,
    blank: bool = False,
    scope: Scope | None = None,
) -> Column:
    """A calendar year."""
    return Column(name, "integer", help, key=key, blank=blank, low=2000, high=2100, scope=scope)


def since(before: str) -> Column:
    """The year from which a row holds, of a sheet that varies by year; what holds before the first row."""
    return year(help=f"from its start until the next row; before the first {before}", scope=CONDITIONS)


def year_end() -> Column:
    """The year at whose end a level is reached."""
    return year(help="at its end; straight lines between rows, flat outside them", scope=CONDITIONS)


def quarter(name: str, help: str, key: bool = False, scope: Scope | None = None) -> Column:
    """A calendar quarter; blank where it does not apply, but in a key."""
    return Column(name, "quarter", help, key=key, blank=not key, low=2000, high=2100, scope=scope)


def from_quarter(name: str, what: str) -> Column:
    """The quarter from whose start a row of terms holds."""
    help = f"quarter from whose start {what} so, each cell until the next row that fills it"
    return quarter(name, help, key=True, scope=TERMS)


def optional(column: Column) -> Column:
    """A column that most cases do without: that it is left out is not worth a note."""
    return replace(column, optional=True)


def shown_name() -> Column:
    """What is shown of a name instead of it."""
    help = "what people are shown instead of the name; tables and edits keep the name"
    return optional(name(DISPLAY_NAME, help, blank=True, scope=OF_CASE))


def colour() -> Column:
    """The colour of what a row names, in every chart."""
    help = "its colour in charts, such as #1f6fb4; blank is that of its kind"
    return optional(text("colour", help, blank=True))


def declared_sheet(
    name: str,
    help: str,
    *columns: Column,
    financing: bool = False,
    filled: bool = False,
    optional: bool = False,
) -> Sheet:
    """A sheet of these columns, and of those that any sheet may have: where its numbers come from.

    One that defines names may say besides what is shown of them.

    Raises ValueError where a column does not say what an edit of it in a future changes.
    """
    notes = (
        text("provenance", "where the numbers of the row come from", blank=True),
        word("confidence", "how sure they are", "V", "v", "S", "D", "M", "A", blank=True, scope=OF_CASE),
    )
    for column in columns:
        column.expect_scope(name)
    if columns[0].key and columns[0].kind == "name" and not columns[0].names:
        columns += (shown_name(),)
    return Sheet(name, help, columns + notes, financing=financing, filled=filled, optional=optional)
