"""The parser of the command line: complaints that offer what was meant, and help that ends with examples."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import TYPE_CHECKING, Any, NoReturn

from planner.errors import UserError, unfit
from planner.numbers import FORM, number_of, whole_number
from planner.terminal import WIDTH, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_SHOWN = 60
"""Characters of a text that a message repeats."""
_CHOICE = re.compile(
    r"(?:argument (?P<what>[^:]+): )?invalid choice: '(?P<found>.*)' \(choose from (?P<all>.*)\)"
)


def examples(*lines: str) -> str:
    """What a command's help ends with: command lines that one can copy, those too long for a terminal broken.

    >>> examples("planner new mine").splitlines()
    ['example:', '  planner new mine']
    """
    return "\n".join(
        ["example:" if len(lines) == 1 else "examples:", *(f"  {_broken(line)}" for line in lines)]
    )


def _broken(line: str) -> str:
    """A command line as a shell takes it, before each of its options broken where it is too long."""
    return line if len(line) < WIDTH - 2 else line.replace(" --", " \\\n      --")


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are the user's to mend, and so end with status 1."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": argparse.RawDescriptionHelpFormatter, **given})
        self.of_command: dict[str, argparse.ArgumentParser] = {}

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The options; raises UserError where a command does not take what it is given."""
        options, rest = self.parse_known_args(args, namespace)
        if rest:
            chosen = self.of_command.get(getattr(options, "command", ""), self)
            chosen.error(f"unrecognized arguments: {' '.join(rest)}{_meant(rest, chosen)}")
        return options

    def error(self, message: str) -> NoReturn:
        """Say how the command is used; raises UserError, which says what is wrong with it."""
        tell(self.format_usage(), end="")
        raise UserError(f"{self.prog}: {_chosen(message)}")


def _meant(rest: Iterable[str], chosen: argparse.ArgumentParser) -> str:
    """The options of a command that are spelt nearly like those that it does not have."""
    known = list(dict.fromkeys(re.findall(r"--[a-z][a-z-]*", chosen.format_help())))
    found = [near for word in rest for near in nearest(word.partition("=")[0], known)]
    return f"\n    mend: did you mean {' and '.join(found)}?" if found else ""


def _chosen(message: str) -> str:
    """A complaint about a choice, with what was most likely meant."""
    match = _CHOICE.search(message)
    if match is None:
        return message
    known = re.findall(r"[\w-]+", match["all"])
    near = nearest(match["found"], known)
    what = "command" if match["what"] in (None, "COMMAND") else match["what"]
    mend = f"did you mean {near[0]}?" if near else f"name one of {', '.join(known)}"
    return f"there is no {what} '{match['found']}'\n    mend: {mend}"


def nearest(word: str, known: Sequence[str]) -> list[str]:
    """The name most like a word, where one is like it.

    >>> nearest("slove", ["solve", "check"]), nearest("zebra", ["solve", "check"])
    (['solve'], [])
    """
    begun = [name for name in known if len(word) > 2 and name.startswith(word)]
    return begun[:1] or difflib.get_close_matches(word, known, n=1, cutoff=0.55)


def number_option(option: str, text: str | float) -> float:
    """The number that an option is given, read as cells are; raises UserError where it is none."""
    value = number_of(text) if isinstance(text, str) else text
    if value is None:
        raise unfit([(f"{option} {_cut(text)} is no finite number.", f"write {FORM}")])
    return value


def count_option(option: str, text: str | int) -> int:
    """The whole number that an option is given; raises UserError where it is none."""
    value = whole_number(text) if isinstance(text, str) else text
    if value is None:
        raise unfit([(f"{option} {_cut(text)} is no whole number.", "write one, in digits alone")])
    return value


def _cut(text: object) -> str:
    """What an option is given as a message has it."""
    words = str(text)
    return repr(words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…")
