"""The process that plans for the page: it can be stopped in the middle, and takes nothing else down with it."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.case.editing import apply_edits
from planner.errors import NoPlan, PlannerError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from planner.case import Case
    from planner.results.run import Run
    from planner.session import Session

LIMITS, NUMBERS, STRUCTURE = "limits", "numbers", "structure"
"""What edits change, by how long a session takes for it: see `planner.Session`."""
TELL_EVERY = 0.2
"""Seconds between two messages of the same stage."""


@dataclass
class Teller:
    """Tells whoever waits what a plan is doing."""

    send: Callable[[dict[str, Any]], None]
    job: int
    since: float
    told: float = 0.0

    def begins(self, stage: str) -> None:
        """A stage begins."""
        self._tell(stage)

    def ticks(self, stage: str, seconds: float, doing: str = "") -> None:
        """A stage goes on."""
        if time.monotonic() - self.told > TELL_EVERY:
            self._tell(stage)

    def ends(self, stage: str, seconds: float, found: str = "") -> None:
        """A stage is done, which the next one tells."""

    def _tell(self, stage: str) -> None:
        from planner.progress import WORDS

        self.told = time.monotonic()
        self.send(
            {
                "what": "progress",
                "job": self.job,
                "stage": WORDS.get(stage, stage),
                "seconds": self.told - self.since,
            }
        )


class Worker:
    """A session, the base plan of the case, and how long changes of each kind have taken."""

    def __init__(
        self,
        case: Case,
        send: Callable[[dict[str, Any]], None],
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """`send` passes messages on; `is_stopped` says whether a failure is for a plan having been stopped."""
        self.case, self.send, self.is_stopped = case, send, is_stopped
        self.session: Session | None = None
        self.base: Run | None = None
        self.seconds: dict[str, float] = {}

    def plan(self, job: int, edits: Sequence[str]) -> None:
        """Plan the case with edits made, and send the answer, or why there is none."""
        since = time.monotonic()
        try:
            case = self._edited(edits)
            kind = kind_of(self.case, case)
            expected = self.seconds.get(kind, self.seconds.get(STRUCTURE))
            self.send({"what": "begun", "job": job, "kind": kind, "expected": expected})
            run = self._solve(case, Teller(self.send, job, since))
        except PlannerError as problem:
            if self.is_stopped():
                raise KeyboardInterrupt from None
            kind_of_problem = "no plan" if isinstance(problem, NoPlan) else "mistake"
            self.send({"what": "failed", "job": job, "kind": kind_of_problem, "message": str(problem)})
            return
        from planner.serve.answers import answer_of, cost_parts, figures_of

        assert self.base is not None
        answer = answer_of(run, self.base)
        answer["base"] = {"figures": figures_of(self.base), "cost": cost_parts(self.base)}
        took = time.monotonic() - since
        self.seconds[kind] = took if kind not in self.seconds else (self.seconds[kind] + took) / 2
        self.send({"what": "planned", "job": job, "seconds": took, **answer})

    def cost(self, edits: Sequence[str]) -> float | None:
        """The cost of the case with edits made; None where it has no plan, or the edits cannot be made."""
        try:
            return self._solve(self._edited(edits), None).objective_usd_billion
        except PlannerError:
            if self.is_stopped():
                raise KeyboardInterrupt from None
            return None

    def _edited(self, edits: Sequence[str]) -> Case:
        """The case with edits made, itself where there are none; raises CaseError."""
        return apply_edits(self.case, edits)[0] if edits else self.case

    def _solve(self, case: Case, teller: Teller | None) -> Run:
        """The plan of a case, from where the last one stood; the base plan comes before any other."""
        from planner.options import Options
        from planner.session import Session

        # After a stop there is no session, for what was stopped half-way is nothing to go on from.
        self.session = self.session or Session(self.case, Options(diagnose=False))
        if self.base is None:
            began = time.monotonic()
            self.base = self.session.solve(teller).finished()
            self.seconds.setdefault(STRUCTURE, time.monotonic() - began)
            if case is self.case:
                return self.base
        self.session.case = case
        return self.session.solve(teller).finished()


def kind_of(base: Case, case: Case) -> str:
    """What differs between two cases: limits alone, other numbers, or what there is and when."""
    from planner.case.columns import TERMS
    from planner.case.sheets import SHEETS
    from planner.patching import differ_in_limits_alone

    if differ_in_limits_alone(base, case):
        return LIMITS
    timed = ("lead_months", "life_years", "first_delivery", "tenor_years", "spend_profile")
    for sheet in SHEETS.values():
        before, after = base.rows(sheet.name), case.rows(sheet.name)
        if len(before) != len(after):
            return STRUCTURE
        names = [column.name for column in sheet.columns if column.name in timed and column.scope == TERMS]
        if any(a[name] != b[name] for a, b in zip(before, after, strict=True) for name in names):
            return STRUCTURE
    return NUMBERS if base.settings.calendar == case.settings.calendar else STRUCTURE


class Line:
    """The line to whoever asks; a signal to stop is heard while a plan is made, never within a message."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.planning = self.stopped = self._sending = self._heard = False
        signal.signal(signal.SIGINT, self._hear)

    def _hear(self, number: int, frame: object) -> None:
        """End the plan that is being made; where a message is under way, once it is whole."""
        self.stopped = self.planning
        if self._sending:
            self._heard = self.planning
        elif self.planning:
            raise KeyboardInterrupt

    def send(self, message: dict[str, Any]) -> None:
        """Send a message whole."""
        self._sending = True
        try:
            self.connection.send(message)
        finally:
            self._sending = False
        if self._heard:
            self._heard = False
            raise KeyboardInterrupt


def serve(connection: Connection, case: Case) -> None:
    """Plan what comes in until whoever asks is gone; a signal to stop ends the plan that is being made, no more."""
    line = Line(connection)
    _load()
    worker = Worker(case, line.send, lambda: line.stopped)
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            return
        job = message["job"]
        try:
            line.planning, line.stopped = True, False
            if message["what"] == "plan":
                worker.plan(job, message["edits"])
            elif message["what"] == "swings":
                _swings(worker, line, job, message["edits"], message["factors"])
        except KeyboardInterrupt:
            line.planning, worker.session = False, None
            line.send({"what": "stopped", "job": job})
        except OSError:
            return
        except Exception as problem:  # told on the page, as a fault of ours
            line.planning, worker.session = False, None
            if line.stopped:  # what a library makes of it
                line.send({"what": "stopped", "job": job})
                continue
            words = f"This is a fault of the planner, not of your case; please report it: {problem!r}"
            line.send({"what": "failed", "job": job, "kind": "fault", "message": words})
        finally:
            line.planning = False


def _load() -> None:
    """Plan the teaching case once: a library that is stopped while it is being loaded is of no more use."""
    from planner.case import read
    from planner.case.starter import TEACHING, shipped

    teaching = read(shipped() / TEACHING)
    Worker(teaching, lambda message: None).plan(0, [])


def _swings(
    worker: Worker, line: Line, job: int, edits: Sequence[str], factors: Sequence[dict[str, Any]]
) -> None:
    """The cost at both ends of every factor, one by one, until something else is asked."""
    for factor in factors:
        if line.connection.poll():
            break
        low, high = (worker.cost([*edits, f"{factor['prefix']}{end:g}"]) for end in factor["ends"])
        line.send({"what": "swing", "job": job, "key": factor["key"], "low": low, "high": high})
    line.send({"what": "swung", "job": job})
