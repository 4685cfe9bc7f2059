"""Tables of ratings: what is told agrees with the lines of cash, and what is altered does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases import credit
from cases.credit_single import random_part

import planner
from planner.results.ratings import ratings_hold
from planner.results.tabular import records
from planner.tolerances import RECONCILIATION

if TYPE_CHECKING:
    import pandas as pd

    from planner.plotted import Plan

SEED = 5


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = random_part(tmp_path_factory.mktemp("layer") / "case", SEED, credit.ratings)
    return planner.solve(planner.read(folder))


def test_rated_debt_fills_the_steps_from_the_first(plan: Plan) -> None:
    steps, rated = plan.tables["rated_debt"], plan.tables["ratings"]
    assert len(steps) > 0
    total = steps.groupby(["sponsor", "period"])["owed_usd_billion"].sum()
    known = rated.set_index(["sponsor", "period"])["rated_debt_usd_billion"]
    assert total.to_dict() == pytest.approx({key: known[key] for key in total.index}, abs=1e-9)
    earned = rated.set_index(["sponsor", "period"])["ebitda_usd_billion_per_year"]
    for (sponsor, period), found in steps.groupby(["sponsor", "period"]):
        tops = sorted(
            row["debt_to_ebitda"] for row in plan.case.rows("credit_steps") if row["sponsor"] == sponsor
        )
        below = 0.0
        for top in tops[: tops.index(found["debt_to_ebitda"].max())]:
            full = found[found["debt_to_ebitda"] == top]["owed_usd_billion"].sum()
            assert full == pytest.approx((top - below) * earned[sponsor, period], abs=1e-6)
            below = top


def test_spreads_are_told_in_cash_and_among_the_costs_as_the_plan_pays_them(plan: Plan) -> None:
    spreads = plan.tables["rated_debt"].groupby("sponsor")["spread_usd_billion"].sum()
    cash, costs = plan.tables["cash"], plan.tables["costs"]
    paid = cash[cash["line"] == "rating_spreads"]
    assert spreads.sum() > 0
    assert set(paid["side"]) == {"use"}
    assert paid["usd_billion"].sum() == pytest.approx(spreads.sum())
    assert costs[costs["item"] == "rating_spreads"]["usd_billion"].sum() == pytest.approx(spreads.sum())
    assert plan.value("Rating_spread").sum() == pytest.approx(spreads.sum(), rel=1e-6)


def test_nobody_runs_at_a_loss_nor_lacks_cover(plan: Plan) -> None:
    rated = plan.tables["ratings"]
    assert rated["ebitda_usd_billion_per_year"].min() > -1e-7
    assert plan.value("Ebitda").to_numpy() == pytest.approx(
        rated["ebitda_usd_billion_per_year"].to_numpy(), abs=1e-6
    )
    least = {row["sponsor"]: row["min_interest_coverage"] for row in plan.case.rows("sponsors")}
    asked = rated[[least[j] is not None for j in rated["sponsor"]]]
    charged = asked[[f"{name}_usd_billion" for name in ("interest", "spread", "commitment_fee")]].sum(axis=1)
    assert (
        charged * [least[j] for j in asked["sponsor"]] * 4 - asked["ebitda_usd_billion_per_year"]
    ).max() < 1e-6


def test_what_agencies_ask_is_among_the_covenants_at_its_price(plan: Plan) -> None:
    """A step by what it has between its ends, a loss by the year's Ebitda, cover by that of the period."""
    covenants, rated = plan.tables["covenants"], plan.tables["ratings"]
    earned = rated.set_index(["sponsor", "period"])["ebitda_usd_billion_per_year"]
    steps = {row["sponsor"]: [] for row in plan.case.rows("credit_steps")}  # type: ignore[var-annotated]
    for row in plan.case.rows("credit_steps"):
        steps[row["sponsor"]] = sorted([*steps[row["sponsor"]], row["debt_to_ebitda"]])
    told = [row for row in records(covenants) if row.covenant.startswith("debt to Ebitda of ")]
    assert len({row.covenant for row in told}) > 1
    for row in told:
        (top,) = (x for x in steps[row.sponsor] if f"{x:g}" == row.covenant.rpartition(" ")[2])
        width = top - max([0.0, *(x for x in steps[row.sponsor] if x < top)])
        assert row.limit_usd_billion == pytest.approx(width * earned[row.sponsor, row.period], abs=1e-9)
        assert row.slack_usd_billion > -1e-6
    prices = plan.dual("rated_debt_within_its_step")
    assert sum(row.price_usd_per_usd for row in told) == pytest.approx(prices.abs().sum(), abs=1e-6)
    binding = plan.tables["bottlenecks"]["bottleneck"].str.startswith("debt to Ebitda of ")
    assert binding.any()
    cover = covenants[covenants["covenant"] == "interest coverage"]
    assert set(cover["sponsor"]) <= set(rated["sponsor"])
    losses = covenants[covenants["covenant"] == "no loss"]
    assert losses["limit_usd_billion"].sum() == pytest.approx(earned[earned > 1e-9].sum())


@pytest.mark.parametrize(
    ("column", "factor"),
    [
        ("ebitda_usd_billion_per_year", 1.1),
        ("ebitda_usd_billion_per_year", -1.0),
        ("rated_debt_usd_billion", 100),
    ],
)
def test_ratings_that_are_altered_are_noticed(plan: Plan, column: str, factor: float) -> None:
    assert ratings_hold(plan.case, plan.tables) < RECONCILIATION
    frame: pd.DataFrame = plan.tables["ratings"].copy()
    stepped = frame["sponsor"].isin([row["sponsor"] for row in plan.case.rows("credit_steps")])
    frame.loc[frame[stepped][column].idxmax(), column] *= factor
    assert ratings_hold(plan.case, plan.tables | {"ratings": frame}) > RECONCILIATION
