"""Counts have one limit, whoever asks for more of them, and are told at once: nothing is drawn, solved or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY
from study.sweeping import ENGINES, RATE, Here, spec, swept

from planner import cli
from planner.errors import UserError
from planner.study.backends import check_workers
from planner.study.factors import factor_from_option
from planner.study.spec import Spec, cases_of, check
from planner.study.spec_file import read_spec
from planner.study.sweep_limits import MOST_CASES, amount

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = "1" * 5000
FACTORS = """\
factors:
  engines:
    edit: supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=
    low: 0.5
    high: 1.5
"""
VARY = ["--vary", f"{ENGINES}0.5..1.5"]
ALLOWED = "1 to 100,000"


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        ([*VARY, "--design", "lhs", "--samples", DIGITS], "", ALLOWED),
        ([*VARY, "--design", "lhs", "--samples", "1099511627776"], "", ALLOWED),
        ([*VARY, "--design", "lhs", "--samples", "2^40"], "", "no whole number"),
        ([*VARY, "--design", "lhs", "--samples", "1_000"], "", "no whole number"),
        ([*VARY, "--design", "lhs", "--samples", "٣"], "", "no whole number"),
        ([*VARY, "--design", "lhs", "--samples", "-" + DIGITS], "", "too small"),
        ([*VARY, "--design", "lhs", "--samples", "100001"], "", ALLOWED),
        ([*VARY, "--design", "sobol", "--samples", "65536"], "", "ask for 32,768 samples or fewer"),
        ([*VARY, "--design", "morris", "--samples", "60000"], "", "ask for 50,000 samples or fewer"),
        ([*VARY, "--seed", DIGITS], "", "0 to 4,294,967,295"),
        ([*VARY, "--seed", "4294967296"], "", "0 to 4,294,967,295"),
        ([*VARY, "--workers", DIGITS], "", "1 to 1,024"),
        ([*VARY, "--workers", "1000000"], "", "1 to 1,024"),
        (["--vary", f"{ENGINES}0.5..1.5/{DIGITS}"], "", "2 to 100,000"),
        (["--vary", f"{ENGINES}0.5..1.5/1e3"], "", "no whole number"),
        (["--vary", f"{ENGINES}0.5..1.5/٣"], "", "no whole number"),
        (["--vary", f"{ENGINES}0.5..1.5/1"], "", "too small"),
        (["--vary", f"{ENGINES}1..2/10000", "--vary", f"{RATE}0..0.1/10000"], "", "about 1e8|100,000,000"),
        ([], f"design: lhs\nsamples: {DIGITS}\n{FACTORS}", ALLOWED),
        ([], f"design: lhs\nsamples: 100001\n{FACTORS}", ALLOWED),
        ([], f"design: lhs\nsamples: 1_000\n{FACTORS}", ALLOWED),
        ([], f"design: lhs\nsamples: 0x10\n{FACTORS}", ALLOWED),
        ([], f"design: lhs\nsamples: ٣\n{FACTORS}", ALLOWED),
        ([], f"design: lhs\nseed: {DIGITS}\n{FACTORS}", "0 to 4,294,967,295"),
        ([], f"design: morris\nlevels: {DIGITS}\n{FACTORS}", "2 to 100,000"),
        ([], f"design: morris\nlevels: 1\n{FACTORS}", "2 to 100,000"),
        ([], f"design: morris\nlevels: 5\n{FACTORS}", "ask for 4 or 6"),
        ([], f"{FACTORS}    steps: {DIGITS}\n", "2 to 100,000"),
        ([], f"{FACTORS}    steps: 100001\n", "2 to 100,000"),
        (["--vary", f"{RATE}0..0.1/1001"], f"{FACTORS}    steps: 100\n", "100,100"),
        (["--design", "sobol", "--samples", "65536"], FACTORS, "ask for 32,768 samples or fewer"),
    ],
)
def test_a_count_beyond_its_limit_is_told_at_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: list[str], text: str, told: str
) -> None:
    file = [str(tmp_path / "spec.yaml")] if text else []
    (tmp_path / "spec.yaml").write_text(text)
    assert cli.main(["sweep", str(TINY), *file, *words, "--out", str(tmp_path / "sweep")]) == 1
    out, error = capfd.readouterr()
    assert any(part in error for part in told.split("|"))
    assert "mend: " in error
    assert "Traceback" not in error
    assert len(error) < 2000
    assert not out
    assert not (tmp_path / "sweep").exists()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            spec(*(f"f{k}: demand.need_gw*=1|2" for k in range(17))),
            "131,072 cases: 2 x 2 x 2 x 2 x 2 x 2 x ...",
        ),
        (spec(*(f"f{k}: demand.need_gw*=1|2" for k in range(1000))), "about 1e301 cases"),
        (spec(*(f"f{k}: demand.need_gw*=1..2" for k in range(1001)), design="tornado"), "1,001 factors"),
        (
            spec(*(f"f{k}: demand.need_gw*=1..2" for k in range(1001)), design="sobol", samples=1),
            "1,001 factors",
        ),
        (spec(f"{ENGINES}1..2", design="lhs", samples=40_000, scenarios=("a", "b", "c")), "in 3 scenarios"),
        (spec(f"{ENGINES}1..2/50001", scenarios=("a", "b")), "50,001, in 2 scenarios"),
        (spec(f"{ENGINES}1..2", design="lhs", samples=2.5), "2.5 is no whole number"),
        (spec(f"{ENGINES}1..2", design="lhs", samples="64"), "64 is no whole number"),
        (spec(f"{ENGINES}1..2", design="lhs", samples=None), "None is no whole number"),
        (spec(f"{ENGINES}1..2", design="lhs", samples=-5), "-5 is too small"),
        (spec(f"{ENGINES}1..2", design="lhs", samples=10**5000), "about 1e5000 is too large"),
        (spec(f"{ENGINES}1..2", design="sobol", samples=True), "True is no whole number"),
        (spec(f"{ENGINES}1..2", seed=-1), "The seed -1 is too small"),
        (spec(f"{ENGINES}1..2", design="latin"), "no design 'latin'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sweep_from_python_has_the_same_limits(tmp_path: Path, asked: Spec, told: str) -> None:
    engine = Here()
    with pytest.raises(UserError) as caught:
        swept(asked, tmp_path / "sweep", engine, scenarios=None)
    if not asked.scenarios:
        assert any(part in str(caught.value) for part in told.split("|"))
    with pytest.raises(UserError) as caught:
        check(asked)
    assert any(part in str(caught.value) for part in told.split("|"))
    assert not engine.solved
    assert not (tmp_path / "sweep").exists()


def test_as_many_cases_as_are_allowed_are() -> None:
    asked = spec(f"{ENGINES}1..2/1000", f"{RATE}0..0.1/100")
    assert cases_of(check(asked)) == MOST_CASES
    assert cases_of(check(spec(f"{ENGINES}1..2", design="lhs", samples=MOST_CASES))) == MOST_CASES
    assert cases_of(check(spec(f"{ENGINES}1..2", design="sobol", samples=32768))) == 3 * 32768


@pytest.mark.parametrize(
    "count", [0, -3, 1025, 10**9, 10**5000, "8", None, 2.0], ids=lambda count: str(type(count))
)
def test_workers_have_a_limit_too(count: object) -> None:
    with pytest.raises(UserError, match=r"ask for 1"):
        check_workers(count)
    check_workers(1024)


def test_a_file_that_names_every_scenario_is_counted_with_them(tmp_path: Path) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(f"scenarios: all\ndesign: lhs\nsamples: 60000\n{FACTORS}")
    asked = read_spec(file)
    known = dict.fromkeys(("base", "other"))
    with pytest.raises(UserError, match="120,000 cases"):
        check(Spec(asked.design, asked.factors, tuple(known), samples=asked.samples))


def test_counts_in_words() -> None:
    assert [amount(10**12), amount(10**13), amount(-(10**400))] == [
        "1,000,000,000,000",
        "about 1e13",
        "about -1e400",
    ]


# ── names of folders ──


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("x" * 300, "too long for a file or folder: it has 300 bytes"),
        ("é" * 200, "too long for a file or folder: it has 400 bytes"),
        ("a/" + "x" * 256 + "/b", "too long for a file or folder: it has 256 bytes"),
        ("abc/" * 1500, "The path 'abc/abc/"),
    ],
)
def test_a_folder_whose_name_is_too_long_is_told_at_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, out: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["sweep", str(TINY), *VARY, "--out", out]) == 1
    error = capfd.readouterr().err
    assert told in error
    assert "with --out" in error
    assert len(error) < 1000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out", ["file", "file/below", "/proc/nowhere"])
def test_a_folder_that_cannot_be_is_told_before_anything_is_solved(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    assert cli.main(["sweep", str(TINY), *VARY, "--out", out]) == 1
    error = capfd.readouterr().err
    assert "cannot be written" in error
    assert "name a folder you may write to with --out" in error
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "text",
    [
        " " * 60_000,
        "a" + " " * 60_000,
        "a" + " " * 60_000 + ":b",
        "(" * 60_000,
        "x: demand.need_gw*=" + "1|" * 60_000,
        "x: demand.need_gw*=1" + ".." * 60_000 + "/3",
        "x: demand.need_gw*=0..none" + "e" * 60_000 + "/3",
    ],
    ids=lambda text: text[:25],
)
def test_an_option_of_any_length_is_understood_or_refused_in_a_few_lines(text: str) -> None:
    """Its length is no reason to wait, nor to print all of it."""
    with pytest.raises(UserError) as caught:
        factor_from_option(text)
    assert len(str(caught.value)) < 2000
