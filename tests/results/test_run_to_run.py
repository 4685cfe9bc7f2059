"""Two runs of one case give the same tables byte for byte, whatever order a process gives to sets and hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cases.variants import write_variant

if TYPE_CHECKING:
    from pathlib import Path

SOLVE = """
import sys
from planner import cli, pipeline
pipeline.DECOMPOSITION_ROWS = int(sys.argv[1])
sys.exit(cli.main(["solve", sys.argv[2], "--out", sys.argv[3], "--quiet"]))
"""


@pytest.mark.parametrize("rows", [0, 10**9], ids=["decomposed", "all at once"])
def test_tables_are_the_same_from_run_to_run(rows: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", 4)
    tables = []
    for seed in ("1", "2"):
        run = tmp_path / f"run{seed}"
        command = [sys.executable, "-c", SOLVE, str(rows), str(tmp_path / "case"), str(run)]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed})
        tables.append({path.name: path.read_bytes() for path in sorted(run.glob("*.csv"))})
    assert len(tables[0]) > 10
    assert tables[0] == tables[1]
