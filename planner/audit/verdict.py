"""The audit of a run: everything found, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.audit import financial, physical, prices, spending
from planner.audit.expected import EXACT, Expected, Finding, compare
from planner.audit.facts import Facts
from planner.audit.forms import FORMS, INDICES, column_of
from planner.audit.proof import ALLOWED, Proof
from planner.audit.rules import program
from planner.audit.run_folder import read_run
from planner.audit.values import Reader, values

if TYPE_CHECKING:
    from pathlib import Path

    from planner.audit.program import Program
    from planner.audit.run_folder import Run

SERVED = 1e-6
"""Load unserved below this many GW counts as served, when a run says since when its target is met."""


@dataclass(frozen=True)
class Verdict:
    """What an audit found, part by part, each a list of findings; `proved` where all of them hold."""

    case: str
    objective: float
    parts: dict[str, list[Finding]]

    @property
    def failed(self) -> list[Finding]:
        """Findings that do not hold."""
        return [finding for part in self.parts.values() for finding in part if not finding.holds]

    @property
    def proved(self) -> bool:
        """Whether the run is feasible, its tables agree, and its prices prove that nothing is cheaper."""
        return not self.failed


def audit(folder: Path) -> Verdict:
    """Read a run's folder and prove it again; raises UserError where the folder is no run that can be read."""
    return examine(read_run(folder), folder.resolve().name)


def examine(run: Run, name: str) -> Verdict:
    """Prove a run that has been read; `name` is what to call it where its record does not say."""
    facts = Facts(run.case)
    return hold(run, name, facts, program(facts))


def hold(run: Run, name: str, facts: Facts, p: Program) -> Verdict:
    """Hold a run to its case, as the audit has written that down."""
    x, strangers = values(run, facts, p)
    y, unknown = _prices(run, facts, p)
    proof = Proof(p, x, y)
    count = len(run.tables)
    parts = {
        "files": [_files(run)],
        "rules": [*proof.rules(), _named("rows_name_what_the_case_has", count, strangers)],
        "tables": _tables(run, facts, prices.duals(run, p.letters)),
        "answer": _answer(run, facts, proof.objective),
        "prices": [*proof.prices(), _named("prices_name_what_the_case_has", len(p.rows), unknown)],
        "reduced costs": proof.reduced_costs(),
        "gap": [proof.gap()],
    }
    return Verdict(str(run.record.get("case", name)), proof.objective, parts)


def _files(run: Run) -> Finding:
    """Files that are not, byte by byte, as the run wrote them."""
    told = run.record["files_sha256"]
    return Finding("files_are_as_the_run_wrote_them", len(told), len(run.changed), 0, ", ".join(run.changed))


def _named(name: str, count: int, strangers: list[str]) -> Finding:
    """Rows that name no decision or no rule of the case."""
    return Finding(name, count, len(strangers), 0, strangers[0] if strangers else "")


def _prices(run: Run, facts: Facts, p: Program) -> tuple[list[float], list[str]]:
    """The price of every row of the program, and rows of the table that name none."""
    reader, y, unknown = Reader(facts), [0.0] * len(p.bound), []
    for key, dual in run.numbers("prices", "dual_usd_billion_per_unit").items():
        cells = dict(zip(INDICES.values(), key[1:], strict=True))
        letters = p.letters.get(key[0], "")
        index = reader.index(letters, [cells.pop(column_of(letter), "") for letter in letters])
        row = p.rows.get((key[0], *index))
        if row is None or any(cells.values()):
            unknown.append(", ".join(part for part in key if part))
        else:
            y[row] = dual
    return y, unknown


def _tables(run: Run, facts: Facts, y: prices.Duals) -> list[Finding]:
    """Every table against what follows from the others."""
    sums = spending.amounts(run, facts)
    expected: dict[str, Expected] = {
        "orders": physical.orders(run, facts),
        "capacity": physical.capacity(run, facts),
        "load": physical.load(run, facts),
        "shortfall": physical.shortfall(run, facts),
        "energy": physical.energy(run, facts),
        "fuel": physical.fuel(run, facts),
        "dispatch": physical.dispatch(run, facts),
        "bottlenecks": prices.bottlenecks(run, facts, y),
        "power_price": prices.power_price(run, facts, y),
        "need_price": prices.need_price(facts, y),
        "costs": spending.costs(facts, sums),
        "prices": prices.prices(run, facts),
    }
    if facts.settings.funding:
        expected |= {
            "issuance": financial.issuance(run, facts),
            "placement": financial.placement(run, facts),
            "debt": financial.debt(run, facts),
            "balance_sheet": financial.balance_sheet(run, facts),
            "cash": financial.cash(run, facts, sums),
            "covenants": prices.covenants(run, facts, y),
        }
    rows: dict[str, Any] = run.record["rows_by_table"]
    found = [compare(run.tables[name], expected[name], rows.get(name)) for name in FORMS if name in expected]
    extra = sorted(set(rows) - set(expected))
    return [*found, _named("tables_are_those_of_a_run", len(rows), extra)]


def _answer(run: Run, facts: Facts, objective: float) -> list[Finding]:
    """The record's objective, load unserved and quarter of closing, against the tables."""
    told: float = run.record["objective_usd_billion"]
    listed = sum(run.numbers("costs", "present_value_usd_billion").values())
    off = max(abs(told - objective), abs(told - listed)) / max(1.0, abs(told))
    where = f"the record says {told!r}, the tables {listed!r}"
    short = dict.fromkeys(facts.names if facts.takers else (), 0.0)
    for (_, period), gw in run.numbers("shortfall", "unserved_gw").items():
        short[period] = short.get(period, 0.0) + gw
    said: dict[str, Any] = run.record["unserved_gw"]
    wrong = [t for t in {**short, **said} if not _same(short.get(t), said.get(t))]
    closed = None
    for period, gw in reversed(short.items()):
        if gw > SERVED:
            break
        closed = period
    late = [] if run.record["closed_in"] == closed else [f"the tables say {closed}"]
    return [
        Finding("objective_is_what_the_tables_cost", 1, off, ALLOWED, where),
        _named("unserved_load_is_that_of_the_tables", len(short), wrong),
        _named("target_is_met_when_the_tables_say", 1, late),
    ]


def _same(left: Any, right: Any) -> bool:
    """Whether two figures are the same but for rounding."""
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return False
    return abs(left - right) <= EXACT * max(abs(left), abs(right), EXACT)
