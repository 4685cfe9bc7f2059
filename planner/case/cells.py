"""One cell: its text, read as its column says, or refused with a mend."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from typing import TYPE_CHECKING

from planner.case.calendar import Quarter
from planner.case.foreign import Foreign
from planner.numbers import is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.case.columns import Column, Kind, Value

LONGEST = 100
"""Most characters in a name."""
LONGEST_SHOWN = 60
"""Characters of a text that a message quotes."""
LONGEST_TEXT = 30_000
"""Most characters in other text; a cell of a workbook takes hardly more."""

LARGEST = 1e15
"""Largest number the solver takes, as a limit."""
LARGEST_OF = {
    "USD billion per GW and year": 1e5,
    "USD billion per GW": 1e5,
    "USD per kW and year": 1e8,
    "USD per kW": 1e8,
    "USD per MWh": 1e6,
    "USD per MMBtu": 1e5,
    "USD per tonne": 1e6,
    "tonnes per MWh": 1e3,
    "tonnes per MMBtu": 1e3,
    "MMBtu per MWh": 1e3,
    "units per GW": 1e6,
    "hours": 1e5,
    "": 1e4,
}
"""Largest number the solver takes as a factor, by unit: a hundred times what could be meant, or more."""

_QUARTERS = (
    re.compile(r"(?P<year>\d{4})\D*(?P<quarter>[1-4])", re.ASCII),
    re.compile(r"\D*(?P<quarter>[1-4])\D+(?P<year>\d{4})", re.ASCII),
)
_YEAR = re.compile(r"(?<!\d)(2[01]\d\d)(?!\d)", re.ASCII)
_QUARTER = re.compile(r"q(?:uarter)?\s*([1-4])(?!\d)", re.IGNORECASE | re.ASCII)
"""Where only a year or the number of a quarter is due, but more is written."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of characters that are not seen, or that end a line."""
_BLANK = "fill it in; blank (does not apply), 0 (none) and infinite (no limit) are different things"
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What only an escape in YAML can write, and no file or workbook can hold."""
CLEAR = "clear the cell"
_ENDLESS = re.compile(r"[+-]?(inf|infinity|∞|\.inf|unlimited|unbounded|no limit)", re.IGNORECASE | re.ASCII)
_NUMBER_MENDS = (
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
    if isinstance(text, Foreign):
        raise RefusedError(column.allowed, text.mend)
    text = text.strip()
    if not text and not column.blank:
        raise RefusedError(column.allowed, _BLANK)
    try:
        return _READERS[column.kind](column, text) if text else None
    except RefusedError:
        if column.blank and means_blank(text):
            raise RefusedError(column.allowed, CLEAR) from None
        raise


def means_blank(text: str) -> bool:
    """Whether the text is what people write where nothing applies.

    >>> means_blank("n/a"), means_blank("-"), means_blank("0")
    (True, True, False)
    """
    return text.strip().lower() in ("-", "–", "—", "--", "n/a", "na", "n.a.", "nan", "none", "null", "nil")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` most like `word`, or the only one that holds it; None where none is alike.

    >>> nearest("sourcs", ["sources", "owners"]), nearest("pool", ["supply_pool", "year"]), nearest("x", ["xyz"])
    ('sources', 'supply_pool', None)
    """
    by_lower = {known.lower(): known for known in words}
    word = word[:LONGEST].lower()
    close = difflib.get_close_matches(word, by_lower, n=1, cutoff=0.6)
    holding = [known for known in by_lower if len(word) > 2 and word in known]
    close = close or (holding if len(holding) == 1 else [])
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


def shown(value: Value) -> str:
    """A cell's value as a message quotes it: text on one line, and cut where it is long.

    >>> shown("gas"), shown(None), shown(0.30000000000000004)
    ("'gas'", 'blank', '0.3')
    """
    if value is None:
        return "blank"
    if isinstance(value, Foreign) or not isinstance(value, str):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    return repr(value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…")


def _name(column: Column, text: str) -> Value:
    if len(text) > LONGEST:
        raise RefusedError(column.allowed, f"shorten it, it has {len(text)} characters")
    if _is_formula(text):
        raise RefusedError(column.allowed, "begin with a letter: a spreadsheet would take this for a formula")
    if any(unicodedata.category(character) in _UNSEEN for character in text):
        raise RefusedError(column.allowed, "remove the control and invisible characters")
    return text


def _text(column: Column, text: str) -> Value:
    if len(text) > LONGEST_TEXT:
        allowed = f"{column.allowed} of at most {LONGEST_TEXT:,} characters"
        raise RefusedError(allowed, f"shorten it, it has {len(text):,}")
    if _NO_CHARACTER.search(text):
        raise RefusedError(column.allowed, "remove what is no character")
    # A terminal would obey these.
    if any(unicodedata.category(character) == "Cc" and character not in "\t\r\n" for character in text):
        raise RefusedError(column.allowed, "remove the control characters")
    # The apostrophe is a spreadsheet's own sign for text that is no formula, wherever the text may end up.
    return f"'{text}" if _is_formula(text) and len(text) > 1 else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text; some take full-width signs too."""
    return unicodedata.normalize("NFKC", text[0])[0] in "=+-@"


def _word(column: Column, text: str) -> Value:
    if text not in column.words:
        raise RefusedError(column.allowed, suggest(text, column.words, "write one of these words"))
    return text


def _number(column: Column, text: str) -> float:
    if not is_number(text):
        endless = _ENDLESS.fullmatch(text[:LONGEST])
        raise RefusedError(column.allowed, _finite_mend(column) if endless else _number_mend(text))
    value = float(text)
    low = -math.inf if column.low is None else column.low
    high = math.inf if column.high is None else column.high
    if not low <= value <= high or (column.low_open and value == low):
        raise RefusedError(column.allowed, _range_mend(column, value))
    largest = LARGEST if column.kind == "integer" else LARGEST_OF.get(column.unit, LARGEST)
    if not abs(value) <= largest:
        unit = f" ({column.unit})" if column.unit else ""
        mend = "write a smaller number" + (f", or {column.unlimited}" if column.unlimited else "")
        raise RefusedError(f"a number up to {largest:g}{unit}", mend)
    return value


def _integer(column: Column, text: str) -> Value:
    dated = _YEAR if column.name.endswith("year") else _QUARTER if column.name == "quarter" else None
    if dated is not None and not is_number(text) and (match := dated.search(text[:LONGEST])):
        raise RefusedError(column.allowed, f"write {match[1]}")
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
    "text": _text,
    "word": _word,
    "number": _number,
    "integer": _integer,
    "quarter": _quarter,
}


def _finite_mend(column: Column) -> str:
    """What to write for what has no end: a number that will do, or what the sheet has for no limit."""
    if column.words:
        return "write one of these numbers"
    if column.high is not None:
        return f"write a number{column.range}"
    limit = column.help.startswith("most ")
    finite = "write a finite number" + (", such as one that is never reached" if limit else "")
    return finite + (f", or {column.unlimited}" if column.unlimited else "")


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
