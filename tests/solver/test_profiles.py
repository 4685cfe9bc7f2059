"""Days of stores that run by a mix of profiles, in place of every block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from solver.programs import at_once, compiled

from planner.options import Options
from planner.solver import Warm, energywise, solve_energywise
from planner.solver.certify import TOLERANCE
from planner.solver.energy_form import EnergyForm
from planner.solver.profiles import Profiles

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solver import Program, Solution
    from planner.solver.energywise import Search

SEEDS = (1, 4, 7, 9)
CHANGES = (
    "sources.round_trip_efficiency_fraction[kind=storage]*=0.9",
    "sources.duration_hours[kind=storage]*=0.5",
)
"""Edits after which a day of a store has other rules."""


def searched(program: Program) -> tuple[Search, Solution]:
    """The search that ended at the optimum of a program, and the optimum."""
    warm = Warm()
    found = solve_energywise(program, Options(), None, warm)
    assert warm.last is not None
    assert warm.last.form is not None
    return warm.last.form, found


@pytest.fixture
def by_profiles_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No day joins block by block, for there is but one loose round."""
    monkeypatch.setattr(energywise, "LOOSE_ROUNDS", 1)


@pytest.mark.usefixtures("by_profiles_alone")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_is_that_of_the_whole_program(seed: int, tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", seed)
    search, found = searched(program)

    assert not search.content.use.any()
    assert len(search.content.profiles) > 0
    assert len(found.value("Charge", 1e-3)) > 0
    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= TOLERANCE


def test_days_join_late_by_profiles_and_early_block_by_block(tmp_path: Path) -> None:
    content = searched(compiled(tmp_path / "case", 6))[0].content
    assert content.use.any()
    assert len(content.profiles) > 0
    assert not content.use[content.profiles.store, content.profiles.day].any()


def test_days_of_many_blocks_join_block_by_block(tmp_path: Path) -> None:
    content = searched(compiled(tmp_path / "case", 6, "case.operations.hours_per_block=2"))[0].content
    assert content.use.any()
    assert len(content.profiles) == 0


@pytest.mark.usefixtures("by_profiles_alone")
@pytest.mark.parametrize("edit", CHANGES)
def test_profiles_that_do_not_hold_any_more_are_told_block_by_block(edit: str, tmp_path: Path) -> None:
    program, other = compiled(tmp_path / "case", 4), compiled(tmp_path / "other", 4, edit)
    warm = Warm()
    solve_energywise(program, Options(), None, warm)
    assert warm.last is not None
    assert warm.last.form is not None
    profiles = warm.last.form.content.profiles
    assert profiles.hold(EnergyForm(program).stores, program)
    assert not profiles.hold(EnergyForm(other).stores, other)

    found = warm.resume(other, Options())

    assert found is not None
    assert found.objective == pytest.approx(at_once(other).objective, rel=1e-9)
    assert warm.last.form.content.use[profiles.store, profiles.day].all()


def test_a_profile_is_of_one_day_alone() -> None:
    running = np.arange(1.0, 25.0).reshape(3, 2, 4)
    days = np.array([[False, False], [True, True]])
    found = Profiles.of(days, running)

    assert found.store.tolist() == [1, 1]
    assert found.day.tolist() == [0, 1]
    assert found.running[0].tolist() == [[5, 6, 0, 0], [13, 14, 0, 0], [21, 22, 0, 0]]
    assert found.running.sum(0).tolist() == running[:, 1].tolist()


def test_a_profile_that_is_known_does_not_join_again() -> None:
    running = np.arange(1.0, 25.0).reshape(3, 2, 4)
    known = Profiles.of(np.array([[True, False], [False, False]]), running)
    more = Profiles.of(np.ones((2, 2), dtype=bool), running + 1e-13).beyond(known)

    assert list(zip(more.store.tolist(), more.day.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 1)]


def test_profiles_of_one_day_share_what_stands() -> None:
    days = np.ones((1, 2), dtype=bool)
    running = np.ones((3, 1, 4))
    profiles = Profiles.of(days, running) + Profiles.of(days[:, ::-1] & [[False, True]], running)
    stores = type("Stores", (), {"days": 2})()
    numbers, mix = profiles.mixes(stores)

    assert numbers.tolist() == [0, 1]
    assert profiles.shares(mix).toarray().tolist() == [[1, 0, 0], [0, 1, 1]]
