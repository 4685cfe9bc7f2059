"""The first attempts of each kind of attack, and that what is not survived is told."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from attack import attacking
from attack.kinds import KINDS, quietly, refused, wrong_end
from cases.tiny import TINY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize("kind", ["kills at every step", "full disks", "hostile files", "forged runs"])
def test_the_first_of_each_kind_are_survived(kind: str) -> None:
    attempts, _ = KINDS[kind]
    found = list(islice(attempts(2), 3))
    assert len(found) == 3
    assert [what for what, problem in found if problem] == []


def test_what_is_not_survived_is_told(tmp_path: Path) -> None:
    assert refused(TINY).startswith("exit 0")
    assert wrong_end(3, "", str(tmp_path), tmp_path / "run", "solve") == "exit 3: "
    (tmp_path / ".run.partial").touch()
    assert "left" in wrong_end(0, "", str(tmp_path), tmp_path / "run", "solve")
    assert quietly("audit", tmp_path / "none") == 1


def test_what_is_lost_is_in_the_table_and_in_the_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def attempts(count: int) -> Iterator[tuple[str, str]]:
        yield from (("one", ""), ("another", "gone"))[:count]

    monkeypatch.setitem(attacking.KINDS, "any", (attempts, 2))
    monkeypatch.setattr(sys, "argv", ["attack", "any"])
    assert attacking.main() == 1
    told = capsys.readouterr().out
    assert "LOST another: gone" in told
    assert told.splitlines()[1].split()[:3] == ["any", "2", "1"]
    monkeypatch.setattr(sys, "argv", ["attack", "any", "--count", "1"])
    assert attacking.main() == 0
