"""One cell: its text, read as its column says, or refused with a mend."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from typing import TYPE_CHECKING

from planner.case.calendar import Quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.case.columns import Column, Kind

Value = str | float | int | Quarter | None
"""What a cell holds once read; None where it is blank."""

LONGEST = 100
"""Most characters in a name or a number."""

LARGEST = 1e15
"""Largest number the solver takes."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_QUARTERS = (
    re.compile(r"(?P<year>\d{4})\D*(?P<quarter>[1-4])", re.ASCII),
    re.compile(r"\D*(?P<quarter>[1-4])\D+(?P<year>\d{4})", re.ASCII),
)
_BLANK = "fill it in; blank (does not apply), 0 (none) and infinite (no limit) are different things"
_NUMBER_MENDS = (
    (r"[+-]?(inf|infinity|∞|\.inf)", "write a large finite number, or remove the rule"),
    (r"[+-]?\.?nan|n/?a|none|null|#.*", _BLANK),
    (r"(?P<percent>\d+(\.\d+)?) ?%", "write {share:g} for {percent} %"),
    (r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", "write it without thousands separators"),
    (r"[+-]?\d*,\d+", "write a point, not a comma, before the decimals"),
    (r".*", "write a plain number such as 12.5 or 1.25e1, without signs of unit or thousands"),
)


class RefusedError(Exception):
    """The text is not what the column allows; says what is, and how to mend it."""

    def __init__(self, allowed: str, mend: str) -> None:
        self.allowed = allowed
        self.mend = mend
        super().__init__(f"allowed: {allowed}; mend: {mend}")


def read_cell(column: Column, text: str) -> Value:
    """The value of a cell; raises RefusedError where the column does not allow it.

    >>> from planner.case.columns import Column
    >>> read_cell(Column("limit_gw", "number", "", low=0), " 1.5 ")
    1.5
    """
    text = text.strip()
    if text:
        return _READERS[column.kind](column, text)
    if column.blank:
        return None
    raise RefusedError(column.allowed, _BLANK)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` most like `word`; None where none is alike."""
    by_lower = {known.lower(): known for known in words}
    close = difflib.get_close_matches(word[:LONGEST].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def suggest(word: str, words: Iterable[str], otherwise: str) -> str:
    """A mend that offers the nearest valid word, and else says `otherwise`."""
    close = nearest(word, words)
    return otherwise if close is None else f"did you mean {close}?"


def listed(words: Iterable[str], most: int = 12) -> str:
    """Words in a line, the rest of a long list counted."""
    known = list(words)
    if not known:
        return "none is defined"
    rest = len(known) - most
    return ", ".join(known[:most]) + (f" and {rest} more" if rest > 0 else "")


def shown(text: str) -> str:
    """Text as a message quotes it: on one line, and cut where it is long."""
    return repr(text if len(text) <= 60 else text[:60] + "…")


def _name(column: Column, text: str) -> Value:
    if len(text) > LONGEST:
        raise RefusedError(column.allowed, f"shorten it, it has {len(text)} characters")
    if text[0] in "=+-@":
        raise RefusedError(column.allowed, "begin with a letter: a spreadsheet would take this for a formula")
    if any(unicodedata.category(character)[0] == "C" for character in text):
        raise RefusedError(column.allowed, "remove the control and invisible characters")
    return text


def _word(column: Column, text: str) -> Value:
    if text not in column.words:
        raise RefusedError(column.allowed, suggest(text, column.words, "write one of these words"))
    return text


def _number(column: Column, text: str) -> float:
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        raise RefusedError(column.allowed, _number_mend(text))
    value = float(text)
    if not abs(value) <= LARGEST:
        raise RefusedError(f"a number up to {LARGEST:g}", "write a smaller number, or remove the rule")
    low = -math.inf if column.low is None else column.low
    high = math.inf if column.high is None else column.high
    if not low <= value <= high or (column.low_open and value == low):
        raise RefusedError(column.allowed, _range_mend(column, value))
    return value


def _integer(column: Column, text: str) -> Value:
    value = _number(column, text)
    if not value.is_integer():
        raise RefusedError(column.allowed, f"write a whole number such as {value:.0f}")
    if column.words and f"{value:.0f}" not in column.words:
        raise RefusedError(column.allowed, "write one of these numbers")
    return int(value)


def _quarter(column: Column, text: str) -> Value:
    try:
        quarter = Quarter.parse(text)
    except ValueError:
        raise RefusedError(column.allowed, _quarter_mend(text)) from None
    if column.low is not None and column.high is not None and not column.low <= quarter.year <= column.high:
        raise RefusedError(column.allowed, "write a quarter of these years")
    return quarter


_READERS: dict[Kind, Callable[[Column, str], Value]] = {
    "name": _name,
    "text": lambda _, text: text,
    "word": _word,
    "number": _number,
    "integer": _integer,
    "quarter": _quarter,
}


def _number_mend(text: str) -> str:
    flags = re.IGNORECASE | re.DOTALL | re.ASCII
    match, mend = next(
        (match, mend)
        for pattern, mend in _NUMBER_MENDS
        if (match := re.fullmatch(pattern, text[:LONGEST], flags))
    )
    percent = match.groupdict().get("percent")
    return mend.format(percent=percent, share=float(percent) / 100) if percent else mend


def _range_mend(column: Column, value: float) -> str:
    if column.high == 1 and 1 < value <= 100:
        return f"write {value / 100:g} for {value:g} %"
    if column.low is not None and value <= column.low:
        return f"write a number {'above' if column.low_open else 'not below'} {column.low:g}"
    return f"write a number not above {column.high:g}"


def _quarter_mend(text: str) -> str:
    for pattern in _QUARTERS:
        match = pattern.fullmatch(text[:LONGEST])
        if match:
            return f"write {match['year']}Q{match['quarter']}"
    return "write year, Q and quarter without blanks, such as 2026Q1"
