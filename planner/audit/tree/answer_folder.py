"""Reading the folder of planner futures: its record, its case with the futures, and its tables by node."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.audit.forms import FORMS, Form, forms_of
from planner.audit.known import refuse_purchases_by_the_year, refuse_unknown
from planner.audit.run_folder import (
    CASE,
    MEND,
    TREE_RECORD,
    Run,
    Table,
    changed_files,
    read_record,
    read_table,
)
from planner.audit.tree.nodes import read_nodes
from planner.case import read
from planner.errors import CaseError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from planner.audit.facts import Facts
    from planner.audit.tree.nodes import Nodes
    from planner.case import Case

KEYS = (
    *("objective_usd_billion", "expected_usd_billion", "expected_knowing_usd_billion", "weigh"),
    *("price_of_not_knowing_usd_billion", "leaves", "orders_now", "rows_by_table", "files_sha256"),
)
FUTURE = "future"
CLOCKS = ("ordered", "period")
"""Keys that say when a row is."""
ORDER = ("asset", "sponsor", "region", "ordered")
BOTTLENECK = FORMS["bottlenecks"]
CANCELLED = Form("cancelled", (FUTURE, *ORDER), ("cancelled",), ("cancelled_gw", "paid_usd_billion"))
LEAVES = Form(
    "leaves",
    (FUTURE,),
    ("closed_in", "closed_in_knowing"),
    (
        *("probability", "cost_usd_billion", "cost_knowing_usd_billion", "regret_usd_billion"),
        *("cancelled_gw", "lenders_loss_usd_billion"),
    ),
)
OPTION_VALUES = Form(
    "option_values",
    BOTTLENECK.keys,
    BOTTLENECK.words,
    (*BOTTLENECK.numbers, "price_knowing_usd_billion_per_unit", "option_value_usd_billion_per_unit"),
)
"""Tables that a tree has besides those of a run, and the orders and issues of now."""


@dataclass(frozen=True)
class TreeRun:
    """The folder as read: tables by node, whose rows have no column `future` any more, and what a tree has besides.

    `strangers` are rows of futures that there are not; `rows` how many rows each table has.
    """

    case: Case
    record: Mapping[str, Any]
    nodes: Nodes
    tables: Mapping[str, Mapping[str, Table]]
    more: Mapping[str, Table]
    rows: Mapping[str, int]
    strangers: tuple[str, ...]
    changed: tuple[str, ...]

    def on_the_way(self, name: str, facts: Facts) -> Run:
        """The tables of the way to a node as those of one run; of orders what is not cancelled by then."""
        way = [node.name for node in self.nodes.way(name)]
        tables = {
            table: Table(
                by_node[name].form,
                {key: cells for node in way for key, cells in by_node[node].rows.items()},
                (),
            )
            for table, by_node in self.tables.items()
        }
        taken: dict[tuple[str, ...], float] = defaultdict(float)
        for key, gw in self.more["cancelled"].numbers("cancelled_gw").items():
            if key[0] in way:
                taken[key[1:]] += gw
        tables["orders"] = _less(tables["orders"], taken, facts)
        return Run(facts.case, self.record, tables, ())


def _less(orders: Table, taken: Mapping[tuple[str, ...], float], facts: Facts) -> Table:
    """Orders less what is taken off; of what arrives in two periods each row its part."""
    place = orders.form.numbers.index("ordered_gw")
    in_all: dict[tuple[str, ...], float] = defaultdict(float)
    for key, gw in orders.numbers("ordered_gw").items():
        in_all[key[:4]] += gw
    rows = {}
    for key, (words, numbers) in orders.rows.items():
        whole = in_all[key[:4]]
        kept = 1 - taken.get(key[:4], 0.0) / whole if whole else 1.0
        gw = numbers[place] * kept
        rows[key] = words, (*numbers[:place], gw, *numbers[place + 1 :])
    return replace(orders, rows=rows)


def read_tree(folder: Path) -> TreeRun:
    """The answer in a folder; raises UserError where it is none, or incomplete, or cannot be read."""
    record = read_record(folder, TREE_RECORD, KEYS, "futures")
    try:
        case = read(folder / CASE)
    except CaseError as problem:
        raise UserError(f"{folder / CASE} cannot be read.\n    {MEND}\n\n{problem}") from problem
    nodes = read_nodes(case, folder / CASE)
    for node in nodes:
        refuse_unknown(node.case, folder)
    forms = {name: form for name, form in forms_of(case).items() if set(CLOCKS) & set(form.keys)}
    whole = {
        name: read_table(folder / f"{name}.csv", replace(form, keys=(FUTURE, *form.keys)))
        for name, form in forms.items()
    }
    more = {
        form.name: read_table(folder / f"{form.name}.csv", form)
        for form in _more_forms(nodes, forms, record["leaves"])
    }
    refuse_purchases_by_the_year(
        [key[1:] for key in whole["bought"].rows] if "bought" in whole else (), folder
    )
    rows = {name: len(table.rows) + len(table.doubled) for name, table in (whole | more).items()}
    return TreeRun(
        case,
        record,
        nodes,
        {name: _by_node(table, forms[name], nodes) for name, table in whole.items()},
        more,
        rows,
        tuple(_strangers({**whole, "cancelled": more["cancelled"]}, nodes)),
        changed_files(folder, record["files_sha256"]),
    )


def _more_forms(nodes: Nodes, forms: Mapping[str, Form], leaves: Mapping[str, Any]) -> Iterable[Form]:
    """The tables that a tree has besides those of a run."""
    yield CANCELLED
    orders = forms["orders"]
    now = tuple(f"cancelled_in_{leaf}_gw" for leaf in nodes.leaves)
    yield replace(orders, name="orders_now", numbers=(*orders.numbers, *now))
    kinds = dict.fromkeys(kind for told in leaves.values() for kind in told.get("idle_gw") or ())
    yield replace(LEAVES, numbers=(*LEAVES.numbers, *(f"idle_{kind}_gw" for kind in kinds)))
    yield OPTION_VALUES
    if "issuance" in forms:
        yield replace(FORMS["issuance"], name="issues_now")


def _by_node(table: Table, form: Form, nodes: Nodes) -> dict[str, Table]:
    """A table's rows by their future."""
    found: dict[str, dict[tuple[str, ...], Any]] = {node.name: {} for node in nodes}
    for key, cells in table.rows.items():
        if key[0] in found:
            found[key[0]][key[1:]] = cells
    doubled: dict[str, list[tuple[str, ...]]] = {node.name: [] for node in nodes}
    for key in table.doubled:
        doubled.setdefault(key[0], []).append(key[1:])
    return {node.name: Table(form, found[node.name], tuple(doubled[node.name])) for node in nodes}


def _strangers(tables: Mapping[str, Table], nodes: Nodes) -> Iterable[str]:
    """Rows of futures that there are not."""
    for name, table in tables.items():
        yield from (f"{name}: {', '.join(key)}" for key in table.rows if key[0] not in nodes.by_name)
