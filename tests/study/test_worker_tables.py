"""Tables of a case as a sweep keeps them: the same types whatever is in them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from cases import credit
from cases.credit_single import random_part

import planner
from planner.study.worker import as_arrow

if TYPE_CHECKING:
    from pathlib import Path

PACKAGING = 3
"""A seed in whose plan vehicles hold loans."""


def test_keys_that_are_numbers_are_kept_as_words(tmp_path: Path) -> None:
    plan = planner.solve(planner.read(random_part(tmp_path / "case", PACKAGING, credit.lenders)))
    for name, frame in plan.tables.items():
        kept = pa.ipc.open_file(io.BytesIO(as_arrow(name, frame))).read_all().to_pandas()
        assert list(kept.columns) == list(frame.columns), name
        for column in frame.columns:
            if kept[column].dtype == "category":
                assert kept[column].astype(str).tolist() == frame[column].astype(str).tolist()
            else:
                assert kept[column].tolist() == pytest.approx(frame[column].tolist(), nan_ok=True)
    assert len(plan.tables["notes"]) > 0
