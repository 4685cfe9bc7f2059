"""Queued Up, Lawrence Berkeley National Laboratory's list of interconnection requests: GW a year for supply pools.

Requests that are active, have an executed interconnection agreement and say the year in which they mean to be in
service are what connections can be hoped for; all others are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.errors import UserError
from planner.importers.choices import named
from planner.importers.rows import Rows
from planner.importers.source_files import numbers, open_workbook, tab_frame

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.importers.choices import Choices

TAB = "03. Complete Queue Data"
NEEDED = ("q_id", "q_status", "region", "type_clean", "prop_year")
EXECUTED = frozenset({"IA Executed"})
"""What the tab says of an agreement that is signed."""
RENAMED = {"mw_1": "mw1", "mw_2": "mw2", "mw_3": "mw3", "IA_phase_clean": "IA_status_clean"}
"""Columns that were called otherwise in earlier editions."""


def read(files: Sequence[Path], choices: Choices) -> Rows:
    """Rows of `supply_limits`: GW of requests a year, by pool; raises UserError."""
    if len(files) != 1:
        raise UserError(
            f"Queued Up is one workbook a year: found {len(files)} files.\n    mend: name the latest alone"
        )
    (file,) = files
    frame = tab_frame(file, open_workbook(file), TAB, NEEDED).rename(columns=RENAMED)
    for column in ("mw1", "IA_status_clean"):
        if column not in frame:
            raise UserError(
                f"{file}, tab {TAB}: there is no column {column}, nor what earlier editions called it.\n"
                "    mend: name the file as it is published; where an edition renamed a column, rename it in a copy"
            )
    rows = Rows("GW")
    _pools(file, _hoped_for(file, frame, choices, rows), choices, rows)
    if "supply_limits" in rows.sheets:
        rows.notes.append("a pool's last year holds on after it: write what you expect later as further rows")
    return rows


def _hoped_for(file: Path, frame: pd.DataFrame, choices: Choices, rows: Rows) -> pd.DataFrame:
    """Requests that count, with their GW and year; others told by reason."""
    where = f"{file}, tab {TAB}"
    parts = [column for column in ("mw1", "mw2", "mw3") if column in frame]
    frame = frame.assign(gw=sum(numbers(frame, column, where).fillna(0) for column in parts) / 1000)
    frame["year"] = numbers(frame, "prop_year", where)
    statuses = choices.statuses or EXECUTED
    region = frame["region"].map(choices.region, na_action="ignore")
    reasons = (
        ("q_status " + frame["q_status"].fillna("blank"), frame["q_status"] == "active"),
        ("agreement: " + frame["IA_status_clean"].fillna("blank"), frame["IA_status_clean"].isin(statuses)),
        ("no name for region " + frame["region"].fillna("blank"), region.notna()),
        (
            pd.Series("no proposed year within those asked for", index=frame.index),
            frame["year"].between(*choices.years),
        ),
        (pd.Series("no capacity", index=frame.index), frame["gw"] > 0),
    )
    counts = pd.Series(True, index=frame.index)
    for reason, holds in reasons:
        for text, lines in frame[counts & ~holds].groupby(reason):
            rows.leave(str(text), len(lines), lines["gw"].sum())
        counts &= holds
    return frame[counts]


def _pools(file: Path, frame: pd.DataFrame, choices: Choices, rows: Rows) -> None:
    """One row a pool and year; a pool may take in several types, and a year without requests delivers nothing."""
    pool = frame["type_clean"].fillna("blank").map(lambda kind: named(choices.pools, kind))
    for kind, lines in frame[pool.isna()].groupby("type_clean", dropna=False):
        rows.leave(f"no pool for the type {kind}", len(lines), lines["gw"].sum())
    for name, lines in frame[pool.notna()].groupby(pool[pool.notna()]):
        gw = lines.groupby("year")["gw"].sum()
        for year in range(int(gw.index.min()), int(gw.index.max()) + 1):
            rows.add(
                "supply_limits",
                {
                    "supply_pool": name,
                    "year": year,
                    "limit_gw_per_year": float(gw.get(year, 0.0)),
                    "provenance": f"LBNL Queued Up, {file.name}, active requests with an executed agreement",
                    "confidence": "V",
                },
            )
