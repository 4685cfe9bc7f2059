"""What a run's record says of itself: held to sheets and tables where these tell it, and to its seal for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.audit.finding import Finding
from planner.audit.tolerances import CELL, SERVED
from planner.audit.what_it_takes import headline
from planner.case import SHEETS
from planner.case.settings import SETTINGS, SETTINGS_FILE, value_of
from planner.disk.seals import SEAL, broken_seals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run
    from planner.case import Case


def seal(record: Mapping[str, Any]) -> Finding:
    """Fields of the record that are not as the run wrote them; all of them where it has no seal."""
    broken = broken_seals(record)
    where = f"run.json, {', '.join(broken)}: not as the run wrote it" if broken else ""
    if not isinstance(record.get(SEAL), dict):
        where = (
            f"run.json has no {SEAL}, for an earlier version of the planner wrote it or somebody took it out, so "
            "that nothing vouches for what it says of versions, notes, residuals and seconds; solve the case again"
        )
    return Finding("record_is_as_the_run_wrote_it", len(record), len(broken), 0, where)


def claims(run: Run, facts: Facts) -> list[Finding]:
    """What the record says of the case, of edited cells, and of what the plan takes, against sheets and tables."""
    meant, figures = _of_the_case(facts), headline(run, facts)
    wrong = [key for key, value in meant.items() if key not in run.record or run.record[key] != value]
    off = list(_off(run.record.get("headline"), figures))
    edited = run.record.get("edited_cells")
    lost = list(_not_so(run.case, edited)) if isinstance(edited, list) else ["edited_cells is no list"]
    return [
        _listed("record_says_what_the_case_does", len(meant), wrong),
        _listed("headline_is_that_of_the_tables", len(figures), off),
        _listed("edited_cells_are_in_the_sheets", len(edited) if isinstance(edited, list) else 0, lost),
    ]


def met_from(run: Run, unserved: Mapping[str, float]) -> str | None:
    """The first period from which all load is served to the end, of what goes unserved by period; None for none."""
    need = max(run.numbers("shortfall", "need_gw").values(), default=0.0)
    met = None
    for period, gw in reversed(list(unserved.items())):
        if gw > SERVED * min(1.0, need):
            break
        met = period
    return met


def _listed(name: str, count: int, wrong: list[str]) -> Finding:
    """A finding that names all that is wrong."""
    return Finding(name, count, len(wrong), 0, ", ".join(wrong))


def _of_the_case(facts: Facts) -> dict[str, Any]:
    """Fields that repeat the sheets, or that every proved plan has."""
    settings, calendar = facts.settings, facts.settings.calendar
    since = calendar.years_from
    return {
        "status": "optimal",
        "title": settings.title,
        "vintage": settings.vintage,
        "horizon": [str(calendar.start), str(calendar.end)],
        "years_from": None if since is None else str(since),
        "approximation": calendar.approximation or None,
        "hours_per_block": settings.operations.hours_per_block,
        "funding": settings.funding,
    }


def _off(recorded: Any, figures: Mapping[str, Any]) -> Iterator[str]:
    """Parts of the headline that are not what follows from the tables."""
    if not isinstance(recorded, dict):
        yield "headline"
        return
    for name in dict.fromkeys([*figures, *recorded]):
        meant, told = figures.get(name), recorded.get(name)
        if name not in figures or name not in recorded:
            yield f"headline.{name}"
        elif not isinstance(meant, dict):
            yield from [] if told == meant else [f"headline.{name}"]
        elif not isinstance(told, dict) or set(told) != set(meant):
            yield f"headline.{name}"
        else:
            yield from (f"headline.{name}.{to}" for to in meant if not _same(told[to], meant[to]))


def _same(told: Any, meant: float | None) -> bool:
    """Whether a figure is that which follows, but for rounding."""
    if meant is None or isinstance(told, bool) or not isinstance(told, int | float):
        return told is None and meant is None
    return abs(told - meant) <= CELL * max(abs(told), abs(meant))


def _not_so(case: Case, edited: list[Any]) -> Iterator[str]:
    """Edited cells of which the sheet, or the settings, hold another value than they were changed to."""
    for number, cell in enumerate(edited):
        if not isinstance(cell, dict) or cell.get("to") not in _held(
            case, str(cell.get("file")), str(cell.get("column"))
        ):
            yield f"edited_cells[{number}]"


def _held(case: Case, file: str, column: str) -> list[Any]:
    """What a setting is, or a column holds: of which row, its number in files with blank lines does not tell."""
    if file == SETTINGS_FILE:
        return [_plain(value_of(case.settings, column))] if column in SETTINGS else []
    name = next((sheet.name for sheet in SHEETS.values() if sheet.file == file), None)
    rows = () if name is None else case.rows(name)
    return [_plain(row.written(column)) for row in rows if column in row]


def _plain(value: Any) -> Any:
    """A cell as JSON holds it."""
    return value if value is None or isinstance(value, int | float | str) else str(value)
