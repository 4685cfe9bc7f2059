"""The results of a sweep as one tidy dataset: a table of summaries, a row a case, and every table of the runs.

Each row bears its case and the values of the factors. Cases without a plan are in the summary, with the reason.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from planner.audit.forms import FORMS
from planner.disk.steps import write
from planner.errors import not_installed
from planner.numbers import number_of
from planner.study.measures import columns_of
from planner.study.spec import OWN_COLUMNS
from planner.study.sweep_folder import INDICES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from planner.study.design import Point
    from planner.study.sensitivity import Indices
    from planner.study.spec import Spec
    from planner.study.store import Store
    from planner.study.worker import Result

    CaseColumns = dict[str, Any]

ROWS_AT_ONCE = 200_000
"""Rows of a table that are held in memory while it is written."""


def check_parquet() -> None:
    """Raise UserError, which says how to get it, where the library that writes Parquet is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ModuleNotFoundError:
        raise not_installed("Results of sweeps need", "study") from None


def factor_columns(spec: Spec) -> dict[str, bool]:
    """The columns that distinguish cases, and whether each holds numbers."""
    columns = {"scenario": False} if spec.scenarios else {}
    return columns | {factor.name: factor.numbers is not None for factor in spec.factors}


def factors_of(spec: Spec, point: Point) -> dict[str, float | str | None]:
    """The values of those columns at a point; None where a factor is left as it is."""
    values: dict[str, float | str | None] = {"scenario": point.scenario} if spec.scenarios else {}
    for factor in spec.factors:
        text = point.values[factor.name]
        values[factor.name] = (number_of(text) if factor.numbers is not None else text) if text else None
    return values


def measure_columns(spec: Spec, results: Iterable[Result]) -> dict[str, str]:
    """The columns of the measures of any case, by key."""
    keys = dict.fromkeys(key for result in results for key in result.measures)
    return columns_of(keys, {*OWN_COLUMNS, *(factor.name for factor in spec.factors)})


def summarise(spec: Spec, points: Sequence[Point], results: Mapping[int, Result]) -> pd.DataFrame:
    """A row a case: number, name, factors, status and reason, measures, seconds, how it was solved."""
    import pandas as pd

    columns = measure_columns(spec, results.values())
    rows = []
    for point in points:
        result = results[point.number]
        known: dict[str, Any] = {"case": point.number, "name": point.name, **factors_of(spec, point)}
        known |= {"status": result.status, "reason": result.reason}
        known |= {columns[key]: value for key, value in result.measures.items()}
        rows.append(known | {"seconds": result.seconds, "how_solved": result.how_solved})
    frame = pd.DataFrame(rows)
    for name, numeric in factor_columns(spec).items():
        if numeric:
            frame[name] = frame[name].astype(float)
    return frame


def write_summary(frame: pd.DataFrame, folder: Path) -> None:
    """The summaries as Parquet and as CSV; raises OSError."""
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    write(folder / "summary.parquet", stream.getvalue())
    write(folder / "summary.csv", frame.to_csv(index=False, lineterminator="\n").encode())


def write_indices(indices: Indices | None, folder: Path) -> None:
    """Swings or indices as CSV; raises OSError."""
    if indices is not None:
        frame = indices.frame.assign(measure=indices.measure)
        write(folder / INDICES, frame.to_csv(index=False, lineterminator="\n").encode())


def write_tables(
    spec: Spec, points: Sequence[Point], results: Mapping[int, Result], store: Store, folder: Path
) -> dict[str, int]:
    """Every table of the runs in one file, case and factors before its own columns; how many rows each has.

    Cases are read one by one, so that memory does not grow with their number. Raises OSError.
    """
    (folder / TABLES).mkdir()
    marks = [
        (results[point.number].key, _mark(spec, point)) for point in points if results[point.number].measures
    ]
    rows = {}
    for name in FORMS:
        written = _write_table(name, marks, store, folder / TABLES)
        if written is not None:
            rows[name] = written
    return rows


def _mark(spec: Spec, point: Point) -> CaseColumns:
    """What stands in every row of a case, by column: its number and factors."""
    import pyarrow as pa

    mark = {"case": pa.scalar(point.number, pa.int64())}
    values = factors_of(spec, point)
    for column, numeric in factor_columns(spec).items():
        mark[column] = pa.scalar(values[column], pa.float64() if numeric else pa.string())
    return mark


def _write_table(
    name: str, marks: Sequence[tuple[str, CaseColumns]], store: Store, folder: Path
) -> int | None:
    """One table of all cases, by key; None where no case has it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer, total = None, 0
    try:
        for tables in _gathered(_cases(name, marks, store)):
            whole = pa.concat_tables(tables).unify_dictionaries()
            if writer is None:
                # Without Arrow's own schema whoever reads it finds plain words. The least and the most of a part
                # tells where a case is, and nothing of use about the rest.
                writer = pq.ParquetWriter(
                    folder / f"{name}.parquet",
                    whole.schema,
                    compression="zstd",
                    store_schema=False,
                    write_statistics=list(marks[0][1]),
                )
            writer.write_table(whole)
            total += whole.num_rows
    finally:
        if writer is not None:
            writer.close()
    return None if writer is None else total


def _cases(name: str, marks: Iterable[tuple[str, CaseColumns]], store: Store) -> Iterator[Any]:
    """One table of each case that has it, with its mark."""
    import pyarrow as pa

    alone = pa.ipc.IpcReadOptions(use_threads=False)
    for key, mark in marks:
        content = store.table(key, name)
        if content is not None:
            table = pa.ipc.open_file(content, options=alone).read_all()
            repeated = [pa.repeat(value, table.num_rows) for value in mark.values()]
            yield pa.Table.from_arrays([*repeated, *table.columns], names=[*mark, *table.column_names])


def _gathered(tables: Iterable[Any]) -> Iterator[list[Any]]:
    """Tables in lots that are worth writing."""
    lot: list[Any] = []
    for table in tables:
        lot.append(table)
        if sum(part.num_rows for part in lot) >= ROWS_AT_ONCE:
            yield lot
            lot = []
    if lot:
        yield lot
