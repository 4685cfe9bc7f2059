"""What scripts write in the README and the guide: references, and what the commands that are shown print.

A reference stands between `<!-- made by scripts/guide: NAME -->` and `<!-- made -->`. A session is fenced code that is
called `console`: each of its lines that begins with `$ ` is a command, below which stands what it prints on standard
output, or on standard error where it fails; `| head -N` keeps the first lines, `| tail -N` the last. Fenced code that
is called `csv` or `yaml`, with a path after that, is a file which the sessions below it find. A session that is called
`console us-2028` takes minutes: it is run only where that is asked for.
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from documents import GUIDE, ROOT
from guide import figures, references, world

from planner import cli

if TYPE_CHECKING:
    from collections.abc import Callable

MADE: dict[str, Callable[[], str]] = {
    "sheets": references.sheets_reference,
    "python": references.python_reference,
}
"""What is made from the planner alone, by name."""
SOLVED: dict[str, Callable[[], str]] = {"scenarios of us-2028": figures.scenarios, **world.MADE}
"""What takes minutes, for us-2028 is solved."""
STOPPED = 128
"""What an exit status is above where a signal ended a command, whose output is none then."""
_REGION = re.compile(r"(?<=<!-- made by scripts/guide: )(?P<name>[^>]+?) -->\n.*?<!-- made -->", re.DOTALL)
_FENCED = re.compile(r"^```(?P<kind>\w+) ?(?P<what>[^\n]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_CUT = re.compile(r" \| (?P<end>head|tail) -(?P<lines>\d+)$")
_PROGRESS = re.compile(r"^[a-z][\w ,]*? +\d+\.\d s\b.*$")
"""How a line begins and goes on that tells of a stage."""


def with_references(text: str, known: dict[str, Callable[[], str]]) -> str:
    """A document with those of its made parts made again that are known."""

    def made(match: re.Match[str]) -> str:
        make = known.get(match["name"])
        return match[0] if make is None else f"{match['name']} -->\n{make()}\n<!-- made -->"

    return _REGION.sub(made, text)


def with_sessions(text: str, long_too: bool = False) -> str:
    """A document in which every session shows what its commands print now, run one after the other in a new folder."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        shutil.copytree(ROOT / "inputs", "inputs")

        def now(match: re.Match[str]) -> str:
            if match["kind"] in ("csv", "yaml") and match["what"]:
                Path(match["what"]).parent.mkdir(parents=True, exist_ok=True)
                Path(match["what"]).write_text(match["body"], encoding="utf-8")
            if match["kind"] != "console" or (match["what"] == "us-2028" and not long_too):
                return match[0]
            shown = replayed(match["body"], _told_once if match["what"] else told)
            return f"```console{' ' * bool(match['what'])}{match['what']}\n{shown}```"

        return _FENCED.sub(now, text)


def commands_of(body: str) -> list[str]:
    """The commands of a session, each as it stands, with the lines that it goes on in."""
    return re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)", body, re.MULTILINE)


def replayed(body: str, tell: Callable[[str], str]) -> str:
    """A session with what its commands print now, as `tell` tells it."""
    return "\n".join(f"$ {command}\n{cut(command, tell)}" for command in commands_of(body))


def cut(command: str, tell: Callable[[str], str]) -> str:
    """As much of what a command prints as it asks for."""
    asked = _CUT.search(command)
    lines = tell(_CUT.sub("", command)).splitlines()
    if asked:
        lines = lines[: int(asked["lines"])] if asked["end"] == "head" else lines[-int(asked["lines"]) :]
    return "\n".join(lines).rstrip("\n") + "\n"


def told(command: str) -> str:
    """What a command prints: its answer, or why it fails."""
    program, *words = shlex.split(command.replace("\\\n", " "))
    assert program == "planner", command
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = cli.main(words)
    if status > STOPPED:
        raise KeyboardInterrupt(command)
    whole = out.getvalue() if status == 0 else out.getvalue() + err.getvalue()
    lines = (line.rstrip() for line in whole.splitlines() if status == 0 or not _PROGRESS.match(line))
    return "".join(f"{line}\n" for line in lines)


@cache
def _told_once(command: str) -> str:
    """What a command prints that takes minutes: several documents show it."""
    return told(command)


def main() -> None:
    """Write what is made in every document anew, and say which has changed."""
    parser = argparse.ArgumentParser(description="Write the made parts of the README and the guide anew.")
    parser.add_argument(
        "--us-2028", action="store_true", help="those too that solve us-2028, which takes minutes"
    )
    parser.add_argument("pages", nargs="*", help="pages of the guide, or README (default: all)")
    options = parser.parse_args()
    for path in (ROOT / "README.md", *sorted(GUIDE.glob("*.md"))):
        if options.pages and path.stem not in options.pages:
            continue
        before = path.read_text(encoding="utf-8")
        known = MADE | (SOLVED if options.us_2028 else {})
        after = with_sessions(with_references(before, known), options.us_2028)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} is otherwise now")


if __name__ == "__main__":
    main()
