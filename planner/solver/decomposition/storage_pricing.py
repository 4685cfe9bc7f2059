"""The best day of a store: the least that a GW of it can cost at costs by block, and the prices that prove it.

A GW puts out, takes in and keeps no more than `most` in each block b of a day, and the last block comes before the
first. What it keeps rolls on: level[b] + rate_out[b]*output[b] + rate_in[b]*charge[b] = level[before b]. With a price
`kept[b]` on each such row, the least cost is at least the sum over all blocks of

    most_out[b]   * min(0, cost_out[b] - rate_out[b]*kept[b])
    most_in[b]    * min(0, cost_in[b]  - rate_in[b]*kept[b])
    most_level[b] * min(0, kept[after b] - kept[b])

and at the best prices it is just that. The sum is concave, with its kinks where a price is some `cost/rate` of the day
or equals its neighbour's: so best prices are found among the `cost/rate`, the steps. Whether a price is above a step
is a question of its own, for the sum is one over all steps: yes or no for each block, with what the first two lines
gain from this step to the next for a yes, and what the last line loses for a yes followed by a no. A walk around the
day answers it, for all days of all stores and all steps at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


AT_ONCE = 1_000_000
"""Numbers that are held at once: days times blocks times steps."""


def best_days(costs: Floats, rates: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Prices at which days cost least: of the limits on output, charge and level, and of what rolls on.

    `costs` and `rates` are of output and charge (2, days, blocks), `most` of level too (3, days, blocks), and so are
    the prices of the limits, none above zero. `most` times those, summed, is what a day costs.
    """
    _, count, blocks = most.shape
    kept = np.empty((count, blocks))
    several = max(1, AT_ONCE // (2 * blocks**2))
    for first in range(0, count, several):
        some = slice(first, first + several)
        kept[some] = _kept(costs[:, some], rates[:, some], most[:, some])
    levels = np.roll(kept, -1, axis=-1) - kept
    return np.minimum(0.0, np.concatenate([costs - rates * kept, levels[None]])), kept


def _kept(costs: Floats, rates: Floats, most: Floats) -> Floats:
    """The best price of what is kept over from each block (days, blocks)."""
    steps: Floats = np.sort(np.concatenate(list(costs / rates), axis=-1), axis=-1)
    left = costs[..., None] - rates[..., None] * steps[..., None, :]
    earned = (most[:-1, ..., None] * np.minimum(0.0, left)).sum(0)
    heights = np.diff(steps)[..., None, :]
    above = _above(np.diff(earned), most[-1][..., None] * heights)
    # A yes over a no is one of two answers that are as good, or rounding where two steps are next to the same.
    kept: Floats = steps[..., :1] + (above * heights).sum(-1)
    return kept


def _above(gain: Floats, loss: Floats) -> Mask:
    """The best yes or no by block: `gain` for a yes, less `loss` where a no comes after it (days, blocks, steps)."""
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
