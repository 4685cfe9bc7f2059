"""Markdown as text for a terminal of 80 columns: what the guide is written in, and no more of Markdown than that."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from planner.terminal import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator

GAP = "  "
NARROWEST = 14
"""Characters below which a column of a table is not made narrower, nor is a word of it cut, for it may be an edit that
one copies: its rows are told one below the other then."""
_ITEM = re.compile(r"^(?P<lead> *(?:[-*]|\d+\.) )")
_SPAN = re.compile(r"(`[^`]*`)")
_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*|(?<![\w*])\*([^*\s][^*]*)\*(?!\w)")


def plain_text(markdown: str, width: int = WIDTH) -> str:
    r"""A page as text: headings underlined, paragraphs filled, tables in columns, code as it stands.

    >>> print(plain_text("# A page\n\nSee [that](sheets.md#sources), *now*:\n\n- `a`\n  b\n"))
    A page
    ======
    <BLANKLINE>
    See that (planner guide sheets), now:
    <BLANKLINE>
    - `a` b
    """
    without = re.sub(r"^<!--.*?-->\n?", "", markdown, flags=re.MULTILINE | re.DOTALL)
    blocks = (_as_text(block, width) for block in _blocks(without))
    return "\n\n".join(block for block in blocks if block)


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Paragraphs, headings, lists, tables and fenced code, as lines."""
    block: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            block.append(line)
        elif fenced or line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _as_text(block: list[str], width: int) -> str:
    """One block as text."""
    first = block[0]
    if first.startswith("```"):
        return "\n".join(f"    {line}".rstrip() for line in block if not line.startswith("```"))
    if first.startswith("#"):
        level, _, heading = first.partition(" ")
        heading = _inline(heading)
        return f"{heading}\n{('=' if level == '#' else '-') * len(heading)}"
    if first.startswith("|"):
        return _table([_cells(line) for line in block], width)
    if _ITEM.match(first):
        return _listed(block, width)
    return textwrap.fill(
        _inline(" ".join(block)), width, break_long_words=False, break_on_hyphens=False
    ).strip()


def _listed(block: list[str], width: int) -> str:
    """A list, each of its items filled below its mark."""
    items: list[tuple[str, str]] = []
    for line in block:
        match = _ITEM.match(line)
        if match:
            items.append((match["lead"], line[match.end() :]))
        else:
            lead, text = items[-1]
            items[-1] = lead, f"{text} {line.strip()}"
    return "\n".join(
        textwrap.fill(
            _inline(text),
            width,
            initial_indent=lead,
            subsequent_indent=" " * len(lead),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for lead, text in items
    )


def _inline(text: str) -> str:
    """Text without emphasis, links with where they lead in words; code keeps its marks."""
    linked = _LINK.sub(_link, text)
    return "".join(
        part if part.startswith("`") else _STRONG.sub(lambda match: match[1] or match[2], part)
        for part in _SPAN.split(linked)
    )


def _link(match: re.Match[str]) -> str:
    """A link in words: a page of the guide by its name, an address whole, and the name of a picture."""
    text, target = match["text"], match["target"]
    if match["picture"]:
        return f"[picture: {text}]"
    if "://" in target:
        return f"{text} ({target})"
    page = re.match(r"([\w-]+)\.md", target)
    return f"{text} (planner guide {page[1]})" if page else text


def _cells(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [
        _inline(cell.strip()).replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))
    ]


def _table(lines: list[list[str]], width: int) -> str:
    """A table in columns that fit, their cells wrapped; where they would be too narrow, row below row."""
    heading, _, *rows = lines
    natural = [max(len(row[n]) for row in (heading, *rows)) for n in range(len(heading))]
    widths = _fitted(natural, width - len(GAP) * (len(heading) - 1))
    words = (max(len(word) for row in rows for word in row[n].split() or [""]) for n in range(len(heading)))
    least = (max(min(wide, NARROWEST), word) for wide, word in zip(natural, words, strict=True))
    if any(fit < need for fit, need in zip(widths, least, strict=True)):
        return "\n\n".join(_told(heading, row, width) for row in rows)
    ruler = ["-" * fit for fit in widths]
    return "\n".join(line for row in (heading, ruler, *rows) for line in _row(row, widths))


def _fitted(natural: list[int], room: int) -> list[int]:
    """Widths of columns that have that much room together: the widest give way first."""
    widths = list(natural)
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(row: list[str], widths: list[int]) -> Iterator[str]:
    """A row of a table as one line or several."""
    cells = [
        textwrap.wrap(cell, fit, break_on_hyphens=False) or [""]
        for cell, fit in zip(row, widths, strict=True)
    ]
    for n in range(max(map(len, cells))):
        parts = (
            (cell[n] if n < len(cell) else "").ljust(fit) for cell, fit in zip(cells, widths, strict=True)
        )
        yield GAP.join(parts).rstrip()


def _told(heading: list[str], row: list[str], width: int) -> str:
    """A row of a wide table: its first cell, and below it what is in the others, by their headings if several."""
    below = (
        textwrap.fill(
            f"{name}: {cell}" if name and len(row) > 2 else cell,
            width,
            initial_indent="    ",
            subsequent_indent="        ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for name, cell in zip(heading[1:], row[1:], strict=True)
        if cell
    )
    return "\n".join([row[0], *below])
