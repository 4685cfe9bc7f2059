"""How text looks on a terminal: coloured, unless NO_COLOR is set or it is a dumb one, and in lines of 80 columns.

A file or a pipe gets it plain, and in whole lines, which other programs look through.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

STRONG, GOOD, BAD = "1", "1;32", "1;31"
"""Bold; bold and green; bold and red, as terminals number them: the words tell the same without."""
WIDTH = 80
"""Columns that every terminal has."""
_MEND = re.compile(r"^( *)(mend:)", re.MULTILINE)


def open_streams() -> None:
    """Make sure that there is standard input, output and error, and that they take any text.

    What their encoding does not have is replaced. What was closed leads nowhere; otherwise the next file that is
    opened would take its number, and hear all that is printed.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            mode = "r" if name == "stdin" else "w"
            stream = open(_nowhere(number), mode, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if name == "stdout" else "backslashreplace")


def _nowhere(number: int) -> int:
    """What leads nowhere, under that number unless something else has it by now."""
    handle = os.open(os.devnull, os.O_RDWR)
    if handle != number:
        try:
            os.fstat(number)
        except OSError:
            os.dup2(handle, number)
            os.close(handle)
            return number
    os.set_inheritable(handle, True)
    return handle


def say(text: str = "") -> None:
    """Print an answer on standard output; raises OSError where that takes no more."""
    print(text, flush=True)


def tell(text: str = "", end: str = "\n", stream: TextIO | None = None) -> bool:
    """Print what goes with an answer, on standard error unless told otherwise.

    A stream that is gone or full is nobody's loss: the work goes on, and what is returned says that none heard it.
    """
    stream = sys.stderr if stream is None else stream
    try:
        print(text, end=end, file=stream, flush=True)
    except (OSError, ValueError):
        silence(stream)
        return False
    return True


def silence(stream: TextIO) -> None:
    """Let what a stream still holds vanish, so that it does not complain at the end; one without a file has nothing."""
    with suppress(OSError, ValueError, AttributeError):
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


@dataclass(frozen=True)
class Style:
    """Colours text, or leaves it as it is."""

    on: bool = False

    def strong(self, text: str) -> str:
        """A heading."""
        return self._coloured(STRONG, text)

    def good(self, text: str) -> str:
        """What one hopes for."""
        return self._coloured(GOOD, text)

    def bad(self, text: str) -> str:
        """What one does not."""
        return self._coloured(BAD, text)

    def headed(self, table: str) -> str:
        """A table whose first line is its heading."""
        heading, rest, body = table.partition("\n")
        return self.strong(heading) + rest + body

    def headings(self, text: str) -> str:
        """Text of several tables, an empty line between them."""
        return "\n\n".join(self.headed(part) if "\n" in part else part for part in text.split("\n\n"))

    def error(self, message: str, stream: TextIO | None = None) -> str:
        """What is wrong, and how to mend it; in lines that fit the stream, where it is given."""
        heading, rest, body = message.partition("\n")
        if stream is not None:
            heading, body = wrapped(heading, stream), wrapped(body, stream)
        return self.bad(heading) + rest + _MEND.sub(lambda match: match[1] + self.good(match[2]), body)

    def _coloured(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


PLAIN = Style()


def wrapped(text: str, stream: TextIO) -> str:
    """Text in lines that fit a terminal, what is carried over indented below; as it is on anything else."""
    if not stream.isatty():
        return text
    from textwrap import fill

    def fit(line: str) -> str:
        below = line[: len(line) - len(line.lstrip())] + "    "
        # A path or an edit that is cut cannot be copied.
        return fill(line, WIDTH, subsequent_indent=below, break_long_words=False, break_on_hyphens=False)

    return "\n".join(fit(line) if len(line) > WIDTH else line for line in text.split("\n"))


def can_overwrite(stream: TextIO) -> bool:
    """Whether a stream is a terminal that can go back on what it shows."""
    return stream.isatty() and os.environ.get("TERM", "") != "dumb"


def style_for(stream: TextIO) -> Style:
    """The style for a stream: colours on a terminal, unless its user wants none."""
    return Style(can_overwrite(stream) and not os.environ.get("NO_COLOR"))
