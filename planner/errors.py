"""Everything the planner raises on purpose.

PlannerError
├── UserError         something the user can mend                     exit status 1
│   ├── CaseError     the input sheets are wrong; lists every fault
│   └── NoBottom      some decision earns money without limit
├── NoPlan            no plan satisfies every rule of the case        exit status 2
└── OwnFault          the planner failed; never the user's doing      exit status 3
    ├── SolverFailed  HiGHS stopped before proving a plan optimal
    │   └── Exhausted it ran out of time or memory
    └── Unreconciled  the answer does not pass its own checks
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Problem = tuple[str, str]
    """What will not do, in a sentence, and how to mend it."""


KEYED = (".yaml", ".yml", "case")
"""How the names of files and tabs end that hold keys, not columns."""
MOST_ALIKE = 10
"""Of faults that are alike in a file, how many a message lists."""
OUT_OF_MEMORY = (
    "Memory ran out before there was a plan.\n"
    "    mend: longer blocks (operations.hours_per_block), a shorter horizon, or a machine with more memory"
)


class Finding(Protocol):
    """Something that a diagnosis found, which goes into JSON; see `planner.diagnose` for what else it says."""

    def as_dict(self) -> dict[str, Any]:
        """The finding for JSON."""


class Layout(Protocol):
    """Where the cells of a case stand, where that is a workbook."""

    def located_data(self, data: Any) -> Any:
        """Data about files and their cells, as JSON has it, with tab and cell in place of the file."""


class PlannerError(Exception):
    """Root of the tree; `exit_status` is what the command line returns."""

    exit_status = 3


class UserError(PlannerError):
    """Something the user can mend: a folder, an option, a sheet."""

    exit_status = 1


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a case: where it stands, what was found, what is allowed, how to mend it.

    `row` is the row a spreadsheet shows (the header is row 1); None where the fault has no row. In a workbook `file`
    is the tab, and `cell` the cell, the column or the cells where it stands.
    """

    file: str
    allowed: str
    mend: str
    row: int | None = None
    column: str | None = None
    found: str | None = None
    cell: str | None = None

    @property
    def place(self) -> str:
        """Where the fault stands, as a reader would look for it.

        >>> Fault("sources.csv", "", "", 7, "kind").place, Fault("sources", "", "", 7, "kind", cell="B7").place
        ('sources.csv, row 7, column kind', 'sources!B7 (kind)')
        >>> Fault("case.yaml", "", "", 4, "title").place
        'case.yaml, row 4, key title'
        """
        if self.cell is not None:
            return f"{self.file}!{self.cell}" + (f" ({self.column})" if self.column else "")
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"{'key' if self.file.endswith(KEYED) else 'column'} {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        found = "" if self.found is None else f": found {self.found}"
        return f"{self.place}{found}\n    allowed: {self.allowed}\n    mend: {self.mend}"


def not_installed(what: str, extra: str) -> UserError:
    """What is said where an extra is not installed: no package index has the planner, so it takes a checkout."""
    return UserError(
        f"{what} what is not installed.\n    mend: in a checkout of the planner, pip install '.[{extra}]'"
    )


class CaseError(UserError):
    """The case cannot be planned as written; `faults` lists everything wrong with it.

    The message lists ten faults of those that are alike, and counts the others.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        title = "1 thing" if count == 1 else f"{count} things"
        body = "\n\n".join(str(fault) for fault in _capped(self.faults))
        super().__init__(f"{title} to mend before planning:\n\n{body}")


def _capped(faults: Sequence[Fault]) -> Iterator[Fault]:
    """The faults, of many alike in a file only the first ten and how many more there are."""
    total = Counter((fault.file, fault.allowed) for fault in faults)
    listed: Counter[tuple[str, str]] = Counter()
    for fault in faults:
        kind = (fault.file, fault.allowed)
        listed[kind] += 1
        if listed[kind] <= MOST_ALIKE:
            yield fault
        elif listed[kind] == MOST_ALIKE + 1:
            found = f"{total[kind] - MOST_ALIKE} more faults like the {MOST_ALIKE} above"
            mend = "mend those above, and these in the same way"
            yield Fault(fault.file, fault.allowed, mend, found=found)


def unfit(problems: Iterable[Problem]) -> UserError:
    """What will not do, each once with its mend."""
    return UserError("\n\n".join(f"{text}\n    mend: {mend}" for text, mend in dict.fromkeys(problems)))


def together(problems: Sequence[UserError]) -> UserError:
    """Several things to mend as one: faults of cells and files are listed as such, whatever else before them."""
    if len(problems) == 1:
        return problems[0]
    faults = [fault for problem in problems if isinstance(problem, CaseError) for fault in problem.faults]
    listed = [CaseError(faults)] if faults else []
    parts = [*(problem for problem in problems if not isinstance(problem, CaseError)), *listed]
    return parts[0] if len(parts) == 1 else UserError("\n\n".join(map(str, parts)))


def every(*parts: Callable[[], Any]) -> list[Any]:
    """What each part gives; raises UserError with all that is to be mended for any of them."""
    found, problems = [], []
    for part in parts:
        try:
            found.append(part())
        except UserError as problem:
            problems.append(problem)
    if problems:
        raise together(problems)
    return found


class NoBottom(UserError):
    """The cost of the case has no bottom: some decision earns money without limit."""


class NoPlan(PlannerError):
    """No plan satisfies every rule of the case.

    `shortfalls` are what falls short, `repairs` what would give a plan, cheapest first, `conflicting_rules` the rules
    in conflict; all as `planner.diagnose` has them, and empty where the case was not diagnosed. `places` is the layout
    of the workbook that the case was read from, if it was.
    """

    exit_status = 2

    def __init__(
        self,
        message: str,
        shortfalls: Sequence[Finding] = (),
        repairs: Sequence[Finding] = (),
        conflicting_rules: Sequence[Finding] = (),
        places: Layout | None = None,
    ) -> None:
        self.shortfalls, self.repairs, self.conflicting_rules = (
            tuple(shortfalls),
            tuple(repairs),
            tuple(conflicting_rules),
        )
        self.places = places
        super().__init__(message)

    def as_dict(self) -> dict[str, Any]:
        """What falls short, what would mend it and which rules conflict, for JSON."""
        data: dict[str, Any] = {
            "shortfalls": [shortfall.as_dict() for shortfall in self.shortfalls],
            "repairs": [repair.as_dict() for repair in self.repairs],
            "conflict": [rule.as_dict() for rule in self.conflicting_rules],
        }
        return data if self.places is None else dict(self.places.located_data(data))


class OwnFault(PlannerError):
    """The planner failed; the case is not to blame."""


class SolverFailed(OwnFault):
    """HiGHS stopped before proving a plan optimal."""


class NotProved(SolverFailed):
    """An optimum by HiGHS's word that its certificate does not bear out."""


class Exhausted(SolverFailed):
    """HiGHS ran out of time or memory."""


class Unreconciled(OwnFault):
    """The answer does not pass its own checks."""
