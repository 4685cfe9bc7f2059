"""Files that anybody may have written: of another kind, without end, or small and full of much, they are refused."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from cases.small import FILES, write_small
from cases.tiny import ROOT, TINY, write_tiny
from cases.workbooks import saved, workbook
from report.reported import write_run

from planner.case import SHEETS, read
from planner.case.read import scenarios_text
from planner.case.sheet_rows import FaultyFileError, lines_of
from planner.cli import main
from planner.disk import foreign_files
from planner.disk.foreign_files import UnfitFileError, content_of, record_of, sha256_of
from planner.errors import CaseError
from planner.study.spec_file import read_spec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = pytest.CaptureFixture[str]

MEMORY = 1500 * 2**20
"""Bytes of address space in which all of these are refused; the libraries alone take a third of it."""
SECONDS = 60


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


def a_device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def a_socket(file: Path) -> None:
    os.chdir(file.parent)  # the path of a socket may have some hundred bytes
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(file.name)


def a_folder(file: Path) -> None:
    file.mkdir()


KINDS = pytest.mark.parametrize("kind", [a_pipe, a_device, a_socket, a_folder])


def put_instead(kind: Callable[[Path], None], file: Path) -> str:
    """Put another kind of file in the place of one; what it is called."""
    before = os.getcwd()
    file.unlink(missing_ok=True)
    try:
        kind(file)
    finally:
        os.chdir(before)
    return kind.__name__.replace("_", " ")


@KINDS
@pytest.mark.parametrize("name", ["days.csv", "case.yaml"])
def test_a_sheet_of_another_kind_is_refused_at_once(
    name: str, kind: Callable[[Path], None], tmp_path: Path
) -> None:
    case = write_small(tmp_path / "small")
    found = put_instead(kind, case / name)
    with pytest.raises(CaseError, match=rf"{name}: found {found}\n.*\n +mend: put an ordinary file there"):
        read(case)


@KINDS
def test_scenarios_and_sweeps_of_another_kind_are_refused_at_once(
    kind: Callable[[Path], None], tmp_path: Path
) -> None:
    case = write_small(tmp_path / "small")
    found = put_instead(kind, case / "scenarios.yaml")
    with pytest.raises(FaultyFileError, match=f"found {found}"):
        scenarios_text(case)
    put_instead(kind, tmp_path / "spec.yaml")
    with pytest.raises(CaseError, match=f"found {found}"):
        read_spec(tmp_path / "spec.yaml")


@KINDS
@pytest.mark.parametrize("name", ["run.json", "capacity.csv"])
def test_a_part_of_a_run_of_another_kind_is_refused_at_once(
    name: str, kind: Callable[[Path], None], tmp_path: Path, capfd: Told
) -> None:
    made = write_run(tmp_path / "run")
    found = put_instead(kind, made / name)
    for command in ("audit", "report", "compare"):
        assert main([command, str(made)]) == 1
        assert f"{name} cannot be read: {found}" in capfd.readouterr().err


def test_a_forged_record_has_the_audit_read_no_device(tmp_path: Path, capfd: Told) -> None:
    made = write_run(tmp_path / "run")
    record = json.loads((made / "run.json").read_text())
    record["files_sha256"]["/dev/zero"] = "0" * 64
    (made / "run.json").write_text(json.dumps(record))
    assert main(["audit", str(made)]) == 3
    assert "/dev/zero" in capfd.readouterr().out
    with pytest.raises(UnfitFileError, match="a device"):
        sha256_of(made / "/dev/zero")


def test_a_file_that_tells_no_size_is_read_as_far_as_it_may_be(tmp_path: Path) -> None:
    from pathlib import Path as AnyPath

    status = AnyPath("/proc/self/status")
    if not status.exists():
        pytest.skip("the system has no files of its own")
    assert status.stat().st_size == 0
    assert content_of(status).startswith(b"Name:")
    with pytest.raises(UnfitFileError, match="beyond 0 MB"):
        content_of(status, 100)


def test_a_file_of_many_terabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as stream:
        stream.truncate(2**40)
    with pytest.raises(UnfitFileError, match="a file of 1,099,512 MB, beyond 100 MB"):
        content_of(tmp_path / "sparse")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 50_000, "[" + "[],[]," * 1_800_000 + "0]"])
def test_a_record_that_is_deep_or_holds_much_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(UnfitFileError, match=r"nested too deeply|more than 5,000,000 values"):
        record_of(tmp_path / "run.json")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" + "," * 6_000_000, "more than 5,000,000 cells"),
        ("a\n" + "\n" * 1_100_000, "more than 1,048,576 rows"),
        ("a" + "," * 2_000, "2,001 cells in a row"),
        ("a\r" + ",,,,,\r" * 900_000, "more than 5,000,000 cells"),
    ],
    ids=["cells", "rows", "width", "old ends of lines"],
)
def test_a_sheet_that_is_too_large_is_refused(text: str, found: str) -> None:
    with pytest.raises(
        FaultyFileError, match=rf"days.csv.*: found {found}\n +allowed: .*\n +mend: delete the rows"
    ):
        lines_of(SHEETS["days"], text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: " + "[" * 5_000, "nested too deeply"),
        ("- " * 5_000 + "a", "nested too deeply"),
        ("a: 1\n" * 500_000, "2,500,000 characters"),
    ],
    ids=["flow", "block", "long"],
)
def test_yaml_that_is_deep_or_long_is_refused(
    text: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spec.yaml").write_text(text)
    monkeypatch.setattr("planner.study.spec_file.LARGEST_YAML", 10**8)
    with pytest.raises(CaseError, match=found):
        read_spec(tmp_path / "spec.yaml")


def test_aliases_in_yaml_are_not_written_out(tmp_path: Path) -> None:
    """A billion of laughs, were each list written where it is named again."""
    laughs = ["l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10)]
    (tmp_path / "spec.yaml").write_text("\n".join([*laughs, "scenarios: *l9", "set: *l9"]))
    with pytest.raises(CaseError, match="found a list"):
        read_spec(tmp_path / "spec.yaml")


HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
LAUGHS = '<!DOCTYPE worksheet [<!ENTITY a "{}">]>'.format("ha" * 1000)


def with_part(tmp_path: Path, name: str, content: bytes) -> Path:
    """A workbook with one of its parts replaced, packed as tightly as may be."""
    path = saved(workbook(FILES), tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, held in (parts | {name: content}).items():
            archive.writestr(part, held)
    return path


def sheet(body: str) -> bytes:
    return f"{HEAD}{body}{TAIL}".encode()


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty cells in one row": (lambda: sheet(f"<row>{'<c/>' * 24_000_000}</row>"), "more cells"),
    "empty cells in many rows": (
        lambda: sheet(f"<row>{'<c/>' * 1000}</row>" * 6_000),
        "more than 5,000,000 cells",
    ),
    "other elements": (lambda: sheet("<x/>" * 24_000_000), "more cells"),
    "empty rows": (lambda: sheet("<row/>" * 2_000_000), "a row numbered 1,048,577"),
    "elements in elements": (lambda: sheet("<x>" * 1_000_000), "more cells"),
    "a column ZZZ": (
        lambda: sheet('<row><c r="ZZZ1" t="str"><v>a</v></c></row><row><c t="str"><v>a</v></c></row>' * 9),
        "a cell in column ZZZ",
    ),
    "a wide header over many rows": (
        lambda: sheet(
            '<row><c r="ALL1" t="str"><v>a</v></c></row>' + '<row><c t="str"><v>a</v></c></row>' * 50_000
        ),
        "50,001 rows of 1,000 columns",
    ),
    "a row far below": (
        lambda: sheet('<row r="99999999999"><c t="str"><v>a</v></c></row>'),
        "numbered 99,999",
    ),
    "a document type": (lambda: (LAUGHS + HEAD[21:] + "<row/>" + TAIL).encode(), "damaged"),
    "a document type in UTF-16": (lambda: (LAUGHS + HEAD[21:] + "<row/>" + TAIL).encode("utf-16"), "damaged"),
    "a document type in another encoding": (
        lambda: b'<?xml version="1.0" encoding="cp037"?>' + (LAUGHS + HEAD[21:] + TAIL).encode("cp037"),
        "damaged",
    ),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow) if name.endswith("many rows") else name for name in BOMBS],
)
def test_a_small_workbook_takes_no_memory(name: str, tmp_path: Path) -> None:
    content, found = BOMBS[name]
    path = with_part(tmp_path, "xl/worksheets/sheet2.xml", content())
    assert path.stat().st_size < 1_000_000
    done = checked(path)
    assert done.returncode == 1, done.stderr
    assert f"found {found}" in done.stderr or found in done.stderr
    assert "mend: " in done.stderr


@pytest.mark.parametrize(
    "row",
    ['<row r="99999999999"><c/></row>', '<row r="1048576"><c t="str"><v>a</v></c></row>'],
    ids=["far", "last"],
)
def test_scenarios_far_below_take_no_memory(row: str, tmp_path: Path) -> None:
    book = workbook(FILES)
    book.create_sheet("scenarios", 0)
    path = saved(book, tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet(row)
    with zipfile.ZipFile(path, "w") as archive:
        for part, held in parts.items():
            archive.writestr(part, held)
    done = checked(path, "--scenario", "any")
    assert done.returncode == 1, done.stderr
    assert (
        "scenarios: found a row numbered 99,999,999,999" in done.stderr
        or "scenarios: found 'a'" in done.stderr
    )


def checked(case: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Check a case in little memory and time."""
    return subprocess.run(
        [sys.executable, "-m", "planner", "check", str(case), *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=SECONDS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        check=False,
    )


def test_an_archive_of_endless_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(45_000):
            archive.writestr(f"{number}", b"")
    with pytest.raises(CaseError, match="more parts than a workbook has"):
        read(path)


def test_a_case_that_is_as_large_as_may_be_is_read() -> None:
    header = "day,share_of_days_fraction"
    lines = lines_of(SHEETS["days"], header + "\n" + ("d,1\n" * 1_000_000))
    assert len(lines) == 1_000_001


def test_the_limits_are_told_by_the_bytes_of_the_file_and_not_of_its_text() -> None:
    assert foreign_files.LARGEST_YAML < foreign_files.LARGEST_FILE < foreign_files.LARGEST_RECORD


@pytest.mark.parametrize("title", ["Sources of power", "Our days, as of 2025", '"note\nof two lines"', ",,x"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_title_above_the_header_is_one_fault(title: str, rows: int, tmp_path: Path) -> None:
    case = write_tiny(tmp_path / "case")
    file = case / "sources.csv"
    file.write_text(f"{title}\n" * rows + file.read_text())
    with pytest.raises(CaseError, match="delete what stands above the header in row") as caught:
        read(case)
    assert [fault.file for fault in caught.value.faults] == ["sources.csv"]
    assert caught.value.faults[0].row == 1


@pytest.mark.parametrize(("tab", "header"), [("sources", 3), ("case", 2), ("days", 2)])
def test_a_title_above_the_header_of_a_tab_is_one_fault(tab: str, header: int, tmp_path: Path) -> None:
    book = workbook(FILES)
    book[tab].insert_rows(1, header - 1)
    book[tab]["C1"] = "What this is about"
    with pytest.raises(CaseError, match=f"delete what stands above the header in row {header}") as caught:
        read(saved(book, tmp_path))
    assert len(caught.value.faults) == 1


def test_a_header_that_is_misspelt_is_no_title(tmp_path: Path) -> None:
    case = write_tiny(tmp_path / "case", ("days.csv", "day,", "dya,"))
    with pytest.raises(CaseError, match="did you mean day"):
        read(case)
    assert read(TINY).rows("days")


@pytest.mark.parametrize("other", [[[]], {"a": {"b": [1]}}, True, 10**400, "1e999"])
@pytest.mark.parametrize("command", ["audit", "report", "workbook", "plot"])
def test_a_record_whose_values_are_of_another_kind_is_refused_or_read(
    command: str, other: object, tmp_path: Path, capfd: Told
) -> None:
    made = write_run(tmp_path / "run")
    record = json.loads((made / "run.json").read_text())
    for key in (*record, "of no planner"):
        (made / "run.json").write_text(json.dumps(record | {key: other}))
        assert main([command, str(made)]) in (0, 1, *([3] if command == "audit" else [])), key
        assert "Traceback" not in capfd.readouterr().err
