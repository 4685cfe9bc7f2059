"""A case as a workbook that another program writes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from openpyxl import Workbook


def workbook(files: Mapping[str, str]) -> Workbook:
    """The files of a case as tabs, numbers as numbers."""
    book = openpyxl.Workbook()
    tab = book.active
    tab.title = "case"
    tab.append(["key", "value"])
    for row in settings(yaml.safe_load(files["case.yaml"])):
        tab.append(row)
    for file, text in files.items():
        if file.endswith(".csv"):
            tab = book.create_sheet(file.removesuffix(".csv"))
            for row in csv.reader(io.StringIO(text)):
                tab.append([typed(cell) for cell in row])
    return book


def workbook_of(folder: Path) -> Workbook:
    """A folder of sheets as tabs."""
    return workbook({path.name: path.read_text() for path in sorted(folder.iterdir())})


def settings(keys: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Keys with their sections, and values."""
    for key, value in keys.items():
        if isinstance(value, dict):
            yield from settings(value, f"{before}{key}.")
        else:
            yield before + key, value


def typed(cell: str) -> float | str | None:
    """A cell of a CSV as whoever types it into a spreadsheet gets it."""
    try:
        return float(cell)
    except ValueError:
        return cell or None


def saved(book: Workbook, folder: Path, name: str = "small.xlsx") -> Path:
    """Save a workbook; returns its path."""
    book.save(folder / name)
    return folder / name
