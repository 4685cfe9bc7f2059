"""Reports as a reader sees them: on a desk, on a phone and in print, by eye, by ear and by keyboard."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cases.hostile import EVIL, TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Pages = Callable[[str], Path]
    Look = Callable[..., Any]

LAYOUT = (Path(__file__).parent / "layout.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SOON = 20
"""Seconds within which a large report is drawn, however busy the machine."""


def assert_laid_out(found: Any) -> None:
    """Nothing on the page overlaps or is cut, and the browser complains of nothing."""
    assert found.page.evaluate(LAYOUT) == []
    assert found.complaints == []


@pytest.mark.parametrize("size", ["desktop", "phone", "print"])
@pytest.mark.parametrize("name", ["tiny", "worked", "hostile", "abreast"])
def test_every_chart_is_drawn_and_nothing_overlaps_or_is_cut(
    name: str, size: str, pages: Pages, look: Look
) -> None:
    found = look(pages(name), size)
    assert_laid_out(found)
    assert found.asked == [pages(name).as_uri()], "nothing leaves the page"
    assert found.page.locator(".vega svg").count() == found.page.locator(".vega").count() > 4


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", ["tornado", "sobol", "lhs", "grid"])
def test_the_page_of_a_sweep_is_drawn_and_nothing_overlaps_or_is_cut(
    name: str, size: str, pages: Pages, look: Look
) -> None:
    found = look(pages(name), size)
    assert_laid_out(found)


@pytest.mark.parametrize("size", ["desktop", "phone", "print"])
@pytest.mark.parametrize("name", ["convex", "concave", "edge", "long name"])
def test_the_page_of_a_curve_is_drawn_and_nothing_overlaps_or_is_cut(
    name: str, size: str, pages: Pages, look: Look
) -> None:
    found = look(pages(name), size)
    assert_laid_out(found)
    assert found.asked == [pages(name).as_uri()], "nothing leaves the page"
    assert found.page.locator("#curve .vega svg").count() == 2


@pytest.mark.parametrize("size", ["desktop", "phone", "print"])
@pytest.mark.parametrize("name", ["tree", "regrets", "ranges"])
def test_the_page_of_an_answer_is_drawn_and_nothing_overlaps_or_is_cut(
    name: str, size: str, pages: Pages, look: Look
) -> None:
    found = look(pages(name), size)
    assert_laid_out(found)
    assert found.asked == [pages(name).as_uri()], "nothing leaves the page"
    assert found.page.locator(".vega svg").count() == found.page.locator(".vega").count() > 0


def test_a_dot_of_a_curve_tells_its_breakpoint(pages: Pages, look: Look) -> None:
    page = look(pages("convex")).page
    dots = page.locator("#curve .vega .mark-symbol path")
    dots.nth(dots.count() - 2).hover()
    shown = page.locator("#vg-tooltip-element.visible")
    shown.wait_for()
    assert "supply pool engine_makers binds no more" in shown.text_content()


def test_names_with_markup_are_text_on_the_page_of_a_curve(pages: Pages, look: Look) -> None:
    found = look(pages("hostile curve"))
    assert found.complaints == []
    assert TITLE in found.page.locator("h1").text_content()
    assert EVIL in found.page.locator("#curve table").text_content()
    assert found.page.locator("img, main b").count() == 0


def test_the_page_of_a_curve_says_where_there_is_no_plan(pages: Pages, look: Look) -> None:
    page = look(pages("edge"), "phone").page
    assert "No plan satisfies every rule from 1.13333 to 2." in page.locator("#curve").text_content()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_large_report_is_drawn_well(size: str, pages: Pages, look: Look) -> None:
    assert_laid_out(look(pages("large"), size))


@pytest.mark.timing
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_large_report_is_drawn_soon(size: str, pages: Pages, look: Look) -> None:
    file = pages("large")
    began = time.perf_counter()
    look(file, size)
    assert time.perf_counter() - began < SOON


@pytest.fixture
def busy(chromium: Any, pages: Pages) -> Iterator[Any]:
    """A large report in a browser that is never idle, so that only what is seen has been drawn."""
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script("window.idle = []; window.requestIdleCallback = (done) => idle.push(done)")
    page.goto(pages("large").as_uri())
    page.wait_for_selector("body[data-ready]", state="attached")
    yield page
    context.close()


DRAWN = "() => [...document.querySelectorAll('.vega')].map((box) => box.dataset.drawn === 'yes')"


def test_what_a_reader_sees_is_drawn_before_the_rest(busy: Any) -> None:
    before = busy.evaluate(DRAWN)
    seen = before.index(False)
    assert 0 < seen < len(before) / 4
    assert not any(before[seen:])
    busy.locator("#evidence").scroll_into_view_if_needed()
    busy.evaluate("idle.pop()()")
    busy.wait_for_selector("#evidence .vega[data-drawn]")
    assert busy.evaluate(DRAWN).count(True) < len(before) / 2


def test_print_draws_what_was_not_seen_yet(busy: Any) -> None:
    assert not all(busy.evaluate(DRAWN))
    busy.pdf()
    assert all(busy.evaluate(DRAWN))


def test_what_is_switched_off_before_a_panel_is_drawn_stays_off(busy: Any) -> None:
    busy.evaluate("document.querySelector('#day button[data-series]').click()")
    busy.pdf()
    off = busy.locator("#day .vega svg").first.inner_html()
    busy.evaluate("document.querySelector('#day button[data-series]').click()")
    assert busy.locator("#day .vega svg").first.inner_html() != off


@pytest.mark.parametrize(("size", "opened"), [("desktop", True), ("phone", False)])
def test_the_page_keeps_to_wcag_aa(size: str, opened: bool, pages: Pages, look: Look) -> None:
    why = "the extra `browser` is not installed"
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=why)
    page = look(pages("tiny"), size).page
    if opened:
        page.locator("[data-tables=open]").click()
    results = axe.Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    told = [
        (rule["id"], node["html"][:120], node["failureSummary"])
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
    assert told == []
    assert {"color-contrast", "button-name", "role-img-alt"} <= {
        rule["id"] for rule in results.response["passes"]
    }


def test_every_drawn_chart_is_told_in_words(pages: Pages, look: Look) -> None:
    boxes = look(pages("tiny")).page.locator(".vega[data-drawn]")
    told = boxes.evaluate_all(
        "(all) => all.map((box) => [box.getAttribute('role'), box.getAttribute('aria-label')])"
    )
    assert {role for role, _ in told} == {"img"}
    assert all(words.startswith("Chart: ") and words.endswith(".") for _, words in told)
    assert ("img", "Chart: Debt by instrument. cloud. Debt is largest in 2026Q3, USD 15 billion.") in map(
        tuple, told
    )


SPOILT = {
    "is not drawn": "document.querySelector('.vega svg').remove()",
    "has no marks": "document.querySelectorAll('#need .mark-group path').forEach((mark) => mark.remove())",
    "is on top of": "document.querySelectorAll('#need svg text').forEach((t) => t.removeAttribute('transform'))",
    "is cut off": "document.querySelector('#need svg text').setAttribute('transform', 'translate(-90,0)')",
    "the page is": "document.querySelector('h1').style.width = '3000px'",
    "is wider than its column": "document.querySelector('#need svg').style.cssText = 'max-width: none; width: 3000px'",
}
"""What could go wrong with a page, and what is then found."""


@pytest.mark.parametrize("told", SPOILT)
def test_what_is_wrong_with_a_page_is_found(told: str, pages: Pages, look: Look) -> None:
    page = look(pages("tiny")).page
    page.evaluate(SPOILT[told])
    assert any(told in fault for fault in page.evaluate(LAYOUT))


def test_names_with_markup_and_formulas_are_seen_as_text(pages: Pages, look: Look) -> None:
    found = look(pages("hostile"))
    assert found.complaints == []
    assert found.page.title() == TITLE
    assert found.page.locator("h1").text_content() == TITLE
    assert found.page.locator("img, main b").count() == 0
    assert found.page.locator(f'#capacity button[data-series="{EVIL}"]').inner_text() == EVIL
    assert EVIL in found.page.locator("#orders svg").first.text_content()
    found.page.locator("#capacity .vega .mark-rect path").first.hover()
    shown = found.page.locator("#vg-tooltip-element.visible")
    shown.wait_for()
    assert EVIL in shown.text_content()
    assert shown.locator("b").count() == 0


def marks(page: Any, chart: str) -> int:
    return int(page.locator(f"#{chart} .vega .mark-rect path").count())


def test_a_name_is_taken_out_and_put_back_by_the_keyboard(pages: Pages, look: Look) -> None:
    page = look(pages("tiny")).page
    before = marks(page, "capacity")
    button = page.locator('#capacity button[data-series="engine"]')
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "false"
    assert 0 < marks(page, "capacity") < before
    page.keyboard.press("Enter")
    assert marks(page, "capacity") == before


def test_the_day_of_another_year_is_chosen(pages: Pages, look: Look) -> None:
    page = look(pages("worked")).page
    offered = page.locator("#day option").all_inner_texts()
    assert len(offered) > 1
    drawn = page.locator("#day .vega").first.inner_html()
    page.select_option("#day select", offered[0])
    assert page.locator("#day .vega").first.inner_html() != drawn


def test_rows_are_filtered_by_confidence(pages: Pages, look: Look) -> None:
    page = look(pages("tiny")).page
    page.locator("[data-tables=open]").click()
    rows = page.locator("tr[data-confidence=A]")
    assert rows.first.is_visible()
    page.locator("fieldset input[value=A]").uncheck()
    assert not rows.first.is_visible()


def test_tables_are_opened_and_closed_together(pages: Pages, look: Look) -> None:
    page = look(pages("tiny")).page
    every = page.locator("details").count()
    page.locator("[data-tables=open]").click()
    assert page.locator("details[open]").count() == every
    page.locator("[data-tables=close]").click()
    assert page.locator("details[open]").count() == 0


@pytest.mark.parametrize(("form", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_picture_is_saved(form: str, begins: bytes, pages: Pages, look: Look) -> None:
    page = look(pages("tiny")).page
    with page.expect_download() as saved:
        page.locator(f"#need [data-save={form}]").click()
    assert saved.value.suggested_filename == f"need.{form}"
    assert Path(saved.value.path()).read_bytes().startswith(begins)


def test_print_has_every_chart_and_no_buttons(pages: Pages, look: Look) -> None:
    found = look(pages("tiny"), "print")
    assert not found.page.locator(".save").first.is_visible()
    assert not found.page.locator("nav").is_visible()
    assert found.page.locator("#need .vega svg").is_visible()
    printed = found.page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") > 3


def test_the_tables_stand_without_any_script(chromium: Any, pages: Pages) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages("tiny").as_uri())
    assert page.locator("noscript").is_visible()
    page.locator("#capacity summary").click()
    assert page.locator("#capacity table").is_visible()
    context.close()
