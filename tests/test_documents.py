"""The README and the guide: every link leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from documents import GUIDE, PAGES, ROOT, page, readme

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(GUIDE / f"{name}.md" for name in PAGES)]


def links_of(text: str) -> list[str]:
    """Where the links of a document lead that stay in the repository; what stands in code is no link."""
    prose = re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", text)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in target]


@cache
def anchors_of(path: Path) -> set[str]:
    """The anchors that a code host gives the headings of a document."""
    text = re.sub(r"(?ms)^```.*?^```", "", path.read_text(encoding="utf-8"))
    headings = re.findall(r"(?m)^#+ (.*)$", text)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    lost = []
    for target in links_of(path.read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        there = path.parent / name if name else path
        if not there.is_file() or (anchor and anchor not in anchors_of(there)):
            lost.append(target)
    assert lost == []


def test_the_readme_leads_to_every_page() -> None:
    assert {target for target in links_of(readme()) if target.startswith("planner/guide/")} >= {
        f"planner/guide/{name}.md" for name in PAGES
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_begins_with_its_title_and_has_no_other(name: str) -> None:
    text = re.sub(r"(?ms)^```.*?^```", "", page(name))
    assert text.startswith("# ")
    assert len(re.findall(r"(?m)^# ", text)) == 1


def test_the_pictures_are_those_that_are_shown_and_are_light() -> None:
    shown = {
        target.partition("guide/")[2] or target
        for path in DOCUMENTS
        for target in re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    }
    drawn = {f"pictures/{path.name}": path.stat().st_size for path in (GUIDE / "pictures").iterdir()}
    assert set(drawn) == shown
    assert sum(drawn.values()) < 1_500_000
