"""The answer of planner futures proved from its folder alone, and no longer once anything in it is forged."""

from __future__ import annotations

import csv
import dataclasses
import json
import random
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cases.worked import write_worked_credit
from stochastic.futures import FUTURES, write_futures

from planner.audit import audit, report
from planner.audit.tree.answer_folder import read_tree
from planner.audit.tree.whole_tree import Written, hold_tree
from planner.cli import main
from planner.disk.foreign_files import sha256_of
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit import Verdict
    from planner.audit.tree.answer_folder import TreeRun

SCRATCH = Path(tempfile.mkdtemp(prefix="planner-trees-"))
DEEP = """\
more:
  after: high
  from: 2026Q4
  probability: 0.6
  sentence: And more.
  edits: ["demand.need_gw[year=2026]*=1.5"]
over:
  after: high
  from: 2026Q4
  probability: 0.4
  sentence: It is over.
  edits: ["demand.need_gw[year=2026]*=0.2"]
"""
NEED = "need_is_served_or_unserved"
SLOW = "compute.lead_months[asset=chips]=6"
TINY = {
    "two futures": (FUTURES, SLOW),
    "three leaves": (FUTURES + DEEP, SLOW),
    "no cancelling": (FUTURES + DEEP, SLOW, "case.target.cancellation=off"),
    "no funding": (FUTURES + DEEP, SLOW, "case.funding=off"),
    "years": (
        FUTURES.replace("2026Q3", "2027Q1").replace(
            "demand.need_gw[year=2026]", "supply_limits.limit_gw_per_year"
        ),
        SLOW,
        "case.calendar.end=2028Q4",
        "case.calendar.years_from=2027Q1",
    ),
}
CREDIT = {
    "equal futures": "",
    "equity": "sponsors.equity_rate_per_year*=1.2 case.money.cash_yield_per_year*=1.1",
    "running": "sources.heat_rate_mmbtu_per_mwh*=1.1 sources.availability_fraction*=0.9 fuels.emissions_t_per_mmbtu*=2",
    "covenants": "lender_value.value_fraction*=0.9 instruments.advance_fraction*=0.9 tax_credits.credit_fraction*=0.5",
    "markets": "market_limits.concession_fraction*=0.5 instruments.rate_per_year+=0.01 supply_use.use_per_gw*=1.1",
    "terms": "demand.need_gw*=0.7 compute.capex_usd_billion_per_gw*=0.7 sources.lead_months+=3",
}  # fmt: skip


@cache
def folder_of(name: str, *options: str) -> Path:
    """The folder of an answer, not to be changed."""
    out = SCRATCH / "-".join((name.replace(" ", "_"), *options))
    place = out.with_name(f"{out.name}-case")
    if name in TINY:
        text, *edits = TINY[name]
        write_futures(place, text)
    else:
        write_worked_credit(place)
        half, edits = "from: 2026Q4\n  probability: 0.5\n  sentence: As it is.\n", []
        listed = "".join(f"    - {edit}\n" for edit in CREDIT[name].split()) or "    []\n"
        (place / "futures.yaml").write_text(f"same:\n  {half}  edits: []\nother:\n  {half}  edits:\n{listed}")
    asked = ["futures", str(place), "--quiet", "--out", str(out), *options]
    assert main([*asked, *(part for edit in edits for part in ("--set", edit))]) == 0
    return out


@cache
def run_of(name: str) -> tuple[TreeRun, Written]:
    run = read_tree(folder_of(name))
    return run, Written(run.nodes)


def failures(verdict: Verdict) -> set[str]:
    return {finding.name for finding in verdict.failed}


@pytest.mark.parametrize("name", [*TINY, *CREDIT])
def test_a_tree_is_proved_from_its_folder(name: str) -> None:
    verdict = audit(folder_of(name))
    assert verdict.proved, report(verdict)
    recorded = json.loads((folder_of(name) / "futures.json").read_text())
    assert verdict.objective == pytest.approx(recorded["expected_usd_billion"], rel=1e-9)
    assert "gap" in verdict.parts


@pytest.mark.parametrize("weigh", ["cvar", "regret"])
def test_of_another_weighing_all_but_the_optimum_is_proved(weigh: str) -> None:
    verdict = audit(folder_of("three leaves", "--weigh", weigh))
    assert verdict.proved, report(verdict)
    assert not {"prices", "reduced costs", "gap"} & set(verdict.parts)
    assert "by its weighing is not proved" in " ".join(report(verdict).split())


def test_the_case_in_the_folder_is_one_that_gives_the_same_answer(tmp_path: Path) -> None:
    folder = folder_of("three leaves")
    assert main(["futures", str(folder / "case"), "--quiet", "--out", str(tmp_path / "out")]) == 0
    first, second = (json.loads((at / "futures.json").read_text()) for at in (folder, tmp_path / "out"))
    assert second["expected_usd_billion"] == pytest.approx(first["expected_usd_billion"], rel=1e-9)
    assert second["leaves"].keys() == first["leaves"].keys()


# ── Forged ──


def copy_of(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder_of(name), folder))


def rewrite(folder: Path, table: str, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Change the rows of a table, and the seal, so that only the mathematics can tell."""
    file = folder / f"{table}.csv"
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    header = list(rows[0])
    change(rows)
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    record = json.loads((folder / "futures.json").read_text())
    record["rows_by_table"][table] = len(rows)
    seal(folder, record)


def seal(folder: Path, record: dict[str, object]) -> None:
    files = [*folder.glob("*.csv"), *(folder / "case").iterdir()]
    hashes = {file.relative_to(folder).as_posix(): sha256_of(file) for file in files}
    (folder / "futures.json").write_text(json.dumps(record | {"files_sha256": hashes}))


def add(column: str, amount: float, **where: str) -> Callable[[list[dict[str, str]]], None]:
    """What adds to a column of the first row that is so."""

    def change(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if where.items() <= row.items())
        row[column] = repr(float(row[column]) + amount)

    return change


def move(to: str, **where: str) -> Callable[[list[dict[str, str]]], None]:
    """What gives the first row that is so to another future."""

    def change(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if where.items() <= row.items())["future"] = to

    return change


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        ("orders", add("ordered_gw", 0.1, future="trunk", asset="chips"), "standing_rolls_forward"),
        ("orders", add("ordered_gw", 0.1, future="high"), "standing_rolls_forward"),
        ("orders", move("more", future="trunk"), "rows_are_of_the_node_of_their_period"),
        ("capacity", move("trunk", future="low"), "rows_are_of_the_node_of_their_period"),
        ("capacity", move("nobody", future="low"), "rows_name_what_the_case_has"),
        ("capacity", add("standing_gw", 0.1, future="over"), "standing_rolls_forward"),
        ("issuance", add("issued_usd_billion", 0.1, future="trunk"), "issues_are_placed_in_steps"),
        ("costs", add("present_value_usd_billion", 0.1, future="low"), "what_is_expected_adds_up"),
        ("cancelled", add("cancelled_gw", 9.0), "cancelled_within_orders"),
        ("cancelled", add("cancelled_gw", -0.1), "standing_rolls_forward"),
        ("cancelled", add("paid_usd_billion", 0.1), "cancelled"),
        ("cancelled", lambda rows: rows[0].update(ordered="2026Q1", asset="engine"), "rows_name_what_the_case_has"),
        ("leaves", add("probability", 0.05), "leaves"),
        ("leaves", add("regret_usd_billion", -0.1), "leaves"),
        ("orders_now", add("cancelled_in_over_gw", 0.1), "orders_now"),
        ("issues_now", add("issued_usd_billion", 0.1), "issues_now"),
        ("option_values", add("price_knowing_usd_billion_per_unit", 0.1), "option_values"),
        ("prices", add("dual_usd_billion_per_unit", 0.1, future="more", rule=NEED), "gap_between_plan_and_prices"),
        ("prices", lambda rows: rows.pop(), "prices"),
    ],
)  # fmt: skip
def test_a_forged_table_is_found(
    tmp_path: Path, table: str, change: Callable[[list[dict[str, str]]], None], found: str
) -> None:
    folder = copy_of(tmp_path / "run", "markets" if table in ("issuance", "issues_now") else "three leaves")
    rewrite(folder, table, change)
    verdict = audit(folder)
    if (table, found) == ("prices", "prices"):
        assert not verdict.proved
    else:
        assert found in failures(verdict), report(verdict)


@pytest.mark.parametrize(
    ("keys", "amount", "found"),
    [
        (("expected_usd_billion",), 0.1, "what_is_expected_adds_up"),
        (("objective_usd_billion",), 0.1, "what_is_expected_adds_up"),
        (("price_of_not_knowing_usd_billion",), 0.1, "what_is_expected_adds_up"),
        (("orders_now", "chips"), 0.1, "what_is_expected_adds_up"),
        (("leaves", "more", "probability"), 0.1, "leaves_are_what_their_tables_say"),
        (("leaves", "more", "cost_usd_billion"), 0.1, "leaves_are_what_their_tables_say"),
        (("leaves", "low", "cancelled_gw"), 0.1, "leaves_are_what_their_tables_say"),
        (("leaves", "low", "idle_gw", "chips"), 0.1, "leaves_are_what_their_tables_say"),
        (("leaves", "low", "lenders_loss_usd_billion"), 0.1, "leaves_are_what_their_tables_say"),
        (("leaves", "low", "cost_knowing_usd_billion"), 1.0, "no_leaf_is_better_than_knowing_it"),
    ],
)  # fmt: skip
def test_a_forged_record_is_found(tmp_path: Path, keys: tuple[str, ...], amount: float, found: str) -> None:
    folder = copy_of(tmp_path / "run", "three leaves")
    record = json.loads((folder / "futures.json").read_text())
    inner = record
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] += amount
    seal(folder, record)
    assert found in failures(audit(folder))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("probability: 0.6", "probability: 0.7", "probabilities_add_up_to_one"),
        ("*=1.5", "*=1.6", "shortfall"),
        ("over:", "past:", "leaves_are_those_of_the_futures"),
    ],
)
def test_forged_futures_are_found(tmp_path: Path, old: str, new: str, found: str) -> None:
    folder = copy_of(tmp_path / "run", "three leaves")
    file = folder / "case" / "futures.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    record = json.loads((folder / "futures.json").read_text())
    seal(folder, record)
    if new == "past:":
        with pytest.raises(UserError, match=r"orders_now\.csv has other columns"):
            audit(folder)
    else:
        assert found in failures(audit(folder))


def test_an_unsealed_change_is_found(tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "run", "two futures")
    with (folder / "case" / "futures.yaml").open("a") as stream:
        stream.write("# a remark\n")
    assert failures(audit(folder)) == {"files_are_as_the_run_wrote_them"}


def test_every_figure_of_a_tree_matters() -> None:
    run, written = run_of("three leaves")
    dice, missed, count = random.Random(7), [], 0
    for name, by_node in run.tables.items():
        for future, table in by_node.items():
            for column in table.form.numbers:
                keys = [key for key, number in table.numbers(column).items() if abs(number) > 1e-9]
                for key in dice.sample(keys, min(2, len(keys))):
                    words, numbers = table.rows[key]
                    at = table.form.numbers.index(column)
                    forged = (words, (*numbers[:at], numbers[at] * 1.001, *numbers[at + 1 :]))
                    other = dataclasses.replace(table, rows={**table.rows, key: forged})
                    tables = {**run.tables, name: {**by_node, future: other}}
                    count += 1
                    if hold_tree(dataclasses.replace(run, tables=tables), "", written).proved:
                        missed.append((name, future, column, key))
    assert count > 200
    assert missed == []


# ── What cannot be read ──


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("capacity.csv", "is missing"),
        ("case/futures.yaml", "cannot be read"),
        ("cancelled.csv", "is missing"),
    ],
)
def test_a_folder_that_is_not_complete_is_told(tmp_path: Path, file: str, told: str) -> None:
    folder = copy_of(tmp_path / "run", "two futures")
    (folder / file).unlink()
    with pytest.raises(UserError, match=told):
        audit(folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from: 2026Q3", "from: 2031Q1", "cannot start in 2031Q1"),
        ("low:", "low:\n  after: nobody", "nothing leads to low"),
        ("probability: 0.75", "probability: likely", "is no probability"),
        ("*=0.5", "*=-0.5", "low cannot be made"),
    ],
)
def test_futures_that_make_no_tree_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = copy_of(tmp_path / "run", "two futures")
    file = folder / "case" / "futures.yaml"
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(UserError, match=told):
        audit(folder)


def test_a_record_without_what_is_needed_is_told(tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "run", "two futures")
    record = json.loads((folder / "futures.json").read_text())
    del record["leaves"]
    (folder / "futures.json").write_text(json.dumps(record))
    with pytest.raises(UserError, match="does not tell leaves"):
        audit(folder)


def test_the_command_prints_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(folder_of("two futures"))]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Decisions before the news are one" in printed
    assert "in expectation" not in printed
    assert "no plan costs less than USD 34.137" in printed
