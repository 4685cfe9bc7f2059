"""Swings and indices: right where the answer is known, and honest about cases that have no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from study.sweeping import ENGINES, NEED, RATE, spec

from planner.errors import UserError
from planner.study.design import points_of
from planner.study.sensitivity import indices_of, measure_of

if TYPE_CHECKING:
    from planner.study.sensitivity import Indices
    from planner.study.spec import Spec

FACTORS = (f"{ENGINES}0..1", f"{RATE}0..1", f"{NEED}0..1")


def found(asked: Spec, without: tuple[int, ...] = ()) -> Indices:
    """The indices of 10 engines + 2 rate, the need without effect; some cases without a figure."""
    points = points_of(asked, {})
    values = np.array(
        [10 * float(p.values["engines"] or 0.5) + 2 * float(p.values["rate"] or 0.5) for p in points]
    )
    values[list(without)] = np.nan
    indices = indices_of(asked, points, pd.DataFrame({"cost": values}), "cost")
    assert indices is not None
    return indices


def by_factor(indices: Indices, column: str) -> dict[str, float]:
    return dict(zip(indices.frame["factor"], indices.frame[column], strict=True))


def test_a_grid_has_no_indices() -> None:
    asked = spec(*FACTORS)
    assert indices_of(asked, points_of(asked, {}), pd.DataFrame(), "cost") is None


def test_a_tornado_tells_swings_the_widest_first() -> None:
    indices = found(spec(*FACTORS, design="tornado"))
    assert by_factor(indices, "swing") == {"engines": 10, "rate": 2, "need": 0}
    assert list(indices.frame["factor"]) == ["engines", "rate", "need"]
    assert indices.frame.iloc[0][["at_low", "at_base", "at_high"]].tolist() == [1, 6, 11]
    missing = found(spec(*FACTORS, design="tornado"), without=(1,))
    assert by_factor(missing, "swing")["engines"] == 5
    assert missing.notes == ("1 case has no such figure and is left out",)


def test_sobol_indices_of_a_sum_are_the_shares_of_its_variances() -> None:
    indices = found(spec(*FACTORS, design="sobol", samples=512))
    for column in ("S1", "ST"):
        shares = by_factor(indices, column)
        assert shares["engines"] == pytest.approx(100 / 104, abs=0.02)
        assert shares["rate"] == pytest.approx(4 / 104, abs=0.02)
        assert shares["need"] == pytest.approx(0, abs=1e-9)


def test_a_case_without_a_figure_takes_its_sobol_block_along() -> None:
    indices = found(spec(*FACTORS, design="sobol", samples=256), without=(3, 4, 700))
    assert by_factor(indices, "ST")["engines"] == pytest.approx(100 / 104, abs=0.03)
    assert indices.notes == ("3 cases have no such figure: 2 blocks of 5 cases, of 256, are left out",)


def test_morris_effects_of_a_sum_are_its_slopes() -> None:
    indices = found(spec(*FACTORS, design="morris", samples=6), without=(0,))
    assert by_factor(indices, "mu_star") == pytest.approx({"engines": 10, "rate": 2, "need": 0})
    assert by_factor(indices, "sigma") == pytest.approx({"engines": 0, "rate": 0, "need": 0}, abs=1e-9)
    assert indices.notes == ("1 case has no such figure: 1 block of 4 cases, of 6, are left out",)


def test_a_latin_hypercube_tells_rank_correlations() -> None:
    ranks = by_factor(found(spec(*FACTORS, design="lhs", samples=64)), "rank_correlation")
    assert ranks["engines"] > 0.95
    assert abs(ranks["need"]) < 0.35


@pytest.mark.parametrize("design", ["sobol", "morris", "lhs"])
def test_too_few_cases_give_no_indices_and_say_so(design: str) -> None:
    asked = spec(*FACTORS, design=design, samples=4)
    indices = found(asked, without=tuple(range(len(points_of(asked, {})))))
    assert list(indices.frame.columns) == ["factor"]
    assert "too few are left for indices" in indices.notes[0]


def test_a_measure_that_nothing_moves_has_indices_of_zero() -> None:
    asked = spec(*FACTORS, design="sobol", samples=4)
    points = points_of(asked, {})
    indices = indices_of(asked, points, pd.DataFrame({"cost": np.full(len(points), 7.0)}), "cost")
    assert indices is not None
    assert by_factor(indices, "ST") == {"engines": 0, "rate": 0, "need": 0}


def test_an_unknown_measure_offers_the_nearest() -> None:
    known = ["objective_usd_billion", "unserved_gw_years"]
    assert measure_of(known, "unserved_gw_years") == "unserved_gw_years"
    with pytest.raises(UserError, match="did you mean unserved_gw_years"):
        measure_of(known, "unserved_gw_year")
