"""The stages of a run: what each one costs in seconds and memory, and telling a listener as they pass."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

try:
    import resource
except ImportError:  # no such thing on Windows
    resource = None  # type: ignore[assignment]
try:
    import psutil
except ImportError:  # needed where there is no resource
    psutil = None

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class Listener(Protocol):
        """Whoever shows progress."""

        def begins(self, stage: str) -> None:
            """A stage begins."""

        def ticks(self, stage: str, seconds: float, doing: str = "") -> None:
            """A stage goes on; `doing` is what it says of itself."""

        def ends(self, stage: str, seconds: float, found: str = "") -> None:
            """A stage is done; `found` is what came of it, if that is worth telling."""


LOGGER = logging.getLogger("planner.stages")
"""What happens when, for programs that want to know; nobody hears of it unless they ask."""
logging.getLogger("planner").addHandler(logging.NullHandler())
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""What the operating system counts peak memory in."""


def peak_megabytes() -> float:
    """Most memory this process has held so far, MB; 0 where the system does not tell."""
    if resource is not None:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT / 1e6
    if psutil is None:
        return 0.0
    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 1e6


@dataclass
class Stages:
    """A stopwatch: seconds, and the peak memory so far, of each stage by name."""

    listener: Listener | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    peak_mb: dict[str, float] = field(default_factory=dict)
    _stage: str = ""
    _since: float = 0.0
    _found: str = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time everything inside; a stage entered twice adds up."""
        self._stage, self._since, self._found = name, time.perf_counter(), ""
        LOGGER.debug("%s begins", name)
        if self.listener is not None:
            self.listener.begins(name)
        yield
        took = time.perf_counter() - self._since
        self.seconds[name] = self.seconds.get(name, 0.0) + took
        self.peak_mb[name] = peak_megabytes()
        LOGGER.info("%s took %.3f s%s", name, took, f": {self._found}" if self._found else "")
        if self.listener is not None:
            self.listener.ends(name, took, self._found)

    def tick(self, doing: str = "") -> None:
        """Let the listener know that the current stage goes on, and what it is doing."""
        if self.listener is not None:
            self.listener.ticks(self._stage, time.perf_counter() - self._since, doing)

    def found(self, result: str) -> None:
        """Say what came of the current stage, for the listener to hear when it ends."""
        self._found = result
