"""Factors: what a sweep moves. A factor is one or more edits without their value, and the values they take."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.edits import CASE, parse
from planner.errors import unfit
from planner.numbers import number_of
from planner.study.sweep_limits import MOST_CASES, count_problems, text_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.case.edits import Edit
    from planner.errors import Problem

NAME = re.compile(r"[^\W\d_][\w .%/()+-]{0,59}")
_RANGE = re.compile(r"(?P<low>[^.|/]+(?:\.[^.|/]+)?)\.\.(?P<high>[^|/]+?)(?:/(?P<steps>[^|/]*))?")
TIMES = "times"
MORE = {"+=": "more", "-=": "less"}
"""What the values of such edits are added to, or taken from, a cell as."""
COUNTED = ("integer", "quarter")
"""Kinds of cells that a number with decimals cannot be written to, or added to."""


@dataclass(frozen=True)
class Factor:
    """Something that a sweep moves: `edits` are made with one value at a time.

    `values` are those asked for, in words; of a range they are its ends, `low` and `high`, or steps between them.
    With `whole` only whole numbers are taken, each of which is sampled as often as any other.
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

    @property
    def unit(self) -> str:
        """In what its values count: `times` what a cell holds, `months more`, `GW`; empty where edits differ in it."""
        units = {unit_of(edit) for edit in self.edits}
        return units.pop() if len(units) == 1 else ""

    def words(self, value: str) -> tuple[str, ...]:
        """The edits with a value."""
        return tuple(f"{edit.target}{value}" for edit in self.edits)


def unit_of(edit: Edit) -> str:
    """In what the value of an edit counts."""
    if edit.op in ("*=", "/="):
        return TIMES if edit.op == "*=" else "as divisor"
    units = {
        "quarters" if column.kind == "quarter" and edit.op != "=" else column.unit for column in edit.columns
    }
    unit = units.pop() if len(units) == 1 else ""
    return f"{unit} {MORE[edit.op]}".strip() if edit.op in MORE else unit


def with_unit(value: str, unit: str) -> str:
    """A value of a factor as one says it.

    >>> with_unit("1.5", "times"), with_unit("-4", "quarters more"), with_unit("5", "GW")
    ('x1.5', '-4 quarters', '5 GW')
    """
    if unit == TIMES:
        return f"x{value}"
    for sign, word in (("+", MORE["+="]), ("-", MORE["-="])):
        if unit == word or unit.endswith(f" {word}"):
            value = value if value.startswith(("-", "+")) and sign == "+" else f"{sign}{value}"
            unit = unit.removesuffix(word).strip()
    return f"{value} {unit}".strip()


def number_text(value: float) -> str:
    """A number as a value, with all its digits and no more.

    >>> number_text(1.0), number_text(0.1)
    ('1', '0.1')
    """
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)


def counted(edits: Sequence[Edit], values: Sequence[str]) -> bool:
    """Whether edits with whole numbers as their values are made in cells that take no others.

    >>> counted([parse("supply_limits.year+=")], ["0", "2"]), counted([parse("demand.need_gw*=")], ["1", "2"])
    (True, False)
    """
    numbers = [number_of(value) for value in values]
    whole = all(number is not None and number.is_integer() for number in numbers)
    cells = [column.kind for edit in edits if edit.op in ("=", "+=", "-=") for column in edit.columns]
    return bool(values) and whole and any(kind in COUNTED for kind in cells)


def factor_from_option(text: str) -> Factor:
    """A factor from one option: `[NAME: ]EDIT` with `a|b|c`, `low..high` or `low..high/steps` as its value.

    Raises UserError where it is none.

    >>> factor_from_option("slots: supply_limits.limit_gw_per_year[supply_pool=turbines]*=0.5..1.5/3").values
    ('0.5', '1', '1.5')
    """
    name, words = _named(text)
    edit = parse(words)
    name = default_name(edit) if name is None else name
    values = tuple(part.strip() for part in edit.value.split("|"))
    match = _RANGE.fullmatch(edit.value)
    problems = list(name_problems(name))
    if match:
        low, high = match["low"].strip(), match["high"].strip()
        steps = 2 if match["steps"] is None else match["steps"]
        problems += step_problems(name, low, high, steps)
        values = () if problems else spread(low, high, int(steps))
    factor = Factor(name, (edit,), values, counted((edit,), values))
    problems += value_problems(factor)
    if problems:
        raise unfit(problems)
    return factor


def _named(text: str) -> tuple[str | None, str]:
    """The name that an option gives a factor, and its edit; a colon within the edit is none of a name's.

    >>> _named("slots: demand.need_gw*=1|2"), _named("case.title=a: b")
    (('slots', 'demand.need_gw*=1|2'), (None, 'case.title=a: b'))
    """
    name, colon, rest = text.partition(":")
    if not colon or not rest[:1].isspace() or not name.strip() or "[" in name or "=" in name:
        return None, text.strip()
    return name.strip(), rest.strip()


def spread(low: str, high: str, steps: int) -> tuple[str, ...]:
    """So many values from low to high, evenly, where `step_problems` finds nothing wrong with them."""
    if steps == 2:
        return low, high
    start, end = float(low), float(high)
    inner = (start + (end - start) * k / (steps - 1) for k in range(1, steps - 1))
    return (low, *(number_text(float(f"{value:.12g}")) for value in inner), high)


def step_problems(name: str, low: str, high: str, steps: int | str) -> Iterator[Problem]:
    """Why there can be no so many values from low to high; two are those themselves, numbers or not."""
    if steps != 2 and (number_of(low) is None or number_of(high) is None):
        ends = f"from {cut(low)} to {cut(high)}"
        what = f"The factor {name} cannot go {ends} in steps: they are not both numbers."
        yield what, "list its values, a|b|c"
    what = f"The number of steps of the factor {name},"
    if isinstance(steps, str):
        yield from text_problems(what, steps, 2, MOST_CASES)
    else:
        yield from count_problems(what, steps, 2, MOST_CASES)


def name_problems(name: str) -> Iterator[Problem]:
    """What is wrong with the name of a factor."""
    if not NAME.fullmatch(name):
        mend = "begin with a letter, and use letters, digits, blanks and - _ . % / ( ) +"
        yield f"{shown(name)} is no name for a factor.", mend


def value_problems(factor: Factor) -> Iterator[Problem]:
    """What is wrong with the values of a factor."""
    if len(factor.values) > MOST_CASES:
        what = f"The factor {factor.name} has {len(factor.values):,} values."
        yield what, f"at most {MOST_CASES:,} are allowed: list fewer"
    for value, count in Counter(factor.values).items():
        if count > 1:
            yield f"The factor {factor.name} has the value {cut(value)} {_times(count)}.", "keep one of them"
    for value in factor.values if factor.whole else ():
        number = number_of(value)
        if number is not None and not number.is_integer():
            mend = "write whole numbers, or leave out whole"
            yield f"The factor {factor.name} takes whole numbers only, and has the value {cut(value)}.", mend


def cut(value: str) -> str:
    """A value as a message has it: on one line, and cut where it is long."""
    return shown(value)[1:-1]


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def default_name(edit: Edit) -> str:
    """A name for a factor that was given none: its column and what chooses its rows, or the sheet where it is of all.

    >>> default_name(parse("sources.lead_months[source=gas_ccgt]+=")), default_name(parse("demand.need_gw*="))
    ('lead_months gas_ccgt', 'demand need_gw')
    """
    column = edit.target.partition("[")[0].rstrip(" =+-*/").rpartition(".")[2]
    chosen = [text for condition in edit.conditions for text, _ in condition.values]
    words = [column, *chosen] if chosen or edit.sheet == CASE else [edit.sheet, column]
    return re.sub(r"[^\w .%/()+-]", "", " ".join(words))[:60].strip()
