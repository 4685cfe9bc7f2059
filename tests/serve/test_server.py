"""The page's server asked as a browser asks it: plans, stops, what goes wrong, what is taken away."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml
from cases.tiny import tiny_case
from serve.served import served

import planner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.case import Case

MORE = "demand.need_gw*=1.2"
LAST = ("planned", "failed", "stopped", "swung")
SECONDS = 60


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(tiny_case(), [{"name": "more", "sentence": "More.", "edits": [MORE]}]) as where:
        yield where


def long_case() -> Case:
    """A case that takes seconds to plan."""
    us = planner.read(Path(__file__).parents[2] / "inputs" / "us-2028")
    return planner.edit(us, "case.operations.hours_per_block=24", "case.calendar.end=2027Q4")


def post(address: str, what: str, tab: str, *edits: Any) -> httpx.Response:
    origin = "/".join(address.split("/")[:3])
    body = {"tab": tab, "edits": list(edits)}
    return httpx.post(address + what, json=body, headers={"origin": origin}, timeout=SECONDS)


@contextmanager
def listening(address: str, tab: str) -> Iterator[Callable[[int], list[dict[str, Any]]]]:
    """Hear what a tab is told, up to the last of a job."""
    with httpx.stream("GET", f"{address}events?tab={tab}", timeout=SECONDS) as stream:
        lines = stream.iter_lines()
        next(lines)

        def until(job: int) -> list[dict[str, Any]]:
            found = []
            for line in lines:
                if line.startswith("data: "):
                    message = json.loads(line.removeprefix("data: "))
                    found.append(message)
                    if message["job"] == job and message["what"] in LAST:
                        return found
            raise AssertionError("the stream ended")

        yield until


def planned(address: str, tab: str, *edits: str) -> dict[str, Any]:
    with listening(address, tab) as until:
        return until(post(address, "plan", tab, *edits).json()["job"])[-1]


def test_a_plan_is_that_of_the_edited_case(address: str) -> None:
    message = planned(address, "a", MORE)
    assert message["what"] == "planned", message
    expected = planner.solve(planner.edit(tiny_case(), MORE)).objective_usd_billion
    assert message["objective"] == pytest.approx(expected, rel=1e-9)
    base = {figure["name"]: figure["value"] for figure in message["base"]["figures"]}
    assert base["Total system cost"] == pytest.approx(
        planner.solve(tiny_case()).objective_usd_billion, rel=1e-9
    )


def test_a_plan_tells_its_progress_before(address: str) -> None:
    with listening(address, "b") as until:
        told = until(post(address, "plan", "b", "compute.capex_usd_billion_per_gw*=1.01").json()["job"])
    assert told[0]["what"] == "begun"
    assert [message["stage"] for message in told if message["what"] == "progress"]


def test_an_edit_that_means_nothing_is_told_in_the_words_of_the_planner(address: str) -> None:
    message = planned(address, "c", "demand.need_gw[sponsor=nobody]*=2")
    assert (message["what"], message["kind"]) == ("failed", "mistake")
    assert "nobody" in message["message"]
    assert "mend" in message["message"]
    assert planned(address, "c", MORE)["what"] == "planned"


def test_a_case_without_a_plan_says_so(address: str) -> None:
    message = planned(address, "d", "case.target.policy=required", "case.target.close_by=2026Q1")
    assert (message["what"], message["kind"]) == ("failed", "no plan")


def test_two_tabs_hear_each_its_own_plan(address: str) -> None:
    with listening(address, "e") as one, listening(address, "f") as other:
        first = post(address, "plan", "e", "demand.need_gw*=1.3").json()["job"]
        second = post(address, "plan", "f", "demand.need_gw*=0.7").json()["job"]
        costs = [until(job)[-1] for until, job in ((one, first), (other, second))]
    assert [message["job"] for message in costs] == [first, second]
    assert costs[0]["objective"] > costs[1]["objective"]


def test_what_a_tab_asked_before_and_has_not_begun_is_dropped(address: str) -> None:
    """One that is dragged along a slider gets the plan of where it is let go."""
    with listening(address, "g") as until:
        jobs = [
            post(address, "plan", "g", f"demand.need_gw*={1 + n / 100:g}").json()["job"] for n in range(8)
        ]
        told = until(jobs[-1])
    ended = {message["job"]: message["what"] for message in told if message["what"] in LAST}
    assert ended[jobs[-1]] == "planned"
    assert list(ended.values()).count("planned") < len(jobs)
    assert set(ended.values()) == {"planned", "stopped"}


def test_the_swings_of_all_factors_come_one_by_one(address: str) -> None:
    with listening(address, "h") as until:
        told = until(post(address, "tornado", "h").json()["job"])
    swings = {message["key"]: message for message in told if message["what"] == "swing"}
    base = planner.solve(tiny_case()).objective_usd_billion
    assert swings["need"]["low"] < base < swings["need"]["high"]
    expected = planner.solve(planner.edit(tiny_case(), "demand.need_gw*=1.2")).objective_usd_billion
    assert swings["need"]["high"] == pytest.approx(expected, rel=1e-9)


def test_a_plan_does_not_wait_for_the_swings_which_end_early_for_it(address: str) -> None:
    with listening(address, "i") as until:
        swings = post(address, "tornado", "i").json()["job"]
        job = post(address, "plan", "i", MORE).json()["job"]
        told: list[dict[str, Any]] = []
        while not {swings, job} <= {message["job"] for message in told if message["what"] in LAST}:
            told += until(job if swings in {one["job"] for one in told if one["what"] == "swung"} else swings)
    assert [message["what"] for message in told if message["job"] == job][-1] == "planned"
    swung = [message for message in told if message["job"] == swings]
    assert swung[-1]["what"] == "swung"
    assert len(swung) <= len(httpx.get(address + "about").json()["factors"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"tab": 1}',
        b'{"tab": ""}',
        b'{"tab": "x", "edits": "a"}',
        b'{"tab": "x", "edits": [1]}',
        b"{",
        b"\xff",
    ],
)
def test_a_request_that_is_not_in_order_is_refused(address: str, body: bytes) -> None:
    origin = "/".join(address.split("/")[:3])
    for what in ("plan", "tornado", "stop"):
        answer = httpx.post(address + what, content=body, headers={"origin": origin})
        assert answer.status_code == 400, what


def test_the_changed_case_can_be_taken_along(address: str, tmp_path: Any) -> None:
    answer = httpx.get(address + "case.zip", params={"set": [MORE]})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert planner.read(folder).sheets.keys() == tiny_case().sheets.keys()
    assert [row["need_gw"] for row in planner.read(folder).rows("demand")] == pytest.approx([3.6, 3.6])
    told = yaml.safe_load(httpx.get(address + "scenario.yaml", params={"set": [MORE]}).text)
    assert told["what-if"]["edits"] == [MORE]
    for file in ("case.zip", "scenario.yaml"):
        assert httpx.get(address + file, params={"set": ["nonsense"]}).status_code == 400


def test_no_file_is_reached_by_its_name(address: str) -> None:
    for path in (
        "live.js",
        "page.py",
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/%2e%2e/etc/passwd",
        "case.yaml",
        "about/x",
    ):
        assert httpx.get(address + path).status_code == 404, path
    assert httpx.get(address + "about").json()["scenarios"][0]["name"] == "more"


def test_a_plan_that_is_being_made_can_be_stopped_and_the_next_one_is_right() -> None:
    case = long_case()
    with served(case) as where, listening(where, "j") as until:
        first = post(where, "plan", "j", MORE).json()["job"]
        while not post(where, "stop", "j").json()["stopped"]:
            pass
        assert until(first)[-1]["what"] == "stopped"
        message = until(post(where, "plan", "j", MORE).json()["job"])[-1]
    assert message["what"] == "planned", message
    assert message["objective"] == pytest.approx(
        planner.solve(planner.edit(case, MORE)).objective_usd_billion, rel=1e-9
    )
