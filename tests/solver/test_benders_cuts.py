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
    capacity_cuts,
    cuts_of_sets,
    dispatch_by_merit,
    energy_balances,
    merit_order_of,
    transportation_of,
    violated_cuts,
)
from planner.solver.decomposition.master import Master
from planner.solver.decomposition.subproblem import Separation, Subproblems

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Optimum:
    """The values of a random case's optimum, and its master."""

    master: Master
    values: Floats

    def left(self, cuts: Cuts) -> Floats:
        """By how many GW cuts are kept at these values, below zero where they are not."""
        every = np.ones(len(self.values), dtype=bool)
        return np.asarray(cuts.rows(self.master.region_periods, self.master.stores, every) @ self.values)

    def separation(self, merit: Floats, least: float = 1e-7, floor: float = 0.0) -> Separation:
        """How it is separated where all candidates are there."""
        return Separation(least, floor, 1e-9, merit, np.ones(len(self.values), dtype=bool))


def optimum(folder: Path, seed: int) -> Optimum:
    """That of a random case, written to the folder."""
    program = compiled(folder, seed)
    return Optimum(Master(program), at_once(program).values.copy())


@pytest.fixture
def found(tmp_path: Path) -> Optimum:
    """One with storage that runs."""
    return optimum(tmp_path / "case", 4)


@pytest.mark.parametrize("seed", [1, 4, 9])
def test_a_dispatch_that_exists_violates_no_cut(seed: int, tmp_path: Path) -> None:
    """Of any prices of blocks, of sources and of stores."""
    found = optimum(tmp_path / "case", seed)
    region_periods, stores = found.master.region_periods, found.master.stores
    dice = np.random.default_rng(1)
    region_period = np.repeat(np.arange(len(region_periods)), 20)
    cuts = Cuts(
        region_period,
        dice.random((len(region_period), len(region_periods.weight))),
        dice.normal(size=region_periods.energy[region_period].shape) * region_periods.exists[region_period],
        dice.normal(size=stores.members[region_period].shape) * (stores.members[region_period] >= 0),
    )
    for some in (cuts, energy_balances(region_periods, stores), capacity_cuts(region_periods, stores)):
        assert found.left(some).min() >= -1e-7
    assert np.abs(found.left(energy_balances(region_periods, stores))).max() <= 1e-7


def test_energies_of_a_dispatch_lack_nothing_and_it_is_found(found: Optimum) -> None:
    """However their sources are ordered; what is found meets load in each block and gives each energy."""
    region_periods, stores, values = found.master.region_periods, found.master.stores, found.values
    for columns in (region_periods.output[region_periods.exists], stores.columns):
        values[columns] = 0.0
    alike, every = np.zeros(region_periods.energy.shape), np.arange(len(region_periods))

    assert len(Subproblems(region_periods, stores).cuts(values, every, found.separation(alike))) == 0

    problem, exists = transportation_of(region_periods, stores, values), region_periods.exists
    output = np.append(values, 0.0)[region_periods.output]
    assert np.abs(output @ region_periods.weight - problem.energy)[exists].max() < 1e-7
    assert np.abs(output.sum(1) - problem.net_load).max() < 1e-7
    assert (problem.capacity - output)[exists].min() > -1e-9
    given = values[stores.columns[0]] @ stores.weight
    assert given == pytest.approx(values[stores.energy], abs=1e-7)
    assert given.max() > 1e-3


def test_what_a_subproblem_lacks_is_what_its_cut_is_violated_by(found: Optimum) -> None:
    """Of energies, and of capacities, where either are cut short."""
    region_periods, stores, values = found.master.region_periods, found.master.stores, found.values
    busy = np.unique(stores.region_period[values[stores.energy] > 1e-3])
    values[region_periods.energy[region_periods.exists]] *= 0.9
    values[stores.standing] *= 0.5
    separation = found.separation(np.zeros(region_periods.energy.shape))
    subproblems = Subproblems(region_periods, stores)
    for number in busy.tolist():
        subproblem = subproblems.of(number, separation.present)
        for bound in (False, True):
            solution = subproblem.solve(values, 0.0, bound)
            if solution.infeasibility > 1e-6:
                assert found.left(subproblem.cut(values, solution, separation)) == pytest.approx(
                    -solution.infeasibility
                )
    lacking = subproblems.cuts(values, busy, separation)
    assert set(lacking.region_period.tolist()) == set(busy.tolist())


def test_a_point_that_has_not_moved_is_not_solved_for_again(found: Optimum) -> None:
    subproblems = Subproblems(found.master.region_periods, found.master.stores)
    subproblem = subproblems.of(
        int(found.master.stores.region_period[0]), np.ones(len(found.values), dtype=bool)
    )
    first = subproblem.solve(found.values, 0.0, True)
    assert subproblem.solve(found.values, 0.0, True) is first
    found.values[found.master.region_periods.load[subproblem.number]] += 0.5
    assert subproblem.solve(found.values, 0.0, True).infeasibility == pytest.approx(
        first.infeasibility + 0.5, abs=1e-7
    )


def test_a_subproblem_is_made_anew_only_where_it_lacks_what_is_present(found: Optimum) -> None:
    """Where less is present it knows more than it need."""
    subproblems = Subproblems(found.master.region_periods, found.master.stores)
    number = int(found.master.stores.region_period[0])
    everything = np.ones(len(found.values), dtype=bool)
    without = everything.copy()
    without[found.master.stores.energy] = False

    first, more = subproblems.of(number, without), subproblems.of(number, everything)

    assert len(more.members) > len(first.members)
    assert subproblems.of(number, without) is more
    assert subproblems.of(number, everything.copy()) is more


def test_a_cut_knows_what_a_store_would_be_worth_that_does_not_stand(found: Optimum) -> None:
    """By prices of one block alone: what it can give in it, having charged in the others."""
    region_periods, stores = found.master.region_periods, found.master.stores
    region_period = stores.region_period[:1]
    single = np.zeros((1, len(region_periods.weight)), dtype=bool)
    single[0, 0] = True
    cuts = cuts_of_sets(region_periods, stores, region_period, region_periods.exists[region_period], single)
    rows = cuts.rows(region_periods, stores, np.ones(len(found.values), dtype=bool)).toarray()
    most, rates = stores.limit_per_gw[:, 0, 0], stores.rates[:, 0, 0]
    given = min(most[0], most[2] / rates[0])  # no more than its power, nor than it can hold
    assert rows[0, stores.standing[0]] == pytest.approx(region_periods.weight[0] * given)


def test_the_cheapest_run_first(found: Optimum) -> None:
    region_periods = found.master.region_periods
    problem = transportation_of(region_periods, found.master.stores, found.values)
    price = np.random.default_rng(2).random(region_periods.energy.shape)
    output = dispatch_by_merit(problem, merit_order_of(region_periods, problem, price))
    for c, b in product(range(0, len(region_periods), 7), range(len(region_periods.weight))):
        order = [k for k in np.argsort(price[c]) if region_periods.exists[c, k]]
        left = problem.net_load[c, b]
        for source in order:
            given = min(left, problem.capacity[c, source, b])
            assert output[c, source, b] == pytest.approx(given, abs=1e-9)
            left -= given


def test_the_cut_of_a_prefix_is_the_most_violated_of_all_sets_of_blocks(found: Optimum) -> None:
    """Where nothing is stored; what stores would be worth makes a cut less violated."""
    region_periods, stores, values = found.master.region_periods, found.master.stores, found.values
    values[region_periods.standing[region_periods.exists]] *= 0.8
    values[stores.standing], values[stores.columns], values[stores.energy] = 0.0, 0.0, 0.0
    problem = transportation_of(region_periods, stores, values)
    merit = merit_order_of(region_periods, problem, np.zeros(region_periods.energy.shape))
    cuts, worst = violated_cuts(region_periods, stores, problem, merit, 1e-3)
    told = -found.left(cuts)
    assert worst == pytest.approx(told.max())
    for k in range(0, len(cuts), 11):
        every = np.array(list(product([False, True], repeat=len(region_periods.weight))))
        same = np.full(len(every), k)
        inner = (cuts.source_price[same] == 0.0) & region_periods.exists[cuts.region_period[same]]
        rivals = cuts_of_sets(region_periods, stores, cuts.region_period[same], inner, every)
        assert told[k] == pytest.approx(float(-found.left(rivals).min()))
