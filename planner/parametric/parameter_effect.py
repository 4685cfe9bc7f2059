"""What moves in the linear program as a factor runs: limits alone, costs alone, or more.

Found by compiling the case at several values and looking at the differences, so that nothing has to be known of what an
edit does. Limits that follow the factor along straight lines with bends, such as a need that is never below zero, are
split into stretches without one. Coefficients of a rule that only says what a cost is, by a variable that is nowhere
else but in the objective, are costs.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from planner.errors import UserError
from planner.solver.warm_start import same_shape
from planner.study.factors import number_text
from planner.tolerances import STRAIGHT_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from planner.parametric.factor import Factor
    from planner.solver import Program, Solution
    from planner.solver.program import Block

    Floats = NDArray[np.float64]

NOTHING, LIMITS, COSTS, MORE = "nothing", "limits", "costs", "more"
"""What a factor moves: right-hand sides alone; costs alone; coefficients, both, or which rows there are."""
VECTORS = ("row_lower", "row_upper", "column_lower", "column_upper", "cost")
STEP = 1e-5
"""Share of a stretch over which slopes at its ends are taken."""
MOST_STRETCHES = 50


@dataclass(frozen=True)
class Stretch:
    """Values between which every moving number of the program follows a straight line.

    `program` is that of `start`; `rates` what is added to its numbers per unit of the factor.
    """

    start: float
    end: float
    program: Program
    rates: Mapping[str, Floats]
    offset_rate: float
    matrix_rate: csr_array

    def program_at(self, value: float) -> Program:
        """The program of a value, without building it anew."""
        by = value - self.start
        moved = {name: getattr(self.program, name) + by * rate for name, rate in self.rates.items()}
        matrix = self.program.matrix
        if self.matrix_rate.nnz:
            matrix = csr_array(matrix + by * self.matrix_rate)
        offset = self.program.offset + by * self.offset_rate
        return dataclasses.replace(self.program, offset=offset, matrix=matrix, **moved)

    def slope(self, value: float, solution: Solution) -> float:
        """What one more unit of the factor adds to the cost at an optimum, by its prices."""
        program, rates = self.program_at(value), self.rates
        reduced = program.cost - program.matrix.T @ solution.duals
        rows = _worth(solution.duals, rates["row_lower"], rates["row_upper"])
        columns = _worth(reduced, rates["column_lower"], rates["column_upper"])
        costs = rates["cost"] @ solution.values - solution.duals @ (self.matrix_rate @ solution.values)
        return self.offset_rate + rows + columns + float(costs)


def _worth(prices: Floats, lower: Floats, upper: Floats) -> float:
    """What moving the bounds that prices lean on is worth."""
    return float(prices @ np.where(prices > 0, lower, upper))


@dataclass(frozen=True)
class ParameterEffect:
    """What a factor moves between two values, and the rules and variables in which it does.

    `stretches` go from the first value to the last where it moves limits or costs alone, and are empty else.
    """

    kind: str
    rules: tuple[str, ...]
    stretches: tuple[Stretch, ...] = ()


def effect_of(factor: Factor, start: float, stop: float) -> ParameterEffect:
    """What a factor moves; raises CaseError where a value breaks the contract, UserError where limits are curved."""
    ends = factor.program_at(start), factor.program_at(stop)
    if factor.stepped:
        return ParameterEffect(MORE, ())
    middle = factor.program_at((start + stop) / 2)
    seen = [_differences(ends[0], other) for other in (middle, ends[1])]
    parts = [{name for one in seen if one for name in one[part]} for part in range(3)]
    coefficients, limits, costs = parts
    moved = tuple(name for names in parts for name in sorted(names))
    if None in seen:
        return ParameterEffect(MORE, ())
    if not moved:
        return ParameterEffect(NOTHING, ())
    if not coefficients and not costs and factor.edit.op != "/=":
        return ParameterEffect(
            LIMITS, moved, tuple(_stretches(factor, (start, ends[0]), (stop, ends[1]), middle))
        )
    if limits or not _is_of_costs(ends, middle):
        return ParameterEffect(MORE, moved)
    return ParameterEffect(COSTS, moved, (_stretch(start, ends[0], stop, ends[1]),))


def _is_of_costs(ends: tuple[Program, Program], middle: Program) -> bool:
    """Whether programs differ in costs alone, and straight: the rules in which they differ say what a cost is.

    Such a rule is an equation with a variable without bounds that no other rule has.
    """
    first, last = ends
    away = _moved_matrix(first, last) - 2 * _moved_matrix(first, middle)
    straight = _is_straight(first, middle, last) and abs(away).max() <= STRAIGHT_LINE
    rows = np.flatnonzero(_rows_apart(first, last) | _rows_apart(first, middle))
    free = np.isinf(first.column_lower) & np.isinf(first.column_upper)
    alone = np.bincount(first.matrix.indices, minlength=len(free)) == 1
    still = np.bincount(_moved_matrix(first, last).indices, minlength=len(free)) == 0
    defining = abs(first.matrix[rows]).sign() @ (free & alone & still).astype(float)
    equal = first.row_lower[rows] == first.row_upper[rows]
    return bool(straight and equal.all() and (defining >= 1).all())


def _moved_matrix(one: Program, other: Program) -> csr_array:
    """What a matrix has more than another, without what is equal."""
    difference = csr_array(other.matrix - one.matrix)
    difference.eliminate_zeros()
    return difference


def _differences(one: Program, other: Program) -> tuple[set[str], set[str], set[str]] | None:
    """In which rules coefficients differ, in which rules or variables limits, of which variables costs.

    None where the programs have not the same rows, columns and places for limits.
    """
    if not same_shape(one, other) or any(
        not np.array_equal(np.isfinite(getattr(one, name)), np.isfinite(getattr(other, name)))
        for name in VECTORS
    ):
        return None
    apart = {name: getattr(one, name) != getattr(other, name) for name in VECTORS}
    rows, columns = one.rows, one.columns
    limits = {
        *_named(apart["row_lower"] | apart["row_upper"], rows),
        *_named(apart["column_lower"] | apart["column_upper"], columns),
    }
    costs = {*_named(apart["cost"], columns), *(["constant cost"] if one.offset != other.offset else [])}
    return set(_named(_rows_apart(one, other), rows)), limits, costs


def _rows_apart(one: Program, other: Program) -> NDArray[np.bool_]:
    """Rows in which any coefficient differs."""
    return np.asarray(np.diff(_moved_matrix(one, other).indptr) > 0)


def _named(marked: NDArray[np.bool_], blocks: Mapping[str, Block]) -> Iterator[str]:
    """The names of the blocks in which anything is marked."""
    return (name for name, block in blocks.items() if marked[block.slice].any())


def _stretches(
    factor: Factor, left: tuple[float, Program], right: tuple[float, Program], middle: Program | None = None
) -> Iterator[Stretch]:
    """Stretches without a bend, from left to right; raises UserError where there is no end of bends."""
    budget = MOST_STRETCHES
    waiting = [(left, right, middle)]
    while waiting:
        (start, first), (end, last), between = waiting.pop()
        halfway = between or factor.program_at((start + end) / 2)
        if _is_straight(first, halfway, last):
            yield _stretch(start, first, end, last)
            continue
        budget -= 1
        if not budget:
            raise _curved(factor)
        bend = _bend(factor, (start, first), (end, last), halfway)
        split = bend, factor.program_at(bend)
        waiting += [(split, (end, last), None), ((start, first), split, None)]


def _numbers(program: Program) -> Floats:
    """All that may move, in one vector; what is infinite cannot, and stands as zero."""
    whole = np.concatenate([*(getattr(program, name) for name in VECTORS), [program.offset]])
    return np.where(np.isfinite(whole), whole, 0.0)


def _is_straight(first: Program, halfway: Program, last: Program) -> bool:
    return not _bent(*map(_numbers, (first, halfway, last))).any()


def _bent(first: Floats, halfway: Floats, last: Floats) -> NDArray[np.bool_]:
    """Which numbers do not lie halfway between those of the ends."""
    size = np.maximum(1.0, np.maximum(np.abs(first), np.abs(last)))
    return np.asarray(np.abs(halfway - (first + last) / 2) > STRAIGHT_LINE * size)


def _bend(
    factor: Factor, left: tuple[float, Program], right: tuple[float, Program], halfway: Program
) -> float:
    """Where the first number bends: where the lines through the ends meet; halfway where none do."""
    (start, first), (end, last) = (left[0], _numbers(left[1])), (right[0], _numbers(right[1]))
    bent = _bent(first, _numbers(halfway), last)
    step = STEP * (end - start)
    rising = (_numbers(factor.program_at(start + step)) - first)[bent] / step
    ending = (last - _numbers(factor.program_at(end - step)))[bent] / step
    with np.errstate(divide="ignore", invalid="ignore"):
        places = ((last - first)[bent] + rising * start - ending * end) / (rising - ending)
    inside = places[(places > start + step) & (places < end - step)]
    return float(inside.min()) if inside.size else (start + end) / 2


def _stretch(start: float, first: Program, end: float, last: Program) -> Stretch:
    """The line between two programs."""
    long = end - start
    rates = {name: _rate(getattr(first, name), getattr(last, name), long) for name in VECTORS}
    offset_rate = (last.offset - first.offset) / long
    return Stretch(start, end, first, rates, offset_rate, csr_array(_moved_matrix(first, last) / long))


def _rate(first: Floats, last: Floats, long: float) -> Floats:
    """What is added per unit; nothing to what is infinite, and where the ends differ by rounding alone."""
    finite = np.isfinite(first)
    rate = np.zeros(len(first))
    rate[finite] = last[finite] - first[finite]
    rate[np.abs(rate) <= STRAIGHT_LINE * np.maximum(1.0, np.abs(np.where(finite, first, 0.0)))] = 0.0
    return rate / long


def _curved(factor: Factor) -> UserError:
    return UserError(
        f"The limits that {factor.name} moves do not follow its value along straight lines, or bend more than "
        f"{MOST_STRETCHES} times on the way.\n    mend: choose a narrower range, or another way to write the edit"
    )


def check_moves(found: ParameterEffect, factor: Factor, start: float, stop: float) -> None:
    """Raise UserError where a factor moves nothing, or more than limits or costs alone."""
    between = f"between {number_text(start)} and {number_text(stop)}"
    if found.kind == NOTHING:
        raise UserError(
            f"{factor.name} moves nothing {between}: the program is the same at both ends.\n"
            "    mend: look whether what it edits is used within the horizon"
        )
    if found.kind == MORE:
        raise UserError(
            f"{factor.name} moves more than limits {between}: {_moved(found.rules, factor.stepped)}.\n"
            "    An exact curve needs a factor that moves right-hand sides alone, such as a limit, a need or the depth "
            "of a market, or costs alone.\n"
            "    mend: planner breakeven takes any factor; planner sweep --vary samples it"
        )


def _moved(rules: Iterable[str], stepped: bool) -> str:
    """Which rules are moved, in words."""
    names = list(rules)
    if stepped:
        return "it goes in whole steps"
    if not names:
        return "it changes which decisions or rules there are"
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"numbers in {', '.join(names[:4])}{more}"
