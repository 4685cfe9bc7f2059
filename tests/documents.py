"""What readers are given to read: the README, and the pages of the guide."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "planner" / "guide"
PAGES = tuple(sorted(path.stem for path in GUIDE.glob("*.md")))


@cache
def readme() -> str:
    """The README of the repository."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


@cache
def page(name: str) -> str:
    """A page of the guide."""
    return (GUIDE / f"{name}.md").read_text(encoding="utf-8")
