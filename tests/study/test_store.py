"""What is kept of a sweep is checked when it is read: whatever became of it on the disk, results are those solved."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import TINY
from study.sweeping import ENGINES, Here, spec, swept

from planner import cli
from planner.errors import UserError
from planner.study import sweep as sweep_room
from planner.study.store import Store
from planner.study.sweep_folder import RECORD
from planner.study.worker import OPTIMAL, Result

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ASKED = spec(f"{ENGINES}1|2")


def parts(file: Path) -> dict[str, bytes]:
    """The members of a kept case by name."""
    with zipfile.ZipFile(file) as kept:
        return {name: kept.read(name) for name in kept.namelist()}


def rewrite(file: Path, members: dict[str, bytes], sealed: bool = False) -> None:
    """Write a case anew; with `sealed` so that the digest agrees, as a program would that had gone wrong before it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as kept:
        for name, member in members.items():
            kept.writestr(name, member)
        kept.comment = b"0" * 64
    whole = content.getvalue()[:-64]
    file.write_bytes(whole + (hashlib.sha256(whole).hexdigest().encode() if sealed else b"0" * 64))


def altered(file: Path, sealed: bool, **changes: object) -> None:
    """Change what is recorded of a case; None takes a key away."""
    members = parts(file)
    record = json.loads(members["result.json"]) | changes
    record = {key: value for key, value in record.items() if value is not None}
    rewrite(file, {**members, "result.json": json.dumps(record).encode()}, sealed)


def flipped(place: float) -> Callable[[Path], None]:
    """A bit flipped at a share of the length of a file."""

    def flip(file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[min(int(place * len(content)), len(content) - 1)] ^= 0x10
        file.write_bytes(bytes(content))

    return flip


def folder_instead(file: Path, filled: bool = False) -> None:
    file.unlink()
    file.mkdir()
    if filled:
        (file / "thesis.txt").write_text("mine")


def replaced_by_the_other(file: Path) -> None:
    (other,) = (path for path in file.parent.glob("*.zip") if path != file)
    shutil.copyfile(other, file)


def pipe_instead(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def linked_to(target: str) -> Callable[[Path], None]:
    def link(file: Path) -> None:
        file.unlink()
        file.symlink_to(target)

    return link


DAMAGES: dict[str, Callable[[Path], None]] = {
    **{f"a bit at {place}": flipped(place) for place in (0.0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 1.0)},
    "emptied": lambda file: file.write_bytes(b""),
    "a byte left": lambda file: file.write_bytes(b"P"),
    "half of it": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "the last byte lost": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "more behind it": lambda file: file.write_bytes(file.read_bytes() + b"more"),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "no archive": lambda file: file.write_bytes(b"not what it was" * 100),
    "a folder": folder_instead,
    "a folder of somebody's": lambda file: folder_instead(file, filled=True),
    "a pipe": pipe_instead,
    "an endless device": linked_to("/dev/zero"),
    "a link to nothing": linked_to("nowhere"),
    "a link to itself": lambda file: linked_to(file.name)(file),
    "the other case": replaced_by_the_other,
    "no digest": lambda file: rewrite(file, parts(file)),
    "a table lost": lambda file: rewrite(
        file, {name: part for name, part in parts(file).items() if name != "costs.arrow"}
    ),
    "a table lost, sealed": lambda file: rewrite(
        file, {name: part for name, part in parts(file).items() if name != "costs.arrow"}, sealed=True
    ),
    "no record, sealed": lambda file: rewrite(
        file, {name: part for name, part in parts(file).items() if name != "result.json"}, sealed=True
    ),
    "a list for a record, sealed": lambda file: rewrite(file, {"result.json": b"[1]"}, sealed=True),
    "no JSON, sealed": lambda file: rewrite(file, {"result.json": b"{"}, sealed=True),
    "no text, sealed": lambda file: rewrite(file, {"result.json": b"\xff\xfe\xfa"}, sealed=True),
    **{
        f"{key} {kind}, sealed": lambda file, key=key, value=value: altered(file, True, **{key: value})
        for key in ("status", "measures", "tables_sought", "tables_kept", "key", "seconds", "gap")
        for kind, value in (("lost", None), ("a number", 7), ("a list", [[]]))
    },
    "a measure that is a list, sealed": lambda file: altered(
        file, True, measures={"objective_usd_billion": [1]}
    ),
    "another status, sealed": lambda file: altered(file, True, status="perfect"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sweep of two cases."""
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    swept(ASKED, folder)
    return folder


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_solved_again_and_said(
    tmp_path: Path, whole: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(whole, folder)
    apart = [
        "seconds",
        "how_solved",
    ]  # whether it went on from a neighbour hangs on what was solved before it
    before = pd.read_parquet(folder / "summary.parquet").drop(columns=apart)
    victim, sound = sorted((folder / "cases").iterdir())
    kept = sound.read_bytes()
    damage(victim)
    engine = Here()
    found = swept(ASKED, folder, engine)
    gone = damage is DAMAGES["a link to nothing"]
    assert len(engine.solved) == 1
    assert found.summary.drop(columns=apart).equals(before)
    assert len(found.table("orders")) > 0
    assert sound.read_bytes() == kept
    assert victim.is_file()
    if not gone:
        assert found.notes == (
            f"1 finished case was damaged on the disk and solved again: {victim.name} in {folder / 'cases'}",
        )
        assert json.loads((folder / RECORD).read_text())["notes"] == list(found.notes)
    again = Here()
    assert swept(ASKED, folder, again).notes == ()
    assert again.solved == []


def test_what_somebody_put_in_the_place_of_a_case_is_set_aside(tmp_path: Path, whole: Path) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(whole, folder)
    victim = sorted((folder / "cases").iterdir())[0]
    folder_instead(victim, filled=True)
    swept(ASKED, folder)
    (aside,) = (folder / "cases").glob("*.set-aside-*/thesis.txt")
    assert aside.read_text() == "mine"


def test_all_that_is_damaged_is_counted_on_the_screen(
    tmp_path: Path, whole: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(whole, folder)
    for file in (folder / "cases").iterdir():
        flipped(0.5)(file)
    words = ["sweep", str(TINY), "--vary", f"{ENGINES}1|2", "--out", str(folder), "--workers", "1"]
    assert cli.main(words) == 0
    told = " ".join(capfd.readouterr().out.split())
    assert "note: 2 finished cases were damaged on the disk and solved again: " in told
    flipped(0.5)(next((folder / "cases").iterdir()))
    assert cli.main([*words, "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["notes"][0].startswith("1 finished case was damaged")


def test_a_case_that_is_damaged_while_the_dataset_is_written_is_told(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(whole, folder)
    victim = sorted((folder / "cases").iterdir())[0]
    sound = sweep_room.summarise

    def late(*given: object) -> object:
        victim.write_bytes(victim.read_bytes()[:200])
        return sound(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sweep_room, "summarise", late)
    with pytest.raises(
        UserError, match=r"damaged while the sweep was at work\.\n    mend: give the same command"
    ):
        swept(ASKED, folder)
    monkeypatch.undo()
    engine = Here()
    assert len(swept(ASKED, folder, engine).notes) == 1
    assert len(engine.solved) == 1


@pytest.mark.parametrize("name", ["cases", "tables", "plots", "summary.csv", "indices.csv", RECORD])
def test_a_file_for_a_folder_and_a_folder_for_a_file_are_told(
    tmp_path: Path, whole: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(whole, folder)
    path = folder / name
    if name in ("cases", "tables", "plots"):
        shutil.rmtree(path, ignore_errors=True)
        path.write_text("a file")
    else:
        path.unlink(missing_ok=True)
        path.mkdir()
    words = ["sweep", str(TINY), "--vary", f"{ENGINES}1|2", "--out", str(folder), "--workers", "1"]
    assert cli.main(words) == 1
    error = capfd.readouterr().err
    assert f"{path}" in error
    assert "cannot be written" in error
    assert "Traceback" not in error


def test_a_store_gives_back_what_it_was_given(tmp_path: Path) -> None:
    store = Store(tmp_path)
    result = Result(
        3, "key", OPTIMAL, "", 1.5, {"a": 1.0, "b": None, "c": "2026Q1"}, {"orders": b"arrow"}, 1e-15
    )
    store.save(result, ["orders"])
    fresh = Store(tmp_path)
    assert fresh.is_finished("key", ["orders"])
    assert not fresh.is_finished("key", ["orders", "costs"])
    assert not fresh.is_finished("another", [])
    assert fresh.damaged == []
    assert (fresh.table("key", "orders"), fresh.table("key", "costs")) == (b"arrow", None)
    kept = fresh.result("key")
    assert (kept.measures, kept.tables, kept.gap) == (result.measures, {}, 1e-15)
    with pytest.raises(KeyError):
        fresh.result("another")


def test_every_bit_and_every_length_of_a_file_is_checked(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save(Result(0, "key", OPTIMAL, measures={"a": 1.0}, tables={"orders": b"arrow"}), ["orders"])
    file = store.folder / "key.zip"
    sound = file.read_bytes()
    assert store.is_finished("key", ["orders"])
    for place in range(len(sound)):
        for bit in range(8):
            content = bytearray(sound)
            content[place] ^= 1 << bit
            file.write_bytes(bytes(content))
            assert not store.is_finished("key", ["orders"]), (place, bit)
    for length in range(len(sound)):
        file.write_bytes(sound[:length])
        assert not store.is_finished("key", ["orders"]), length
    file.write_bytes(sound)
    assert store.is_finished("key", ["orders"])


def test_litter_of_killed_writers_goes_and_what_looks_like_it_does_no_harm(
    tmp_path: Path, whole: Path
) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(whole, folder)
    (folder / "cases" / ".abc.zip.0123").write_text("half")
    (folder / "cases" / ".abc.zip.4567").mkdir()
    swept(ASKED, folder)
    assert [path.name for path in (folder / "cases").glob(".*")] == [".abc.zip.4567"]


# ── The dataset takes its place whole ──


def dataset(folder: Path) -> dict[str, bytes]:
    """All but the finished cases, by name."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "cases")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_dataset_before_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    swept(ASKED, folder, pictures=lambda _: {"plots/old.png": b"old"})
    before = dataset(folder)
    assert {"sweep.json", "summary.csv", "tables/orders.parquet", "plots/old.png"} <= set(before)
    with pytest.raises(KeyboardInterrupt):
        swept(spec(f"{ENGINES}1|1.5|3"), folder, Here(stop=1))
    assert dataset(folder) == before
    more = Here()
    swept(spec(f"{ENGINES}1|1.5|3"), folder, more)
    assert len(more.solved) == 1
    assert "plots/old.png" not in dataset(folder)
    assert len(pd.read_csv(folder / "summary.csv")) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sweep"]


def test_pictures_that_cannot_be_drawn_cost_no_dataset(tmp_path: Path) -> None:
    def no_picture(_: object) -> dict[str, bytes]:
        raise RuntimeError("no font")

    with pytest.raises(RuntimeError, match="no font"):
        swept(ASKED, tmp_path / "sweep", pictures=no_picture)
    assert {"sweep.json", "summary.parquet", "tables/costs.parquet"} <= set(dataset(tmp_path / "sweep"))


def test_a_sweep_moved_aside_by_a_writer_that_was_killed_goes_on(tmp_path: Path) -> None:
    """Killed between the two names of a swap, and after them before the finished cases went over."""
    folder, aside = tmp_path / "sweep", tmp_path / ".sweep.replaced-0123abcd"
    swept(ASKED, folder)
    before, kept = dataset(folder), len(list((folder / "cases").iterdir()))
    folder.rename(aside)
    engine = Here()
    swept(ASKED, folder, engine)
    assert (engine.solved, set(dataset(folder))) == ([], set(before))
    aside.mkdir()
    (folder / "cases").rename(aside / "cases")
    shutil.copyfile(folder / "sweep.json", aside / "sweep.json")
    swept(ASKED, folder, engine)
    assert engine.solved == []
    assert len(list((folder / "cases").iterdir())) == kept
    assert [path.name for path in tmp_path.iterdir()] == ["sweep"]


@pytest.mark.parametrize("name", ["thesis.txt", ".thesis", "tables/thesis.csv", "plots/notes.txt"])
def test_what_no_sweep_wrote_is_left_alone(name: str, tmp_path: Path) -> None:
    swept(ASKED, tmp_path / "sweep")
    (tmp_path / "sweep" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "sweep" / name).write_text("mine")
    with pytest.raises(UserError, match=f"holds what no sweep wrote, such as {name}"):
        swept(ASKED, tmp_path / "sweep")
    assert (tmp_path / "sweep" / name).read_text() == "mine"


def test_what_is_put_there_while_a_sweep_is_at_work_comes_to_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"

    def meanwhile(_: object) -> dict[str, bytes]:
        (folder / "thesis.txt").write_text("mine")
        return {}

    with pytest.raises(
        UserError, match=r"such as thesis\.txt; it is left alone\. The finished dataset is whole"
    ):
        swept(ASKED, folder, pictures=meanwhile)
    assert (folder / "thesis.txt").read_text() == "mine"
    assert "summary.csv" in dataset(tmp_path / "sweep-2")
    assert len(list((folder / "cases").iterdir())) == 2
