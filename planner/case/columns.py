"""What a sheet declares: its columns, and for each its kind, unit, meaning and allowed range."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from planner.case.calendar import Quarter

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | float | int | Quarter | None
"""What a cell holds once read; None where it is blank."""

Kind = Literal["name", "text", "number", "integer", "quarter", "word"]

Scope = Literal["terms", "conditions", "of the case"]
TERMS: Scope = "terms"
"""Fixed when one orders or issues: an edit in a future holds for what is ordered or issued from its start on."""
CONDITIONS: Scope = "conditions"
"""Of a period: an edit in a future holds in the periods from its start on."""
OF_CASE: Scope = "of the case"
"""The same in every period and for every order: a future may not edit it."""

OWN = ("_", "#")
"""How the names of tabs, columns and files begin that are the user's own: they are left alone and not read."""
UNITS = {
    "usd_billion_per_gw_year": "USD billion per GW and year",
    "usd_billion_per_gw": "USD billion per GW",
    "usd_billion_per_year": "USD billion per year",
    "usd_billion": "USD billion",
    "usd_per_kw_year": "USD per kW and year",
    "usd_per_kw": "USD per kW",
    "usd_per_mwh": "USD per MWh",
    "usd_per_mmbtu": "USD per MMBtu",
    "usd_per_tonne": "USD per tonne",
    "million_tonnes": "million tonnes",
    "kg_per_mwh": "kg per MWh",
    "t_per_mwh": "tonnes per MWh",
    "t_per_mmbtu": "tonnes per MMBtu",
    "mmbtu_per_mwh": "MMBtu per MWh",
    "gw_per_year": "GW per year",
    "use_per_gw": "units per GW",
    "gw": "GW",
    "hours_per_block": "hours",
    "hours": "hours",
    "years": "years",
    "months": "months",
    "per_year": "per year",
    "fraction": "fraction",
}
"""How a column's name ends -> its unit in words, the longest ending first where two could match."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet, or one key of case.yaml.

    `blank` columns may be left out altogether and are then read as blank. `default` is what a blank cell is read as,
    where blank means a value; where it means that something does not apply, or that there is no limit, there is none.
    `low` and `high` bound a number, or the year of a quarter; with `low_open` the lower bound itself is refused.
    `words` is a closed list. `names` are the sheets one of which must define the name, in its first column.
    `unlimited` says how a sheet has it that a limit does not apply. An `optional` column is one that most cases do
    without, as they do without an optional sheet: that it is left out is not worth a note. `scope` is what an edit of
    it in a future changes; keys and text are of the case and need not say so.
    """

    name: str
    kind: Kind
    help: str
    key: bool = False
    blank: bool = False
    default: Value = None
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unlimited: str = ""
    optional: bool = False
    scope: Scope | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where a column has a default that no blank cell could be read as."""
        if self.default is not None and (self.key or self.unlimited or not self.blank):
            raise ValueError(
                f"{self.name} has a default, but may not be blank, or blank means something else"
            )
        if self.optional and not self.blank:
            raise ValueError(f"{self.name} is optional, but may not be blank")

    @property
    def extent(self) -> Scope:
        """What an edit in a future changes: terms, conditions, or nothing, for it is of the case."""
        return OF_CASE if self.scope is None else self.scope

    def expect_scope(self, sheet: str) -> None:
        """Raise ValueError, which says what to write, where the column of a sheet needs a scope and has none."""
        if self.scope is None and not self.key and self.kind != "text":
            raise ValueError(
                f"the column {self.name} of {sheet} has no scope: write scope=TERMS where it is fixed when one orders "
                "or issues (its sheet of vintages needs such a column too), scope=CONDITIONS where it is of a period, "
                "scope=OF_CASE where it is the same throughout; they are told in planner/case/columns.py"
            )

    @property
    def unit(self) -> str:
        """The unit the column's name states, in words; empty where it has none.

        >>> Column("limit_gw_per_year", "number", "").unit
        'GW per year'
        """
        return next((unit for ending, unit in UNITS.items() if self.name.endswith(ending)), "")

    @property
    def allowed(self) -> str:
        """What a cell of this column may hold, in words.

        >>> Column("fee_fraction", "number", "", low=0, high=1).allowed
        'a number from 0 to 1 (fraction)'
        >>> Column("grace_years", "number", "", blank=True, default=0.0, low=0).allowed
        'a number of at least 0 (years), or blank, which is read as 0'
        """
        meaning = {
            "name": "a name of at most 100 characters that does not begin with = + - or @",
            "text": "text",
            "number": f"a number{self.range}",
            "integer": f"a whole number{self.range}",
            "quarter": f"a quarter such as 2026Q1{self.range}",
            "word": "",
        }[self.kind]
        if self.words:
            meaning = f"{'one of ' if len(self.words) > 1 else ''}{', '.join(self.words)}"
        unit = f" ({self.unit})" if self.unit else ""
        return meaning + unit + self.or_blank

    @property
    def or_blank(self) -> str:
        """That a cell may be blank, and what that is read as, in words after what else it may hold."""
        if not self.blank:
            return ""
        return ", or blank" + ("" if self.default is None else f", which is read as {self.read_as}")

    @property
    def read_as(self) -> str:
        """What a blank cell of this column is read as, in words."""
        return f"{self.default:g}" if isinstance(self.default, float) else str(self.default or "blank")

    @property
    def range(self) -> str:
        """Within which bounds a number is to be, in words after a noun; empty where it has none."""
        if self.low is None:
            return ""
        if self.high is None:
            return f" {'above' if self.low_open else 'of at least'} {self.low:g}"
        if self.low_open:
            return f" above {self.low:g} and up to {self.high:g}"
        return f" from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a case: its name, what a row of it is, and its columns in order.

    `optional` sheets may be absent, which is the same as having no rows; `financing` ones may be when funding is off.
    `filled` ones need at least one row.
    """

    name: str
    help: str
    columns: tuple[Column, ...]
    financing: bool = False
    filled: bool = False
    optional: bool = False

    @property
    def file(self) -> str:
        """The file the sheet is kept in."""
        return f"{self.name}.csv"

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that together name a row."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def filled_key(self) -> tuple[str, ...]:
        """Those columns of the key that may not be blank, which every header has."""
        return tuple(column.name for column in self.columns if column.key and not column.blank)

    @cached_property
    def defaults(self) -> Mapping[str, Value]:
        """What blank cells are read as, of the columns that have a default."""
        return {column.name: column.default for column in self.columns if column.default is not None}

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
