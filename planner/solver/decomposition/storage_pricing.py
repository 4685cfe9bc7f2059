"""The best day of a store: the least that a GW of it can cost at costs by block, and the duals that prove it.

A GW puts out, takes in and keeps no more than `limits` in each block b of a day, and the last block comes before the
first. What it keeps rolls on: level[b] + rate_out[b]*output[b] + rate_in[b]*charge[b] = level[before b]. With a dual
`stored[b]` of each such row, the value of energy stored at its end (hydropower's water value), the least cost is at
least the sum over all blocks of

    limit_out[b]   * min(0, cost_out[b] - rate_out[b]*stored[b])
    limit_in[b]    * min(0, cost_in[b]  - rate_in[b]*stored[b])
    limit_level[b] * min(0, stored[after b] - stored[b])

and at the best duals it is just that. The sum is concave and piecewise linear, with its breakpoints where a value is
some `cost/rate` of the day or equals its neighbour's: so best values are found among the `cost/rate`. Whether a value
is above a breakpoint is a question of its own, for the sum is one over all breakpoints: yes or no for each block, with
what the first two lines gain up to the next breakpoint for a yes, and what the last line loses for a yes followed by a
no. Dynamic programming around the day answers it, for all days of all stores and all breakpoints at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


NUMBERS_AT_ONCE = 1_000_000
"""How many numbers are held at once: days times blocks times breakpoints."""


def price_days(costs: Floats, rates: Floats, limits: Floats) -> tuple[Floats, Floats]:
    """Duals at which days cost least: of the limits on output, charge and level, and the values of energy stored.

    `costs` and `rates` are of output and charge (2, days, blocks), `limits` of level too (3, days, blocks), and so are
    the duals of the limits, none above zero. `limits` times those, summed, is what a day costs.
    """
    _, count, blocks = limits.shape
    stored = np.empty((count, blocks))
    several = max(1, NUMBERS_AT_ONCE // (2 * blocks**2))
    for first in range(0, count, several):
        some = slice(first, first + several)
        stored[some] = _stored_values(costs[:, some], rates[:, some], limits[:, some])
    levels = np.roll(stored, -1, axis=-1) - stored
    return np.minimum(0.0, np.concatenate([costs - rates * stored, levels[None]])), stored


def _stored_values(costs: Floats, rates: Floats, limits: Floats) -> Floats:
    """The best value of energy stored at the end of each block (days, blocks)."""
    breakpoints: Floats = np.sort(np.concatenate(list(costs / rates), axis=-1), axis=-1)
    left = costs[..., None] - rates[..., None] * breakpoints[..., None, :]
    earned = (limits[:-1, ..., None] * np.minimum(0.0, left)).sum(0)
    heights = np.diff(breakpoints)[..., None, :]
    above = _above(np.diff(earned), limits[-1][..., None] * heights)
    # A yes over a no is one of two answers that are as good, or rounding where two breakpoints are next to the same.
    stored: Floats = breakpoints[..., :1] + (above * heights).sum(-1)
    return stored


def _above(gain: Floats, loss: Floats) -> Mask:
    """The best yes or no by block: `gain` for a yes, less `loss` where a no comes after (days, blocks, breakpoints)."""
    gain, loss = np.moveaxis(gain, -2, 0), np.moveaxis(loss, -2, 0)
    # What is gained at most up to a block, by the answer there and the answer that the day began with.
    first = np.full((2, 2, *gain.shape[1:]), -np.inf)
    first[0, 0], first[1, 1] = 0.0, gain[0]
    gained = [first]
    for block in range(1, len(gain)):
        gained.append(_next(gained[-1], loss[block - 1]))
        gained[-1][1] += gain[block]
    around = _next(gained[-1], loss[-1])
    begins = around[1, 1] > around[0, 0]
    answer, answers = begins, []
    for block in reversed(range(len(gain))):
        no, yes = np.where(begins, gained[block][:, 1], gained[block][:, 0])
        answer = yes - np.where(answer, 0.0, loss[block]) > no
        answers.append(answer)
    return np.moveaxis(np.array(answers[::-1]), 0, -2)


def _next(gained: Floats, loss: Floats) -> Floats:
    """What is gained at most before the next block's no, and before its yes."""
    no, yes = gained
    return np.stack([np.maximum(no, yes - loss), np.maximum(no, yes)])
