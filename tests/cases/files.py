"""Files of a case written with edits of their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Edit = tuple[str, str, str]
"""A file, a piece of its text, and the new text."""


def write_files(folder: Path, texts: Mapping[str, str], *edits: Edit) -> Path:
    """Write texts by file name into `folder`, each edit made once where its text first stands; returns the folder."""
    found = dict(texts)
    for file, old, new in edits:
        assert old in found[file], f"{file} does not hold {old!r}"
        found[file] = found[file].replace(old, new, 1)
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in found.items():
        (folder / file).write_text(text, encoding="utf-8", newline="")
    return folder
