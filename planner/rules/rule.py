"""What the house knows of a rule of the model, as one record: where it holds, what states it, what people call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from planner.rules.units import USD_BILLION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.case import Case
    from planner.case.change import Place

    Find = Callable[[Case, Mapping[str, Any]], Sequence[Place]]
    """The cells behind a row of a rule, by what stands at each letter of its index."""
    Besides = Callable[[Case, Mapping[str, Any]], float]
    """What a right-hand side has besides what its cell states, likewise."""

Kind = Literal["definition", "balance", "limit"]
Per = Literal["quarter", "period", "none"]

COVENANT = "covenant"
"""The kind of bottleneck whose limits are worked out in the table of covenants."""


@dataclass(frozen=True)
class Cell:
    """The cell that alone is the right-hand side of a row: `column` of the row of `sheet` that has the `key`.

    `key` pairs the sheet's key columns with letters of the rule's index, or with None for a blank cell. A `yearly`
    cell holds from the start of its year until the next row, and is zero before the first.
    """

    sheet: str
    column: str
    key: tuple[tuple[str, str | None], ...] = ()
    yearly: bool = False

    def key_of(self, index: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        """The key of a row, (column, value) by column, by what stands at each letter of an index."""
        return tuple((column, None if letter is None else index[letter]) for column, letter in self.key)


@dataclass(frozen=True)
class Rule:
    """One rule of the model: `name`, over the sets `domain`, whose members bear one letter each of `dims`.

    A definition says what a total is; a balance holds decisions to each other; a limit holds them to what a cell of
    the sheets states, and has a price. `rhs` is the cell that alone is a row's right-hand side: as it stands where
    it is stated `per` none, for a quarter of it per quarter, for the years of its period per period. `find` gives all
    the cells that bear on a row where there are others than that.

    `besides` is what a row's right-hand side has besides that cell, where it has anything.

    `noun` is what people call a row of the rule ("supply pool {p}", letters in braces), where it may hold a plan back.
    Of a limit, `bottleneck` is its kind in the table of bottlenecks, named `about` with `detail`; `one_more` is one
    unit more of it as a sentence begins, `relief` what that is called in a repair, and `plural` all limits of the rule
    together. `foremost` limits are reported before what happens in some periods alone. One that `seldom_binds` is left
    out of the first interior point; one at `block_level` says what single blocks do, which the decomposition leaves to
    its subproblems.
    """

    name: str
    dims: str
    domain: tuple[str, ...]
    kind: Kind
    unit: str
    rhs: Cell | None = None
    per: Per = "none"
    find: Find | None = None
    besides: Besides | None = None
    noun: str = ""
    bottleneck: str = ""
    about: str = ""
    detail: str = ""
    one_more: str = ""
    relief: str = ""
    plural: str = ""
    foremost: bool = False
    seldom_binds: bool = False
    block_level: bool = False

    @property
    def physical(self) -> bool:
        """Whether the rule is of power, buildings and chips, and knows nothing of money."""
        return self.unit != USD_BILLION

    def named(self, template: str, index: Any) -> str:
        """A template of the record (`noun`, `about`, `detail`) for a row's index.

        >>> Rule("held", "pq", (), "limit", "GW").named("supply pool {p}", ("makers", 3))
        'supply pool makers'
        """
        return template.format(**self.parts(index))

    def time(self, index: Any) -> int:
        """The number of the period, or of the quarter, that a row is of: the last letter of its index."""
        return int(self.parts(index)[self.dims[-1]])

    def parts(self, index: Any) -> dict[str, Any]:
        """What stands at each letter of a row's index."""
        return dict(zip(self.dims, index if isinstance(index, tuple) else (index,), strict=True))
