"""Changes in the words of edits, so that what is proposed can be pasted behind `--set`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planner.case.edits import BLANK, CASE
from planner.case.settings import SETTINGS_FILE
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.case.case import Case
    from planner.case.change import Change
    from planner.case.columns import Value

_BARE = re.compile(r"[\w.+-]+(?: [\w.+-]+)*")
"""What an edit reads as it stands, without quotes."""


def edit_words(case: Case, changes: Iterable[Change]) -> tuple[str, ...]:
    """An edit for each change, which set the same cells; none at all where one adds a row, which no edit does."""
    changes = tuple(changes)
    if any(change.adds_a_row for change in changes):
        return ()
    return tuple(_words(case, change) for change in changes)


def _words(case: Case, change: Change) -> str:
    """One change as an edit: the row is found by its key."""
    if change.sheet == SETTINGS_FILE:
        return f"{CASE}.{change.column}={quoted_value(change.new)}"
    (row,) = (row for row in case.rows(change.sheet) if row.row == change.row)
    conditions = ", ".join(f"{name}={quoted_value(row.written(name))}" for name in SHEETS[change.sheet].key)
    return f"{change.sheet}.{change.column}[{conditions}]={quoted_value(change.new)}"


def quoted_value(value: Value) -> str:
    """A cell's value as an edit reads it back.

    >>> quoted_value(10.0), quoted_value(None), quoted_value("blank"), quoted_value("a|b")
    ('10', 'blank', "'blank'", "'a|b'")
    """
    if value is None:
        return BLANK
    if isinstance(value, float):
        return f"{value:.12g}"
    text = str(value)
    if _BARE.fullmatch(text) and text != BLANK:
        return text
    quote = '"' if "'" in text else "'"
    return f"{quote}{text}{quote}"
