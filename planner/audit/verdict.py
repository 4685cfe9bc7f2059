"""The audit of a run: everything found, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.audit.facts import Facts
from planner.audit.finding import Finding
from planner.audit.forms import FORMS, column_of
from planner.audit.proof import Proof
from planner.audit.record import claims, met_from, seal
from planner.audit.rules import program
from planner.audit.run_folder import read_run
from planner.audit.tables import expected_tables
from planner.audit.tables.expected import compare
from planner.audit.tables.prices import duals
from planner.audit.tolerances import CELL, RESIDUAL
from planner.audit.values import Reader, values

if TYPE_CHECKING:
    from pathlib import Path

    from planner.audit.program import Program
    from planner.audit.run_folder import Run
    from planner.audit.tables.prices import Duals


@dataclass(frozen=True)
class Verdict:
    """What an audit found, part by part, each a list of findings; `proved` where all of them hold.

    `least` is False where the prices of the folder cannot prove that no plan is better, as of a tree weighed by what
    its dearest futures cost.
    """

    case: str
    objective: float
    parts: dict[str, list[Finding]]
    least: bool = True

    @property
    def failed(self) -> list[Finding]:
        """Findings that do not hold."""
        return [finding for part in self.parts.values() for finding in part if not finding.holds]

    @property
    def proved(self) -> bool:
        """Whether the run is feasible, its tables agree, and its prices prove that nothing is cheaper."""
        return not self.failed


def audit_run(folder: Path) -> Verdict:
    """Read a run's folder and prove it again; raises UserError where the folder is no run that can be read."""
    return examine(read_run(folder), folder.resolve().name)


def examine(run: Run, name: str) -> Verdict:
    """Prove a run that has been read; `name` is what to call it where its record does not say."""
    facts = Facts(run.case)
    return hold(run, name, facts, program(facts))


def hold(run: Run, name: str, facts: Facts, p: Program) -> Verdict:
    """Hold a run to its case, as the audit has written that down."""
    x, unknown_rows = values(run, facts, p)
    y, unknown_prices = prices_of(run, facts, p)
    proof = Proof(p, x, y)
    count = len(run.tables)
    parts = {
        "files": [_files(run), seal(run.record)],
        "rules": [*proof.rules(), _named("rows_name_what_the_case_has", count, unknown_rows)],
        "tables": _tables(run, facts, duals(run, p.indices)),
        "answer": [*_answer(run, facts, proof.objective, proof.size), *claims(run, facts)],
        "prices": [*proof.prices(), _named("prices_name_what_the_case_has", len(p.rows), unknown_prices)],
        "reduced costs": proof.reduced_costs(),
        "gap": [proof.gap()],
    }
    return Verdict(str(run.record.get("case", name)), proof.objective, parts)


def _files(run: Run) -> Finding:
    """Files that are not, byte by byte, as the run wrote them."""
    count, changed = len(run.record["files_sha256"]), ", ".join(run.changed)
    return Finding("files_are_as_the_run_wrote_them", count, len(run.changed), 0, changed)


def _named(name: str, count: int, unknown: list[str]) -> Finding:
    """Rows that name no decision or no rule of the case."""
    return Finding(name, count, len(unknown), 0, unknown[0] if unknown else "")


def prices_of(run: Run, facts: Facts, p: Program) -> tuple[list[float], list[str]]:
    """The price of every row of the program, and rows of the table that name none."""
    reader, y, unknown = Reader(facts), [0.0] * len(p.bound), []
    columns = run.tables["prices"].form.keys[1:]
    for key, dual in run.numbers("prices", "dual_usd_billion_per_unit").items():
        cells = dict(zip(columns, key[1:], strict=True))
        letters = p.indices.get(key[0], "")
        index = reader.index(letters, [cells.pop(column_of(letter), "") for letter in letters])
        row = p.rows.get((key[0], *index))
        if row is None or any(cells.values()):
            unknown.append(", ".join(part for part in key if part))
        else:
            y[row] = dual
    return y, unknown


def _tables(run: Run, facts: Facts, y: Duals) -> list[Finding]:
    """Every table against what follows from the others."""
    expected = expected_tables(run, facts, y)
    rows: dict[str, Any] = run.record["rows_by_table"]
    found = [compare(run.tables[name], expected[name], rows.get(name)) for name in FORMS if name in expected]
    extra = sorted(set(rows) - set(expected))
    return [*found, _named("tables_are_those_of_a_run", len(rows), extra)]


def _answer(run: Run, facts: Facts, objective: float, size: float) -> list[Finding]:
    """The record's objective, load unserved and quarter of closing, against the tables of a case of that size."""
    recorded: float = run.record["objective_usd_billion"]
    listed = sum(run.numbers("costs", "present_value_usd_billion").values())
    off = max(abs(recorded - objective), abs(recorded - listed)) / max(size, abs(recorded))
    where = f"the record says {recorded!r}, the tables {listed!r}"
    short = dict.fromkeys(facts.calendar.names if facts.load_sponsors else (), 0.0)
    for (_, period), gw in run.numbers("shortfall", "unserved_gw").items():
        short[period] = short.get(period, 0.0) + gw
    unserved: dict[str, Any] = run.record["unserved_gw"]
    wrong = [t for t in {**short, **unserved} if not _same(short.get(t), unserved.get(t))]
    closed = met_from(run, short)
    late = [] if run.record["closed_in"] == closed else [f"the tables say {closed}"]
    return [
        Finding("objective_is_what_the_tables_cost", 1, off, RESIDUAL, where),
        _named("unserved_load_is_that_of_the_tables", len(short), wrong),
        _named("target_is_met_when_the_tables_say", 1, late),
    ]


def _same(left: Any, right: Any) -> bool:
    """Whether two figures are the same but for rounding."""
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return False
    return abs(left - right) <= CELL * max(abs(left), abs(right), CELL)
