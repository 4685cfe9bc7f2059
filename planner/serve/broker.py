"""What tabs ask of the processes that plan: one plan at a time, of each tab only what it asked last."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.serve.planning_process import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.case import Case

MOST_TABS = 50
"""Tabs that may listen at once."""
MOST_WAITING = 1000
"""Messages that wait for a tab that does not listen; an older one makes room."""


@dataclass
class Tab:
    """A page that is open: what it is still to hear, and the plan it has asked for."""

    heard: asyncio.Queue[dict[str, Any]] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    waiting: dict[str, Any] | None = None

    def tell(self, message: dict[str, Any]) -> None:
        """Put a message into the tab's queue."""
        if self.heard.full():
            self.heard.get_nowait()
        self.heard.put_nowait(message)


class Process:
    """A process that plans, and a thread that hears it; `came` is told what it says, None where it is gone."""

    def __init__(self, case: Case, came: Callable[[Process, dict[str, Any] | None], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, case), daemon=True)
        self._process.start()
        theirs.close()
        self._came = came
        threading.Thread(target=self._hear, daemon=True).start()

    def send(self, message: dict[str, Any]) -> None:
        """Ask something."""
        self._connection.send(message)

    def _hear(self) -> None:
        """Pass on what the process says until it is gone."""
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                message = None
            self._came(self, message)
            if message is None:
                return

    def interrupt(self) -> None:
        """End what it is doing: by a signal, or where there is none, with the process."""
        pid = self._process.pid
        if sys.platform == "win32" or pid is None:
            self._process.terminate()
        else:
            os.kill(pid, signal.SIGINT)

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join(5)


class Broker:
    """Takes what tabs ask to the process that plans, one by one, and brings each its answers.

    Swings are worked out by a process of their own, which is told to end between two of them: to stop it in the
    middle would cost it the optimum that it goes on from.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.tabs: dict[str, Tab] = {}
        self._job = 0
        self._owner: dict[int, str] = {}
        self._running: int | None = None
        self._begun = self._to_stop = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._plans = Process(case, self._heard)
        self._swings: Process | None = None

    def _heard(self, process: Process, message: dict[str, Any] | None) -> None:
        """What a process says, from the thread that hears it."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._came, process, message)

    def _came(self, process: Process, message: dict[str, Any] | None) -> None:
        """A message of a process, for the tab that asked; None where it is gone, and is started anew when needed."""
        if message is None and process is self._swings:
            self._swings = None
        if message is None:
            if process is not self._plans:
                return
            words = "The planning process ended; ask again."
            message = {"what": "failed", "job": self._running, "kind": "fault", "message": words}
            self._plans = Process(self.case, self._heard)
        job = message["job"]
        if message["what"] == "begun" and job == self._running:
            self._begun = True
            if self._to_stop:
                self._plans.interrupt()
        tab = self.tabs.get(self._owner.get(job, ""))
        if tab is not None:
            tab.tell(message)
        if message["what"] in ("planned", "failed", "stopped", "swung"):
            self._owner.pop(job, None)
            if job == self._running:
                self._running = None
                self._next()

    def plan(self, name: str, edits: Sequence[str]) -> int:
        """Ask for a plan on behalf of a tab; what it asked before and has not begun is dropped. Gives the job."""
        tab = self._asked(name)
        if self._swings is not None:
            self._swings.send({"what": "rest", "job": 0})
        if tab.waiting is not None:
            tab.tell({"what": "stopped", "job": tab.waiting["job"]})
        tab.waiting = {"what": "plan", "job": self._job, "edits": list(edits)}
        self._next()
        return self._job

    def swings(self, name: str, edits: Sequence[str], factors: Sequence[dict[str, Any]]) -> int:
        """Ask for the cost at both ends of every factor on behalf of a tab; gives the job."""
        self._asked(name)
        self._swings = self._swings or Process(self.case, self._heard)
        self._owner[self._job] = name
        self._swings.send(
            {"what": "swings", "job": self._job, "edits": list(edits), "factors": list(factors)}
        )
        return self._job

    def _asked(self, name: str) -> Tab:
        """The tab that asks, and a number for what it asks."""
        self._loop = asyncio.get_running_loop()
        self._job += 1
        return self.tab(name)

    def _next(self) -> None:
        """Hand over the plan that has waited longest, where none is being made."""
        waiting = [(tab.waiting["job"], name) for name, tab in self.tabs.items() if tab.waiting is not None]
        if self._running is not None or not waiting:
            return
        job, name = min(waiting)
        message, self.tabs[name].waiting = self.tabs[name].waiting, None
        assert message is not None
        self._running, self._owner[job] = job, name
        self._begun = self._to_stop = False
        self._plans.send(message)

    def stop(self, name: str) -> bool:
        """Stop the plan that a tab has asked for; gives whether there was any."""
        tab = self.tab(name)
        dropped = tab.waiting is not None
        if tab.waiting is not None:
            tab.tell({"what": "stopped", "job": tab.waiting["job"]})
            tab.waiting = None
        if self._running is None or self._owner.get(self._running) != name:
            return dropped
        self._to_stop = True
        if self._begun:
            self._plans.interrupt()
        return True

    def tab(self, name: str) -> Tab:
        """A tab by the name that it gave itself; of too many the first is forgotten."""
        if name not in self.tabs and len(self.tabs) >= MOST_TABS:
            del self.tabs[next(iter(self.tabs))]
        return self.tabs.setdefault(name, Tab())

    def close(self) -> None:
        """End the processes."""
        for process in (self._plans, self._swings):
            if process is not None:
                process.close()


def check_edits(edits: object) -> Sequence[str]:
    """Edits as a page sends them; raises ValueError where they are no list of short texts."""
    if not isinstance(edits, list) or len(edits) > 100:
        raise ValueError("edits are a list of at most 100 texts")
    if not all(isinstance(one, str) and len(one) <= 1000 for one in edits):
        raise ValueError("an edit is a text of at most 1,000 characters")
    return edits
