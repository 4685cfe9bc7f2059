"""What a sweep may ask for, in a file or by options, and what it may not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY
from study.sweeping import ENGINES, FUNDING, RATE, spec

from planner.cli import main
from planner.errors import CaseError, UserError
from planner.study.factors import factor_from_option
from planner.study.spec import Spec, check
from planner.study.spec_file import read_spec

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
design: tornado
set: [case.operations.hours_per_block=24]
scenarios: article
samples: 8
seed: 7
factors:
  engines:
    edit: supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=
    low: 0.5
    high: 1.5
  costs:
    edit: ["sources.capex_usd_per_kw*=", "compute.capex_usd_billion_per_gw*="]
    values: [0.9, 1, 1.1]
  months:
    edit: sources.lead_months+=
    low: 0
    high: 12
    steps: 5
    whole: true
"""


def test_a_file_says_what_is_varied_and_how(tmp_path: Path) -> None:
    (tmp_path / "sweep.yaml").write_text(FILE)
    found = read_spec(tmp_path / "sweep.yaml")
    assert (found.design, found.samples, found.seed) == ("tornado", 8, 7)
    assert (found.scenarios, found.edits) == (("article",), ("case.operations.hours_per_block=24",))
    assert [factor.name for factor in found.factors] == ["engines", "costs", "months"]
    assert [factor.values for factor in found.factors] == [
        ("0.5", "1.5"),
        ("0.9", "1", "1.1"),
        ("0", "3", "6", "9", "12"),
    ]
    assert found.factors[1].words("1.1") == (
        "sources.capex_usd_per_kw*=1.1",
        "compute.capex_usd_billion_per_gw*=1.1",
    )
    assert found.factors[2].whole


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("design: tornado", "design: tornados", "did you mean tornado?"),
        ("design: tornado", "desing: tornado", "did you mean design?"),
        ("samples: 8", "samples: eight", "a whole number from 1"),
        ("samples: 8", "samples: 0", "a whole number from 1"),
        ("seed: 7", "seed: 7\nseed: 8", "the key a second time"),
        ("    low: 0.5\n", "", "either values, or low and high"),
        ("    low: 0.5\n", "    low: 0.5\n    values: [1]\n", "either values, or low and high"),
        ("    low: 0.5\n", "    lo: 0.5\n", "did you mean low?"),
        ("engine_makers]*=\n", "engine_makers]*=2\n", "an edit without its value"),
        ("supply_limits.limit_gw", "supply_limit.limit_gw", "did you mean supply_limits?"),
        ("    edit: sources.lead_months+=\n", "", "the key edit"),
        ("    steps: 5\n", "    steps: 1\n", "a whole number from 2"),
        ("    low: 0\n", "    low: none\n", "cannot go from none to 12 in steps"),
        ("whole: true", "whole: perhaps", "one of true, false"),
        (
            "set: [case.operations.hours_per_block=24]",
            "set: [hours=24]",
            "sheet.column[column=value] OP value",
        ),
        ("set: [case.operations.hours_per_block=24]", "set: {a: b}", "a word, or a list of words"),
        ("factors:", "factors: []\nothers:", "factors, each its name"),
        ("  engines:", "  _engines:", "is no name for a factor"),
        ("values: [0.9, 1, 1.1]", "values: [0.9, 1, 0.9]", "has the value 0.9 twice"),
        ("design: tornado", "design: !!python/name:os.system tornado", "one of grid"),
        (FILE, "- a list", "a sweep: the keys design"),
    ],
)
def test_a_faulty_file_is_told_with_the_mend(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in FILE
    (tmp_path / "sweep.yaml").write_text(FILE.replace(old, new, 1))
    with pytest.raises(CaseError, match=re.escape(told)):
        read_spec(tmp_path / "sweep.yaml")


MUDDLE = """\
design: morris
factors:
  _engines:
    edit: supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=
    values: [1, 1, 1, 2, 2]
    whole: maybe
  b:
    edit: [supply_limit.x=, sources.lead_months=3]
    low: a
    high: b
    steps: 5
  c:
    edit: sources.lead_months+=
    low: 0.5
    high: [2]
    whole: true
  d: 7
  e:
    edit: sources.lead_months+=
    values: [1, 1.5]
    whole: true
"""


def test_all_that_is_wrong_with_the_factors_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "sweep.yaml").write_text(MUDDLE)
    with pytest.raises(CaseError) as caught:
        read_spec(tmp_path / "sweep.yaml")
    found = [(fault.row, fault.column, fault.found) for fault in caught.value.faults]
    assert found == [
        (6, "whole", "'maybe'"),
        (3, "_engines", "'_engines' is no name for a factor"),
        (3, "_engines", "The factor _engines has the value 1 3 times"),
        (3, "_engines", "The factor _engines has the value 2 twice"),
        (None, None, "supply_limit"),
        (8, "edit", "'sources.lead_months=3'"),
        (7, "b", "The factor b cannot go from a to b in steps: they are not both numbers"),
        (15, "high", "a list"),
        (17, "d", "no such key"),
        (17, "d", "'7'"),
        (18, "e", "The factor e takes whole numbers only, and has the value 1.5"),
    ]


def test_all_that_is_wrong_with_what_a_sweep_is_asked_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sweep.yaml").write_text("factors:\n  a: 7\n")
    words = [
        *("--tables", "order,foo,foo", "--workers", "0", "--samples", "0", "--set", "no"),
        *("--vary", "x: foo", "--vary", "1: sources.lead_months+=0..none/3"),
    ]
    assert main(["sweep", str(TINY), str(tmp_path / "sweep.yaml"), *words]) == 1
    told = capsys.readouterr().err
    for part in (
        "did you mean orders",
        "table 'foo'",
        "1 worker or more",
        "--samples 0 is",
        "'1' is no name",
        "in steps",
        "key a: found '7'",
        "edit foo: ",
        "edit no: ",
    ):
        assert part in told


def test_all_of_a_spec_that_cannot_be_carried_out_is_told_at_once() -> None:
    asked = spec(f"{ENGINES}1", f"{ENGINES}3|4", f"{RATE}0.05..0.01", design="sobol", samples=12)
    with pytest.raises(UserError) as caught:
        check(asked)
    parts = ("factors are called engines", "one value only", "the lower one first", "ask for 8 or 16")
    assert [part for part in parts if part not in str(caught.value)] == []


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="or use --vary"):
        read_spec(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("words", "name", "values"),
    [
        (f"{ENGINES}0.5|1|1.5", "engines", ("0.5", "1", "1.5")),
        (f"{ENGINES}0.5..1.5", "engines", ("0.5", "1.5")),
        (f"{ENGINES}-1..1/5", "engines", ("-1", "-0.5", "0", "0.5", "1")),
        (f"{ENGINES}0.1..0.3/3", "engines", ("0.1", "0.2", "0.3")),
        (f"{FUNDING}on|off", "funding", ("on", "off")),
        ("sources.lead_months[source=gas_ccgt|grid]+=0..12", "lead_months gas_ccgt grid", ("0", "12")),
        ("case.target.close_by=2026Q2..2026Q4", "close_by", ("2026Q2", "2026Q4")),
        (f"{ENGINES}2", "engines", ("2",)),
        ("demand.need_gw*=0.5..1", "demand need_gw", ("0.5", "1")),
    ],
)
def test_an_option_is_a_factor(words: str, name: str, values: tuple[str, ...]) -> None:
    factor = factor_from_option(words)
    assert (factor.name, factor.values) == (name, values)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Spec(), "nothing to vary"),
        (Spec("tornado", scenarios=("article",)), "nothing to vary"),
        (spec(f"{ENGINES}1|2", f"{ENGINES}3|4"), "Two factors are called engines"),
        (spec(f"{ENGINES}1|2".replace("engines", "asset")), "A factor cannot be called asset"),
        (spec(f"{ENGINES}1|2".replace("engines", "status")), "name it otherwise, as in 'new status: EDIT'"),
        (spec(f"{ENGINES}2", design="tornado"), "has one value only"),
        (spec(f"{FUNDING}on|off", design="lhs"), "samples need two numbers"),
        (spec(f"{RATE}0.05..0.01", design="morris"), "the lower one first"),
        (spec(f"{RATE}0..0.05", design="sobol", samples=12), "ask for 8 or 16"),
    ],
)
def test_what_cannot_be_carried_out_is_told(asked: Spec, told: str) -> None:
    with pytest.raises(UserError, match=told):
        check(asked)
