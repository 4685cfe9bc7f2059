"""Storage that charges and discharges at once: a tie is taken out, what pays is kept and told."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.tiny import write_tiny

import planner
from planner.case import read
from planner.cli import main
from planner.model import build
from planner.solver import compile_model
from planner.solver.certify import certify
from planner.solver.storage_ties import without_storage_ties

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solver import Program, Solution

    Told = pytest.CaptureFixture[str]

KEPT = 0.81
"""What comes back of what a battery takes."""


def with_battery(folder: Path, price: float, owner: str = "power_co", kept: float = KEPT) -> Path:
    """The teaching case by halves of the day, with batteries, as much grid as one likes, and all energy at a price."""
    battery = f"battery,storage,1,2026,0,0,,,,,10,0,on_delivery,1,,4,{kept},0.1,,,\n"
    case = write_tiny(
        folder,
        ("sources.csv", ",,40,0.4,20,6", f",,{price:g},0.4,20,6"),
        ("sources.csv", ",40,5,8,gas,,", f",40,0,,,{price:g},0"),
        ("supply_limits.csv", "connections,2026,4", "connections,2026,40"),
    )
    (case / "sources.csv").write_text((case / "sources.csv").read_text() + battery)
    (case / "owners.csv").write_text((case / "owners.csv").read_text() + f"battery,{owner},,\n")
    (case / "site_limits.csv").write_text((case / "site_limits.csv").read_text() + "battery,home,1,,\n")
    settings = (case / "case.yaml").read_text().replace("hours_per_block: 24", "hours_per_block: 12")
    (case / "case.yaml").write_text(settings)
    return case


def solved(case: Path) -> tuple[Program, Solution]:
    return compile_model(build(read(case))), planner.solve(read(case)).solution


def position(program: Program, name: str, *index: object) -> int:
    block = program.columns[name]
    return block.start + block.position[index]


def with_tie(program: Program, solution: Solution, t: int, gw: float) -> Solution:
    """The optimum with so much charged and discharged at once in both blocks; what is to spare makes it up."""
    values = solution.values.copy()
    lost = (1 - KEPT) * gw
    spare = "engine" if solution.value("Output")["engine", "home", t, "average", 0] < 0.5 else "grid"
    for b in (0, 1):
        values[position(program, "Charge", "battery", "home", t, "average", b)] += gw
        values[position(program, "Output", "battery", "home", t, "average", b)] += KEPT * gw
        values[position(program, "Output", spare, "home", t, "average", b)] += lost
    values[position(program, "Charging", "battery", "home", t)] += gw
    values[position(program, "Energy", "battery", "home", t)] += KEPT * gw
    values[position(program, "Energy", spare, "home", t)] += lost
    return dataclasses.replace(solution, values=values)


def at_once(solution: Solution) -> float:
    charge, output = solution.value("Charge"), solution.value("Output")
    return max((min(gw, output.get(index, 0.0)) for index, gw in charge.items()), default=0.0)


@pytest.mark.parametrize("gw", [0.3, 1e-4])
def test_a_tie_is_taken_out(gw: float, tmp_path: Path) -> None:
    program, solution = solved(with_battery(tmp_path / "case", 0))
    assert solution.value("Standing", 1e-6)["battery", "power_co", "home", 3] > 0.5
    tied = with_tie(program, solution, 3, gw)
    certify(program, tied.values, tied.duals)
    assert at_once(tied) > 0.5 * gw
    clean = without_storage_ties(program, tied)
    assert at_once(clean) < 1e-9
    assert clean.objective == pytest.approx(solution.objective, abs=1e-9)
    assert max(clean.residuals.values()) <= 1e-6
    assert np.array_equal(clean.duals, tied.duals)


def test_without_a_tie_nothing_is_changed(tmp_path: Path) -> None:
    program, solution = solved(with_battery(tmp_path / "case", 40))
    assert at_once(solution) == 0.0
    assert without_storage_ties(program, solution) is solution


@pytest.mark.parametrize("words", [(), ("--set", "case.money.power_tariff_usd_per_mwh=0")])
def test_what_is_paid_for_losing_energy_is_kept_and_told(
    words: tuple[str, ...], tmp_path: Path, capfd: Told
) -> None:
    case, run = with_battery(tmp_path / "case", -400), tmp_path / "run"
    assert main(["solve", str(case), "--out", str(run), *words]) == 0
    told = capfd.readouterr()
    assert "note: battery charges and discharges at once in home, from 2026Q2" in told.err
    notes = json.loads((run / "run.json").read_text())["notes"]
    assert len([note for note in notes if "charges and discharges at once" in note]) == 1
    assert main(["audit", str(run)]) == 0


def test_a_price_below_zero_beside_storage_is_told_as_the_case_is_read(tmp_path: Path, capfd: Told) -> None:
    assert main(["check", str(with_battery(tmp_path / "case", -40))]) == 0
    assert "sources.csv, row 3: energy_price_usd_per_mwh is -40: storage may be built to lose" in " ".join(
        capfd.readouterr().err.split()
    )
    assert main(["check", str(with_battery(tmp_path / "other", 40))]) == 0
    assert "built to lose" not in capfd.readouterr().err


def test_storage_that_loses_nothing_never_charges_and_discharges_at_once(tmp_path: Path) -> None:
    program, solution = solved(with_battery(tmp_path / "case", 0, kept=1.0))
    assert at_once(without_storage_ties(program, solution)) < 1e-9
