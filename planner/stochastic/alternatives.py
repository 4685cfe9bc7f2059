"""Near-optimal plans: the least and the most of each group in any plan that costs little more than the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.case.case import expect_case
from planner.errors import unfit
from planner.options import Options, expect_options
from planner.parameters.assets import SHELL, assets_of
from planner.pipeline import compiled, solve
from planner.stochastic.finished import Finished, PartWorker, worked_out
from planner.stochastic.near_optimal import NearOptimal
from planner.stochastic.unlike import MapPlan, Unlike
from planner.study.fingerprint import fingerprint
from planner.study.sweep_limits import count_problems
from planner.timings import Stages
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.solver import Program
    from planner.study.backends import Backend
    from planner.timings import Listener

    Floats = NDArray[np.float64]

KINDS = {
    "sources": "GW standing at the target",
    "instruments": "USD billion raised",
    "vendors": "GW of chips standing at the target",
    "regions": "GW of shells standing at the target",
}
"""What plans can differ in, and what of it is told."""
MUST, MAY, CANNOT = "must", "may", "cannot"
MOST_PLANS = 100
"""Plans of a map."""


@dataclass(frozen=True)
class Range:
    """The least and the most of a group in any plan within the cost, and how much the best plan has."""

    least: float
    plan: float
    most: float

    @property
    def standing(self) -> str:
        """Whether it is in every such plan, in some, or in none."""
        return MUST if self.least > NEGLIGIBLE else MAY if self.most > NEGLIGIBLE else CANNOT


@dataclass(frozen=True)
class Alternatives:
    """The ranges of every group of a kind, in plans that cost at most `within` more than the best.

    `plans` are as unlike each other as can be, the best plan the first; none where no map was asked for.
    """

    case: Case
    within: float
    of: str
    objective_usd_billion: float
    ranges: Mapping[str, Range]
    plans: tuple[MapPlan, ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """One row a group."""
        rows = [(name, each.least, each.plan, each.most, each.standing) for name, each in self.ranges.items()]
        return pd.DataFrame(rows, columns=["group", "least", "plan", "most", "standing"])

    def as_dict(self) -> dict[str, Any]:
        """The ranges for JSON."""
        groups = {
            name: {"least": each.least, "plan": each.plan, "most": each.most, "standing": each.standing}
            for name, each in self.ranges.items()
        }
        return {
            "status": "optimal",
            "case": self.case.name,
            "within": self.within,
            "of": self.of,
            "unit": KINDS[self.of],
            "objective_usd_billion": self.objective_usd_billion,
            "alternatives": groups,
            "map": [plan.as_dict() for plan in self.plans],
        }

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The ranges and, where it was asked for, the map: a row a plan, a column a group."""
        found = {"alternatives": self.frame}
        if self.plans:
            rows = [
                {"plan": number, "cost_usd_billion": plan.cost_usd_billion, "distance": plan.distance}
                | dict(plan.amounts)
                for number, plan in enumerate(self.plans, start=1)
            ]
            found["map"] = pd.DataFrame(rows)
        return found


def alternatives(
    case: Case,
    within: float = 0.01,
    of: str = "sources",
    options: Options | None = None,
    listener: Listener | None = None,
    folder: Path | None = None,
    map_plans: int = 0,
    backend: Backend | None = None,
) -> Alternatives:
    """What plans that cost at most `within` more than the best can have of each source, instrument, vendor or region.

    One program, and two solves a group, from the basis of the last; one where a plan is known that has nothing of it.
    With `map_plans` there are so many plans besides, as unlike each other as can be. With `folder`, finished groups are
    kept beside it, and a call that was cut off goes on from them. They are worked out in this process, or where
    `backend` says. Raises UserError where `of`, `within` or `map_plans` is none, and otherwise as `planner.solve` does.
    """
    expect_case(case, "alternatives")
    expect_options(options)
    expect_alternatives(within, of, map_plans)
    stages, options = Stages(listener), options or Options()
    plan = solve(case, options, stages=stages)
    program = compiled(case, stages)
    groups = groups_of(case, program, of)
    best = {name: float(weights @ plan.solution.values) for name, weights in groups.items()}
    least = plan.objective_usd_billion
    asked = RangeSetup(case, within, of, least, options, program if backend is None else None)
    parts = Finished(folder, (fingerprint(case), of, repr(within)))
    ends = worked_out(asked, groups, parts, stages, backend)
    ranges = {
        name: Range(min(end["least"], best[name]), best[name], max(end["most"], best[name]))
        for name, end in ends.items()
    }
    met = [(least, list(best.values())), *(each for end in ends.values() for each in end["plans"])]
    with stages.stage("map"):
        plans = _map(NearOptimal(program, least, within, options), groups, ranges, met, map_plans)
    parts.clear()
    return Alternatives(case, within, of, least, ranges, plans)


def _map(
    near: NearOptimal,
    groups: Mapping[str, Floats],
    ranges: Mapping[str, Range],
    met: Sequence[tuple[float, Sequence[float]]],
    count: int,
) -> tuple[MapPlan, ...]:
    """Plans as unlike each other as can be, from those that were `met` on; none where none are asked for."""
    if not count:
        return ()
    spans = np.array([each.most - each.least for each in ranges.values()])
    unlike = Unlike(near, np.array(list(groups.values())), spans)
    for cost, amounts in met:
        unlike.know(cost, amounts)
    return tuple(
        MapPlan(cost, distance, dict(zip(groups, map(float, amounts), strict=True)))
        for cost, distance, amounts in unlike.plans(count)
    )


def expect_alternatives(within: float, of: str, map_plans: int = 0) -> None:
    """Raise UserError where a kind, a share or a number of plans is none."""
    problems = (
        [(f"There is nothing called {of!r}.", f"ask for {', '.join(KINDS)}")] if of not in KINDS else []
    )
    if not 0 <= within < 1:
        problems.append((f"Within {within:g} is no share.", "a share of the cost: at least 0 and below 1"))
    problems += count_problems("The number of plans in a map,", map_plans, 0, MOST_PLANS)
    if problems:
        raise unfit(problems)


@dataclass(frozen=True)
class RangeSetup:
    """What the ranges of all groups share; `best` is the least cost. Without a `program` it is made on the spot."""

    case: Case
    within: float
    of: str
    best: float
    options: Options
    program: Program | None = None

    def worker(self) -> RangeWorker:
        """Who works ranges out in a process."""
        return RangeWorker(self)


class RangeWorker(PartWorker):
    """Ranges of groups one after another, from one basis to the next; `met` are what plans on the way had of each."""

    def __init__(self, setup: RangeSetup) -> None:
        program = setup.program or compiled(setup.case, Stages())
        self.near = NearOptimal(program, setup.best, setup.within, setup.options)
        self.groups = groups_of(setup.case, program, setup.of)
        self.names = list(self.groups)
        self.weights = np.array(list(self.groups.values()))
        self.met: list[tuple[float, list[float]]] = []

    def part(self, name: str) -> dict[str, Any]:
        """The least and the most of a group, proved, and the plans that were met for it."""
        before, weights, number = len(self.met), self.groups[name], self.names.index(name)
        most = self._asked(-weights)[number]
        known = min(amounts[number] for _, amounts in self.met)
        least = known if self.near.is_floor(weights, known) else self._asked(weights)[number]
        return {"least": least, "most": most, "plans": self.met[before:]}

    def _asked(self, cost: Floats) -> list[float]:
        """What the plan of least such cost has of each group."""
        values = self.near.least(cost).values
        self.met.append((self.near.cost(values), (self.weights @ values).tolist()))
        return self.met[-1][1]


def groups_of(case: Case, program: Program, of: str) -> dict[str, Floats]:
    """What each group counts of every column."""
    if of == "instruments":
        return _counted(
            program, "Issue", {i: i for i in (row["instrument"] for row in case.rows("instruments"))}, 0
        )
    target = case.settings.calendar.number_of(case.settings.target.close_by)
    if of == "regions":
        shells = {name for name, asset in assets_of(case).items() if asset.asset_class == SHELL}
        block = program.columns["Standing"]
        found = {str(row["region"]): np.zeros(len(program.cost)) for row in case.rows("regions")}
        for k, (a, _, r, t) in enumerate(block.indices):
            if t == target and a in shells:
                found[r][block.start + k] = 1.0
        return found
    names = (
        {row["source"]: row["source"] for row in case.rows("sources")}
        if of == "sources"
        else {
            row["asset"]: row["vendor"] or row["asset"]
            for row in case.rows("compute")
            if row["kind"] != SHELL
        }
    )
    return _counted(program, "Standing", names, 0, target)


def _counted(
    program: Program, variable: str, names: Mapping[str, str], axis: int, period: int | None = None
) -> dict[str, Floats]:
    """One a column of a variable, for the group that what stands at an axis of its index belongs to."""
    found = {group: np.zeros(len(program.cost)) for group in dict.fromkeys(names.values())}
    block = program.columns.get(variable)
    for k, index in enumerate(block.indices if block is not None else ()):
        if index[axis] in names and (period is None or index[-1] == period):
            assert block is not None
            found[names[index[axis]]][block.start + k] = 1.0
    return found


def alternatives_text(found: Alternatives) -> str:
    """The ranges, and the map, on a terminal."""
    from planner.stochastic.text_tables import amount, text_table

    title = f"{KINDS[found.of]}, in plans that cost at most {100 * found.within:g} % more than the best"
    rows = [
        [name, amount(each.least), amount(each.plan), amount(each.most), each.standing]
        for name, each in found.ranges.items()
    ]
    cost = f"The best plan costs USD {found.objective_usd_billion:,.1f} billion."
    parts = [cost, text_table(title, ["", "least", "plan", "most", ""], rows)]
    if found.plans:
        numbers = [str(number) for number in range(1, len(found.plans) + 1)]
        of_groups = [
            [name, *(amount(plan.amounts[name]) for plan in found.plans)]
            for name, each in found.ranges.items()
            if each.most - each.least > NEGLIGIBLE
        ]
        costs = ["cost, USD billion", *(f"{plan.cost_usd_billion:,.1f}" for plan in found.plans)]
        apart = [
            "distance",
            *("" if plan.distance is None else f"{plan.distance:.2f}" for plan in found.plans),
        ]
        title = "Plans as unlike each other as can be, the best first: what each has of what they differ in"
        parts.append(text_table(title, ["", *numbers], [*of_groups, costs, apart]))
    return "\n\n".join(parts)
