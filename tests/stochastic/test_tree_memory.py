"""A tree that is larger than memory is refused before it is built, with how much it would take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from stochastic.futures import case_with, tree_of, write_futures

import planner
from planner import timings
from planner.cli import main
from planner.errors import UserError
from planner.model import build
from planner.solver import compile_model
from planner.stochastic import tree_memory
from planner.stochastic.futures import compile_tree
from planner.stochastic.tree_memory import megabytes_of, stacked_entries
from planner.timings import available_megabytes

if TYPE_CHECKING:
    from pathlib import Path


def many(count: int) -> str:
    """Futures that are alike but for their names."""
    return "".join(
        f"f{k}: {{from: 2026Q3, probability: {1 / count!r}, sentence: One of many., edits: []}}\n"
        for k in range(count)
    )


def test_the_size_of_a_tree_is_foreseen_from_its_trunk(tmp_path: Path) -> None:
    known = compile_tree(case_with(tmp_path / "tiny"))
    program = known.program(known.tree, known.cancelling).program
    assert stacked_entries(known.tree, known.programs["trunk"]) == pytest.approx(program.matrix.nnz, rel=0.25)


def test_more_leaves_take_more(tmp_path: Path) -> None:
    trees = [tree_of(tmp_path / str(count), many(count)) for count in (2, 4, 8)]
    trunk = compile_model(build(trees[0].trunk.case))
    small, middle, large = (megabytes_of(tree, trunk) for tree in trees)
    assert 0 < small < middle < large
    # From the news on, twice the leaves take twice as much.
    assert large - middle == pytest.approx(2 * (middle - small))


@pytest.mark.parametrize("command", ["futures", "regret"])
def test_a_tree_larger_than_memory_is_refused_before_it_is_built(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tree_memory, "available_megabytes", lambda: 0.001)
    monkeypatch.setattr("planner.stochastic.futures.tree_program", None)
    folder = write_futures(tmp_path / "tiny")
    assert main([command, str(folder), "--out", str(tmp_path / "out")]) == 1
    said = capfd.readouterr().err
    assert re.search(r"A tree with 2 leaves would take about \d+\.\d GB of memory, and 0\.0 GB", said)
    assert "mend: fewer futures, longer blocks" in said
    assert not (tmp_path / "out").exists()
    with pytest.raises(UserError, match="would take about"):
        planner.futures(planner.read(folder))


def test_what_is_available_is_the_least_that_anybody_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = tmp_path / "meminfo"
    machine.write_text("MemTotal:       9000000 kB\nMemAvailable:    2000000 kB\n")
    monkeypatch.setattr(timings, "MEMORY_OF_MACHINE", machine)
    monkeypatch.setattr(timings, "MEMORY_OF_CONTAINER", tmp_path)
    assert available_megabytes() == pytest.approx(2048)
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.stat").write_text("anon 5\ninactive_file 3000\nactive_file 7\n")
    (tmp_path / "memory.current").write_text("4000\n")
    assert available_megabytes() == pytest.approx(2048)
    (tmp_path / "memory.max").write_text("600001000\n")
    assert available_megabytes() == pytest.approx(600)
    (tmp_path / "memory.current").write_text("700004000\n")
    assert available_megabytes() == 0.0
