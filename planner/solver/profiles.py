"""Days of stores by profiles: ways to run a GW for a day, mixed as suits best, in place of every block.

A day that matters little would bring a column and two rows for each thing that it does in each block. Told by
profiles it brings one row, `mix: what all its profiles take of the store <= what stands`, and a column for each
profile: its output, charge and level, block by block. Profiles keep every rule of the day for a GW, so that any mix of
them does for what stands. They are the best days that prices have found so far (see storage.py); where the best day at
a point's prices is worth no more than the mix is, no profile is missing, and its prices complete those of the point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.compile import Program
    from planner.solver.storage import Stores

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

KEPT = 1e-9
"""GW, or GWh, of a GW of a store by which a profile may be off a rule."""


@dataclass(frozen=True)
class Profiles:
    """Profiles of many days of stores: `store` and `day` (profiles) say whose.

    `running` (profiles, 3, blocks) is output and charge (GW) and level (GWh) of a GW, zero on other days.
    """

    store: Ints
    day: Ints
    running: Floats

    @staticmethod
    def none(blocks: int) -> Profiles:
        """No profile at all."""
        return Profiles(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros((0, 3, blocks)))

    @staticmethod
    def of(days: Mask, running: Floats) -> Profiles:
        """One for each of these (stores, days), given how all stores run on all days (3, stores, blocks)."""
        store, day = np.nonzero(days)
        blocks = running.shape[2]
        of_day = np.arange(blocks) // max(1, blocks // max(1, days.shape[1])) == day[:, None]
        return Profiles(store, day, np.where(of_day[:, None], running[:, store].swapaxes(0, 1), 0.0))

    def __len__(self) -> int:
        return len(self.store)

    def __add__(self, more: Profiles) -> Profiles:
        running = np.concatenate([self.running, more.running])
        return Profiles(np.append(self.store, more.store), np.append(self.day, more.day), running)

    def __getitem__(self, which: Mask | Ints) -> Profiles:
        return Profiles(self.store[which], self.day[which], self.running[which])

    def same_as(self, others: Profiles) -> bool:
        """Whether these are the others, in the same order."""
        return (
            np.array_equal(self.store, others.store)
            and np.array_equal(self.day, others.day)
            and np.array_equal(self.running, others.running)
        )

    def beyond(self, known: Profiles) -> Profiles:
        """Those that are not known already: HiGHS may leave a column though it would still pay a little."""
        there = set(known.keys())
        return self[np.array([key not in there for key in self.keys()], dtype=bool)]

    def keys(self) -> list[tuple[int, int, bytes]]:
        """Whose each is and how it runs, to the last digit that matters."""
        running = np.round(self.running, 9) + 0.0
        return [(int(s), int(d), r.tobytes()) for s, d, r in zip(self.store, self.day, running, strict=True)]

    def columns(self, stores: Stores, size: int) -> csc_array:
        """What a GW of each has in all columns of a program (size, profiles)."""
        where = stores.columns[:, self.store].swapaxes(0, 1)
        number = np.broadcast_to(np.arange(len(self))[:, None, None], where.shape)
        there = self.running != 0.0
        entries = (self.running[there], (where[there], number[there]))
        return csc_array(coo_array(entries, shape=(size, len(self))))

    def mixes(self, stores: Stores) -> tuple[Ints, Ints]:
        """The days of stores that there are profiles of, by number, and which of them each profile is one of."""
        numbers, mix = np.unique(self.store * stores.days + self.day, return_inverse=True)
        return numbers, mix.ravel()

    def shares(self, mix: Ints) -> csr_array:
        """What the profiles of each mix take of a GW in sum (mixes, profiles)."""
        where = (mix, np.arange(len(self)))
        return csr_array(
            coo_array((np.ones(len(self)), where), shape=(int(mix.max(initial=-1)) + 1, len(self)))
        )

    def hold(self, stores: Stores, program: Program) -> bool:
        """Whether all keep the rules of a day in a program, which may have other coefficients than theirs had."""
        rolled = program.matrix[stores.rolls.ravel()] @ self.columns(stores, len(program.cost))
        over = self.running - stores.most[:, self.store].swapaxes(0, 1)
        return bool(np.abs(rolled.data).max(initial=0.0) <= KEPT and over.max(initial=0.0) <= KEPT)
