"""The page of what-if driven as people drive it: move, type, compare, take along; by key, and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases.hostile import write_hostile
from cases.tiny import tiny_case

import planner

pytest.importorskip("starlette", reason="the extra `serve` is not installed")
from serve.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MORE = "demand.need_gw*=1.2"
SCENARIOS = [{"name": "half-the-need", "sentence": "Half as much.", "edits": ["demand.need_gw*=0.5"]}]
WAIT, STEP = 60_000, 30
TICKS = "[...document.querySelectorAll('section[data-chart=need] .role-axis-label text')].map((one) => one.textContent)"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(tiny_case(), SCENARIOS) as where:
        yield where


def until(page: Any, holds: str) -> None:
    """Wait until something holds in the page, whose policy lets nobody evaluate text within it."""
    for _ in range(WAIT // STEP):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(STEP)
    raise TimeoutError(holds)


class Desk:
    """A tab of the page, and what it complained of."""

    def __init__(self, browser: Any, width: int = 1400, height: int = 1000) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, where: str) -> Any:
        self.page.goto(where)
        self.drawn()
        return self.page

    def drawn(self) -> None:
        """Wait until the plan that was asked last is drawn."""
        until(
            self.page,
            "document.body.dataset.drawn && !document.body.classList.contains('busy')"
            " && document.body.dataset.drawn === document.body.dataset.planned",
        )

    def cost(self) -> float:
        text = self.page.locator("#figures dd").first.inner_text().split()[0]
        return float(text.replace(",", ""))

    def move(self, label: str, value: float) -> None:
        """Drag a slider to a value."""
        slider = self.page.get_by_label(label, exact=True)
        before = self.page.evaluate("document.body.dataset.planned")
        slider.evaluate(
            "(one, value) => { one.value = value; one.dispatchEvent(new Event('input')); }", value
        )
        until(self.page, f"document.body.dataset.planned !== '{before}'")
        self.drawn()


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
    opened: list[Desk] = []

    def make(width: int = 1400, height: int = 1000) -> Desk:
        opened.append(Desk(chromium, width, height))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()


def test_a_moved_factor_moves_the_plan_and_the_address(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(address)
    base = planner.solve(tiny_case()).objective_usd_billion
    assert tab.cost() == pytest.approx(base, abs=0.05)
    tab.move("need for load", 1.2)
    more = planner.solve(planner.edit(tiny_case(), MORE)).objective_usd_billion
    assert tab.cost() == pytest.approx(more, abs=0.05)
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).getAll('set')") == [MORE]
    assert f"+{more - base:.1f}" in page.locator("#figures dd").first.inner_text()
    tab.move("need for load", 1)
    assert page.evaluate("location.hash") == ""
    assert tab.cost() == pytest.approx(base, abs=0.05)
    assert tab.complaints == []
    assert all(one.startswith((address, "data:")) for one in tab.asked), tab.asked


def test_an_address_opens_where_it_was_left(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(f"{address}#set=demand.need_gw*%3D1.2&set=sources.capex_usd_per_kw*%3D1.5")
    assert page.locator("#edits code").all_inner_texts() == [MORE, "sources.capex_usd_per_kw*=1.5"]
    assert page.get_by_label("need for load", exact=True).input_value() == "1.2"
    expected = planner.solve(planner.edit(tiny_case(), MORE, "sources.capex_usd_per_kw*=1.5"))
    assert tab.cost() == pytest.approx(expected.objective_usd_billion, abs=0.05)


def test_axes_keep_while_a_factor_moves(desk: Any, address: str) -> None:
    """The largest tick of a chart stays where the need shrinks, so that the eye sees by how much."""
    tab = desk()
    page = tab.open(address)
    before = page.evaluate(TICKS)
    tab.move("need for load", 0.5)
    assert page.evaluate(TICKS) == before


def test_a_limit_is_had_by_the_unit_and_a_scenario_by_its_button(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(address)
    page.get_by_role("button", name="+1 GW of supply pool engine_makers").click()
    page.wait_for_selector("#edits code")
    tab.drawn()
    edit = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]+=1"
    assert page.locator("#edits code").all_inner_texts() == [edit]
    page.get_by_role("button", name="half the need").click()
    until(page, "document.querySelectorAll('#edits code').length === 2")
    tab.drawn()
    expected = planner.solve(planner.edit(tiny_case(), edit, "demand.need_gw*=0.5"))
    assert tab.cost() == pytest.approx(expected.objective_usd_billion, abs=0.05)
    assert page.get_by_role("button", name="half the need").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name=f"Take back {edit}").click()
    until(page, "document.querySelectorAll('#edits code').length === 1")


def test_a_typed_edit_that_means_nothing_is_told_and_can_be_taken_back(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(address)
    page.get_by_label("Any edit").fill("demand.need_gw[sponsor=nobody]*=2")
    page.get_by_role("button", name="Add").click()
    page.wait_for_selector("#answer.failed", timeout=WAIT)
    assert "nobody" in page.locator("#answer").inner_text()
    page.get_by_role("button", name="Back to the base plan").click()
    page.wait_for_selector("#answer:not(.failed)", timeout=WAIT)
    assert "closed from 2026Q3" in page.locator("#answer").inner_text()


def test_pinned_plans_stand_side_by_side_with_differences(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(address)
    page.get_by_role("button", name="Pin this plan").click()
    first = tab.cost()
    tab.move("need for load", 1.2)
    page.get_by_role("button", name="Pin this plan").click()
    row = page.locator("#table tr", has_text="Total system cost").inner_text()
    assert f"{first:.1f}" in row
    assert f"+{tab.cost() - first:.1f}" in row
    page.get_by_role("button", name="Show Base plan again").click()
    until(page, "location.hash === ''")


def test_edits_are_copied_as_options(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(f"{address}#set=demand.need_gw*%3D1.2")
    page.get_by_role("button", name="copy as --set").click()
    until(page, "document.getElementById('copied').textContent !== ''")
    assert page.locator("#copied").inner_text() == f"--set '{MORE}'"
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="case folder").click()
    assert downloaded.value.suggested_filename == "case.zip"


def test_two_tabs_do_not_disturb_each_other(desk: Any, address: str) -> None:
    one, other = desk(), desk()
    one.open(address)
    other.open(address)
    one.move("need for load", 1.2)
    other.move("need for load", 0.8)
    assert one.cost() > other.cost()
    more = planner.solve(planner.edit(tiny_case(), MORE)).objective_usd_billion
    assert one.cost() == pytest.approx(more, abs=0.05)


def test_swings_are_drawn_in_the_background(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(address)
    page.wait_for_selector("#bars li", timeout=WAIT)
    until(page, "document.querySelectorAll('#bars li').length >= 8")
    assert page.locator("#bars li").first.inner_text().startswith("need for load")


def test_another_page_learns_and_changes_nothing(desk: Any, chromium: Any, address: str) -> None:
    """A hostile page that even knows the token: its script may neither read nor ask, nor frame the page."""
    with served(tiny_case()) as elsewhere:
        tab = desk()
        tab.page.goto(elsewhere + "about")
        told = tab.page.evaluate(
            "async (where) => { const out = []; for (const [what, how] of [['about', {}], ['plan', {method: 'POST',"
            " body: '{}'}], ['plan', {method: 'POST', body: '{}', mode: 'no-cors'}]]) {"
            " try { const answer = await fetch(where + what, how); out.push(answer.type + answer.status); }"
            " catch (problem) { out.push('refused'); } } return out; }",
            address,
        )
        assert told[:2] == ["refused", "refused"]
        assert told[2] in ("refused", "opaque0")


def test_names_that_hold_markup_stay_text(desk: Any, tmp_path: Path) -> None:
    case = planner.read(write_hostile(tmp_path / "hostile"))
    with served(
        case,
        [{"name": "<img src=x onerror=alert(1)>", "sentence": "'\"<b>", "edits": ["demand.need_gw*=0.9"]}],
    ) as where:
        tab = desk()
        dialogs: list[str] = []
        tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page = tab.open(where)
        assert page.locator("#scenarios button").inner_text() == "<img src=x onerror=alert(1)>"
        assert page.evaluate("document.querySelectorAll('main img, main b, header img').length") == 0
        assert dialogs == []
        assert tab.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1400, 1000), (390, 844)])
def test_the_page_is_accessible_on_a_desk_and_on_a_phone(
    desk: Any, address: str, width: int, height: int
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="the extra `browser` is not installed"
    )
    tab = desk(width, height)
    # What looks at the page is run within it, which its own policy would forbid.
    tab.context.close()
    tab.context = tab.context.browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=True
    )
    tab.page = tab.context.new_page()
    page = tab.open(address)
    page.get_by_role("button", name="Pin this plan").click()
    found = axe.Axe().run(page)
    problems = [(one["id"], one["nodes"][0]["html"][:160]) for one in found.response["violations"]]
    assert problems == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_slider_is_moved_by_keys(desk: Any, address: str) -> None:
    tab = desk()
    page = tab.open(address)
    slider = page.get_by_label("need for load", exact=True)
    slider.focus()
    before = page.evaluate("document.body.dataset.planned")
    page.keyboard.press("ArrowRight")
    until(page, f"document.body.dataset.planned !== '{before}'")
    assert slider.get_attribute("aria-valuetext") == "× 1.05"
