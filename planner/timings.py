"""The stages of a run: what each one costs in seconds and memory, and telling a listener as they pass."""

from __future__ import annotations

import logging
import math
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
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
MEMORY_OF_MACHINE, MEMORY_OF_CONTAINER = Path("/proc/meminfo"), Path("/sys/fs/cgroup")
"""Where Linux tells how much memory is left."""
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


def available_megabytes() -> float:
    """Memory that this process may still take without swapping, MB; infinite where the system does not tell.

    What the machine has left, less where a container or the limit on its address space leaves less.
    """
    found = [math.inf]
    try:
        lines = MEMORY_OF_MACHINE.read_text(encoding="ascii").splitlines()
        found += [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    except (OSError, ValueError, IndexError):
        if psutil is not None:
            found.append(psutil.virtual_memory().available)
    try:
        most, taken, parts = (
            (MEMORY_OF_CONTAINER / f"memory.{name}").read_text(encoding="ascii")
            for name in ("max", "current", "stat")
        )
        # Files that are kept in memory make way.
        kept = [int(line.split()[1]) for line in parts.splitlines() if line.startswith("inactive_file ")]
        found.append(int(most) - int(taken) + sum(kept))
    except (OSError, ValueError):  # no container, or one without a limit
        pass
    if resource is not None:
        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            found.append(limit - peak_megabytes() * 1e6)
    return max(0.0, min(found)) / 1e6


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
