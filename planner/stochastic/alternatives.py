"""Near-optimal plans: the least and the most of each group in any plan that costs little more than the best."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from planner.case.case import expect_case
from planner.errors import unfit
from planner.options import Options, expect_options
from planner.parameters.assets import SHELL, assets_of
from planner.pipeline import compiled, solve
from planner.solver import answer, pass_model, run
from planner.solver.program import INFINITY
from planner.stochastic.finished import Finished
from planner.study.fingerprint import fingerprint
from planner.timings import Stages
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from highspy import Highs
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.solver import Program
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
    """The ranges of every group of a kind, in plans that cost at most `within` more than the best."""

    case: Case
    within: float
    of: str
    objective_usd_billion: float
    ranges: Mapping[str, Range]

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
        }


def alternatives(
    case: Case,
    within: float = 0.01,
    of: str = "sources",
    options: Options | None = None,
    listener: Listener | None = None,
    folder: Path | None = None,
) -> Alternatives:
    """What plans that cost at most `within` more than the best can have of each source, instrument, vendor or region.

    One program, and two solves a group: of a small program by simplex, from the basis of the last; of a large one by
    an interior point, which is faster from cold than simplex from there. With `folder`, finished groups are kept
    beside it, and a call that was cut off goes on from them. Raises UserError where `of` or `within` is none, and
    otherwise as `planner.solve` does.
    """
    expect_case(case, "alternatives")
    expect_options(options)
    _expect(within, of)
    stages, options = Stages(listener), options or Options()
    plan = solve(case, options, stages=stages)
    program = compiled(case, stages)
    near = _near(program, plan.objective_usd_billion, within)
    parts = Finished(folder, (fingerprint(case), of, repr(within)))
    highs: list[Highs] = []
    ranges = {}
    for name, weights in groups_of(case, program, of).items():
        best = float(weights @ plan.solution.values)

        with stages.stage(name):
            ends = parts.get(name, partial(_range, near, weights, highs, options))
        ranges[name] = Range(min(ends["least"], best), best, max(ends["most"], best))
    parts.clear()
    return Alternatives(case, within, of, plan.objective_usd_billion, ranges)


def _expect(within: float, of: str) -> None:
    """Raise UserError where a kind or a share is none."""
    problems = (
        [(f"There is nothing called {of!r}.", f"ask for {', '.join(KINDS)}")] if of not in KINDS else []
    )
    if not 0 <= within < 1:
        problems.append((f"Within {within:g} is no share.", "a share of the cost: at least 0 and below 1"))
    if problems:
        raise unfit(problems)


def _near(program: Program, best: float, within: float) -> Program:
    """The program of all plans whose cost is at most `within` above the best."""
    limit = best + within * abs(best) - program.offset
    return dataclasses.replace(
        program,
        offset=0.0,
        matrix=csr_array(vstack([program.matrix, csr_array(program.cost[None, :])])),
        row_lower=np.append(program.row_lower, -INFINITY),
        row_upper=np.append(program.row_upper, limit),
    )


def _range(near: Program, weights: Floats, highs: list[Highs], options: Options) -> dict[str, float]:
    """The least and the most of what weights count, proved; `highs` holds the program with the basis of the last."""
    ends = []
    for sign in (1.0, -1.0):
        asked = dataclasses.replace(near, cost=sign * weights)
        if not highs:
            highs.append(pass_model(asked, options))
        else:
            columns = np.arange(len(weights), dtype=np.int32)
            highs[0].changeColsCost(len(columns), columns, asked.cost)
        run(highs[0])
        ends.append(sign * answer(highs[0], asked).objective)
    return {"least": ends[0], "most": ends[1]}


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
    """The ranges on a terminal."""
    from planner.stochastic.text_tables import amount, text_table

    title = f"{KINDS[found.of]}, in plans that cost at most {100 * found.within:g} % more than the best"
    rows = [
        [name, amount(each.least), amount(each.plan), amount(each.most), each.standing]
        for name, each in found.ranges.items()
    ]
    cost = f"The best plan costs USD {found.objective_usd_billion:,.1f} billion."
    return f"{cost}\n\n{text_table(title, ['', 'least', 'plan', 'most', ''], rows)}"
