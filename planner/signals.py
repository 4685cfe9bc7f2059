"""Ctrl-C and its kin: heard at once, but while a run is being written only once it is whole."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

SIGNALS: tuple[int, ...] = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, a polite kill, a terminal that closes, where the system has such."""
STATUS_OF_SIGNALS = 128
"""What shells add to the number of the signal that ended a command."""
AT_ONCE_SECONDS = 1.0
"""Signals that follow the first so soon are the same wish; one that comes later is impatience, and is heard."""


class StopSignals:
    """While entered, a signal to stop raises KeyboardInterrupt, which cleans up on its way out.

    `status` is the exit status that the signal asks for.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._number: int = signal.SIGINT
        self._since = -AT_ONCE_SECONDS
        self._busy = self._heard = False

    @property
    def status(self) -> int:
        """130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP."""
        return STATUS_OF_SIGNALS + self._number

    def __enter__(self) -> StopSignals:
        """Listen, but to nothing that whoever started us has switched off or listens to."""
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                before = signal.getsignal(number)
                if before in (signal.SIG_DFL, signal.default_int_handler):
                    self._before[number] = before
                    signal.signal(number, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Listen no more."""
        for number, before in self._before.items():
            signal.signal(number, before)

    def _hear(self, number: int, frame: object) -> None:
        """Stop now, or remember to."""
        if time.monotonic() - self._since < AT_ONCE_SECONDS:
            return
        self._number, self._since = number, time.monotonic()
        if self._busy and not self._heard:
            self._heard = True
        else:
            raise KeyboardInterrupt

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Put a first signal off until the end of what is inside; a second is heard at once."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False
        if self._heard:
            raise KeyboardInterrupt


def end_if_threads_go_on(status: int) -> None:
    """End this process at once, all that was printed told, where a thread still works that nobody waits for.

    The solver's is left behind where a second signal is heard while the first waits for it. The usual way out of Python
    would end it in the middle of foreign code, which takes the whole process down by SIGABRT.
    """
    if any(thread.daemon and thread.is_alive() for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(status)
