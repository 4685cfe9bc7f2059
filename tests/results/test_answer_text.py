"""What an analyst reads on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cases.tiny import tiny_case, tiny_plan, write_tiny

import planner
from planner.results.answer_text import _number_text, answer_text, bottlenecks_text, headline
from planner.results.costs import COST_PARTS, SYSTEM_COST

if TYPE_CHECKING:
    from pathlib import Path

TOLD = """\
Two gigawatts short, closed in the third quarter

The shortfall is closed from 2026Q3 on (target 2026Q3).
At worst 2.0 GW go unserved, in 2026Q1.
It does not pay: cloud and power_co earn less than their equity asks.

What it takes                                          to 2026Q3
capital expenditure, USD billion                            84.4
debt issued, USD billion                                    15.0
equity contribution, USD billion                            66.7
average cost of capital, % a year                           13.9
power, levelised, USD/MWh                                  121.1
all-in capital expenditure, USD bn per GW served            42.2
unmet demand, GW-years                                       0.8
capital expenditure that rests on assumptions, %             100

Total system cost: USD 31.4 billion, present value at the start of 2026Q1
    capital expenditure                         84.4
    terminal value                             -76.4
    operating cost                               1.7
    cost of capital above the benchmark          4.0
    fees and new-issue concessions               1.7
    value of lost load, which nobody pays       16.0
100% of what is paid or lost rests on rows that are assumptions.

Load in GW at year end, beyond what is committed
                      2026
needed                 2.0
served                 2.0

Installed capacity in GW at year end
                      2026
engine                 1.5
grid                   1.0
shell                  2.0
chips                  2.0

USD billion raised in the year
                      2026
bond                  15.0
equity contribution   66.7

Equity, a year to 2026Q3: asks, earns           at book  at lender value
cloud                                 17.0 %    -29.1 %          -29.1 %
power_co                              12.6 %    -29.6 %          -29.6 %

Bottlenecks by shadow price: one more unit saves   in        price
supply pool engine_makers                          2026Q2    1.143 USD bn/GW
supply pool connections                            2026Q3    0.109 USD bn/GW
"""


def test_the_answer_of_the_teaching_case() -> None:
    assert answer_text(tiny_plan()).startswith(TOLD)


def test_without_funding_nothing_is_said_of_money_raised() -> None:
    told = answer_text(tiny_plan(funding=False))
    assert "raised" not in told
    assert "fees" not in told
    assert "cost of capital" not in told
    assert "debt issued" not in told


def test_the_answer_ends_where_the_plan_ceases_to_be_read() -> None:
    plan = planner.solve(tiny_case("case.calendar.end=2028Q4", "compute.life_years[kind=chips]=1"))
    told = answer_text(plan)
    assert "The plan is read to 2027Q4: the years after it, to 2028Q4, bend" in told
    assert "2026  2027\n" in told
    assert "2028  " not in told
    bound = set(plan.tables["bottlenecks"]["period"])
    late = plan.tables["bottlenecks"].assign(period="2028Q1")
    assert bound
    assert "No pool, site" in bottlenecks_text(replace(plan, tables={**plan.tables, "bottlenecks": late}))
    assert "is read to" not in answer_text(tiny_plan())


@pytest.mark.parametrize("funding", [True, False])
def test_the_answer_fits_on_80_columns(funding: bool) -> None:
    plan = tiny_plan(funding)
    settings = replace(plan.case.settings, title="A title of many words, " * 10)
    told = answer_text(replace(plan, case=replace(plan.case, settings=settings)))
    assert max(len(line) for line in told.splitlines()) <= 80


def test_long_names_and_large_figures_stay_in_their_columns() -> None:
    plan = tiny_plan()
    orders = plan.tables["issuance"].assign(instrument="a", issued_usd_billion=123_456.0)
    rows = [dict(row) | {"instrument": "a"} for row in plan.case.rows("instruments")]
    case = replace(plan.case, sheets={**plan.case.sheets, "instruments": tuple(rows)})
    told = answer_text(replace(plan, case=case, tables={**plan.tables, "issuance": orders}))
    assert "a                     247k" in told
    longer = plan.tables["bottlenecks"].assign(bottleneck="a_name_that_goes_on_and_on_" * 4)
    lines = bottlenecks_text(replace(plan, tables={**plan.tables, "bottlenecks": longer})).splitlines()
    assert "…" in lines[1]
    assert len({line.index("2026Q") for line in lines[1:]}) == 1


@pytest.mark.parametrize(
    ("number", "told"),
    [(0.04, "   0.0"), (999.94, " 999.9"), (999.96, "  1000"), (99_999.4, " 99999"), (1.5e6, " 1500k")],
)
def test_a_figure_leaves_a_space_before_it(number: float, told: str) -> None:
    assert _number_text(number) == told


def test_every_item_of_the_cost_table_has_its_place_on_the_screen() -> None:
    for parts in (COST_PARTS, SYSTEM_COST):
        shown = [item for items in parts.values() for item in items]
        assert set(tiny_plan().tables["costs"]["item"]) <= set(shown)
        assert len(shown) == len(set(shown))
    assert {x for items in SYSTEM_COST.values() for x in items} == {
        x for items in COST_PARTS.values() for x in items
    }


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            [("demand.csv", "cloud,2025,3", "cloud,2025,1"), ("demand.csv", "26,3", "26,1")],
            "No load goes unserved.",
        ),
        (
            [("case.yaml", "close_by: 2026Q3", "close_by: 2026Q2")],
            "2026Q3 on, later than the target of 2026Q2.",
        ),
        ([("demand.csv", "cloud,2026,3", "cloud,2026,30")], "NOT closed: "),
    ],
)
def test_the_headline_says_how_it_ends(edits: list[tuple[str, str, str]], told: str, tmp_path: Path) -> None:
    plan = planner.solve(planner.read(write_tiny(tmp_path / "case", *edits)))
    assert told in headline(plan)
    assert (plan.closed_in is None) == ("NOT" in told)


def test_money_limits_of_zero_are_not_shown() -> None:
    """At a limit with nothing behind it yet the price is that of a corner, and promises more than it keeps."""
    plan = tiny_plan()
    table = plan.tables["bottlenecks"].assign(limit=0.0)
    told = bottlenecks_text(replace(plan, tables={"bottlenecks": table}))
    assert "engine_makers" in told
    assert "USD/USD" not in told
    money = table[table["unit"] != "GW"]
    assert not money.empty
    assert "above zero" in bottlenecks_text(replace(plan, tables={"bottlenecks": money}))
    assert "market bonds" in bottlenecks_text(replace(plan, tables={"bottlenecks": money.assign(limit=1e-5)}))


@pytest.mark.parametrize(
    ("unserved", "told"),
    [
        (
            [0.03, 0.0],
            "The shortfall is closed from 2026Q2 on (target 2026Q3).\nAt worst 30 MW go unserved, in 2026Q1.",
        ),
        ([0.03, 2e-6], "NOT closed: 0.002 MW go unserved in 2026Q2, at the end.\nAt worst 30 MW go unserved"),
        ([5.0, 0.1], "NOT closed: 0.1 GW go unserved in 2026Q2, at the end.\nAt worst 5.0 GW go unserved"),
        ([1e-7, 0.0], "No load goes unserved."),
    ],
)
def test_little_load_unserved_is_told_in_megawatts(unserved: list[float], told: str) -> None:
    plan = tiny_plan()
    short = plan.tables["shortfall"].iloc[:2].assign(unserved_gw=unserved)
    assert told in headline(replace(plan, tables={**plan.tables, "shortfall": short}))


def test_where_nothing_binds_the_screen_says_so() -> None:
    plan = tiny_plan()
    assert "binds" in bottlenecks_text(
        replace(plan, tables={"bottlenecks": plan.tables["bottlenecks"].iloc[:0]})
    )
