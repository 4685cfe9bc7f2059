"""What is under way before the horizon, from sheet to audit, beside another writing of the same program."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import reference
from cases.tiny import TINY

from planner.audit import audit
from planner.cli import main

if TYPE_CHECKING:
    from pathlib import Path

UNDER_WAY = """\
asset,sponsor,region,arrives,gw
engine,power_co,home,2026Q2,0.4
chips,cloud,,2025Q3,0.5
shell,cloud,home,2026Q1,1
"""


def written(folder: Path, hours: int) -> Path:
    shutil.copytree(TINY, folder)
    settings = (folder / "case.yaml").read_text()
    assert "hours_per_block: 24" in settings
    (folder / "case.yaml").write_text(settings.replace("hours_per_block: 24", f"hours_per_block: {hours}"))
    (folder / "in_flight.csv").write_text(UNDER_WAY)
    return folder


@pytest.mark.parametrize("hours", [24, 2])
def test_a_plan_with_something_under_way_is_that_of_another_writing_and_is_proved(
    tmp_path: Path, hours: int
) -> None:
    case, run = written(tmp_path / "case", hours), tmp_path / "run"
    assert main(["solve", str(case), "--out", str(run), "--quiet"]) == 0
    found = audit(run)
    assert found.proved, found.failed
    assert found.objective == pytest.approx(reference.solve(case).objective, rel=1e-9)
    capacity = pd.read_csv(run / "capacity.csv").set_index(["asset", "period"])
    assert capacity.loc[("engine", "2026Q2"), "arriving_gw"] >= 0.4
    assert capacity.loc[("shell", "2026Q1"), "standing_gw"] == pytest.approx(1)
    # Chips of 2025Q3 stand from the start, and arrived before it.
    assert capacity.loc[("chips", "2026Q1"), ["arriving_gw", "standing_gw"]].tolist() == pytest.approx(
        [0, 0.5]
    )
