"""Numbers are read in one way wherever they stand: cells, conditions and values of edits, sweeps, options, tables."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY, tiny_case, write_tiny
from report.reported import write_run

from planner.case import read
from planner.case.editing import edit
from planner.case.edits import parse
from planner.case.wildcard import Wildcard
from planner.cli import main
from planner.errors import CaseError
from planner.study.spec_file import read_spec

if TYPE_CHECKING:
    from pathlib import Path

    Told = pytest.CaptureFixture[str]

NO_NUMBERS = (
    "nan",
    "NaN",
    "inf",
    "-inf",
    "Infinity",
    "2_026",
    "٢٠٢٦",
    "２０２６",
    "0x7ea",
    "1,5",
    "1e999",
    "1 5",
    "½",
)
"""What Python takes for numbers, some of it, and what people write for them."""
bad = pytest.mark.parametrize("text", NO_NUMBERS)


@bad
def test_a_cell_takes_no_such_number(text: str, tmp_path: Path) -> None:
    case = write_tiny(tmp_path / "case", ("demand.csv", "2026", f'"{text}"'))
    with pytest.raises(CaseError, match=r"demand.csv, row \d+, column"):
        read(case)


@bad
@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
def test_a_condition_takes_no_such_number(text: str, op: str) -> None:
    with pytest.raises(CaseError, match=r"a number|is no edit|found"):
        parse(f"demand.need_gw[year{op}'{text}']*=0.5")


@bad
@pytest.mark.parametrize("op", ["=", "+=", "-=", "*=", "/="])
def test_an_edit_takes_no_such_value(text: str, op: str) -> None:
    with pytest.raises(CaseError, match=r"edit demand\.need_gw"):
        edit(tiny_case(), f"demand.need_gw{op}{text}")


@pytest.mark.parametrize("text", ["２０２６Q1", "٢٠٢٦Q1", "2026Q１"])
@pytest.mark.parametrize("words", ["case.target.close_by={}", "sources.lead_months[first_delivery>'{}']+=0"])
def test_quarters_are_in_plain_digits_too(words: str, text: str) -> None:
    with pytest.raises(CaseError):
        edit(tiny_case(), words.format(text))
    assert edit(tiny_case(), words.format("2025Q4" if ">" in words else "2026Q1"))


@bad
@pytest.mark.parametrize("key", ["samples", "seed", "levels"])
def test_a_sweep_takes_no_such_count(text: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(f"design: lhs\n{key}: '{text}'\n")
    with pytest.raises(CaseError, match=f"spec.yaml, row 2, key {key}"):
        read_spec(tmp_path / "spec.yaml")


@bad
def test_steps_of_a_sweep_run_between_no_such_numbers(text: str, tmp_path: Path) -> None:
    factor = f"  need: {{edit: 'demand.need_gw*=', low: 0.5, high: '{text}', steps: 3}}\n"
    (tmp_path / "spec.yaml").write_text(f"factors:\n{factor}")
    with pytest.raises(CaseError, match="are not both numbers"):
        read_spec(tmp_path / "spec.yaml")


OPTIONS = {
    "--from": ("curve", TINY, "demand.need_gw*=", "--to", "2", "--from"),
    "--to": ("curve", TINY, "demand.need_gw*=", "--from", "0", "--to"),
    "--within": ("curve", TINY, "demand.need_gw*=", "--from", "0", "--to", "2", "--within"),
    "--most": ("curve", TINY, "demand.need_gw*=", "--from", "0", "--to", "2", "--most"),
    "--tolerance": (
        "breakeven",
        TINY,
        "demand.need_gw*=",
        "--from",
        "0",
        "--to",
        "2",
        "--close",
        "--tolerance",
    ),
    "--time-limit": ("solve", TINY, "--time-limit"),
    "--workers": ("sweep", TINY, "--vary", "demand.need_gw*=1|2", "--workers"),
    "--samples": ("sweep", TINY, "--vary", "demand.need_gw*=1..2", "--design", "lhs", "--samples"),
    "--seed": ("sweep", TINY, "--vary", "demand.need_gw*=1..2", "--design", "lhs", "--seed"),
    "--width": ("plot", TINY, "--width"),
}
COUNTS = ("--most", "--workers", "--samples", "--seed", "--width")


@bad
@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_takes_no_such_number(
    text: str, option: str, tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if text == "-inf":
        text = " -inf"  # else it would be an option itself
    assert main([*map(str, OPTIONS[option]), text]) == 1
    assert option in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", COUNTS)
@pytest.mark.parametrize("text", ["9" * 5000, "1.5", "1e3", "-7"])
def test_a_count_has_bounds_and_no_decimals(
    text: str, option: str, tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*map(str, OPTIONS[option][:-1]), f"{option}={text}"]) == 1
    told = capfd.readouterr().err
    assert "mend: " in told
    assert len(told) < 1000


def test_all_that_is_wrong_with_options_is_told_at_once(capfd: Told) -> None:
    words = ("--from", "nan", "--to", "2_0", "--within", "x", "--most", "1.5")
    assert main(["curve", str(TINY), "demand.ned_gw*=", *words]) == 1
    told = capfd.readouterr().err
    for part in ("--from 'nan'", "--to '2_0'", "--within 'x'", "--most '1.5'", "did you mean need_gw"):
        assert part in told


@pytest.mark.parametrize("text", ["nan", "inf", "1_0", "١", "", "1e999"])
def test_a_table_of_a_run_has_no_such_number(text: str, tmp_path: Path, capfd: Told) -> None:
    made = write_run(tmp_path / "run")
    lines = (made / "load.csv").read_text().splitlines()
    lines[1] = f"{lines[1].rpartition(',')[0]},{text}"
    (made / "load.csv").write_text("\n".join([*lines, ""]))
    for command in ("audit", "report"):
        assert main([command, str(made)]) == 1
        assert f"load.csv, row 2, column served_gw: found {text!r}" in capfd.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        f"sources.{'*' * 40}qq=1",
        f"sources.{'a*' * 40}=1",
        f"sources.{'*_' * 40}z=1",
        f"sources.name[source={'*' * 40}qq]=x",
        f"sources.name[source={'*n' * 40}q]=x",
        f"sources.name[source={'|'.join(['*e*n*g*q'] * 1000)}]=x",
    ],
)
def test_no_number_of_stars_hangs(words: str) -> None:
    with pytest.raises(CaseError):
        edit(tiny_case(), words)


@pytest.mark.timing
def test_a_long_name_is_compared_with_many_stars_at_once() -> None:
    start = time.perf_counter()
    assert not Wildcard("*a" * 50 + "b").matches("a" * 30_000)
    assert Wildcard("*a" * 50 + "*").matches("a" * 30_000)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("word", "text", "same"),
    [
        ("a*", "a", True),
        ("*", "", True),
        ("a*b*c", "a__b__c", True),
        ("a*b*c", "a__c__b", False),
        ("ab*ba", "aba", False),
        ("*b*b*", "abb", True),
        ("*b*b*", "ab", False),
        ("a.c*", "abc", False),
        ("a*z", "a\nz", True),
    ],
)
def test_a_star_stands_for_any_characters(word: str, text: str, same: bool) -> None:
    assert Wildcard(word).matches(text) is same
