"""What people of Python expect of a package: it lists and types what it has, logs, and offers the nearest name."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import TINY, tiny_plan

import planner
from planner import cli
from planner.errors import UserError
from planner.plotted import PlottedPlan
from planner.results.parquet import is_parquet, parquet
from planner.results.read_run import read_run

if TYPE_CHECKING:
    from pathlib import Path


def test_the_package_lists_what_it_has_before_it_is_imported() -> None:
    code = "import planner, sys; print(set(planner.__all__) <= set(dir(planner)), 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.slow
def test_a_type_checker_sees_the_types(tmp_path: Path) -> None:
    """A mistake of its user is one only where the package says that it is typed."""
    (tmp_path / "user.py").write_text("import planner\nplanner.solve(planner.read('x')).closed_in + 1\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), "user.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert "Unsupported" in done.stdout
    assert "py.typed" not in done.stdout


def test_a_table_that_is_none_offers_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="there is no table 'ordres'; is it orders"):
        tiny_plan().tables["ordres"]
    with pytest.raises(KeyError, match="there are orders, capacity, "):
        tiny_plan().tables["zzzz"]
    assert tiny_plan().tables.get("zzzz") is None
    assert "zzzz" not in tiny_plan().tables
    assert cli.main(["solve", str(TINY), "--out", str(tmp_path / "run"), "--quiet"]) == 0
    with pytest.raises(KeyError, match="is it orders"):
        read_run(tmp_path / "run").tables["order"]


def test_a_sheet_is_a_frame_and_one_that_is_none_offers_the_nearest() -> None:
    case = planner.read(TINY)
    frame = case.frame("sources")
    assert frame["source"].tolist() == ["engine", "grid"]
    assert "capex_usd_per_kw" in frame
    for ask in (case.rows, case.frame):
        with pytest.raises(KeyError, match="there is no sheet 'sorces'; did you mean sources"):
            ask("sorces")


def test_stages_are_logged_and_nobody_hears_of_them_unasked(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO, logger="planner"):
        planner.solve(planner.read(TINY))
    told = [record.getMessage() for record in caplog.records if record.name == "planner.stages"]
    assert [line.split()[0] for line in told][:3] == ["import", "build", "compile"]
    assert all(" took " in line for line in told)
    assert "279 rows" in next(line for line in told if line.startswith("compile"))
    planner.solve(planner.read(TINY))
    assert capfd.readouterr() == ("", "")


def test_tables_are_parquet_of_the_same_kinds(tmp_path: Path) -> None:
    plan = PlottedPlan.of(tiny_plan())
    plan.to_parquet(tmp_path / "tables")
    plan.to_parquet(str(tmp_path / "tables"))
    found = {file.stem: pd.read_parquet(file) for file in (tmp_path / "tables").glob("*.parquet")}
    assert set(found) == set(plan.tables)
    for name, frame in plan.tables.items():
        pd.testing.assert_frame_equal(found[name], frame, check_dtype=False, check_column_type=False)
        assert [
            column for column in frame if frame[column].dtype == float and found[name][column].dtype != float
        ] == []


def test_a_run_with_parquet_is_read_audited_and_replaced_like_any_other(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert cli.main(["solve", str(TINY), "--out", str(run), "--quiet", "--parquet"]) == 0
    assert pd.read_parquet(run / "orders.parquet")["ordered_gw"].sum() > 1
    planner.read_run(run).to_parquet(tmp_path / "again")
    assert (tmp_path / "again" / "orders.parquet").is_file()
    assert cli.main(["audit", str(run)]) == 0
    assert cli.main(["solve", str(TINY), "--out", str(run), "--quiet"]) == 0
    assert not (run / "orders.parquet").exists()


def test_parquet_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "orders.parquet").write_bytes(b"PAR1 mine PAR1")
    with pytest.raises(UserError, match=r"orders\.parquet is there already"):
        PlottedPlan.of(tiny_plan()).to_parquet(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["orders.parquet"]
    assert is_parquet(parquet(tiny_plan().tables["orders"]))


def test_without_its_library_parquet_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert cli.main(["solve", str(TINY), "--out", str(tmp_path / "run"), "--parquet"]) == 1
    assert "Parquet needs" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
