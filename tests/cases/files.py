"""Files of a case, read and written: texts with edits, settings, and sheets as rows."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Rows = list[dict[str, Any]]
Sheets = dict[str, Rows]
Settings = dict[str, Any]

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


def read_settings(folder: Path) -> Settings:
    """The settings of a folder, as its file nests them."""
    return yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))


def write_settings(folder: Path, settings: Settings) -> None:
    """Write the settings of a folder."""
    text = yaml.safe_dump(settings, sort_keys=False)
    (folder / "case.yaml").write_text(text, encoding="utf-8")


def read_rows(file: Path) -> Rows:
    """The rows of a sheet, every cell as text."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(file: Path, rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    """Write the rows of a sheet; a cell that a row does not have is blank."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
