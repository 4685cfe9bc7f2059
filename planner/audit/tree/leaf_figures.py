"""What the record says of the whole and of each leaf, against the tables of the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.audit.facts.assets import POWER
from planner.audit.finding import Finding
from planner.audit.record import met_from
from planner.audit.tolerances import RESIDUAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.audit.run_folder import Run
    from planner.audit.tree.answer_folder import TreeRun
    from planner.audit.tree.node_facts import NodeFacts


def answer(run: TreeRun, facts: Mapping[str, NodeFacts], objective: float, size: float) -> list[Finding]:
    """Probabilities, costs and regrets, what every leaf comes to, and what is expected of all of them."""
    leaves: Mapping[str, Any] = run.record["leaves"]
    strange = sorted({*leaves} ^ {*run.nodes.leaves})
    found = [
        _probabilities(run),
        Finding("leaves_are_those_of_the_futures", len(leaves), len(strange), 0, "".join(strange[:1])),
    ]
    if strange:
        return found
    meant = {leaf: _leaf(run, facts[leaf], leaf) for leaf in run.nodes.leaves}
    costs = {leaf: of["cost_usd_billion"] for leaf, of in meant.items()}
    whole = max(size, *map(abs, costs.values()))
    found += [
        _leaves(meant, leaves, whole),
        _no_better_than_knowing(meant, leaves, whole),
        _sums(run, costs, whole),
    ]
    expected = sum(run.nodes.probability(leaf) * cost for leaf, cost in costs.items())
    where = f"the plan costs {objective!r}, the leaves {expected!r}"
    found.append(_off("objective_is_what_the_leaves_cost", objective, expected, whole, where))
    return found


def _off(name: str, told: float, meant: float, size: float, where: str) -> Finding:
    """A figure against what it should be, relative to the size of the case."""
    return Finding(name, 1, abs(told - meant) / size, RESIDUAL, where)


def _probabilities(run: TreeRun) -> Finding:
    """The probabilities of all that follow the same add up to one."""
    parents = [node.name for node in run.nodes if not node.leaf]
    sums = {name: sum(run.nodes.by_name[after].chance for after in run.nodes.after(name)) for name in parents}
    worst = max(sums, key=lambda name: abs(sums[name] - 1))
    off = abs(sums[worst] - 1)
    where = f"those after {worst} add up to {sums[worst]:g}"
    return Finding("probabilities_add_up_to_one", len(sums), off, RESIDUAL, where)


def _leaf(run: TreeRun, facts: NodeFacts, leaf: str) -> dict[str, Any]:
    """What the tables say of a leaf."""
    way = run.nodes.way(leaf)
    spliced = run.on_the_way(leaf, facts)
    short = dict.fromkeys(facts.calendar.names if facts.load_sponsors else (), 0.0)
    for (_, period), gw in spliced.numbers("shortfall", "unserved_gw").items():
        short[period] = short.get(period, 0.0) + gw
    names = {node.name for node in way}
    cancelled = run.more["cancelled"].numbers("cancelled_gw").items()
    return {
        "probability": run.nodes.probability(leaf),
        "cost_usd_billion": sum(spliced.numbers("costs", "present_value_usd_billion").values()),
        "closed_in": met_from(spliced, short),
        "cancelled_gw": sum(gw for key, gw in cancelled if key[0] in names),
        "idle_gw": _idle_gw(spliced, facts, way[1].start),
        "lenders_loss_usd_billion": _most(spliced, facts, "lenders_loss", "loss_usd_billion", way[1].start),
    }


def _idle_gw(run: Run, facts: NodeFacts, start: int) -> dict[str, float]:
    """The most of shells and of chips that stand without load in any period after the news."""
    there = {facts.assets[key[0]].kind for key in run.tables["capacity"].rows if key[0] in facts.assets}
    kinds = sorted(there - {POWER})
    return {kind: _most(run, facts, "stranded", "idle_gw", start, kind) for kind in kinds}


def _most(run: Run, facts: NodeFacts, table: str, column: str, start: int, kind: str | None = None) -> float:
    """The largest sum over any period after the news of what a table by sponsor, class and period says."""
    found: dict[str, float] = {}
    for (_, c, period), number in run.numbers(table, column).items():
        if kind in (None, c) and facts.calendar.number.get(period, 0) >= start:
            found[period] = found.get(period, 0.0) + number
    return max(found.values(), default=0.0)


def _leaves(meant: Mapping[str, Mapping[str, Any]], told: Mapping[str, Any], size: float) -> Finding:
    """Every figure of every leaf, its regret among them."""
    worst, where, count = 0.0, "", 0
    for leaf, figures in meant.items():
        regret = figures["cost_usd_billion"] - _number(told[leaf].get("cost_knowing_usd_billion"))
        for key, right in {**figures, "regret_usd_billion": regret}.items():
            count += 1
            off = _difference(told[leaf].get(key), right, size)
            if not off <= worst:
                worst, where = off, f"{key} of {leaf} is {told[leaf].get(key)!r}, not {right!r}"
    return Finding("leaves_are_what_their_tables_say", count, worst, RESIDUAL, where)


def _number(told: Any) -> float:
    """A figure of a record; no number where it is none."""
    return float(told) if isinstance(told, int | float) else float("nan")


def _difference(told: Any, right: Any, size: float) -> float:
    """How far apart two figures are, relative to the size of the case; one where they are no figures and differ."""
    if isinstance(right, dict):
        if not isinstance(told, dict) or set(told) != set(right):
            return 1.0
        return max((_difference(told[key], right[key], size) for key in right), default=0.0)
    if isinstance(right, float) and isinstance(told, int | float):
        return abs(told - right) / max(1.0, size) if size > 1 else abs(told - right)
    return 0.0 if told == right else 1.0


def _no_better_than_knowing(
    meant: Mapping[str, Mapping[str, Any]], told: Mapping[str, Any], size: float
) -> Finding:
    """No leaf costs less than the best plan for it alone."""
    less = {
        leaf: _number(told[leaf].get("cost_knowing_usd_billion")) - of["cost_usd_billion"]
        for leaf, of in meant.items()
    }
    leaf = max(less, key=lambda name: less[name])
    where = f"{leaf} costs {less[leaf]!r} less than who knew it would pay"
    return Finding(
        "no_leaf_is_better_than_knowing_it", len(less), max(0.0, less[leaf]) / size, RESIDUAL, where
    )


def _sums(run: TreeRun, costs: Mapping[str, float], size: float) -> Finding:
    """What is expected of all leaves, what knowing would save, and what is ordered now."""
    record, chance = run.record, run.nodes.probability
    expected = sum(chance(leaf) * cost for leaf, cost in costs.items())
    knowing = sum(
        chance(leaf) * _number(record["leaves"][leaf].get("cost_knowing_usd_billion")) for leaf in costs
    )
    now: dict[str, float] = {}
    for key, gw in run.more["orders_now"].numbers("ordered_gw").items():
        now[key[0]] = now.get(key[0], 0.0) + gw
    meant: dict[str, Any] = {
        "expected_usd_billion": expected,
        "expected_knowing_usd_billion": knowing,
        "price_of_not_knowing_usd_billion": expected - knowing,
        "orders_now": now,
    }
    if record["weigh"] == "expected":
        meant["objective_usd_billion"] = expected
    off = {key: _difference(record[key], right, size) for key, right in meant.items()}
    worst = max(off, key=lambda key: off[key] if off[key] == off[key] else float("inf"))
    where = f"{worst} is {record[worst]!r}, not {meant[worst]!r}"
    return Finding("what_is_expected_adds_up", len(off), off[worst], RESIDUAL, where)
