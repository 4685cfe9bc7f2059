"""Cuts on energies: none that cuts off a dispatch, and one wherever there is none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from solver.programs import at_once, compiled

from planner.solver.decomposition.benders_cuts import (
    Cuts,
    balances,
    by_merit,
    capacities,
    flow_of,
    merit_of,
    of_sets,
    violated,
)
from planner.solver.decomposition.master import EnergyForm
from planner.solver.decomposition.subproblem import Dispatching, Look

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Optimum:
    """The values of a random case's optimum, and its energy form."""

    form: EnergyForm
    values: Floats

    def left(self, cuts: Cuts) -> Floats:
        """By how many GW cuts are kept at these values, below zero where they are not."""
        every = np.ones(len(self.values), dtype=bool)
        return np.asarray(cuts.rows(self.form.cells, self.form.stores, every) @ self.values)

    def look(self, merit: Floats, least: float = 1e-7, floor: float = 0.0) -> Look:
        """How its cells are looked at where all sites are there."""
        return Look(least, floor, 1e-9, merit, np.ones(len(self.values), dtype=bool))


def optimum(folder: Path, seed: int) -> Optimum:
    """That of a random case, written to the folder."""
    program = compiled(folder, seed)
    return Optimum(EnergyForm(program), at_once(program).values.copy())


@pytest.fixture
def found(tmp_path: Path) -> Optimum:
    """One with storage that runs."""
    return optimum(tmp_path / "case", 4)


@pytest.mark.parametrize("seed", [1, 4, 9])
def test_a_dispatch_that_exists_violates_no_cut(seed: int, tmp_path: Path) -> None:
    """Of any prices of blocks, of sources and of stores."""
    found = optimum(tmp_path / "case", seed)
    cells, stores = found.form.cells, found.form.stores
    dice = np.random.default_rng(1)
    cell = np.repeat(np.arange(len(cells.load)), 20)
    cuts = Cuts(
        cell,
        dice.random((len(cell), len(cells.weight))),
        dice.normal(size=cells.energy[cell].shape) * cells.there[cell],
        dice.normal(size=stores.members[cell].shape) * (stores.members[cell] >= 0),
    )
    for some in (cuts, balances(cells, stores), capacities(cells, stores)):
        assert found.left(some).min() >= -1e-7
    assert np.abs(found.left(balances(cells, stores))).max() <= 1e-7


def test_energies_of_a_dispatch_lack_nothing_and_it_is_found(found: Optimum) -> None:
    """However their sources are ordered; what is found meets load in each block and gives each energy."""
    cells, stores, values = found.form.cells, found.form.stores, found.values
    for columns in (cells.output[cells.there], stores.columns):
        values[columns] = 0.0
    alike, every = np.zeros(cells.energy.shape), np.arange(len(cells.load))

    assert len(Dispatching(cells, stores).cuts(values, every, found.look(alike))) == 0

    flow, there = flow_of(cells, stores, values), cells.there
    output = np.append(values, 0.0)[cells.output]
    assert np.abs(output @ cells.weight - flow.energy)[there].max() < 1e-7
    assert np.abs(output.sum(1) - flow.net_load).max() < 1e-7
    assert (flow.capacity - output)[there].min() > -1e-9
    given = values[stores.columns[0]] @ stores.weight
    assert given == pytest.approx(values[stores.energy], abs=1e-7)
    assert given.max() > 1e-3


def test_what_a_cell_lacks_is_what_its_cut_is_violated_by(found: Optimum) -> None:
    """Of energies, and of capacities, where either are cut short."""
    cells, stores, values = found.form.cells, found.form.stores, found.values
    busy = np.unique(stores.cell[values[stores.energy] > 1e-3])
    values[cells.energy[cells.there]] *= 0.9
    values[stores.standing] *= 0.5
    look = found.look(np.zeros(cells.energy.shape))
    dispatching = Dispatching(cells, stores)
    for number in busy.tolist():
        cell = dispatching.cell(number, look.present)
        for bound in (False, True):
            answer = cell.ask(values, 0.0, bound)
            if answer.lacks > 1e-6:
                assert found.left(cell.cut(values, answer, look)) == pytest.approx(-answer.lacks)
    lacking = dispatching.cuts(values, busy, look)
    assert set(lacking.cell.tolist()) == set(busy.tolist())


def test_a_point_that_has_not_moved_is_not_looked_at_again(found: Optimum) -> None:
    dispatching = Dispatching(found.form.cells, found.form.stores)
    cell = dispatching.cell(int(found.form.stores.cell[0]), np.ones(len(found.values), dtype=bool))
    first = cell.ask(found.values, 0.0, True)
    assert cell.ask(found.values, 0.0, True) is first
    found.values[found.form.cells.load[cell.number]] += 0.5
    assert cell.ask(found.values, 0.0, True).lacks == pytest.approx(first.lacks + 0.5, abs=1e-7)


def test_a_cell_is_made_anew_only_where_it_lacks_what_is_present(found: Optimum) -> None:
    """Where less is present it knows more than it need."""
    dispatching, number = Dispatching(found.form.cells, found.form.stores), int(found.form.stores.cell[0])
    everything = np.ones(len(found.values), dtype=bool)
    without = everything.copy()
    without[found.form.stores.energy] = False

    first, more = dispatching.cell(number, without), dispatching.cell(number, everything)

    assert len(more.members) > len(first.members)
    assert dispatching.cell(number, without) is more
    assert dispatching.cell(number, everything.copy()) is more


def test_a_cut_knows_what_a_store_would_be_worth_that_does_not_stand(found: Optimum) -> None:
    """By prices of one block alone: what it can give in it, having charged in the others."""
    cells, stores = found.form.cells, found.form.stores
    cell = stores.cell[:1]
    single = np.zeros((1, len(cells.weight)), dtype=bool)
    single[0, 0] = True
    cuts = of_sets(cells, stores, cell, cells.there[cell], single)
    rows = cuts.rows(cells, stores, np.ones(len(found.values), dtype=bool)).toarray()
    most, rates = stores.most[:, 0, 0], stores.rates[:, 0, 0]
    given = min(most[0], most[2] / rates[0])  # no more than its power, nor than it can hold
    assert rows[0, stores.standing[0]] == pytest.approx(cells.weight[0] * given)


def test_the_cheapest_run_first(found: Optimum) -> None:
    cells = found.form.cells
    flow = flow_of(cells, found.form.stores, found.values)
    price = np.random.default_rng(2).random(cells.energy.shape)
    output = by_merit(flow, merit_of(cells, flow, price))
    for c, b in product(range(0, len(cells.load), 7), range(len(cells.weight))):
        order = [k for k in np.argsort(price[c]) if cells.there[c, k]]
        left = flow.net_load[c, b]
        for source in order:
            given = min(left, flow.capacity[c, source, b])
            assert output[c, source, b] == pytest.approx(given, abs=1e-9)
            left -= given


def test_the_cut_of_a_prefix_is_the_most_violated_of_all_sets_of_blocks(found: Optimum) -> None:
    """Where nothing is stored; what stores would be worth makes a cut less violated."""
    cells, stores, values = found.form.cells, found.form.stores, found.values
    values[cells.standing[cells.there]] *= 0.8
    values[stores.standing], values[stores.columns], values[stores.energy] = 0.0, 0.0, 0.0
    flow = flow_of(cells, stores, values)
    merit = merit_of(cells, flow, np.zeros(cells.energy.shape))
    cuts, worst = violated(cells, stores, flow, merit, 1e-3)
    told = -found.left(cuts)
    assert worst == pytest.approx(told.max())
    for k in range(0, len(cuts), 11):
        every = np.array(list(product([False, True], repeat=len(cells.weight))))
        same = np.full(len(every), k)
        inner = (cuts.source[same] == 0.0) & cells.there[cuts.cell[same]]
        rivals = of_sets(cells, stores, cuts.cell[same], inner, every)
        assert told[k] == pytest.approx(float(-found.left(rivals).min()))
