"""Repairs of a case without a plan: each found by a solve, written as changed cells, and proved on the mended case."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

from planner.case.change import Change
from planner.case.settings import SETTINGS_FILE
from planner.diagnose.elastic import Elastic, OutOfTimeError, Slack, has_plan
from planner.diagnose.repair import Repair, apply
from planner.diagnose.rhs_relaxations import changes_for, current, rhs_relaxations
from planner.diagnose.trial_relaxations import trial_relaxations
from planner.diagnose.words import count, relaxation_text
from planner.errors import CaseError
from planner.parameters.need import deadline_period, value_of_service
from planner.rules.physical import DEADLINE
from planner.tolerances import IN_THE_CERTIFICATE, REPAIR_ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.diagnose.elastic import Clock
    from planner.diagnose.trial_relaxations import TrialRelaxation
    from planner.solver import Program

DECIMALS = 3
"""New limits are rounded up to a thousandth of a GW or of a USD billion."""
ENOUGH = 6
"""Once so many repairs are known, what takes a rewritten program to try is left alone."""


class Search:
    """Everything that the repairs of one case are sought with."""

    def __init__(self, case: Case, program: Program, clock: Clock) -> None:
        self.case, self.program, self.clock = case, program, clock
        self.relaxations = rhs_relaxations(case, program)
        self.deadline = max(0, deadline_period(case) or 0)
        block = program.rows[DEADLINE.name]
        self.unserved = list(block.indices)
        rows = [((block.start + n,), 1.0) for n in range(len(self.unserved))]
        slacks = [*((relaxation.rows, relaxation.share) for relaxation in self.relaxations), *rows]
        self.elastic = Elastic(program, slacks, clock)
        self.untried, self.known = 0, False
        price = value_of_service(case)
        first = len(self.relaxations)
        self.service = {
            first + n: max(price[j] or 0.0, 1.0) * case.periods[t].years
            for n, (j, t) in enumerate(self.unserved)
        }

    def least_unserved(self) -> Slack | None:
        """The least load that must go unserved from the deadline on, at its value; None where even that fails."""
        return self.elastic.solve(self.service, prove=True)

    def by_sponsor(self, slack: Slack) -> dict[str, dict[int, float]]:
        """Load unserved from the deadline on, GW by sponsor and period."""
        found: dict[str, dict[int, float]] = {}
        for column, gw in sorted(slack.amounts.items()):
            j, t = self.unserved[column - len(self.relaxations)]
            found.setdefault(j, {})[t] = gw
        return found

    # ── relaxations ──

    def moves(self, columns: Iterable[int]) -> Slack | None:
        """The least that the relaxations of some columns must move; None where they are not enough, or time is out."""
        try:
            slack = self.elastic.solve({n: self.relaxations[n].price for n in columns})
        except OutOfTimeError:
            self.untried += 1
            return None
        return slack if slack is not None and slack.amounts else None

    def repair(self, about: str, slack: Slack) -> Repair:
        """Moves of relaxations as a repair."""
        self.known = True
        moved = {self.relaxations[n]: self._rounded(n, gw) for n, gw in slack.amounts.items()}
        cost = sum(relaxation.price * amount for relaxation, amount in moved.items())
        words = relaxation_text(self.case, self.program, moved, slack)
        return Repair(about, words, tuple(changes_for(self.case, moved)), cost)

    def spares(self, reserve: float) -> bool:
        """Whether there is time to seek one more; once a repair is known, `reserve` seconds are kept to prove it."""
        if self.known and not self.clock.has(reserve):
            self.untried += 1
            return False
        return True

    def _rounded(self, column: int, amount: float) -> float:
        """How far to move a relaxation so that the new value is short to write and no smaller than it must be."""
        old = current(self.case, self.relaxations[column])
        scale = 10.0**DECIMALS
        return max(0.0, float(math.ceil((old + amount) * scale - REPAIR_ROUNDING)) / scale - old)

    def proved(self, repair: Repair) -> Repair | None:
        """The repair, marked where the mended case was found to have a plan; None where it has none.

        A limit that is too tight by the solver's own tolerance is tried again a thousandth wider.
        """
        if repair.proved:
            return repair
        try:
            for tried in (repair, _wider(repair)):
                if self.solves(tried):
                    return dataclasses.replace(tried, proved=True)
        except OutOfTimeError:
            return repair
        return None

    def solves(self, repair: Repair) -> bool:
        """Whether the mended case has a plan; raises OutOfTimeError where that is not known in time."""
        from planner.model import build
        from planner.solver import compile_model

        try:
            mended = apply(self.case, repair)
        except CaseError:
            return False
        if deadline_period(mended) is None:
            return True
        left = self.clock.left
        return has_plan(compile_model(build(mended)), left)

    # ── trials ──

    def trials(self, duals: NDArray[np.float64], known: int) -> Iterator[Repair]:
        """Repairs by shares, floors, ratios, dates and owners, each by trial."""
        trials = [trial for trial in trial_relaxations(self.case) if self._bears(trial, duals)]
        for number, trial in enumerate(trials):
            if known >= ENOUGH:
                return
            try:
                repair = self._least_step(trial)
            except OutOfTimeError:
                self.untried += len(trials) - number
                return
            if repair is not None:
                known += 1
                yield repair

    def _bears(self, trial: TrialRelaxation, duals: NDArray[np.float64]) -> bool:
        """Whether a row that the trial loosens stands in the certificate; always, where it adds decisions."""
        return not trial.rules or any(
            (index if isinstance(index, tuple) else (index,))[: len(letters)] == letters
            and abs(duals[block.start + n]) > IN_THE_CERTIFICATE
            for rule, letters in trial.rules
            if (block := self.program.rows.get(rule.name)) is not None
            for n, index in enumerate(block.indices)
        )

    def _least_step(self, trial: TrialRelaxation) -> Repair | None:
        """The least turn of a trial that gives a plan; None where its loosest does not."""
        low, high = 0, trial.steps
        if not self.solves(_at_step(trial, high)):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.solves(_at_step(trial, middle)) else (middle, high)
        return dataclasses.replace(_at_step(trial, high), proved=True)

    # ── the target ──

    def later(self, short: Slack) -> Repair | None:
        """The earliest later deadline that can be kept; None where not even the last quarter's can.

        What is short already says how late is late enough; whether a quarter less would do is asked first.
        """
        last, step = len(self.case.periods) - 1, 1
        low, high = self.deadline, max(self.unserved[n - len(self.relaxations)][1] for n in short.amounts) + 1
        best: Slack | None = short
        try:
            best = short if high <= last else self._closing(last)
            high = min(high, last)
            while best is not None and high - low > 1:
                middle = max((low + high) // 2, high - step)
                slack = self._closing(middle)
                low, high = (middle, high) if slack is None else (low, middle)
                best, step = (best, step) if slack is None else (slack, 2 * step)
        except OutOfTimeError:
            self.untried += 1 if high > last else 0
        if best is None or high > last:
            return None
        target = self.case.settings.target.close_by
        new = self.case.periods[high].first
        words = f"close_by {count(new.ordinal - target.ordinal, 'quarter')} later: {new}"
        change = Change(SETTINGS_FILE, "target.close_by", new, target)
        self.known = True
        return Repair("close_by", words, (change,), best.price)

    def _closing(self, deadline: int) -> Slack | None:
        """The least slack where load may go unserved up to a later deadline only."""
        first = len(self.relaxations)
        return self.elastic.solve(
            {
                column: cost
                for column, cost in self.service.items()
                if self.unserved[column - first][1] < deadline
            }
        )

    def priced(self, short: Slack) -> Repair:
        """Let load go unserved at its price, which always has a plan."""
        worst: Mapping[int, float] = _by_period(self.by_sponsor(short))
        t = max(worst, key=lambda period: worst[period])
        words = (
            f"policy priced: load may go unserved at its value of service, "
            f"at best {worst[t]:.4g} GW of it in {self.case.periods[t]}"
        )
        change = Change(SETTINGS_FILE, "target.policy", "priced", self.case.settings.target.policy)
        return Repair("policy", words, (change,), short.price, proved=True)


def _by_period(unserved: Mapping[str, Mapping[int, float]]) -> dict[int, float]:
    """Load unserved over all sponsors, GW by period."""
    total: dict[int, float] = {}
    for periods in unserved.values():
        for t, gw in periods.items():
            total[t] = total.get(t, 0.0) + gw
    return total


def _wider(repair: Repair) -> Repair:
    """The repair with every number a thousandth larger."""
    changes = tuple(
        dataclasses.replace(change, new=round(change.new + 10.0**-DECIMALS, 9))
        if isinstance(change.new, float) and change.new > (change.old or 0.0)
        else change
        for change in repair.changes
    )
    return dataclasses.replace(repair, changes=changes)


def _at_step(trial: TrialRelaxation, k: int) -> Repair:
    """A trial at a step, as a repair."""
    changes = trial.changes(k)
    text = "; ".join(dict.fromkeys(_moved(change) for change in changes[:3]))
    more = f" and {len(changes) - 3} cells more" if len(changes) > 3 else ""
    return Repair(trial.about, f"{trial.about}: {text}{more}", changes, trial.price * k / trial.steps)


def _moved(change: Change) -> str:
    """A change in short."""
    if change.row is None and change.cells:
        return f"a new row with {change.column} {change.new}"
    text = [f"{value:.6g}" if isinstance(value, float) else str(value) for value in (change.old, change.new)]
    return f"{change.column} from {text[0]} to {text[1]}"
