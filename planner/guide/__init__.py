"""The guide: pages in Markdown beside this file, as a code host shows them, and as text for a terminal."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from planner.guide.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
CONTENTS = "README"
"""The page that lists the others, under the name by which a code host shows it with the folder."""
HINT = "planner guide PAGE prints a page; the heading of a part prints that part"
_ENTRY = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<name>[\w-]+)\.md\): (?P<about>.*)$")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def pages() -> dict[str, str]:
    """Every page by name, in the order of the contents, with what is in it in a line."""
    found = (_ENTRY.match(line) for line in source(CONTENTS).splitlines())
    return {match["name"]: match["about"] for match in found if match}


@cache
def source(name: str) -> str:
    """A page in Markdown."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def contents() -> str:
    """The pages by name, under the headings of the contents, as text."""
    width = max(map(len, pages())) + 3
    lines = []
    for line in source(CONTENTS).splitlines():
        entry = _ENTRY.match(line)
        if entry:
            lines.append(f"  {entry['name']:<{width}}{entry['about']}")
        elif line.startswith("## "):
            lines += ["", line.removeprefix("## ")]
    return "\n".join([HINT, *lines])


def parts() -> Iterator[tuple[str, str, str]]:
    """Every part of every page below its title: the page, the heading, and the text up to the next of its rank."""
    for page in pages():
        text = source(page)
        fenced = [match.span() for match in _FENCED.finditer(text)]
        heads = [
            match
            for match in re.finditer(r"^(#{2,}) (.*)$", text, re.MULTILINE)
            if not any(start < match.start() < end for start, end in fenced)
        ]
        for n, head in enumerate(heads):
            ends = (other.start() for other in heads[n + 1 :] if len(other[1]) <= len(head[1]))
            yield page, head[2], text[head.start() : next(ends, len(text))]


def names() -> list[str]:
    """All that one may ask for: pages, then headings."""
    return list(dict.fromkeys([*pages(), *(_plain(heading) for _, heading, _ in parts())]))


def text_of(word: str) -> str | None:
    """A page as text for a terminal, by its name or title, or the parts of that heading; None where there is none."""
    wanted = _plain(word.removesuffix(".md"))
    for page in pages():
        title = source(page).partition("\n")[0].removeprefix("# ")
        if wanted in (page.replace("-", " "), _plain(title)):
            return plain_text(source(page))
    found = [plain_text(text) for _, heading, text in parts() if _plain(heading) == wanted]
    return "\n\n".join(found) or None


def pages_about(word: str, most: int = 3) -> list[str]:
    """The pages that have a word in a heading, at the head of an entry, or in code, the likeliest first.

    A page that only has it in running text is not among them.
    """
    likely = []
    for n, page in enumerate(pages()):
        text = source(page)
        found = re.escape(word)
        ways = (
            rf"^#+ .*\b{found}\b",
            rf"^[-|] `{found}`|^- \*\*[^*\n]*\b{found}\b[^*\n]*\*\*",
            rf"`{found}`",
        )
        ranks = [r for r, way in enumerate(ways) if re.search(way, text, re.IGNORECASE | re.MULTILINE)]
        if ranks:
            likely.append((ranks[0], n, page))
    return [page for _, _, page in sorted(likely)[:most]]


def _plain(heading: str) -> str:
    """A heading or a word as both are compared: small letters, hyphens as blanks, no signs.

    >>> _plain("Is it a bubble?"), _plain("no-plan")
    ('is it a bubble', 'no plan')
    """
    return " ".join(re.sub(r"[^\w\s-]", "", heading).lower().replace("-", " ").split())
