"""Every assumption of a case with its provenance and confidence, sheet by sheet."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from planner.case.settings import SETTINGS
from planner.case.sheets import SHEETS
from planner.report.evidence import CONFIDENCE_TEXTS, confidence_of
from planner.report.vega import humanize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.case import Case, Row
    from planner.results.run import Run

EVIDENCE_COLUMNS = ("provenance", "confidence")
HOURS = tuple(f"h{hour:02d}" for hour in range(24))
TIMES = ("year", "quarter")
"""Columns along which rows of the same provenance and confidence are shown as one."""


def assumptions(run: Run) -> str:
    """The section: a filter by confidence, a table for each sheet, and the settings."""
    boxes = "".join(
        f'<label><input type="checkbox" value="{level}" checked> '
        f'<span class="mark {level}">{level or "–"}</span> {escape(words)}</label> '
        for level, words in CONFIDENCE_TEXTS.items()
    )
    sheets = "".join(_sheet(run.case, name) for name in SHEETS if run.case.rows(name))
    return (
        '<section id="assumptions"><h3>Every assumption</h3>'
        '<p class="reading">Each row of each sheet as used, where it says it comes from, and how firm it is. '
        "Rows that differ only in their year, and say the same of themselves, are told as one.</p>"
        f"<fieldset><legend>Show rows that are</legend>{boxes}</fieldset>{_settings(run.case)}{sheets}</section>"
    )


def _sheet(case: Case, name: str) -> str:
    """One sheet: how firm its rows are in short, and all of them."""
    counts = Counter(confidence_of(row) for row in case.rows(name))
    short = ", ".join(
        f"{words} {counts[level]}" for level, words in CONFIDENCE_TEXTS.items() if counts[level]
    )
    rows = "".join(
        f'<tr data-confidence="{level}"><th scope="row">{escape(what)}</th><td class="what">{escape(values)}</td>'
        f'<td><span class="mark {level}" title="{escape(CONFIDENCE_TEXTS[level])}">{level or "–"}</span></td>'
        f'<td class="why">{escape(why)}</td></tr>'
        for what, values, level, why in _grouped_rows(name, case.rows(name))
    )
    return _table(f"{name}: {SHEETS[name].help}", f"{name}: {len(case.rows(name))} rows ({short})", rows)


def _table(caption: str, summary: str, rows: str) -> str:
    """A collapsed table."""
    return (
        f"<details><summary>{escape(summary)}</summary>"
        f'<div class="scroll" role="region" aria-label="{escape(caption, quote=True)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>"
        '<th scope="col">row</th><th scope="col">values</th><th scope="col">confidence</th>'
        f'<th scope="col">provenance</th></tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def _grouped_rows(name: str, rows: Iterable[Row]) -> Iterator[tuple[str, str, str, str]]:
    """Rows as (key, values, confidence, provenance), those of several years together."""
    columns = [column.name for column in SHEETS[name].columns if column.name not in EVIDENCE_COLUMNS]
    keys = [key for key in SHEETS[name].key if key not in TIMES]
    times = [key for key in SHEETS[name].key if key in TIMES]
    values = [column for column in columns if column not in (*SHEETS[name].key, *HOURS)]
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        what = ", ".join(humanize(str(row[key])) for key in keys if row[key] is not None)
        text = " · ".join(
            f"{humanize(column)} {_value(row[column])}"
            for column in values
            if row.written(column) is not None
        )
        hours = [row[hour] for hour in HOURS if hour in row]
        if hours:
            text = f"{min(hours):g} to {max(hours):g}, mean {sum(hours) / len(hours):.3f}"
        when = ", ".join(f"{'Q' if key == 'quarter' else ''}{row[key]}" for key in times)
        group = (what, confidence_of(row), str(row.get("provenance") or "not stated"))
        grouped.setdefault(group, []).append(f"{when}: {text}" if when else text)
    for (what, level, why), several in grouped.items():
        yield what, "; ".join(several), level, why


def _value(value: Any) -> str:
    """A cell as a reader would write it."""
    return f"{value:,g}" if isinstance(value, float) else str(value)


def _settings(case: Case) -> str:
    """The settings, which have no provenance."""
    rows = []
    for key in SETTINGS:
        found: Any = case.settings
        for part in ("emissions_price_usd_per_tonne",) if key.startswith("emissions.") else key.split("."):
            found = getattr(found, part)
        if found is not None:
            shown = ("on" if found else "off") if isinstance(found, bool) else str(found)
            rows.append(
                f'<tr data-confidence=""><th scope="row">{escape(key)}</th><td class="what">{escape(shown)}</td>'
                f'<td><span class="mark">–</span></td><td class="why">{escape(SETTINGS[key].help)}</td></tr>'
            )
    return _table("case.yaml: the settings", f"case.yaml: {len(rows)} settings", "".join(rows))
