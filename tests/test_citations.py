"""What a shipped case cites was there to be read at its vintage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planner

INPUTS = Path(__file__).parents[1] / "inputs"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAY = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]* (20\d\d)\b")
YEAR = re.compile(r", (20\d\d)$")
DATED = sorted(path.parent.name for path in INPUTS.glob("us-*/case.yaml"))


def without_asides(text: str) -> str:
    """A text without what stands in parentheses, which tells what a source says: that may be of later years."""
    while (shorter := re.sub(r" ?\([^()]*\)", "", text)) != text:
        text = shorter
    return text


def cited(provenance: str) -> list[tuple[int, int]]:
    """Year and month of all that a provenance cites; a year alone is its January, the first that it can be."""
    found = []
    for citation in re.split(r"; |: ", without_asides(provenance)):
        found += [(int(year), 1 + MONTHS.index(month)) for month, year in DAY.findall(citation)]
        found += [(int(year), 1) for year in YEAR.findall(citation.rstrip(",. "))]
    return found


@pytest.mark.parametrize(
    ("provenance", "dates"),
    [
        ("EIA, Short-Term Energy Outlook, Feb 2026 (Henry Hub 4.40 in 2027)", [(2026, 2)]),
        ("Reuters via longbridge, 8 Jan 2026, USD 2.65 billion; lead: Bloom write-up, 2026", [(2026, 1)] * 2),
        ("projectfinance.law, Jul 2025 (begun by 4 July 2026, then about four years)", [(2025, 7)]),
        ("Assumption: half by 2028; anchored to: ttm.financial (page undated), from memory", []),
        ("Assumption: as told; anchored to: Morgan Stanley, Jul-Aug 2025", [(2025, 8)]),
    ],
)
def test_dates_of_citations_are_found(provenance: str, dates: list[tuple[int, int]]) -> None:
    assert cited(provenance) == dates


@pytest.mark.parametrize("name", DATED)
def test_no_row_cites_what_came_after_the_vintage(name: str) -> None:
    case = planner.read(INPUTS / name)
    vintage = tuple(int(part) for part in (case.settings.vintage or "").split("-"))
    dates = []
    for sheet, rows in case.sheets.items():
        for row in rows:
            dates += [(date, f"{sheet}, row {row.row}") for date in cited(row["provenance"])]
            assert "read Nov 2026" not in row["provenance"], f"{sheet}, row {row.row}"

    assert len(dates) > 500
    assert [where for date, where in dates if date > vintage] == []


@pytest.mark.parametrize("name", DATED)
def test_no_comment_cites_what_came_after_the_vintage(name: str) -> None:
    vintage = tuple(int(part) for part in (planner.read(INPUTS / name).settings.vintage or "").split("-"))
    texts = [path.read_text(encoding="utf-8") for path in sorted((INPUTS / name).glob("*.yaml"))]
    comments = [line for text in texts for line in text.splitlines() if line.strip().startswith("#")]

    assert comments
    for line in comments:
        assert [date for date in cited(line.replace("(", "").replace(")", "")) if date > vintage] == [], line
