"""How a plan is solved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How HiGHS is run.

    `log` keeps its own log in a file, `time_limit_seconds` stops it; `plain` hands it the whole program at once, where
    large ones are otherwise solved by decomposition, to the same optimum. Without `diagnose`, a case that has no
    plan is told in a sentence, and what would mend it is not sought.
    """

    log: Path | None = None
    time_limit_seconds: float | None = None
    plain: bool = False
    diagnose: bool = True


def expect_options(options: object) -> None:
    """Raise TypeError where options are none of ours; None is all by default."""
    if options is not None and not isinstance(options, Options):
        raise TypeError(f"options are planner.Options(...), not {options!r}")
