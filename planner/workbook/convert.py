"""From a folder to a workbook and back, nothing lost; and from a run to a workbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from planner.case.folder import SCENARIOS
from planner.case.read import read, scenarios_text
from planner.case.settings import SETTINGS_FILE
from planner.case.sheet_rows import FaultyFileError
from planner.case.sheets import SHEETS
from planner.case.starter import everything
from planner.case.tabs import Tabs
from planner.case.write_case import write
from planner.case.yaml_comments import comments_of, with_comments
from planner.disk.file_names import check_path
from planner.disk.folders import staged
from planner.disk.foreign_files import LARGEST_YAML, content_of
from planner.disk.single_files import write_file
from planner.errors import CaseError, UserError
from planner.results.read_run import read_run
from planner.results.write_run import RESULTS, write_into
from planner.workbook.case_workbook import case_workbook
from planner.workbook.run_workbook import run_workbook

if TYPE_CHECKING:
    from planner.case.case import Case


def to_workbook(folder: Path, out: Path | None) -> str:
    """Write the case of a folder as a workbook; says what was written. Raises CaseError or UserError."""
    case = read(folder)
    path = out or Path(f"{case.name}.xlsx")
    _stop_if_no_workbook(path)
    _stop_if_there(path)
    try:
        scenarios = scenarios_text(folder)
    except FaultyFileError as faulty:
        raise CaseError([faulty.fault]) from None
    write_file(
        path,
        case_workbook(
            case, comments_of(content_of(folder / SETTINGS_FILE, LARGEST_YAML).decode("utf-8-sig")), scenarios
        ),
    )
    known = {SETTINGS_FILE, SCENARIOS, *(sheet.file for sheet in SHEETS.values())}
    others = sorted(entry.name for entry in folder.iterdir() if entry.name not in known)
    return _summary(case, path) + (
        f"\nNot in it, for it has no place for them: {', '.join(others)}" if others else ""
    )


def to_folder(workbook: Path, out: Path | None) -> str:
    """Write the case of a workbook as a folder; says what was written. Raises CaseError or UserError."""
    case, tabs = read(workbook), Tabs(workbook)
    try:
        comments, scenarios = tabs.comments(), tabs.scenarios()
    except FaultyFileError as faulty:
        raise CaseError([faulty.fault]) from None
    folder = out or Path(case.name)
    _stop_if_there(folder)
    try:
        with staged(folder.resolve(), everything) as stage:
            write(case, stage.folder)
            text = with_comments((stage.folder / SETTINGS_FILE).read_text("utf-8"), comments)
            (stage.folder / SETTINGS_FILE).write_bytes(text.encode())
            if scenarios is not None:
                (stage.folder / SCENARIOS).write_bytes(scenarios.encode())
            stage.swap("case")
    except OSError as problem:
        raise UserError(
            f"{folder} cannot be made: {problem.strerror or problem}.\n    mend: name a folder you may write to"
        ) from problem
    return _summary(case, folder)


def to_results(folder: Path, out: Path | None) -> str:
    """Write the workbook of a finished run; says where. Raises UserError."""
    own = folder / RESULTS
    path = out or own
    _stop_if_no_workbook(path)
    if path.resolve() != own.resolve():
        _stop_if_there(path)
    run = read_run(folder)
    content = run_workbook(run)
    if path.resolve() == own.resolve():
        write_into(folder, run.record, RESULTS, content)
    else:
        write_file(path, content)
    return f"Workbook: {path}"


def _stop_if_no_workbook(path: Path) -> None:
    """Raise UserError where no program would take a file of that name for a workbook, this one included."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"{path} is to be a workbook.\n    mend: end its name with .xlsx")


def _stop_if_there(path: Path) -> None:
    """Raise UserError where something is there already: it may hold work."""
    check_path(path)
    if os.path.lexists(path):
        raise UserError(f"{path} is there already.\n    mend: name another with --out, or move it away")


def _summary(case: Case, path: Path) -> str:
    rows = sum(len(rows) for rows in case.sheets.values())
    return f"{path}: {rows} rows in {sum(map(bool, case.sheets.values()))} sheets.\n    planner solve {path}"
