"""What HiGHS is doing while it runs, by its own log."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import highspy

PHASES = {
    "presolving": "presolving",
    "crossover": "crossing over to a vertex",
    "postsolve": "undoing the presolve",
}
"""A word of the log -> what HiGHS is doing from then on."""
_NUMBER = r"-?\d\.\d+e[+-]\d+"
_SIMPLEX = re.compile(rf"\s*(\d+)\s+({_NUMBER})\s+Pr: ")
"""Iteration and objective."""
_INTERIOR = re.compile(rf"\s*(\d+)\*?(?:\s+{_NUMBER}){{4}}\s+({_NUMBER})\s")
"""Iteration, two objectives, two residuals, and the gap."""


class HighsLog:
    """Listens to the log of HiGHS, a line now and then, which costs it nothing; `doing` is the latest in words."""

    def __init__(self) -> None:
        self.doing = ""

    def listen(self, highs: highspy.Highs) -> None:
        """Hear what HiGHS logs from now on."""
        highs.cbLogging.subscribe(self._heard)

    def leave(self, highs: highspy.Highs) -> None:
        """Hear no more."""
        highs.cbLogging.unsubscribe(self._heard)

    def _heard(self, event: Any) -> None:
        # An exception here would end up in HiGHS, and stop it.
        with suppress(Exception):
            self.hear(event.message)

    def hear(self, message: str) -> None:
        """Take in a line of the log.

        >>> log = HighsLog()
        >>> log.hear("  82*   6.53031151e+03   6.53031151e+03   1.01e-15   1.50e-15  1.27e-12      31.3")
        >>> log.doing
        'iteration 82, gap 1.3e-12'
        >>> log.hear("       2291     6.5303115072e+03 Pr: 0(0); Du: 0(1.2e-09) 3s")
        >>> log.doing
        'iteration 2,291, cost 6,530.3'
        """
        if (interior := _INTERIOR.match(message)) is not None:
            self.doing = f"iteration {int(interior[1]):,}, gap {float(interior[2]):.1e}"
        elif (simplex := _SIMPLEX.match(message)) is not None:
            self.doing = f"iteration {int(simplex[1]):,}, cost {float(simplex[2]):,.1f}"
        else:
            known = (words for word, words in PHASES.items() if word in message.lower())
            self.doing = next(known, self.doing)
