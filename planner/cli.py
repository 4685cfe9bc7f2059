"""The command line, and the one place where errors become words and exit statuses.

Exit status: 0 done, 1 the user can mend it, 2 no plan exists, 3 the planner is at fault; 130 stopped by Ctrl-C,
143 by SIGTERM, 129 by SIGHUP.
"""

from __future__ import annotations

import argparse
import errno
import json
import sys
import traceback
from typing import TYPE_CHECKING

from planner.commands import COMMANDS
from planner.commands.parsing import Parser, examples
from planner.errors import OUT_OF_MEMORY, NoPlan, OwnFault, PlannerError, UserError
from planner.signals import StopSignals, end_if_threads_go_on
from planner.terminal import open_streams, say, silence, style_for, tell
from planner.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

STATUS_WORDS = {1: "mistake", 2: "no plan", 3: "fault"}
FULL = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO") if hasattr(errno, name))
"""What the system says of a disk or a device that takes no more."""


def parser() -> Parser:
    """Every command and option."""
    top = Parser(
        prog="planner",
        description="Where the power comes from, when, and who pays for it.",
        epilog=examples(
            "planner new mine",
            "planner check mine",
            "planner solve mine --report",
            "planner explain sources",
        ),
    )
    top.add_argument("--version", action="version", version=f"planner {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    top.of_command = dict(commands.choices)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, that of this process unless others are given; returns its exit status."""
    if arguments is not None:
        return _run(arguments)
    status = _run(sys.argv[1:])
    end_if_threads_go_on(status)
    return status


def _run(words: Sequence[str]) -> int:
    """Run a command; returns its exit status."""
    open_streams()
    try:
        top = parser()
        options = top.parse_args(words)
    except UserError as misuse:
        return _report(argparse.Namespace(json="--json" in words), misuse)
    options.written, options.kept, options.stop_signals, options.status = None, None, StopSignals(), 0
    options.earlier, options.parser = None, top
    try:
        with options.stop_signals:
            options.run(options)
            sys.stdout.flush()
    except PlannerError as problem:
        return _report(options, problem)
    except KeyboardInterrupt:
        tell(f"Stopped; {_kept(options)}.{_earlier(options)}")
        return int(options.stop_signals.status)
    except BrokenPipeError:
        # Whoever reads has heard enough.
        silence(sys.stdout)
        return 0
    except Exception as problem:
        if _is_of_memory(problem):
            return _report(options, OwnFault(OUT_OF_MEMORY))
        if isinstance(problem, OSError) and problem.errno in FULL:
            silence(sys.stdout)
            return _report(
                options, UserError(f"Nothing more can be printed: {problem.strerror}; {_kept(options)}.")
            )
        tell(traceback.format_exc(), end="")
        return _report(
            options, OwnFault("This is a fault of the planner, not of your case; please report it.")
        )
    return int(options.status)


def _is_of_memory(problem: Exception) -> bool:
    """Whether memory ran out, whichever library it is that says so."""
    message = isinstance(problem, ImportError | RuntimeError) and str(problem)
    return (
        isinstance(problem, MemoryError)
        or (isinstance(problem, OSError) and problem.errno == errno.ENOMEM)
        or any(
            words in str(message)
            for words in ("failed to map segment", "allocate memory", "start new thread")
        )
    )


def _kept(options: argparse.Namespace) -> str:
    """What there is of a run, or of what a command says that it keeps."""
    if options.kept is not None:
        return str(options.kept)
    return "nothing was written" if options.written is None else f"the run in {options.written} is complete"


def _earlier(options: argparse.Namespace) -> str:
    """What is to be said of an earlier run that still stands where this one was to go."""
    earlier = getattr(options, "earlier", None)
    if earlier is None or options.written is not None:
        return ""
    return f"\nThe run in {earlier} is of an earlier solve."


def _report(options: argparse.Namespace, problem: PlannerError) -> int:
    """Say what went wrong: in words on standard error, and as JSON where JSON was asked for."""
    try:
        tell(style_for(sys.stderr).error(str(problem) + _earlier(options), sys.stderr))
        if getattr(options, "json", False):
            data = {"status": STATUS_WORDS[problem.exit_status], "message": str(problem)}
            if _earlier(options):
                data["earlier_run"] = str(options.earlier)
            say(json.dumps(data | (problem.as_dict() if isinstance(problem, NoPlan) else {})))
    except OSError:
        silence(sys.stdout)
    return problem.exit_status
