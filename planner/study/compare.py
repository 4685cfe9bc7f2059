"""Plans side by side: what changes in the build, the money, the date of closing and the prices."""

from __future__ import annotations

import itertools
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.case.calendar import Period
from planner.study.measures import (
    ANSWER,
    BOTTLENECK,
    CLOSED_IN,
    COST,
    MONEY_BOTTLENECK,
    PRICES,
    QUARTERS_TO_CLOSE,
    RAISED,
    STANDING,
    measures,
    target_of,
)
from planner.terminal import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.results.run import Run
    from planner.study.measures import Measure

LABEL_WIDTH = 36
COLUMN_WIDTH = 11
PLANS_PER_BLOCK = (WIDTH - LABEL_WIDTH) // COLUMN_WIDTH
DIFFERENCE = "difference"
BOTTLENECKS_SHOWN = 5
"""Of each kind, the dearest in any plan."""
KEYS = ("section", "item", "unit")
"""The columns of a comparison before those of plans."""
LABELS = {
    "objective_usd_billion": "total system cost, USD billion",
    "closed_in": "shortfall closed from",
    "worst_unserved_gw": "most unmet demand, GW",
    "unserved_gw_years": "unmet demand in all, GW-years",
    QUARTERS_TO_CLOSE: "quarters until it closes",
}
TITLES = {
    ANSWER: "The answer",
    COST: "Total system cost by part, present value, USD billion",
    STANDING: "GW standing {at}",
    RAISED: "USD billion raised over the horizon",
    BOTTLENECK: "Dearest bottlenecks: one GW more saves, USD billion, and when most",
    MONEY_BOTTLENECK: "Dearest limits on money: one dollar more saves, and when most",
}


@dataclass(frozen=True)
class Line:
    """One figure across plans, in their order; None where a plan has none such."""

    section: str
    item: str
    unit: str
    cells: tuple[Measure | None, ...]

    @property
    def values(self) -> list[float | str | None]:
        """The figures alone."""
        return [None if cell is None else cell.value for cell in self.cells]

    @property
    def words(self) -> str:
        """What is shown of it: the field's term, or else the name of its item."""
        term = next((cell.term for cell in self.cells if cell is not None), "")
        return term or LABELS.get(self.item, self.item)

    @property
    def differences(self) -> list[float | None]:
        """What each plan has more than the first; None where either has no such figure."""
        first = self.values[0]
        return [
            value - first if isinstance(value, float) and isinstance(first, float) else None
            for value in self.values
        ]

    @property
    def most(self) -> float:
        """The largest figure of any plan."""
        return max((value for value in self.values if isinstance(value, float)), default=0.0)


@dataclass(frozen=True)
class Comparison:
    """Plans side by side: a line a figure, `at` the quarter or the year for which capacity is given."""

    names: tuple[str, ...]
    at: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]

    @property
    def standing_at(self) -> str:
        """For when capacity is given, in words: a plan by the year has no quarters, and gives the mean of one."""
        cells = (cell for line in self.lines if line.section == STANDING for cell in line.cells)
        periods = sorted({cell.when for cell in cells if cell is not None}, reverse=True) or [self.at]
        return ", or ".join(
            f"{'at the end' if Period.parse(t).is_quarter else 'on the mean'} of {t}" for t in periods
        )

    def as_dict(self) -> dict[str, Any]:
        """The comparison for JSON."""
        lines = [
            {
                "section": line.section,
                "item": line.item,
                "unit": line.unit,
                "values": line.values,
                "differences": line.differences,
                "when": [cell.when if cell is not None and cell.when else None for cell in line.cells],
            }
            for line in self.lines
        ]
        return {"plans": list(self.names), "standing_at": self.at, "lines": lines, "notes": list(self.notes)}

    def rows(self) -> Iterator[list[Any]]:
        """The comparison for CSV, header first: section, item, unit, a column a plan."""
        yield [*KEYS, *self.names]
        for line in self.lines:
            yield [
                line.section,
                line.item,
                line.unit,
                *("" if value is None else value for value in line.values),
            ]


def compare(runs: Sequence[Run], at: str | None = None) -> Comparison:
    """Plans side by side, capacity at `at`, a quarter or a year, or at the latest target of any of them."""
    at = at or max(target_of(run.case) for run in runs)
    found = [{(m.section, m.item, m.unit): m for m in measures(run, at)} for run in runs]
    keys = dict.fromkeys(key for section in TITLES for one in found for key in one if key[0] == section)
    lines = [Line(*key, tuple(one.get(key) for one in found)) for key in keys]
    return Comparison(_names(runs), at, tuple(lines), tuple(_notes(runs)))


def _names(runs: Sequence[Run]) -> tuple[str, ...]:
    """A name for each, those alike numbered, and those that a column of figures has."""
    names = [str(run.record.get("scenario") or run.name) for run in runs]
    clear = {name for name in names if names.count(name) == 1 and name not in KEYS}
    found: list[str] = []
    for name in names:
        used = {*clear, *found}
        numbered = (f"{name}-{number}" for number in itertools.count(1))
        found.append(name if name in clear else next(other for other in numbered if other not in used))
    return tuple(found)


def _notes(runs: Sequence[Run]) -> Iterator[str]:
    """In what else plans differ than in what was asked: they compare only in part."""
    asked: dict[str, list[str]] = {
        "case": [str(run.record.get("case")) for run in runs],
        "horizon": [f"{run.case.periods[0].first} to {run.case.periods[-1].last}" for run in runs],
        "years planned as such": [_years(run) for run in runs],
        "hours per block": [str(run.case.settings.operations.hours_per_block) for run in runs],
        "funding": ["on" if run.case.settings.funding else "off" for run in runs],
    }
    for what, values in asked.items():
        if len(set(values)) > 1:
            yield f"not all have the same {what}: {', '.join(values)}"


def _years(run: Run) -> str:
    """From when on a plan is by the year."""
    since = run.case.settings.calendar.years_from
    return "none" if since is None else f"from {since.year}"


def comparison_text(comparison: Comparison, everything: bool = False) -> str:
    """The comparison in 80 columns; lines alike in all plans are left out and counted, unless `everything`.

    Of two plans the difference is shown as well, what the second has more than the first.
    """
    parts = [f"note: {note}" for note in comparison.notes]
    lines = list(_shown(comparison.lines))
    alike = 0 if everything else sum(_alike(line) for line in lines)
    if not everything:
        lines = [line for line in lines if not _alike(line)]
    for start in range(1, max(2, len(comparison.names)), PLANS_PER_BLOCK - 1):
        places = [0, *range(start, min(start + PLANS_PER_BLOCK - 1, len(comparison.names)))]
        parts.append(_block(comparison, lines, places))
    if alike:
        parts.append(f"{alike} more lines are alike in all of them; --all shows them.")
    return "\n\n".join(parts)


def _shown(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of the screen: those that are nothing left out, of bottlenecks the dearest of each unit."""
    taken: dict[str, int] = {}
    candidates = (line for line in lines if line.item != QUARTERS_TO_CLOSE)
    for line in sorted(candidates, key=lambda line: -line.most if line.section in PRICES else 0.0):
        taken[line.section] = taken.get(line.section, 0) + 1
        if line.section in PRICES and taken[line.section] > BOTTLENECKS_SHOWN:
            continue
        if line.section == ANSWER or any(
            _cell(line, place).strip(" 0.-") for place in range(len(line.cells))
        ):
            yield line


def _alike(line: Line) -> bool:
    """Whether a line says the same of every plan; the answer is shown all the same."""
    return line.section != ANSWER and len({_cell(line, place) for place in range(len(line.cells))}) == 1


def _block(comparison: Comparison, lines: Sequence[Line], places: Sequence[int]) -> str:
    """As many plans as fit, the first one always among them."""
    two = len(comparison.names) == 2
    text = _heading([comparison.names[place] for place in places] + [DIFFERENCE] * two)
    waited = next((line.differences[-1] for line in comparison.lines if line.item == QUARTERS_TO_CLOSE), None)
    for section, title in TITLES.items():
        here = [line for line in lines if line.section == section]
        if here:
            text += ["", title.format(at=comparison.standing_at)]
        for line in here:
            label = line.words
            if len(label) >= LABEL_WIDTH:
                label = f"{label[: LABEL_WIDTH - 2]}…"
            cells = [_cell(line, place) for place in places] + [_difference(line, waited)] * two
            text.append(f"{label:<{LABEL_WIDTH}}" + "".join(f"{cell:>{COLUMN_WIDTH}}" for cell in cells))
    return "\n".join(text)


def _heading(names: Sequence[str]) -> list[str]:
    """The names of plans over their columns, in as many lines as they need."""
    wrapped = [textwrap.wrap(name, COLUMN_WIDTH - 1, break_on_hyphens=True) for name in names]
    height = max(map(len, wrapped))
    padded = [[""] * (height - len(lines)) + lines for lines in wrapped]
    lines = ("".join(f"{parts[k]:>{COLUMN_WIDTH}}" for parts in padded) for k in range(height))
    return [f"{' ' * LABEL_WIDTH}{line}".rstrip() for line in lines]


def _cell(line: Line, place: int) -> str:
    """A figure as the screen shows it, with its period where that differs from plan to plan."""
    cell = line.cells[place]
    if cell is None:
        return "-"
    if not isinstance(cell.value, float):
        return "never" if cell.value is None else cell.value
    period = cell.when[2:] if cell.when and Period.parse(cell.when).is_quarter else cell.when
    when = f" {period}" if period and line.section != STANDING else ""
    return f"{cell.value:,.{_decimals(line)}f}{when}"


def _decimals(line: Line) -> int:
    """With how many decimals the figures of a line are shown."""
    if line.section == MONEY_BOTTLENECK:
        return 3
    return 2 if line.section == BOTTLENECK and line.most < 10 else 1


def _difference(line: Line, waited: float | None) -> str:
    """What the second of two plans has more than the first; of the date of closing how many quarters later it is."""
    if line.item == CLOSED_IN:
        late = "later" if waited and waited > 0 else "sooner"
        return "-" if waited is None else f"{abs(waited):.0f} q {late}" if waited else "same"
    more = line.differences[-1]
    return "-" if more is None else f"{more + 0.0:+,.{_decimals(line)}f}"
