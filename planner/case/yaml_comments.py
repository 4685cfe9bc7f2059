"""Comments of case.yaml: which setting each is about, so that they can stand beside it elsewhere and come back."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Key = tuple[str, int, int, str]
    """A setting, the line of its key, the line of the outermost key that begins with it, and the end of its line."""


WIDEST = 120
"""Characters of a line of comment."""


def comments_of(text: str) -> dict[str, str]:
    r"""The comments of a YAML text by the setting that they stand above or behind; those at the end go to the last.

    >>> comments_of("# one" + chr(10) + "title: A  # two" + chr(10) + "money: {}")
    {'title': 'one\ntwo'}
    """
    lines, found, begun = text.splitlines(), {}, 0
    keys = list(_keys(text))
    for at, (name, line, _, behind) in enumerate(keys):
        last = len(lines) if at == len(keys) - 1 else line
        above = [row.strip() for row in (*lines[begun:line], *lines[line + 1 : last])]
        lines_of_comment = [row for row in (*above, behind) if row.startswith("#")]
        if lines_of_comment:
            found[name] = "\n".join(row.lstrip("#").strip() for row in lines_of_comment)
        begun = line + 1
    return found


def with_comments(text: str, comments: Mapping[str, str]) -> str:
    """A YAML text with comments above the settings that they are about."""
    lines = text.splitlines()
    for name, _, line, _ in reversed(list(_keys(text))):
        for line_of_comment in reversed(_lines(comments.get(name, ""))):
            lines.insert(line, f"# {line_of_comment}")
    return "\n".join(lines) + "\n"


def _lines(comment: str) -> list[str]:
    """A comment line by line, long lines folded, without characters that YAML refuses."""
    text = "".join(character if character.isprintable() else "\n" for character in comment)
    return [line for row in text.splitlines() for line in textwrap.wrap(row, WIDEST, break_long_words=False)]


def _keys(text: str) -> Iterator[Key]:
    """The settings of a YAML text in the order written."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    lines = text.splitlines()
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        outer = key.start_mark.line
        inner = value.value if isinstance(value, yaml.MappingNode) else [(key, value)]
        for at, (part, setting) in enumerate(inner):
            line, end = part.start_mark.line, setting.end_mark
            name = part.value if part is key else f"{key.value}.{part.value}"
            behind = lines[end.line][end.column :].strip() if end.line < len(lines) else ""
            yield name, line, line if at else outer, behind
