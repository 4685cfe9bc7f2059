"""Minimum takes in the decomposition: the same optimum as the whole program, and prices of what is left out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from solver.programs import at_once, compiled

from planner.options import Options
from planner.solver import solve_by_decomposition
from planner.solver.decomposition import benders
from planner.solver.decomposition.contract_pricing import best_marginal
from planner.tolerances import CERTIFICATE

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solver import Program

PRICE = "sources.energy_price_usd_per_mwh=50"
DEAR = "sources.capex_usd_per_kw[source=solar]*=30"


def with_takes(folder: Path, seed: int, *takes: str) -> Program:
    return compiled(folder, seed, PRICE, *(f"sources.minimum_take_fraction{take}" for take in takes))


@pytest.mark.parametrize("take", ["[kind=power]=0.3", "[kind=power]=0.6", "=0.4"])
@pytest.mark.parametrize("seed", [1, 4, 6, 7, 9])
def test_minimum_takes_end_at_the_optimum_of_the_whole_program(seed: int, take: str, tmp_path: Path) -> None:
    program = with_takes(tmp_path / "case", seed, take)
    assert program.columns["Paid_energy"].indices

    found, _ = solve_by_decomposition(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= CERTIFICATE


@pytest.mark.parametrize("rounds", [0, 1])
def test_they_do_so_from_few_candidates(rounds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without interior rounds what is left out is priced from a basis."""
    program = with_takes(tmp_path / "case", 7, "[kind=power]=0.5")
    monkeypatch.setattr(benders, "MOST_INTERIOR_ROUNDS", rounds)

    found, _ = solve_by_decomposition(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)


@pytest.mark.parametrize("take", ["[kind=power]=0.3", "[kind=power]=0.7", "=0.4"])
@pytest.mark.parametrize("seed", [1, 4, 7])
def test_contracts_that_are_left_out_are_proved_to_save_nothing(seed: int, take: str, tmp_path: Path) -> None:
    """From what stands in the optimum alone: what else pays joins, and the rest is priced, not solved."""
    program = compiled(tmp_path / "case", seed, PRICE, DEAR, f"sources.minimum_take_fraction{take}")
    whole = at_once(program)
    decomposition = benders.Decomposition(program, Options(), None)
    few = decomposition.candidates_standing(whole.values, 1e-3)
    decomposition.content = replace(decomposition.content, chosen=few)

    found = decomposition.simplex_rounds()

    assert found.objective == pytest.approx(whole.objective, rel=1e-9)
    assert max(found.residuals.values()) <= CERTIFICATE
    contracts = decomposition.pricing.contracts
    left_out = decomposition.master.left_out(decomposition.content.chosen)[contracts.candidate]
    assert left_out.any()
    # What nobody solved for has its prices all the same, of which the certificate is made.
    assert (found.duals[contracts.minimum_row[left_out]] < 0).any()


def test_the_best_price_is_where_the_blocks_that_earn_give_the_minimum() -> None:
    # Three blocks of half, a quarter and a quarter of the hours; a GW gains 10, 4 and 2 dollars a GW of energy there.
    weight = np.array([0.5, 0.25, 0.25])
    gain = -weight * np.array([4.0, 10.0, 2.0])
    available = np.ones((5, 3))
    minimum = np.array([0.1, 0.25, 0.6, 0.75, 1.0])

    # The blocks that earn most: 10 in a quarter of the hours, 4 in half, 2 in a quarter; one that is just enough leaves
    # the price free up to it, and the lowest is as good.
    found = best_marginal(np.tile(gain, (5, 1)), weight, available, minimum)

    assert found.tolist() == [10.0, 4.0, 4.0, 2.0, 0.0]


def test_no_other_price_earns_a_contract_more() -> None:
    dice = np.random.default_rng(5)
    weight = dice.dirichlet(np.ones(6))
    gain, available = dice.uniform(-3, 1, (40, 6)) * weight, dice.uniform(0, 1, (40, 6))
    fraction, cost = dice.uniform(0, 0.9, 40), dice.uniform(0.5, 4, 40)

    def earned(marginal: np.ndarray) -> np.ndarray:
        in_blocks = available * np.minimum(0.0, gain + weight * marginal[:, None])
        return in_blocks.sum(1) + fraction * (cost - marginal)

    best = np.clip(best_marginal(gain, weight, available, fraction), 0.0, cost)
    for share in np.linspace(0, 1, 101):
        assert (earned(best) >= earned(share * cost) - 1e-12).all()
