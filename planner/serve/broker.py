"""What tabs ask of the process that plans: one plan at a time, of each tab only what it asked last."""

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
    from collections.abc import Sequence

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


class Broker:
    """Takes what tabs ask, hands it to the process one by one, and brings each its answers."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.tabs: dict[str, Tab] = {}
        self._job = 0
        self._owner: dict[int, str] = {}
        self._running: int | None = None
        self._swinging = self._begun = self._to_stop = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._start()

    def _start(self) -> None:
        """Start the process, and a thread that hears it."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, self.case), daemon=True)
        self._process.start()
        theirs.close()
        threading.Thread(target=self._hear, args=(self._connection,), daemon=True).start()

    def _hear(self, connection: Any) -> None:
        """Pass on what the process says until it is gone."""
        while True:
            try:
                message = connection.recv()
            except (EOFError, OSError):
                message = None
            loop = self._loop
            if loop is None or loop.is_closed():
                return
            loop.call_soon_threadsafe(self._came, connection, message)
            if message is None:
                return

    def _came(self, connection: Any, message: dict[str, Any] | None) -> None:
        """A message of the process, for the tab that asked; None where it is gone, and is started anew."""
        if connection is not self._connection:
            return
        if message is None:
            message = {
                "what": "failed",
                "job": self._running,
                "kind": "fault",
                "message": "The planning process ended.",
            }
            self._start()
        if message["what"] == "begun" and message["job"] == self._running:
            self._begun = True
            if self._to_stop:
                self.interrupt()
        tab = self.tabs.get(self._owner.get(message["job"], ""))
        if tab is not None:
            tab.tell(message)
        if message["what"] in ("planned", "failed", "stopped", "swung"):
            self._owner.pop(message["job"], None)
            if message["job"] == self._running:
                self._running = None
                self._next()

    def ask(self, name: str, message: dict[str, Any]) -> int:
        """Ask on behalf of a tab; what it asked before and has not begun is dropped. Gives the number of the job."""
        self._loop = asyncio.get_running_loop()
        tab = self.tab(name)
        self._job += 1
        if tab.waiting is not None:
            tab.tell({"what": "stopped", "job": tab.waiting["job"]})
        tab.waiting = {**message, "job": self._job}
        if self._running is not None and self._swinging:
            self.interrupt()
        self._next()
        return self._job

    def _next(self) -> None:
        """Hand over what has waited longest, where nothing is being planned; plans come before tornados."""
        if self._running is not None:
            return
        waiting = [
            (tab.waiting["what"] != "plan", tab.waiting["job"], name)
            for name, tab in self.tabs.items()
            if tab.waiting
        ]
        if not waiting:
            return
        _, job, name = min(waiting)
        message, self.tabs[name].waiting = self.tabs[name].waiting, None
        assert message is not None
        self._running, self._owner[job], self._swinging = job, name, message["what"] != "plan"
        self._begun = self._to_stop = False
        self._connection.send(message)

    def stop(self, name: str) -> bool:
        """Stop what a tab has asked for; gives whether there was anything."""
        tab = self.tab(name)
        dropped = tab.waiting is not None
        if tab.waiting is not None:
            tab.tell({"what": "stopped", "job": tab.waiting["job"]})
            tab.waiting = None
        if self._running is not None and self._owner.get(self._running) == name:
            self.interrupt()
            return True
        return dropped

    def interrupt(self) -> None:
        """End the plan that is being made, once it has begun: by a signal, or where there is none, with its process."""
        pid, self._to_stop = self._process.pid, True
        if not self._begun:
            return
        if sys.platform == "win32" or pid is None:
            self._process.terminate()
        else:
            os.kill(pid, signal.SIGINT)

    def tab(self, name: str) -> Tab:
        """A tab by the name that it gave itself; of too many the first is forgotten."""
        if name not in self.tabs and len(self.tabs) >= MOST_TABS:
            del self.tabs[next(iter(self.tabs))]
        return self.tabs.setdefault(name, Tab())

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join(5)


def check_edits(edits: object) -> Sequence[str]:
    """Edits as a page sends them; raises ValueError where they are no list of short texts."""
    if not isinstance(edits, list) or len(edits) > 100:
        raise ValueError("edits are a list of at most 100 texts")
    if not all(isinstance(one, str) and len(one) <= 1000 for one in edits):
        raise ValueError("an edit is a text of at most 1,000 characters")
    return edits
