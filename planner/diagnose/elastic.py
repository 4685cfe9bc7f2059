"""The program with slack on its limits: how little must give, priced, and which rows say so.

All costs of the plan are left out, so that the least slack is found and nothing else. Every slack is a column that
is shut (at zero) until a question opens it, so that one HiGHS object answers them all from its last basis.
"""

from __future__ import annotations

import dataclasses
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from planner.options import Options
from planner.rules import RULES
from planner.solver import pass_model, run
from planner.tolerances import IN_THE_CERTIFICATE, NO_SLACK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from planner.solver import Program

    Floats = NDArray[np.float64]

SIMPLEX_SECONDS = 10.0
"""What simplex may take of a small program; odd numbers lead it astray where an interior point is done at once."""


class OutOfTimeError(Exception):
    """The time given for the diagnosis has passed."""


class Clock:
    """Seconds left for a diagnosis."""

    def __init__(self, seconds: float) -> None:
        self.end = 0.0
        self.set(seconds)

    def set(self, seconds: float) -> None:
        """Give it so many seconds from now."""
        self.end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left; raises OutOfTimeError where there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        return left

    @contextmanager
    def at_least(self, seconds: float) -> Iterator[None]:
        """While inside, so many seconds are left, or more."""
        before, self.end = self.end, max(self.end, time.monotonic() + seconds)
        try:
            yield
        finally:
            self.end = before

    def has(self, seconds: float) -> bool:
        """Whether so many seconds are left."""
        return self.end - time.monotonic() > seconds


@dataclass(frozen=True)
class Slack:
    """What a solve gave: slack by column, dual by row, value by column of the program, and the price of it all."""

    amounts: dict[int, float]
    duals: Floats
    values: Floats
    price: float


class Elastic:
    """A program with one slack column for each set of rows; `share` is what one unit gives each of them."""

    def __init__(self, program: Program, slacks: Sequence[tuple[Sequence[int], float]], clock: Clock) -> None:
        self.program, self.count, self.clock = program, len(slacks), clock
        self.first = len(program.cost)
        self.block = _block(program, slacks)
        loose = dataclasses.replace(
            program,
            cost=np.zeros(self.first + self.count),
            offset=0.0,
            matrix=csr_array(hstack([program.matrix, self.block], format="csr")),
            column_lower=np.concatenate([program.column_lower, np.zeros(self.count)]),
            column_upper=np.concatenate([program.column_upper, np.zeros(self.count)]),
        )
        self.highs = pass_model(loose, Options())
        self.columns = np.arange(self.first, self.first + self.count, dtype=np.int32)

    def solve(self, prices: Mapping[int, float], prove: bool = False) -> Slack | None:
        """The least priced slack with only those columns open; None where that is not enough.

        With `prove` its duals are those of a basis. Raises OutOfTimeError where HiGHS could not say in time.
        """
        upper, cost = np.zeros(self.count), np.zeros(self.count)
        for column, price in prices.items():
            upper[column], cost[column] = np.inf, price
        highs = self.highs
        highs.changeColsBounds(self.count, self.columns, np.zeros(self.count), upper)
        highs.changeColsCost(self.count, self.columns, cost)
        return self._slack(prices) if has_optimum(highs, self.clock, "on" if prove else "off") else None

    def _slack(self, prices: Mapping[int, float]) -> Slack:
        solution = self.highs.getSolution()
        values = np.array(solution.col_value)
        amounts = {
            column: float(values[self.first + column])
            for column in prices
            if values[self.first + column] > NO_SLACK
        }
        price = sum(prices[column] * amount for column, amount in amounts.items())
        return Slack(amounts, np.array(solution.row_dual), values[: self.first], price)

    def bearing(self, duals: Floats) -> dict[int, float]:
        """What a unit of each slack column would take off what a certificate of impossibility proves.

        A column that is not among them cannot help.
        """
        gain = np.abs(self.block.T @ duals)
        return {int(column): float(gain[column]) for column in np.flatnonzero(gain > IN_THE_CERTIFICATE)}


def _block(program: Program, slacks: Sequence[tuple[Sequence[int], float]]) -> csr_array:
    """The columns of the slacks: each takes its share off the left-hand side of its rows, which are <=."""
    rows = np.concatenate(
        [np.asarray(rows, dtype=np.int64) for rows, _ in slacks] or [np.zeros(0, dtype=np.int64)]
    )
    columns = np.repeat(np.arange(len(slacks)), [len(rows) for rows, _ in slacks])
    values = np.repeat([-share for _, share in slacks], [len(rows) for rows, _ in slacks])
    return csr_array((values, (rows, columns)), shape=(len(program.row_lower), len(slacks)))


def without_money(program: Program) -> Program:
    """The program's power, buildings and chips alone: rows of money are emptied, and keep their numbers."""
    kept = np.zeros(len(program.row_lower))
    for name, block in program.rows.items():
        kept[block.slice] = RULES[name].physical
    matrix = csr_array(diags_array(kept) @ program.matrix)
    matrix.eliminate_zeros()
    free = kept == 0
    return dataclasses.replace(
        program,
        matrix=matrix,
        row_lower=np.where(free, -np.inf, program.row_lower),
        row_upper=np.where(free, np.inf, program.row_upper),
    )


def has_plan(program: Program, seconds: float) -> bool:
    """Whether a program has any plan at all, costs apart; raises OutOfTimeError where HiGHS could not say."""
    free = dataclasses.replace(program, cost=np.zeros(len(program.cost)), offset=0.0)
    return has_optimum(pass_model(free, Options()), Clock(seconds), "off")


def has_optimum(highs: highspy.Highs, clock: Clock, crossover: str) -> bool:
    """Whether a program has an optimum, and is not impossible; raises OutOfTimeError where HiGHS cannot say in time.

    A small one is asked of simplex, which begins at its last basis; a large one, or one that once led simplex astray,
    of an interior point, with a `crossover` to a basis ("on") or without, and with one where it is in doubt without.
    """
    simple = highs.getOptionValue("solver")[1] == "simplex"
    for method, cross in (("simplex", "on"), ("ipx", crossover), ("ipx", "on"))[0 if simple else 1 :]:
        if method != "simplex":
            highs.clearSolver()
        most = min(clock.left, SIMPLEX_SECONDS) if method == "simplex" else clock.left
        highs.setOptionValue("solver", method)
        highs.setOptionValue("run_crossover", cross)
        highs.setOptionValue("time_limit", highs.getRunTime() + most)
        run(highs)
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return True
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return False
    raise OutOfTimeError
