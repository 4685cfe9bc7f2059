"""Pages about answers: what is asked stands in words before the charts, and every chart says what its table does."""

from __future__ import annotations

import dataclasses
import json
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.worked import write_worked_credit
from report.elements import Elements
from stochastic.futures import FUTURES, write_futures

from planner.cli import main
from planner.stochastic import tree_charts
from planner.stochastic.answer_pages import page_of, ranges_chart, regret_chart
from planner.stochastic.answer_read import TreeAnswer, kind_of, read_answer
from planner.stochastic.matrix_chart import bars_between, matrix
from planner.stochastic.who_loses import losses_by_holder, stranded_sentences

if TYPE_CHECKING:
    from pathlib import Path

SLOW = "compute.lead_months[asset=chips]=6"
BUST = """\
steady: {from: 2026Q4, probability: 0.5, sentence: As foreseen., edits: []}
bust: {from: 2026Q4, probability: 0.5, sentence: Need halves., edits: ["demand.need_gw*=0.2"]}
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of a tree with its page, of regret and of alternatives; `lent` is of a tree whose lenders lose."""
    folder = tmp_path_factory.mktemp("answers")
    case = str(write_futures(folder / "tiny", FUTURES))
    for kind in ("futures", "regret", "alternatives"):
        asked = [kind, case, "--set", SLOW, "--quiet", "--out", str(folder / kind)]
        assert main([*asked, *(["--report"] if kind == "futures" else [])]) == 0
    lent = write_worked_credit(folder / "credit")
    (lent / "futures.yaml").write_text(BUST)
    assert main(["futures", str(lent), "--quiet", "--out", str(folder / "lent")]) == 0
    return folder


def test_the_page_of_a_tree_says_what_to_sign_before_any_chart(answers: Path) -> None:
    elements = Elements((answers / "futures" / "report.html").read_text())
    text = " ".join(" ".join(elements.text).split())
    signed = text.index("Right in every future:")
    assert text.index("Over 2 futures the plan costs USD 34.1 billion in expectation.") < signed
    assert signed < text.index("Ordered to be cancelled if the news is bad: chips 2.7 GW.")
    assert text.index("In low 2.7 GW of orders are cancelled") < text.index(
        "Need and capacity from the trunk"
    )
    assert "low, from 2026Q3: Half of the need never comes." in text
    sections = [one["data-chart"] for one in elements.all("section") if "data-chart" in one]
    assert sections[:3] == ["fan", "orders", "regrets"]
    assert not {"src", "action"} & {key for _, attributes in elements.found for key in attributes}


def test_the_fan_begins_with_one_line_and_ends_with_one_a_leaf(answers: Path) -> None:
    found = TreeAnswer(read_answer(answers / "futures", "futures"))
    chart = tree_charts.fan(found)
    assert list(chart.legend) == [tree_charts.BEFORE, "low", "high"]
    rows = chart.panels[0].spec["data"]["values"]
    trunk = [row for row in rows if row["node"] == "trunk"]
    assert [row["series"] for row in trunk] == [tree_charts.BEFORE] * 2
    for leaf in ("low", "high"):
        line = [row for row in rows if row["node"] == leaf]
        assert (line[0]["t"], line[0]["gw"]) == (trunk[-1]["t"], trunk[-1]["gw"])
        assert len(line) == 3
    short = found.tables["shortfall"]
    last = short[(short["future"] == "high") & (short["period"] == "2026Q4")]["need_gw"].sum()
    assert chart.table.rows[1][1] == pytest.approx(last)


def test_orders_now_are_what_is_kept_and_what_may_be_cancelled(answers: Path) -> None:
    found = TreeAnswer(read_answer(answers / "futures", "futures"))
    chart = tree_charts.orders(found)
    now = found.tables["orders_now"].groupby("asset")["ordered_gw"].sum()
    for name, kept, option, *_ in chart.table.rows:
        assert isinstance(kept, float)
        assert isinstance(option, float)
        assert kept + option == pytest.approx(now.get(name, 0.0), abs=0.05)


def lent(answers: Path) -> TreeAnswer:
    """The answer of the tree, with lenders who lose in one leaf, and in two periods."""
    answer = read_answer(answers / "futures", "futures")
    columns = ["future", "kind", "holder", "tranche", "period", "held_usd_billion", "loss_usd_billion"]
    rows = [
        ("trunk", "lender", "banks", "", "2026Q1", 9.0, 7.0),
        ("low", "lender", "banks", "", "2026Q3", 9.0, 1.0),
        ("low", "lender", "banks", "", "2026Q4", 9.0, 2.5),
        ("low", "vehicle", "clo", "mezzanine", "2026Q4", 1.0, 0.5),
        ("high", "market", "high_yield", "", "2026Q4", 1.0, 0.0),
    ]
    tables = {name: answer.tables[name] for name in answer.tables}
    tables["loss_by_holder"] = pd.DataFrame(rows, columns=columns)
    record = json.loads(json.dumps(answer.record))
    record["leaves"]["low"]["lenders_loss_usd_billion"] = 3.0
    return TreeAnswer(dataclasses.replace(answer, record=record, tables=tables))


def test_who_loses_is_told_by_holder_and_leaf(answers: Path) -> None:
    found = lent(answers)
    frame = losses_by_holder(found)
    assert list(frame.itertuples(index=False, name=None)) == [
        ("low", "lender", "banks", "", 2.5),
        ("low", "vehicle", "clo", "mezzanine", 0.5),
    ]
    chart = tree_charts.losses(found)
    assert chart.table.rows == (("banks", 2.5, 0.0), ("mezzanine notes of clo", 0.5, 0.0))
    assert "most in low, USD 3.0 billion" in chart.alternative
    (told,) = (line for line in stranded_sentences(found) if line.startswith("In low"))
    assert told.endswith(
        "lenders lose USD 3.0 billion in the worst period, at most banks 2.5, mezzanine notes of clo 0.5."
    )


def test_the_losses_of_a_tree_are_those_of_its_table(answers: Path) -> None:
    found = TreeAnswer(read_answer(answers / "lent", "futures"))
    holders, frame = found.tables["loss_by_holder"], losses_by_holder(found)
    for leaf in ("steady", "bust"):
        rows = (
            holders[holders["future"] == leaf]
            .groupby(["kind", "holder", "tranche"])["loss_usd_billion"]
            .max()
        )
        assert frame[frame["future"] == leaf]["loss_usd_billion"].sum() == pytest.approx(rows.sum(), abs=1e-6)


def test_regret_is_a_heat_map_of_plan_by_future(answers: Path) -> None:
    chart = regret_chart(read_answer(answers / "regret", "regret"))
    frame = pd.read_csv(answers / "regret" / "regret.csv")
    cells = chart.panels[0].spec["data"]["values"]
    assert len(cells) == len(frame) == 6
    by_cell = {(cell["row"], cell["column"]): cell["value"] for cell in cells}
    for plan, future, usd in zip(frame["plan"], frame["future"], frame["regret_usd_billion"], strict=True):
        assert by_cell[plan, future] == pytest.approx(max(0.0, usd), abs=1e-3)


def test_a_cell_without_a_plan_is_pale_and_says_so() -> None:
    spec = matrix(["a"], ["x", "y"], {("a", "x"): 2.0, ("a", "y"): None}, "GW", "no plan")
    one, other = spec["data"]["values"]
    assert (one["text"], one["value"]) == ("2.0", 2.0)
    assert (other["text"], other["value"]) == ("no plan", None)


def test_a_range_goes_from_least_to_most_with_the_plans_own_mark(answers: Path) -> None:
    answer = read_answer(answers / "alternatives", "alternatives")
    rows = ranges_chart(answer).panels[0].spec["data"]["values"]
    told = answer.record["alternatives"]
    assert len(rows) == len(told)
    for row in rows:
        ends = told[row["group"]]
        assert [row["from"], row["at"], row["to"]] == pytest.approx(
            [ends["least"], ends["plan"], ends["most"]], abs=1e-3
        )
        assert row["from"] <= row["at"] <= row["to"]
    assert [row["to"] for row in rows] == sorted((row["to"] for row in rows), reverse=True)


def test_bars_without_marks_draw_none() -> None:
    spec = bars_between([{"y": 0, "y2": 1, "from": 0, "to": 1, "series": "a"}], ["a"], "GW", [])
    assert len(spec["layer"]) == 1


@pytest.mark.parametrize("kind", ["futures", "regret", "alternatives"])
def test_the_page_can_be_made_from_the_folder(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(answers / kind, folder)
    assert main(["report", str(folder)]) == 0
    assert capsys.readouterr().out == f"Report: {folder / 'report.html'}\n"
    page = (folder / "report.html").read_text()
    assert page == page_of(read_answer(folder, kind))
    assert main(["report", str(folder), "--out", str(tmp_path / "page.html")]) == 0
    assert (tmp_path / "page.html").read_text() == page
    case = str(answers / "tiny")
    assert main([kind, case, "--set", SLOW, "--quiet", "--out", str(folder)]) == 0
    assert not (folder / "report.html").exists()


def test_names_are_shown_as_they_are_to_be_displayed(tmp_path: Path) -> None:
    case = write_futures(tmp_path / "tiny", FUTURES)
    rows = (case / "compute.csv").read_text().splitlines()
    named = [
        f"{rows[0]},display_name",
        *(f"{row},{'Best chips' if row.startswith('chips') else ''}" for row in rows[1:]),
    ]
    (case / "compute.csv").write_text("\n".join(named) + "\n")
    assert (
        main(["futures", str(case), "--set", SLOW, "--quiet", "--out", str(tmp_path / "out"), "--report"])
        == 0
    )
    assert "Best chips 2.7 GW" in (tmp_path / "out" / "report.html").read_text()
    assert "chips" in set(pd.read_csv(tmp_path / "out" / "orders_now.csv")["asset"])


def test_a_folder_that_is_not_complete_has_no_page(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(answers / "futures", folder)
    (folder / "shortfall.csv").unlink()
    assert main(["report", str(folder)]) == 1
    assert "shortfall.csv cannot be read" in capsys.readouterr().err
    (folder / "futures.json").write_text("{}")
    assert main(["report", str(folder)]) == 1
    assert "futures.json cannot be read" in capsys.readouterr().err
    assert kind_of(tmp_path) is None


def test_the_record_has_the_futures_themselves(answers: Path) -> None:
    record = json.loads((answers / "futures" / "futures.json").read_text())
    assert record["futures"]["high"] == {
        "after": "trunk",
        "from": "2026Q3",
        "probability": 0.25,
        "sentence": "Twice the need comes.",
    }
