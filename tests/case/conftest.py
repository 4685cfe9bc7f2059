"""What every test of reading shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.small import write_small

from planner.case import Case, read
from planner.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cases.files import Edit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a small valid case, to be broken by hand."""
    return write_small(tmp_path / "small")


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Case]:
    """Read the small case with edits."""
    return lambda *edits: read(write_small(tmp_path / "small", *edits))


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., CaseError]:
    """Read the small case with edits, which must make it unreadable."""

    def refuse(*edits: Edit) -> CaseError:
        with pytest.raises(CaseError) as caught:
            read(write_small(tmp_path / "small", *edits))
        return caught.value

    return refuse
