"""The tables of a plan or a run as Parquet, which keeps the kinds of their columns, for pandas, DuckDB and others."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from planner.disk.single_files import check_replaceable, write_file
from planner.errors import not_installed
from planner.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

MAGIC, MARK = b"PAR1", b"planner_version"
ENDING = ".parquet"


def check_parquet() -> None:
    """Raise UserError, which says how to get it, where the library that writes Parquet is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ModuleNotFoundError:
        raise not_installed("Parquet needs", "parquet") from None


def parquet(frame: pd.DataFrame) -> bytes:
    """A table as Parquet, text as text and figures as figures."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    stream = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({MARK: __version__.encode()}), stream)
    return stream.getvalue()


def files_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, Callable[[], bytes]]:
    """What makes the file of each table, by its name."""
    return {f"{name}{ENDING}": partial(parquet, frame) for name, frame in tables.items()}


def is_parquet(content: bytes) -> bool:
    """Whether content is Parquet that the planner wrote."""
    return content.startswith(MAGIC) and MARK in content


def write_parquet(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table into a folder, NAME.parquet each, in place of earlier ones.

    Raises UserError where pyarrow is not installed, or a file cannot be written.
    """
    check_parquet()
    files = files_of(tables)
    for name in files:
        check_replaceable(folder / name, "a table", is_parquet)
    for name, content in files.items():
        write_file(folder / name, content())
