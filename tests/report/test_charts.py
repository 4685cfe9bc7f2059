"""Every chart draws, says what it shows in words and in a table, and shows the figures worked by hand for tiny."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

import pytest
from cases.tiny import tiny_case
from report.reported import large_run, tiny_run, with_curve, worked_run

import planner
from planner.case.sheets import CLASSES
from planner.report.bottlenecks import bottleneck_sentences
from planner.report.catalogue import CHARTS, has_chart
from planner.report.plots import chart_named, names
from planner.report.vega import VEIL

if TYPE_CHECKING:
    from planner.report.chart import Chart
    from planner.results.run import Run


def data(chart: Chart, panel: int = 0, layer: int = 0) -> list[dict[str, Any]]:
    """The data of a layer of a panel."""
    spec = chart.panels[panel].spec
    values: list[dict[str, Any]] = (spec["layer"][layer].get("data") or spec["data"])["values"]
    return values


def figures(chart: Chart) -> dict[Any, Any]:
    """The rows of its table by their first cell."""
    return {row[0]: row[1:] for row in chart.table.rows}


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return with_curve(worked_run(tmp_path_factory.mktemp("case") / "worked"))


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_draws_marks_and_explains_itself(name: str, worked: Run) -> None:
    for run in (with_curve(tiny_run()), worked):
        if not has_chart(run, name):
            assert run is not worked, "which has every table of a chart"
            continue
        chart = CHARTS[name](run)
        assert chart.name == name
        assert chart.panels, run.name
        drawn = chart.svg()
        assert len(re.findall(r"<(path|line|circle|rect)\b", drawn)) > len(chart.panels)
        assert chart.title in drawn
        assert re.search(r"GW|USD|[Ss]hare|confidence", chart.reading), "the unit"
        assert chart.alternative.endswith(".")
        assert chart.table.rows
        assert {len(row) for row in chart.table.rows} == {len(chart.table.head)}


@pytest.mark.parametrize("name", names(tiny_run(funding=False)))
def test_charts_of_a_run_without_funding_draw(name: str) -> None:
    assert "<path" in CHARTS[name](tiny_run(funding=False)).svg()


def test_a_run_without_funding_has_no_charts_of_money() -> None:
    assert set(CHARTS) - set(names(with_curve(tiny_run(funding=False)))) == {
        "returns",
        "need_value",
        "money",
        "issuance",
        "sponsors",
        "debt",
        "covenants",
        "capital_structure",
        "tenancy",
        "losses",
        "take_out",
    }


def test_every_panel_is_drawn_with_the_colours_of_the_legend(worked: Run) -> None:
    """In a panel with only some of the names too: each bar of an instrument has that instrument's colour."""
    chart = CHARTS["issuance"](worked)
    drawn = chart.svg()
    for panel in range(len(chart.panels)):
        for row in data(chart, panel):
            assert f'fill="{chart.legend[row["series"]]}"' in drawn


def test_need_is_what_is_in_hand_what_is_served_and_what_is_not() -> None:
    chart = CHARTS["need"](tiny_run())
    found = figures(chart)
    assert found["2026Q1"] == pytest.approx((3.0, 1.0, 0.0, 2.0)) or found["2026Q1"][2:] == pytest.approx(
        (0.0, 2.0)
    )
    assert [row[3] for row in found.values()] == pytest.approx([2.0, 1.2, 0.0, 0.0])
    assert [row[0] - row[1] for row in found.values()] == pytest.approx([2.0] * 4)
    shaded = data(chart, layer=1)
    assert [(row["period"], row["high"] - row["low"]) for row in shaded] == [
        ("2026Q1", pytest.approx(2.0)),
        ("2026Q2", pytest.approx(1.2)),
    ]


def test_firm_capacity_is_what_the_reserve_leaves() -> None:
    """An engine of 1 GW carries 1/1.25 of load."""
    rows = [row for row in data(CHARTS["need"](tiny_run())) if row["series"] == "engine"]
    assert [(row["period"], row["gw"]) for row in rows] == [
        ("2026Q2", pytest.approx(0.8)),
        ("2026Q3", pytest.approx(1.2)),
        ("2026Q4", pytest.approx(1.2)),
    ]


def test_capacity_is_what_stands_at_year_ends() -> None:
    found = figures(CHARTS["capacity"](tiny_run()))
    assert found == {
        "engine": (pytest.approx(1.5),),
        "grid": (pytest.approx(1.0),),
        "together": (pytest.approx(2.5),),
    }


def test_an_order_is_under_construction_until_it_stands() -> None:
    """The engines of tiny: 1 GW ordered in Q1, half a GW in Q2, each standing a quarter later."""
    rows = [row for row in data(CHARTS["orders"](tiny_run())) if row["asset"] == "engine"]
    found = [(row["when"], row["phase"], row["building"], row["standing"]) for row in rows]
    assert found == [
        ("2026Q1", "building", pytest.approx(1.0), 0.0),
        ("2026Q2", "standing", pytest.approx(0.5), pytest.approx(1.0)),
        ("2026Q2", "building", pytest.approx(0.5), pytest.approx(1.0)),
        ("2026Q3 to 2026Q4", "standing", 0.0, pytest.approx(1.5)),
    ]
    ticks = [row for row in data(CHARTS["orders"](tiny_run()), layer=1) if row["asset"] == "engine"]
    assert [(row["period"], row["gw"]) for row in ticks] == [
        ("2026Q1", pytest.approx(1.0)),
        ("2026Q2", pytest.approx(0.5)),
    ]


def test_orders_of_all_places_have_one_scale_that_begins_at_zero(worked: Run) -> None:
    for run in (tiny_run(), large_run(regions=2, quarters=8), worked):
        chart = CHARTS["orders"](run)
        tall = []
        for n, panel in enumerate(chart.panels):
            rows = data(chart, n)
            tall += [(row["y"] - row["y2"]) / row[row["phase"]] for row in rows]
            edges = panel.spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
            assert edges == [0.0, panel.spec["height"]]
            assert all(0.0 < row["y2"] < row["y"] < edges[1] for row in rows)
        assert tall == pytest.approx([tall[0]] * len(tall), rel=1e-9)


def test_an_order_too_small_to_see_has_a_strip(worked: Run) -> None:
    strips = data(CHARTS["orders"](tiny_run()), layer=2)
    assert [(row["phase"], row["t"], row["t2"]) for row in strips if row["asset"] == "engine"] == [
        ("building", 2026.0, 2026.25),
        ("standing", 2026.25, 2027.0),
    ]
    assert {row["y2"] - row["y"] for row in strips} == {3.0}


def test_sources_equal_uses(worked: Run) -> None:
    for run in (tiny_run(), worked):
        chart = CHARTS["money"](run)
        for panel in range(len(chart.panels)):
            sums: dict[str, float] = {}
            for row in data(chart, panel):
                sums[row["year"]] = sums.get(row["year"], 0.0) + row["usd"]
            assert sums
            assert all(abs(usd) < 0.02 for usd in sums.values()), chart.panels[panel].title


def test_issues_stand_below_the_limits_of_their_market() -> None:
    """The bond of tiny: 10 and 5 issued of 40 a year, 10 a quarter."""
    chart = CHARTS["issuance"](tiny_run())
    assert [(row["year"], row["usd"]) for row in data(chart)] == [("2026", pytest.approx(15.0))]
    assert [row for row in chart.table.rows if row[1] == "limit of step 1"] == [
        ("bonds", "limit of step 1", pytest.approx(40.0))
    ]


def test_debt_is_what_is_owed() -> None:
    assert [(row["period"], row["usd"]) for row in data(CHARTS["debt"](tiny_run()))] == [
        ("2026Q2", pytest.approx(10.0)),
        ("2026Q3", pytest.approx(15.0)),
        ("2026Q4", pytest.approx(15.0)),
    ]


def test_the_parts_of_the_cost_add_up_to_it(worked: Run) -> None:
    for run in (tiny_run(), worked):
        bars = data(CHARTS["cost"](run))
        assert bars[-1]["usd"] == pytest.approx(run.objective_usd_billion, abs=1e-3)
        assert sum(row["usd"] for row in bars[:-1]) == pytest.approx(bars[-1]["usd"], abs=0.01)
        assert [a["high"] for a in bars[:-2]] == [b["low"] for b in bars[1:-1]]


def test_a_day_has_as_much_output_as_load() -> None:
    rows = [row for row in data(CHARTS["day"](tiny_run())) if row["period"] == "2026Q4"]
    assert {row["series"]: row["gw"] for row in rows} == {
        "engine": pytest.approx(1.0),
        "grid": pytest.approx(1.0),
    }
    assert data(CHARTS["day"](tiny_run()), layer=1)[-1]["load"] == pytest.approx(2.0)


def test_storage_charges_below_the_line(worked: Run) -> None:
    chart = CHARTS["day"](worked)
    rows = [
        row for panel in range(len(chart.panels)) for row in data(chart, panel) if row["what"] == "charging"
    ]
    frame = worked.tables["dispatch"]
    drawn = frame[frame["period"].isin(chart.choice.values)] if chart.choice else frame
    assert -sum(row["gw"] for row in rows) == pytest.approx(drawn["charge_gw"].sum(), rel=0.01)


def test_a_covenant_that_binds_has_a_dot() -> None:
    """In tiny the corporate limit of cloud is full from Q3, and worth something then."""
    cells, dots = data(CHARTS["covenants"](tiny_run())), data(CHARTS["covenants"](tiny_run()), layer=1)
    full = {(row["covenant"], row["period"]) for row in cells if row["share"] > 0.9999}
    binding = {(row["covenant"], row["period"]) for row in dots}
    assert ("corporate debt", "2026Q3") in binding
    assert binding <= full


def test_the_rungs_of_a_ladder_stand_below_each_other(worked: Run) -> None:
    for panel in range(len(CHARTS["covenants"](worked).panels)):
        cells = data(CHARTS["covenants"](worked), panel)
        places = {row["covenant"]: row["y"] for row in cells}
        ladders = [name for name in sorted(places, key=places.__getitem__) if name.startswith("advance of ")]
        assert sorted(places[name] for name in ladders) == list(range(len(ladders)))
        keys = [(CLASSES.index(name.split(" · ")[1]), -float(name.split()[2])) for name in ladders]
        assert keys == sorted(keys)


def test_the_dearest_bottleneck_is_told_in_words() -> None:
    name, words = bottleneck_sentences(tiny_run())[0]
    assert name == "engine makers · pool"
    assert words == (
        "One more GW delivered from engine makers in 2026Q2 would save USD 1.14 billion. "
        "The limit is 1.00 GW a quarter; it binds in 1 of 3 quarters. The limit is an assumption."
    )
    prices = {row["price"] for row in data(CHARTS["bottlenecks"](tiny_run()))}
    assert max(prices) == pytest.approx(1.142973, abs=1e-3)


def test_siting_tells_load_by_region_and_year(worked: Run) -> None:
    found = {(row["region"], row["year"]): row["gw"] for row in data(CHARTS["siting"](worked))}
    frame = worked.tables["load"]
    ends = {period[:4]: period for period in frame["period"]}
    for (region, year), gw in found.items():
        own = frame[(frame["region"] == region) & (frame["period"] == ends.get(year))]
        assert gw == pytest.approx(own["served_gw"].sum(), abs=1e-3)


def test_all_of_tiny_rests_on_assumptions() -> None:
    found = figures(CHARTS["evidence"](tiny_run()))
    assert {name: row[5] for name, row in found.items()} == dict.fromkeys(found, pytest.approx(100.0))
    assert "GW of sources at the end" in found


def test_what_never_happens_is_told_and_not_drawn() -> None:
    run = with_curve(tiny_run())
    empty = {name: frame.iloc[:0] for name, frame in run.tables.items() if name not in ("shortfall", "costs")}
    nothing = type(run)(run.name, run.case, {**run.tables, **empty}, run.record)
    for name, chart in CHARTS.items():
        assert not has_chart(nothing, name) or "<svg" in chart(nothing).svg(), name


def test_a_long_title_goes_on_below_and_keeps_to_the_width_of_the_picture() -> None:
    chart = CHARTS["capacity"](tiny_run())
    short, long = (
        dataclasses.replace(chart, title=f"Cost over {'limit_gw_per_year,' * times}").svg()
        for times in (1, 9)
    )
    (across, down), (same, further) = (
        re.findall(r'^<svg[^>]* width="(\d+)" height="(\d+)"', drawn)[0] for drawn in (short, long)
    )
    assert same == across
    assert int(further) > int(down)


def test_a_large_run_is_drawn_small_enough() -> None:
    rows = data(CHARTS["orders"](large_run()))
    assert len(rows) <= 20 * 40 * 2


def test_what_follows_the_quarter_to_which_a_plan_is_read_is_pale() -> None:
    plan = planner.solve(tiny_case("case.calendar.end=2028Q4", "compute.life_years[kind=chips]=1"))
    run, veiled = plan.finished(), set()
    for name in names(run):
        chart = chart_named(run, name)
        views = [part for panel in chart.panels for part in panel.spec.get("layer", ())]
        veils = [view for view in views if view.get("mark") == VEIL]
        assert all(veil["data"]["values"] == [{"t": 2028.0, "t2": 2029.0}] for veil in veils)
        assert bool(veils) == ("The plan is read to 2027Q4" in chart.reading)
        if veils:
            veiled.add(name)
            assert chart.svg()
    assert {"need", "siting"} <= veiled
    assert not any("is read to" in chart_named(tiny_run(), name).reading for name in names(tiny_run()))
