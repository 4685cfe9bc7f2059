"""Numbers of a workbook as text: which of them its formats make dates, and how a CSV would write the others."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from planner.case.foreign import Foreign

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Numbers of the formats for dates and times that every workbook has."""
_NOT_CODE = re.compile(r'"[^"]*"|\\.|[_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""Parts of a format that are shown as they stand, or are colours, conditions and currencies."""
_EXACT = 1e15
"""Whole numbers below this are told without an exponent."""
_MEND = "format the cell as Text, then write what is meant, such as 2026 or 2026Q1"


def is_date(code: str) -> bool:
    """Whether a format shows a number as a date or a time.

    >>> is_date("yyyy-mm-dd"), is_date('0.0" USD"'), is_date("[Red]0.00E+00"), is_date("General")
    (True, False, False, False)
    """
    return code.lower() != "general" and bool(re.search("[dmyhs]", _NOT_CODE.sub("", code), re.IGNORECASE))


def as_date(text: str) -> Foreign:
    """A date or time, as a cell that no sheet takes."""
    return Foreign(f"the date {text}", _MEND)


class Formats:
    """The formats of a workbook: which styles make a number a date."""

    def __init__(self, since_1904: bool) -> None:
        # Day 60 of the other calendar is the 29th of February 1900, which never was.
        self._first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
        self._dates: list[bool] = []

    def learn(self, styles: Iterable[Element]) -> None:
        """Learn the styles of a workbook from the elements of that part; raises ValueError where it is damaged."""
        own = {}
        for element in styles:
            tag = element.tag.rpartition("}")[2]
            if tag == "numFmt" and "formatCode" in element.attrib:
                own[int(element.attrib["numFmtId"])] = element.attrib["formatCode"]
            elif tag == "cellXfs":
                for style in element:
                    number = int(style.get("numFmtId", 0))
                    self._dates.append(is_date(own[number]) if number in own else number in BUILT_IN_DATES)

    def number(self, value: float, style: int) -> str:
        """A number in a style, as text that reads as the same number; Foreign where the style makes it a date.

        >>> Formats(False).number(2026.0, 0), Formats(False).number(0.1, 0), Formats(False).number(1e22, 0)
        ('2026', '0.1', '1e+22')
        """
        if 0 <= style < len(self._dates) and self._dates[style]:
            return self._date(value)
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)

    def _date(self, value: float) -> Foreign:
        try:
            when = self._first + timedelta(days=value)
        except (OverflowError, ValueError):
            return as_date(repr(value))
        whole = "%H:%M" if value < 1 else "%Y-%m-%d" if value == int(value) else "%Y-%m-%d %H:%M"
        return as_date(when.strftime(whole))
