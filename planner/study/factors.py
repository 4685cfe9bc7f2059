"""Factors: what a sweep moves. A factor is one or more edits without their value, and the values they take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.cells import RefusedError, read_cell, shown
from planner.case.edits import CASE, NUMBER, parse
from planner.errors import UserError

if TYPE_CHECKING:
    from planner.case.edits import Edit

NAME = re.compile(r"[^\W\d_][\w .%/()+-]{0,59}")
_RANGE = re.compile(r"(?P<low>[^.|/]+(?:\.[^.|/]+)?)\.\.(?P<high>[^|/]+?)(?:/(?P<steps>\d+))?")
_NAMED = re.compile(r"\s*(?P<name>[^:\[=]+?)\s*:\s+(?P<edit>.*)", re.DOTALL)
MOST_STEPS = 10_000


@dataclass(frozen=True)
class Factor:
    """Something that a sweep moves: `edits` are made with one value at a time.

    `values` are those asked for, in words; of a range they are its ends, `low` and `high`, or steps between them.
    With `whole` only whole numbers are taken, which samples are rounded to.
    """

    name: str
    edits: tuple[Edit, ...]
    values: tuple[str, ...]
    whole: bool = False

    @property
    def low(self) -> str:
        """The first value."""
        return self.values[0]

    @property
    def high(self) -> str:
        """The last value."""
        return self.values[-1]

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The values as numbers; None where one of them is none."""
        return (
            None if any(number_of(text) is None for text in self.values) else tuple(map(float, self.values))
        )

    def words(self, value: str) -> tuple[str, ...]:
        """The edits with a value."""
        return tuple(f"{edit.target}{value}" for edit in self.edits)


def number_of(text: str) -> float | None:
    """A value as a number; None where it is none.

    >>> number_of("1.5"), number_of("off")
    (1.5, None)
    """
    try:
        value = read_cell(NUMBER, text) if text else None
    except RefusedError:
        return None
    return value if isinstance(value, float) else None


def told(value: float) -> str:
    """A number as a value, with all its digits and no more.

    >>> told(1.0), told(0.1)
    ('1', '0.1')
    """
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)


def varied(text: str) -> Factor:
    """A factor from one option: `[NAME: ]EDIT` with `a|b|c`, `low..high` or `low..high/steps` as its value.

    Raises UserError where it is none.

    >>> varied("slots: supply_limits.limit_gw_per_year[supply_pool=turbines]*=0.5..1.5/3").values
    ('0.5', '1', '1.5')
    """
    named = _NAMED.fullmatch(text)
    edit = parse(named["edit"] if named else text)
    name = named["name"] if named else default_name(edit)
    values = tuple(part.strip() for part in edit.value.split("|"))
    match = _RANGE.fullmatch(edit.value)
    if match:
        values = spread(name, match["low"].strip(), match["high"].strip(), int(match["steps"] or 2))
    return checked(Factor(name, (edit,), values))


def spread(name: str, low: str, high: str, steps: int) -> tuple[str, ...]:
    """So many values from low to high, evenly; raises UserError where that cannot be."""
    ends = number_of(low), number_of(high)
    if steps == 2 and (None in ends):
        return low, high
    if ends[0] is None or ends[1] is None:
        raise UserError(
            f"The factor {name} cannot go from {low} to {high} in steps: they are not both numbers.\n"
            "    mend: list its values, a|b|c"
        )
    if not 2 <= steps <= MOST_STEPS:
        raise UserError(f"The factor {name} has {steps} steps.\n    mend: ask for 2 to {MOST_STEPS}")
    start, end = ends[0], ends[1]
    inner = (start + (end - start) * k / (steps - 1) for k in range(1, steps - 1))
    return (low, *(told(float(f"{value:.12g}")) for value in inner), high)


def checked(factor: Factor) -> Factor:
    """The factor, where its name and values can be used; raises UserError."""
    if not NAME.fullmatch(factor.name):
        raise UserError(
            f"{shown(factor.name)} is no name for a factor.\n"
            "    mend: begin with a letter, and use letters, digits, blanks and - _ . % / ( ) +"
        )
    twice = [value for value in factor.values if factor.values.count(value) > 1]
    if twice:
        raise UserError(
            f"The factor {factor.name} has the value {twice[0]} twice.\n    mend: keep one of them"
        )
    return factor


def default_name(edit: Edit) -> str:
    """A name for a factor that was given none: its column and what chooses its rows, or the sheet where it is of all.

    >>> default_name(parse("sources.lead_months[source=gas_ccgt]+=")), default_name(parse("demand.need_gw*="))
    ('lead_months gas_ccgt', 'demand need_gw')
    """
    column = edit.target.partition("[")[0].rstrip(" =+-*/").rpartition(".")[2]
    chosen = [text for condition in edit.conditions for text, _ in condition.values]
    words = [column, *chosen] if chosen or edit.sheet == CASE else [edit.sheet, column]
    return re.sub(r"[^\w .%/()+-]", "", " ".join(words))[:60].strip()
