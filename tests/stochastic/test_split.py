"""Nothing changes before the news, for nobody knew: terms by vintages, levels on straight lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.small import write_small

import planner
from planner.case.calendar import Quarter
from planner.parameters.assets import assets_of
from planner.parameters.instruments import instruments_of
from planner.parameters.need import net_need_gw
from planner.parameters.time import rate_per_quarter
from planner.stochastic.split import split

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

AT = Quarter(2026, 3)
"""The news comes in the third quarter, which is period 2."""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return planner.read(write_small(tmp_path / "small"))


def test_a_case_without_edits_is_split_into_itself(case: Case) -> None:
    assert split(case, case, AT) == case


def test_what_is_ordered_before_the_news_keeps_its_terms(case: Case) -> None:
    edits = ("sources.capex_usd_per_kw[source=gas]*=2", "compute.lead_months[asset=shell]+=3")
    after = split(case, planner.edit(case, *edits), AT)
    gas, shell = (assets_of(after)[name] for name in ("gas", "shell"))
    assert [gas.ordered_in(q).capex_usd_billion_per_gw for q in (0, 1, 2, 7)] == pytest.approx([1, 1, 2, 2])
    assert [shell.ordered_in(q).lead_quarters for q in (1, 2)] == [3, 4]
    assert after.rows("compute_vintages")[0]["ordered_from"] == AT
    assert assets_of(after)["sun"] == assets_of(case)["sun"]


def test_a_vintage_that_is_edited_keeps_what_it_was_until_the_news(case: Case) -> None:
    rows = planner.edit(case, "sources.capex_usd_per_kw[source=gas]*=2")
    first = split(case, rows, Quarter(2026, 2))
    second = split(first, planner.edit(rows, "sources.capex_usd_per_kw[source=gas]*=3"), AT)
    gas = assets_of(second)["gas"]
    assert [gas.ordered_in(q).capex_usd_billion_per_gw for q in (0, 1, 2)] == pytest.approx([1, 2, 6])


def test_what_is_issued_before_the_news_keeps_its_rate(case: Case) -> None:
    after = split(case, planner.edit(case, "instruments.rate_per_year[instrument=bond]+=0.01"), AT)
    bond = instruments_of(after)["bond"]
    rates = [bond.issued_in(q).rate_per_quarter for q in (1, 2)]
    assert rates == pytest.approx([rate_per_quarter(0.05), rate_per_quarter(0.06)])


def test_a_level_moves_on_a_straight_line_from_where_it_stood(case: Case) -> None:
    before = net_need_gw(case)
    after = net_need_gw(split(case, planner.edit(case, "demand.need_gw*=2"), AT))
    ends = [after["cloud", t] for t in range(8)]
    # 1 GW is in hand; need was 1 at the end of 2025, is 1.5 when the news comes, and is to be 6 at the end of 2027.
    assert ends[:2] == [before["cloud", 0], before["cloud", 1]] == pytest.approx([0.25, 0.5])
    assert ends[2:] == pytest.approx([0.5 + 4.5 * k / 6 for k in range(1, 7)])


def test_news_at_the_start_of_a_year_needs_no_level_within_it(case: Case) -> None:
    after = split(case, planner.edit(case, "demand.need_gw*=2"), Quarter(2027, 1))
    assert [(row["year"], row["need_gw"]) for row in after.rows("demand")] == [
        (2025, 1),
        (2026, 2),
        (2027, 6),
    ]
