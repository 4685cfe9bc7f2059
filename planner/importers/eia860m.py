"""EIA-860M, the monthly inventory of US generators: what is under way by region, and sites where plants stand.

Tabs `Planned` and `Operating`, whose headers stand below a title. Capacity is net summer, as the grid counts it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from planner.errors import UserError
from planner.importers.choices import named
from planner.importers.rows import Rows
from planner.importers.source_files import numbers, open_workbook, tab_frame

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from planner.importers.choices import Choices

COMMON = (
    "Entity ID",
    "Plant Name",
    "Balancing Authority Code",
    "Net Summer Capacity (MW)",
    "Technology",
    "Status",
)
WHEN = ("Planned Operation Month", "Planned Operation Year")
UNDER_WAY = frozenset({"U", "V", "TS"})
"""Under construction, at most half and more than half complete, and complete but not yet in service."""
_STATUS = re.compile(r"\(([A-Z]+)\)")


def read(files: Sequence[Path], choices: Choices) -> Rows:
    """Rows of `in_flight` from what is planned and of `site_limits` from what operates; raises UserError."""
    if len(files) != 1:
        raise UserError(
            f"EIA-860M is one workbook a month: found {len(files)} files.\n    mend: name the latest alone"
        )
    workbook = open_workbook(files[0])
    rows = Rows("GW")
    _in_flight(files[0], tab_frame(files[0], workbook, "Planned", (*COMMON, *WHEN)), choices, rows)
    _sites(files[0], tab_frame(files[0], workbook, "Operating", COMMON), choices, rows)
    if choices.sponsor is None and "in_flight" in rows.sheets:
        rows.notes.append("the sponsor of what is under way is blank: write 'sponsor: name' in the map")
    return rows


def arrival(year: int, month: int) -> str:
    """The first quarter through which a plant runs that starts in a month.

    >>> arrival(2027, 4), arrival(2027, 5), arrival(2027, 11)
    ('2027Q2', '2027Q3', '2028Q1')
    """
    quarters = year * 4 + (month + 1) // 3
    return f"{quarters // 4}Q{quarters % 4 + 1}"


def _in_flight(file: Path, planned: pd.DataFrame, choices: Choices, rows: Rows) -> None:
    """What is under construction, by asset, region and quarter of arrival."""
    where = f"{file}, tab Planned"
    planned = _located(planned, choices, rows, where, choices.assets)
    status = planned["Status"].str.extract(_STATUS, expand=False)
    statuses = choices.statuses or UNDER_WAY
    for code, lines in planned[~status.isin(statuses)].groupby("Status", dropna=False):
        rows.leave(f"planned, not under way: {code}", len(lines), lines["gw"].sum())
    planned = planned[status.isin(statuses)].copy()
    year, month = (numbers(planned, column, where) for column in reversed(WHEN))
    dated = year.between(*choices.years) & month.between(1, 12)
    rows.leave(
        "no month and year of operation within the years asked for", sum(~dated), planned["gw"][~dated].sum()
    )
    planned = planned[dated]
    planned["arrives"] = [arrival(int(y), int(m)) for y, m in zip(year[dated], month[dated], strict=True)]
    for (asset, region, arrives), lines in planned.groupby(["asset", "region", "arrives"]):
        rows.add(
            "in_flight",
            {
                "asset": asset,
                "sponsor": choices.sponsor or "",
                "region": region,
                "arrives": arrives,
                "gw": float(lines["gw"].sum()),
                "provenance": f"EIA-860M, {file.name}, tab Planned, {len(lines)} generators under way, net summer",
                "confidence": "V",
            },
        )


def _sites(file: Path, operating: pd.DataFrame, choices: Choices, rows: Rows) -> None:
    """Where plants stand that could be turned to load, by asset and region; all of them where no map names some."""
    operating = _located(operating, choices, rows, f"{file}, tab Operating", choices.sites)
    for (asset, region), lines in operating.groupby(["asset", "region"]):
        rows.add(
            "site_limits",
            {
                "asset": asset,
                "region": region,
                "limit_gw": float(lines["gw"].sum()),
                "provenance": f"EIA-860M, {file.name}, tab Operating, {len(lines)} generators, net summer",
                "confidence": "V",
            },
        )


def _located(
    frame: pd.DataFrame, choices: Choices, rows: Rows, where: str, assets: dict[str, str] | None
) -> pd.DataFrame:
    """Lines with their asset, region and GW, those without told."""
    frame = frame.copy()
    tab = where.rpartition(" ")[2]
    frame["gw"] = numbers(frame, "Net Summer Capacity (MW)", where) / 1000
    blank = frame["gw"].isna()
    rows.leave(f"{tab}: net summer capacity is blank", int(blank.sum()))
    frame = frame[~blank].copy()
    known: dict[str, Any] = {
        "Technology": lambda name: named(assets, name),
        "Balancing Authority Code": choices.region,
    }
    for column, name_of in known.items():
        names = frame[column].map(name_of, na_action="ignore")
        for foreign, lines in frame[names.isna()].groupby(column, dropna=False):
            rows.leave(f"{tab}: no name for {column} {foreign}", len(lines), lines["gw"].sum())
        frame["asset" if column == "Technology" else "region"] = names
        frame = frame[names.notna()].copy()
    return frame
