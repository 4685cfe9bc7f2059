"""Ordering, supply pools and lead times: the planner against every timing tried, and against SciPy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases.tiny import TINY
from cases.worlds import Thing, World, as_case, drawn
from rivals.timing import best_of_every_timing, by_scipy

import planner

STEP = 0.5

ENGINE = Thing(1.6, 0.01, 1, 16, energy=45.0)
GRID = Thing(2.0, 0.0, 2, 80, spend=((0.0, 0.5), (1.0, 0.5)), energy=40.0, pool="connections")
BOTH = World({"engine": ENGINE, "grid": GRID}, {"makers": 1.0, "connections": 1.0})

WORLDS = {
    "two plants": BOTH,
    "money has a price": replace(BOTH, benchmark=0.0816, inflation=0.02),
    "one pool for both": replace(BOTH, plants={"engine": ENGINE, "grid": replace(GRID, pool="makers")}),
    "the slow plant takes twice the slots": replace(
        BOTH, plants={"engine": ENGINE, "grid": replace(GRID, pool="makers", use=2.0)}
    ),
    "a longer lead": replace(BOTH, plants={"engine": replace(ENGINE, lead=2), "grid": replace(GRID, lead=3)}),
    "no lead at all": replace(
        BOTH,
        plants={"engine": replace(ENGINE, lead=0), "grid": replace(GRID, lead=1)},
        shell=replace(World.shell, lead=0),
        chips=replace(World.chips, lead=0),
        pools={"makers": 0.5, "connections": 0.5},
    ),
    "not before the fourth quarter": replace(
        BOTH, plants={"engine": ENGINE, "grid": replace(GRID, lead=0, first=3)}
    ),
    "a small site": replace(BOTH, plants={"engine": replace(ENGINE, site=0.5), "grid": GRID}),
    "a plant that lasts two quarters": replace(
        BOTH, plants={"engine": replace(ENGINE, life=2), "grid": GRID}
    ),
    "load hardly worth serving": replace(BOTH, value=2.05),
    "load not worth serving": replace(BOTH, value=0.5),
    "no pool to speak of": replace(BOTH, pools={"makers": 0.0, "connections": 1.5}),
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_no_timing_on_the_grid_is_better_and_the_best_is_the_planners(world: World) -> None:
    """Needs, pools and sites are multiples of the grid's step, so that an optimum lies on it."""
    case = as_case(world, TINY)

    assert planner.solve(case).objective_usd_billion == pytest.approx(
        best_of_every_timing(world, STEP), abs=1e-8
    )


def test_the_worlds_differ_in_what_is_best() -> None:
    costs = [round(best_of_every_timing(world, STEP), 6) for world in WORLDS.values()]
    assert len(set(costs)) == len(costs)


@pytest.mark.parametrize("seed", range(24))
def test_random_worlds_cost_what_scipy_says(seed: int) -> None:
    world = drawn(seed)

    assert planner.solve(as_case(world, TINY)).objective_usd_billion == pytest.approx(
        by_scipy(world), rel=1e-8
    )
