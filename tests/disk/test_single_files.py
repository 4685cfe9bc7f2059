"""Single files are written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from planner.disk.single_files import check_writable, write_file
from planner.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b.html", b"x")
    assert (tmp_path / "a" / "b.html").read_bytes() == b"x"


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_the_file_that_was_there_stays_where_writing_is_stopped(
    problem: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"old")

    def full(handle: int) -> None:
        raise problem

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError if isinstance(problem, OSError) else KeyboardInterrupt):
        write_file(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert file.read_bytes() == b"old"


def test_whether_a_folder_can_be_written_is_known_before_it_is_made(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("mine")
    with pytest.raises(
        UserError, match=r"file/a cannot be written: .*\n    mend: name another folder with --out"
    ):
        check_writable(tmp_path / "file" / "a")


def test_where_nothing_temporary_can_be_had_writers_are_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> str:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", nowhere)
    write_file(tmp_path / "page", b"content")
    assert (tmp_path / "page").read_bytes() == b"content"
