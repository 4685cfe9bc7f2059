"""The page: whole in itself, the answer first, a table under each chart, and names as text."""

from __future__ import annotations

import dataclasses
import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from cases.hostile import EVIL, TITLE, write_hostile
from report.elements import Elements
from report.reported import large_run, tiny_run

import planner
from planner.report import report
from planner.report.catalogue import CHARTS, has_chart
from planner.report.plots import names
from planner.results.run import run_of

if TYPE_CHECKING:
    from planner.results.run import Run

MEGABYTES = 1e6


@pytest.fixture(scope="module")
def page() -> str:
    return report(tiny_run())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = write_hostile(tmp_path_factory.mktemp("case") / "hostile")
    return run_of(planner.solve(planner.read(folder)))


def test_the_page_asks_nobody_for_anything(page: str) -> None:
    elements = Elements(page)
    for tag, attributes in elements.found:
        assert not {"src", "srcset", "action", "data"} & attributes.keys(), tag
        assert tag not in ("link", "iframe", "object", "embed", "base", "img"), tag
        assert str(attributes.get("href", "#")).startswith("#")
    styles = re.findall(r"<style>(.*?)</style>", page, flags=re.S)
    assert styles
    assert not re.search(r"@import|url\(", " ".join(styles))


def test_the_answer_comes_first(page: str) -> None:
    text = " ".join(" ".join(Elements(page).text).split())
    answer = text.index(
        "The shortfall is closed from 2026Q3 on (target 2026Q3). At worst 2.0 GW go unserved, in 2026Q1."
    )
    assert text.index("Two gigawatts short") < answer < text.index("Need, supply in hand")
    assert answer < text.index("USD 31.4 bn") < text.index("Need, supply in hand")


@pytest.mark.parametrize("funding", [True, False])
def test_every_chart_stands_in_the_page_with_words_and_a_table(funding: bool) -> None:
    run = tiny_run(funding)
    elements = Elements(report(run))
    sections = [one["data-chart"] for one in elements.all("section") if "data-chart" in one]
    assert sections == names(run)
    pictures = [one for one in elements.all("div") if one.get("role") == "img"]
    assert all(len(str(one["aria-label"])) > 40 for one in pictures)
    assert {str(one["data-panel"]).split("/")[0] for one in pictures} == set(sections)
    assert len(elements.all("table")) >= len(sections)
    assert len(elements.all("caption")) == len(elements.all("table"))
    headers = elements.all("th")
    assert {one.get("scope") for one in headers} == {"col", "row"}


def test_links_lead_to_what_is_there(page: str) -> None:
    elements = Elements(page)
    anchors = {attributes["id"] for _, attributes in elements.found if "id" in attributes}
    links = [str(one["href"])[1:] for one in elements.all("a")]
    assert len(links) >= 5
    assert set(links) <= anchors


def test_every_assumption_is_told_with_its_provenance_and_confidence(page: str) -> None:
    run = tiny_run()
    seen = unescape(page)
    for name, rows in run.case.sheets.items():
        for row in rows:
            assert str(row["provenance"]) in seen, (name, row.row)
    assert '<span class="mark A" title="assumption">A</span>' in page
    assert "money.benchmark_rate_per_year" in page


def test_the_record_of_the_run_is_told(page: str) -> None:
    for file, sha in tiny_run().record["inputs_sha256"].items():
        assert f"sha256 of {file}" in page
        assert sha in page


def test_names_with_markup_and_formulas_are_text(hostile: Run) -> None:
    page = report(hostile)
    elements = Elements(page)
    assert len(elements.all("script")) == 2
    assert elements.all("img") == elements.all("b") == []
    text = "".join(elements.text)
    assert TITLE in text
    assert EVIL in text
    assert 'x=HYPERLINK("http://x")' in text
    assert not [
        attributes for _, attributes in elements.found if any(key.startswith("on") for key in attributes)
    ]


def test_the_data_within_a_hostile_page_is_read_back(hostile: Run) -> None:
    page = report(hostile)
    charts = json.loads(
        re.findall(r'<script type="application/json" id="charts">(.*?)</script>', page, re.S)[0]
    )
    assert set(charts) == {name for name in CHARTS if has_chart(hostile, name)}
    assert EVIL in json.dumps(charts["need"])


def test_hostile_names_are_drawn_as_text(hostile: Run) -> None:
    drawn = CHARTS["orders"](hostile).svg()
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in drawn
    assert "<b>" not in drawn


def test_ten_regions_and_forty_quarters_stay_below_ten_megabytes() -> None:
    size = len(report(large_run()).encode()) / MEGABYTES
    assert 1 < size < 10


def test_a_run_of_an_earlier_version_has_a_page_without_the_charts_of_newer_tables() -> None:
    """A run is read as it was written; what later versions tell besides is left out, not a fault."""
    newer = {"league", "emissions", "generation_mix", "all_in_cost", "load_by_owner", "stranded", "take_out"}
    run = tiny_run()
    earlier = dataclasses.replace(
        run, tables={name: table for name, table in run.tables.items() if name not in newer}
    )
    text = report(earlier)
    assert 'data-chart="need"' in text
    for name in ("league", "emissions", "tenancy"):
        assert not has_chart(earlier, name)
        assert f'data-chart="{name}"' not in text
    assert 'data-chart="league"' in report(run)
