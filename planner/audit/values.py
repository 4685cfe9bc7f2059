"""The plan of the tables: the value of every column of the audit's program."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from planner.audit.facts import Facts
    from planner.audit.program import Key, Program
    from planner.audit.run_folder import Run

CHARGING = "Charging"
DECISIONS: tuple[tuple[str, str, str], ...] = (
    ("Ordered", "orders", "ordered_gw"),
    ("Standing", "capacity", "standing_gw"),
    ("Served", "load", "served_gw"),
    ("Unserved", "shortfall", "unserved_gw"),
    ("Output", "dispatch", "output_gw"),
    ("Charge", "dispatch", "charge_gw"),
    ("Level", "dispatch", "level_gwh"),
    ("Issue", "issuance", "issued_usd_billion"),
    ("Balance", "debt", "balance_usd_billion"),
    ("Cash", "balance_sheet", "cash_usd_billion"),
    ("Hosted", "hosting", "hosted_gw"),
    ("Flow", "flows", "sent_gw"),
    ("Line_capacity", "transmission", "used_gw"),
    ("Firm_transfer", "transmission", "firm_gw"),
    ("Committed", "commitments", "committed_usd_billion"),
    ("Undrawn", "commitments", "undrawn_usd_billion"),
    ("Rated_debt", "rated_debt", "owed_usd_billion"),
    ("Pooled", "pools", "pooled_usd_billion"),
    ("Note", "notes", "outstanding_usd_billion"),
    ("Sold", "notes", "sold_usd_billion"),
)
"""Columns whose values are rows of a table, by the key of the table."""
TOTALS: tuple[tuple[str, str, str], ...] = (
    ("Own_load", "shortfall", "served_gw"),
    ("Load", "power_price", "load_gw"),
    ("Energy", "energy", "mean_output_gw"),
    (CHARGING, "energy", "charge_gwh"),
    ("Book", "balance_sheet", "book_value_usd_billion"),
    ("Debt", "balance_sheet", "debt_usd_billion"),
    ("Equity", "balance_sheet", "equity_usd_billion"),
)
"""Totals that are rows of a table; that of charging is in GWh there."""
COSTS = {
    "Capex": {"capex": 1.0},
    "Tax_credit": {"tax_credits": -1.0},
    "Premium": {"supply_premiums": 1.0},
    "Commitment_fee": {"commitment_fees": 1.0},
    "Rating_spread": {"rating_spreads": 1.0},
    "Fixed_cost": {"fixed_om": 1.0},
    "Lost_compute": {"lost_compute": 1.0},
    "Shortfall_cost": {"unserved": 1.0},
    "Generation_cost": {"energy": 1.0, "fuel": 1.0, "variable_om": 1.0},
    "Contract_cost": {},
    "Emissions_cost": {"emissions": 1.0},
    "Transmission_cost": {"transmission": 1.0},
    "Issue_cost": {"issue_fees": 1.0, "concessions": 1.0},
    "Equity_fee": {"equity_fees": 1.0},
    "Carrying_cost": {"debt_above_benchmark": 1.0, "equity_charge": 1.0, "idle_cash": 1.0},
}
"""Totals by sponsor and period that are items of the table of costs, with their signs."""
FLOWS = {
    "Issued": {"debt_issued": 1.0},
    "Debt_service": {"interest": 1.0, "principal": 1.0, "commitment_fees": 1.0, "rating_spreads": 1.0},
    "Receipts": {"revenue": 1.0, "tariff_received": 1.0, "lost_compute": -1.0, "tariff_paid": -1.0},
    "Equity_in": {"equity_in": 1.0},
    "Paid_out": {"paid_out": 1.0},
}
"""Columns by sponsor and period that are lines of the table of cash, with their signs."""


class Reader:
    """Turns the keys of tables, by column, and of prices, by letter, into the indices of the program."""

    def __init__(self, facts: Facts) -> None:
        period: Callable[[str], Any] = facts.calendar.number.get
        self.hours = facts.calendar.hours
        hours = {str(b * facts.hours_per_block): b for b in facts.blocks}
        blocks = {str(b): b for b in facts.blocks}
        known_steps = (*facts.market_steps.values(), *facts.supply_steps.values())
        steps = {str(k): k for of in known_steps for k in of}
        steps_of = facts.credit_steps.values()
        multiples = {repr(float(x.debt_to_ebitda)): x.debt_to_ebitda for of in steps_of for x in of}
        advances = {repr(loan.advance): loan.advance for loan in facts.loans.values()}
        self.of: dict[str, Callable[[str], Any]] = {
            "period": period,
            "ordered": period,
            "t": period,
            "q": facts.calendar.quarter_number.get,
            "b": blocks.get,
            "k": steps.get,
            "f": advances.get,
            "y": multiples.get,
            "debt_to_ebitda": multiples.get,
            "from_hour": hours.get,
            "block": blocks.get,
            "step": steps.get,
            "advance_fraction": advances.get,
        }

    def index(self, columns: Iterable[str], key: Iterable[str]) -> tuple[Any, ...]:
        """A key as an index; None in place of what names nothing in the case."""
        return tuple(
            self.of[column](text) if column in self.of else text
            for column, text in zip(columns, key, strict=True)
        )


def values(run: Run, facts: Facts, p: Program) -> tuple[list[float], list[str]]:
    """The value of every column, and the rows of tables that name no decision of the case."""
    found: dict[Key, float] = {}
    unknown = []
    reader = Reader(facts)
    for name, table, column, key, number in (*_rows(run, reader), *_placed(run, reader)):
        if (name, *key) in p.columns:
            found[(name, *key)] = found.get((name, *key), 0.0) + number
        elif number != 0:
            unknown.append(f"{table}, {column}: {', '.join(str(part) for part in key)}")
    found |= _sums(run, facts)
    x = [found.get(key, 0.0) for key in p.columns]
    _fill(p, x, _totals_of_tables(run, facts))
    return x, unknown


def _rows(run: Run, reader: Reader) -> Iterator[tuple[str, str, str, Key, float]]:
    """Every figure that is the value of a column, with the column's name and index."""
    for name, table, column in (*DECISIONS, *TOTALS):
        if table not in run.tables:
            continue
        # What is ordered in a year may arrive in two, each of which has a row.
        keys = [word for word in run.tables[table].form.keys if word != "arrives"]
        for cells, number in run.numbers(table, column).items():
            key = reader.index(keys, cells[: len(keys)])
            known = name == CHARGING and key[-1] is not None
            yield name, table, column, key, number / reader.hours[key[-1]] if known else number


def _placed(run: Run, reader: Reader) -> Iterator[tuple[str, str, str, Key, float]]:
    """What is bought in the steps of pools, and what sponsors and vehicles place in those of markets."""
    for (pool, step, j, quarter), gw in run.numbers("bought", "bought_gw").items():
        yield "Bought", "bought", "bought_gw", (pool, *reader.index("kjq", (step, j, quarter))), gw
    for (s, r, period), gwh in run.numbers("minimum_take", "paid_gwh").items():
        index = (s, r, *reader.index("t", (period,)))
        hours = reader.hours[index[2]] if index[2] is not None else 1.0
        yield "Paid_energy", "minimum_take", "paid_gwh", index, gwh / hours
    table, column = "placement", "placed_usd_billion"
    issue, note = ("instrument", "sponsor"), ("vehicle", "tranche")
    for key, number in run.numbers(table, column).items():
        cells = dict(zip(run.tables[table].form.keys, key, strict=True))
        sold = any(cells.get(name) for name in note)
        named = (*(note if sold else issue), "step", "period")
        other = any(cells.get(name) for name in (issue if sold else note))
        index = reader.index(named, [cells[name] for name in named])
        yield ("Note_step" if sold else "Step"), table, column, (*index, *(["?"] if other else [])), number


def _sums(run: Run, facts: Facts) -> dict[Key, float]:
    """Columns that are sums of lines of the tables of costs and cash."""
    found: dict[Key, float] = defaultdict(float)
    names = {item: (name, sign) for name, items in COSTS.items() for item, sign in items.items()}
    for (item, j, name, period), amount in run.numbers("costs", "usd_billion").items():
        t = facts.calendar.number.get(period)
        if item == "energy" and name in facts.contracts:
            found["Contract_cost", j, t] += amount
        elif item in names:
            total, sign = names[item]
            found[total, j, t] += sign * amount
        elif item == "unexpired_fees_at_end":
            found["Unexpired", j] -= amount
        elif item == "lender_value_at_end":
            found["Lender_value_at_end", j] -= amount
        elif item == "book_value_at_end" and not facts.settings.funding:
            found["Book", j, t] -= amount
    for (_, j, _, period), amount in run.numbers("debt", "interest_usd_billion").items():
        found["Interest", j, facts.calendar.number.get(period)] += amount
    for (j, period, line), amount in run.numbers("cash", "usd_billion").items():
        for name, lines in FLOWS.items():
            if line in lines:
                found[name, j, facts.calendar.number.get(period)] += lines[line] * amount
    return found


def _totals_of_tables(run: Run, facts: Facts) -> set[str]:
    """Totals that this run's tables have; those not among them follow from their definitions."""
    found = {name for name, table, _ in TOTALS if table in run.tables} | {*COSTS, "Lender_value_at_end"}
    if facts.settings.funding:
        return found | {*FLOWS, "Interest", "Unexpired"}
    return found | ({"Book"} if facts.settings.money.end_value == "book" else set())


def _fill(p: Program, x: list[float], known: set[str]) -> None:
    """Give every total that no table has, and what is due of a callable, the value that follows."""
    _, columns, coefficients = p.entries
    names = list(p.columns)

    def rest(row: int, column: int) -> tuple[float, float]:
        """What the other columns of a row come to, and the column's own coefficient."""
        cut = range(p.ends[row], p.ends[row + 1])
        own = sum(coefficients[k] for k in cut if columns[k] == column)
        return sum(coefficients[k] * x[columns[k]] for k in cut if columns[k] != column), own

    for column, row in p.defined:
        if names[column][0] not in known:
            others, own = rest(row, column)
            x[column] = (p.bound[row] - others) / own
    for key, row in p.rows.items():
        if key[0] == "callable_beyond_its_grace_is_due":
            due = p.columns["Due_balance", *key[1:]]
            x[due] = max(0.0, rest(row, due)[0])
