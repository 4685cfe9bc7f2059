"""What the command line says of itself: the version, examples, completion, and what was meant by a slip."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest
from cases.tiny import ROOT

import planner
from planner import cli
from planner.case import starter
from planner.cli import parser
from planner.commands import COMMANDS
from planner.commands.completion import SHELLS

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]
NAMES = [command.__name__.rpartition(".")[2].rstrip("_") for command in COMMANDS]


def examples_of(name: str) -> list[str]:
    """The command lines at the end of a command's help."""
    text = parser().of_command[name].format_help().replace(" \\\n", " ")
    found = re.search(r"^examples?:\n((?:  .*\n?)+)\Z", text, flags=re.MULTILINE)
    return [] if found is None else found[1].splitlines()


def test_the_version_is_told(capsys: Told) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"planner {planner.__version__}\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_ends_with_examples_that_it_takes(name: str) -> None:
    found = examples_of(name)
    assert found
    for line in found:
        words = shlex.split(line.partition(" > ")[0])
        assert words[:2] == ["planner", name]
        options = parser().parse_args(words[1:])
        assert options.command == name


def test_examples_fit_a_terminal_and_name_cases_that_are_shipped() -> None:
    for name in NAMES:
        for line in parser().of_command[name].format_help().splitlines():
            assert len(line) <= 100
            for case in re.findall(r"inputs/[\w-]+|--from [\w-]+-[\w-]+", line):
                assert (ROOT / case.replace("--from ", "inputs/")).is_dir()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["slove", "x"], "planner: there is no command 'slove'\n    mend: did you mean solve?"),
        (["rep", "x"], "did you mean report?"),
        (["zebra"], "mend: name one of solve, check, "),
        (["solve", "x", "--reprot"], "unrecognized arguments: --reprot\n    mend: did you mean --report?"),
        (
            ["sweep", "x", "--design", "tornadoo"],
            "there is no --design 'tornadoo'\n    mend: did you mean tornado?",
        ),
    ],
)
def test_a_slip_is_offered_what_was_meant(words: list[str], told: str, capsys: Told) -> None:
    assert cli.main(words) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_given_its_completion(shell: str, capsys: Told) -> None:
    assert cli.main(["completion", shell]) == 0
    told = capsys.readouterr().out
    assert [name for name in NAMES if name not in told] == []
    assert ("--time-limit" in told) == (shell != "tcsh")
    program = shutil.which(shell)
    if program is not None:
        subprocess.run([program, "-n"], input=told, text=True, check=True)


def test_a_new_case_is_any_that_is_shipped(tmp_path: Path, capsys: Told) -> None:
    for name in starter.names():
        assert cli.main(["new", str(tmp_path / name), "--from", name]) == 0
        assert planner.read(tmp_path / name).sheets == planner.read(ROOT / "inputs" / name).sheets
    assert starter.names() == ["tiny", "us-2026-update", "us-2028"]
    assert cli.main(["new", str(tmp_path / "mine"), "--from", "us-2082"]) == 1
    assert "No case 'us-2082' is shipped.\n    mend: did you mean us-2028?" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_the_cases_are_kept_once_and_are_in_the_package_once_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel has them where the installed package looks for them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    for here, there in wheel["force-include"].items():
        shutil.copytree(ROOT / here, tmp_path / there)
    monkeypatch.setattr(starter, "__file__", str(tmp_path / "planner" / "case" / "starter.py"))
    starter.start(tmp_path / "mine", "us-2028")
    assert (tmp_path / "mine" / "scenarios.yaml").is_file()
    assert starter.shipped() == tmp_path / "planner" / "inputs"
