"""The changelog names sheets and commands that there are, and leaves no optional sheet out."""

from __future__ import annotations

import re

from cases.tiny import ROOT

from planner.case import SHEETS
from planner.cli import parser

CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_optional_sheet_is_told() -> None:
    assert [
        sheet.name for sheet in SHEETS.values() if sheet.optional and f"`{sheet.name}`" not in CHANGES
    ] == []


def test_the_commands_that_are_told_are_there() -> None:
    told = set(re.findall(r"`planner ([a-z]+)", CHANGES))
    assert len(told) >= 5
    assert told - set(parser().of_command) == set()
