"""Samples: every value of a whole factor weighs the same, and effects are divided by the step that was made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from study.sweeping import RATE, spec, swept

from planner.errors import UserError
from planner.study.design import points_of
from planner.study.factors import factor_from_option
from planner.study.sampling import sample
from planner.study.sensitivity import indices_of
from planner.study.spec import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.study.spec import Spec

RANGES = [(0, 1), (0, 2), (-1, 1), (0, 4), (3, 8), (-2, 0), (0, 12), (0, 1000)]


def whole(low: int, high: int, design: str, samples: int, *others: str, **more: object) -> Spec:
    """A design with a whole factor, and others beside it."""
    asked = spec(
        f"months: sources.lead_months+={low}..{high}", *others, design=design, samples=samples, **more
    )
    return replace(asked, factors=(replace(asked.factors[0], whole=True), *asked.factors[1:]))


def column(asked: Spec, place: int = 0) -> list[float]:
    return [float(value) for value in sample(asked)[:, place]]


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_a_latin_hypercube_has_every_whole_number_equally_often(low: int, high: int) -> None:
    count = high - low + 1
    drawn = Counter(column(whole(low, high, "lhs", 5 * count, RATE + "0..0.05")))
    assert drawn == dict.fromkeys(map(float, range(low, high + 1)), 5)


@pytest.mark.parametrize(("low", "high"), [(0, 2), (-1, 1), (0, 6)])
def test_fewer_or_other_samples_than_whole_numbers_have_none_twice_as_often(low: int, high: int) -> None:
    count = high - low + 1
    for samples in (count - 1, count + 1, 3 * count + 2):
        drawn = Counter(column(whole(low, high, "lhs", samples)))
        assert max(drawn.values()) - min(drawn[number] for number in range(low, high + 1)) <= 2


@pytest.mark.parametrize(("low", "high"), RANGES[:-1])
def test_a_sobol_design_has_every_whole_number_as_often_as_its_samples_let_it(low: int, high: int) -> None:
    count, samples = high - low + 1, 256
    asked = whole(low, high, "sobol", samples, RATE + "0..0.05")
    drawn = Counter(column(asked))
    assert set(drawn) == set(map(float, range(low, high + 1)))
    assert all(abs(times / (4 * samples) - 1 / count) < 0.01 for times in drawn.values())


def test_a_sobol_design_changes_one_factor_of_a_block_at_a_time() -> None:
    """Strata keep what Sobol' indices are made of: the blocks of a sample."""
    rows = sample(whole(0, 2, "sobol", 8, RATE + "0..0.05")).reshape(8, 4, 2)
    first, last = rows[:, 0], rows[:, -1]
    assert (rows[:, 1, 0] == last[:, 0]).all()
    assert (rows[:, 1, 1] == first[:, 1]).all()
    assert (rows[:, 2, 0] == first[:, 0]).all()
    assert (rows[:, 2, 1] == last[:, 1]).all()


@pytest.mark.parametrize(("low", "high"), RANGES[:-1])
def test_trajectories_meet_every_whole_number_equally_often_and_move_far(low: int, high: int) -> None:
    count = high - low + 1
    rows = np.array(column(whole(low, high, "morris", 4 * count, RATE + "0..0.05"))).reshape(-1, 3)
    ends = Counter([float(value) for row in rows for value in {row[0], row[-1]}])
    assert ends == dict.fromkeys(map(float, range(low, high + 1)), 8)
    assert all(len(set(row)) == 2 for row in rows)
    steps = np.abs(rows[:, 0] - rows[:, -1])
    assert set(steps) <= {count // 2, count - count // 2}


def effects(asked: Spec, function: Callable[[dict[str, float]], float]) -> dict[str, dict[str, float]]:
    """The figures of a Morris design of a function, by factor."""
    points = points_of(check(asked), {})
    costs = [function({name: float(value) for name, value in point.values.items()}) for point in points]
    indices = indices_of(asked, points, pd.DataFrame({"cost": costs}), "cost")
    assert indices is not None
    return {row["factor"]: row for row in indices.frame.to_dict("records")}


@pytest.mark.parametrize(("low", "high"), RANGES)
@pytest.mark.parametrize("levels", [2, 4, 6])
def test_the_effect_of_a_whole_factor_is_its_slope_times_its_range(low: int, high: int, levels: int) -> None:
    asked = whole(low, high, "morris", 6, RATE + "0..0.05", levels=levels)
    found = effects(asked, lambda at: 0.568 * at["months"] + 3 * at["rate"])
    assert found["months"]["mu_star"] == pytest.approx(0.568 * (high - low))
    assert found["months"]["sigma"] == pytest.approx(0, abs=1e-9)
    assert found["rate"]["mu"] == pytest.approx(0.15)


def test_the_effect_of_a_step_that_is_none_of_the_grid_is_found_too() -> None:
    """A whole factor of two values has one effect only, whatever the function: what it costs more at the other."""
    found = effects(whole(0, 1, "morris", 5), lambda at: 0.568 if at["months"] else 0.0)
    assert (found["months"]["mu_star"], found["months"]["mu"]) == pytest.approx((0.568, 0.568))


def test_digits_of_a_narrow_range_do_not_alter_its_steps() -> None:
    asked = spec("need: demand.need_gw+=9999.9999..10000", design="morris", samples=8)
    found = effects(asked, lambda at: 1e4 * (at["need"] - 9999.9999))
    assert found["need"]["mu_star"] == pytest.approx(1.0, rel=1e-6)
    lowest, highest = min(column(asked)), max(column(asked))
    assert lowest >= 9999.9999
    assert highest <= 10000


def test_a_range_that_digits_cannot_divide_is_refused() -> None:
    with pytest.raises(UserError, match="hardly a range"):
        check(spec("need: demand.need_gw+=1000000000000..1000000000000.001", design="lhs"))


@pytest.mark.parametrize("levels", [2, 4, 6, 8, 100])
def test_even_levels_are_each_tried_as_often(levels: int) -> None:
    asked = spec("need: demand.need_gw*=0..1", design="morris", samples=40 * levels, levels=levels)
    drawn = Counter(round(value * (levels - 1)) for value in column(asked))
    assert set(drawn) == set(range(levels))
    assert min(drawn.values()) > 0.5 * 80


@pytest.mark.parametrize(
    ("levels", "mend"),
    [
        (3, "ask for 2 or 4"),
        (5, "ask for 4 or 6"),
        (7, "ask for 6 or 8"),
        (1, "ask for 2 to 100,000"),
        (0, "ask for 2 to 100,000"),
        (-4, "ask for 2 to 100,000"),
        (10**9, "ask for 2 to 100,000"),
        pytest.param(10**5000, "ask for 2 to 100,000", id="digits"),
        (4.0, "ask for 2 to 100,000"),
        (True, "ask for 2 to 100,000"),
    ],
)
def test_levels_that_would_be_tried_unevenly_are_refused(levels: int, mend: str) -> None:
    with pytest.raises(UserError, match=mend):
        check(spec("need: demand.need_gw*=0..1", design="morris", levels=levels))
    assert check(spec("need: demand.need_gw*=0..1", design="lhs", levels=levels)).levels == levels


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("late: sources.first_delivery[source=engine]+=0..2", True),
        ("close: case.target.close_by-=0..3", True),
        ("year: supply_limits.year[supply_pool=engine_makers]+=0..1", True),
        ("late: sources.first_delivery[source=engine]+=0..2.5", False),
        ("months: sources.lead_months+=0..12", False),
        ("need: demand.need_gw*=0..2", False),
        ("quarter: case.target.close_by=2026Q2..2026Q4", False),
    ],
)
def test_a_factor_is_whole_where_its_cells_take_no_other_numbers(words: str, taken: bool) -> None:
    assert factor_from_option(words).whole is taken


def test_a_sample_over_quarters_has_a_plan_at_every_point(tmp_path: Path) -> None:
    asked = spec("late: sources.first_delivery[source=engine]+=0..2", design="lhs", samples=6)
    found = swept(asked, tmp_path / "sweep")
    assert found.summary["status"].tolist() == ["optimal"] * 6
    assert Counter(found.summary["late"]) == {0: 2, 1: 2, 2: 2}


def test_an_effect_of_a_quarter_is_what_the_quarter_costs(tmp_path: Path) -> None:
    """From one quarter later on engines come too late: 1.887 for the second one, and half of that by the first."""
    asked = spec("late: sources.first_delivery[source=engine]+=1..2", design="morris", samples=3)
    found = swept(asked, tmp_path / "sweep")
    assert found.indices is not None
    assert found.indices.frame["mu_star"].tolist() == pytest.approx([33.262922352 - 31.375663116])
    assert found.indices.frame["sigma"].tolist() == pytest.approx([0], abs=1e-9)


def test_a_list_of_values_is_said_to_be_drawn_from_as_a_range(tmp_path: Path) -> None:
    found = swept(spec(f"{RATE}0|0.01|0.05", design="lhs", samples=3), tmp_path / "sweep")
    assert found.notes == ("rate is drawn from anything between its first and its last value",)
    assert not set(found.summary["rate"]) & {0, 0.01, 0.05}


def test_the_seed_zero_is_a_seed_too() -> None:
    asked = spec("need: demand.need_gw*=0..1", "x: demand.need_gw+=0..1", design="sobol", samples=64, seed=0)
    points = points_of(asked, {})
    summary = pd.DataFrame({"cost": [float(p.values["need"]) ** 2 + float(p.values["x"]) for p in points]})
    first, second = (indices_of(asked, points, summary, "cost") for _ in range(2))
    assert first is not None
    assert second is not None
    pd.testing.assert_frame_equal(first.frame, second.frame)
