"""A sweep on a terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from study.sweeping import ENGINES, NEED, RATE, made_up, spec

from planner.study.sweep_text import label, summary_text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_case_that_never_closes_is_told_so_among_those_that_do(tmp_path: Path) -> None:
    found = made_up(spec(f"{ENGINES}0|1"), tmp_path)
    summary = found.summary.assign(closed_in=["2026Q3", float("nan")], worst_unserved_gw=1.0)
    told = summary_text(replace(found, summary=summary)).splitlines()
    assert [line.split()[-3:] for line in told if line.startswith("engines")] == [
        ["1.00", "2026Q3", "1.00"],
        ["11.00", "never", "1.00"],
    ]


def test_a_tornado_tells_the_unit_of_every_swing(tmp_path: Path) -> None:
    late = "sources.lead_months[source=engine]+=0|6"
    told = summary_text(
        made_up(spec(f"{ENGINES}0.5|1.5", f"{RATE}0..0.03", late, design="tornado"), tmp_path)
    )
    lines = {line[:22].strip(): line[22:47].strip() for line in told.splitlines()}
    assert lines["engines"] == "x0.5 to x1.5"
    assert lines["rate"] == "0 to 0.03 per year"
    assert lines["lead_months engine"] == "+0 to +6 months"
    assert "total system cost, USD billion" in told


def test_names_that_are_cut_keep_their_values(tmp_path: Path) -> None:
    name = "the long name of a factor that few screens have room for"
    edit = ENGINES.partition(": ")[2]
    found = made_up(spec(f"{name}: {edit}0.25|1.5", f"{NEED}0.75|1", f"{RATE}0|0.1"), tmp_path)
    summary = found.summary.assign(closed_in="2026Q3", worst_unserved_gw=1.0)
    told = summary_text(replace(found, summary=summary))
    cases = [line for line in told.splitlines() if line.startswith("th")]
    values = [re.findall(r"(\S+)(?:, |  )", line) for line in cases]
    assert [found[:3] for found in values] == [
        [engines, need, rate]
        for engines in ("0.25", "1.5")
        for need in ("0.75", "1")
        for rate in ("0", "0.1")
    ]


def test_a_measure_is_called_with_its_unit() -> None:
    assert label("standing_gw.gas_ct") == "gas_ct standing at the target, GW"
    assert label("objective_usd_billion") == "total system cost, USD billion"
    assert label("unserved_gw_years") == "unmet demand in all, GW-years"
