"""What matters most: the swing of each factor, or its indices, from the cases of a sweep.

    tornado   the measure at the low and at the high value of a factor, and how far apart they and the base are
    sobol     S1, the share of the variance that a factor explains alone, and ST, with all it does together with others
    morris    mu* , the mean size of a factor's effect from low to high, mu with its sign, sigma how much it varies
    lhs       the rank correlation of a factor and the measure, after Spearman

A case that has no such figure (no plan, not solved, never closed) takes the whole block of cases with it that an index
needs: D + 2 of a Sobol' design of D factors, the trajectory of D + 1 of Morris', only itself of a Latin hypercube.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.case.cells import listed, shown, suggest
from planner.errors import UserError
from planner.study.design import problem_of, salib
from planner.study.spec import LHS, MORRIS, SOBOL, TORNADO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.study.design import Point
    from planner.study.spec import Spec

COST = "objective_usd_billion"
FEWEST = {SOBOL: 4, MORRIS: 2, LHS: 3}
"""Blocks without which there are no indices."""


@dataclass(frozen=True)
class Indices:
    """A row a scenario and factor, the most important first; `notes` say which cases are left out."""

    measure: str
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()


def measure_of(known: Sequence[str], name: str | None) -> str:
    """The column that is analysed; raises UserError where no case has such figures."""
    if name is None:
        return COST
    if name not in known:
        mend = suggest(name, known, f"name one of {listed(known, len(known))}")
        raise UserError(f"The summary has no figures {shown(name)}.\n    mend: {mend}")
    return name


def indices_of(spec: Spec, points: Sequence[Point], summary: pd.DataFrame, measure: str) -> Indices | None:
    """The swings or indices of every factor; None for a grid."""
    if spec.design not in (TORNADO, SOBOL, MORRIS, LHS) or not spec.factors:
        return None
    values = summary[measure].astype(float) if measure in summary else pd.Series(np.nan, summary.index)
    frames, notes = [], []
    for scenario in spec.scenarios or (None,):
        mask = np.array([point.scenario == scenario for point in points])
        here = [point for point in points if point.scenario == scenario]
        frame, note = _indices(spec, here, values[mask].to_numpy())
        if scenario is not None:
            frame.insert(0, "scenario", scenario)
        frames.append(frame)
        if note:
            notes.append(note if scenario is None else f"{scenario}: {note}")
    return Indices(measure, pd.concat(frames, ignore_index=True), tuple(notes))


def _indices(spec: Spec, points: Sequence[Point], values: np.ndarray[Any, Any]) -> tuple[pd.DataFrame, str]:
    """The indices of one scenario, and what was left out."""
    if spec.design == TORNADO:
        return _swings(spec, values), _left_out(values, 1)
    block = {SOBOL: len(spec.factors) + 2, MORRIS: len(spec.factors) + 1, LHS: 1}[spec.design]
    inputs = np.array([[float(point.values[factor.name]) for factor in spec.factors] for point in points])
    whole = np.isfinite(values.reshape(-1, block)).all(axis=1)
    kept = np.repeat(whole, block)
    note = _left_out(values, block)
    names = {"factor": [factor.name for factor in spec.factors]}
    if whole.sum() < FEWEST[spec.design]:
        return pd.DataFrame(names), f"{note}; too few are left for indices".lstrip("; ")
    found = pd.DataFrame(names | _analysed(spec, inputs[kept], values[kept]))
    key = {SOBOL: "ST", MORRIS: "mu_star", LHS: "rank_correlation"}[spec.design]
    return found.sort_values(key, key=abs, ascending=False, kind="stable", ignore_index=True), note


def _left_out(values: np.ndarray[Any, Any], block: int) -> str:
    """A sentence on the cases that have no figure."""
    missing = int((~np.isfinite(values)).sum())
    if not missing:
        return ""
    have = "1 case has" if missing == 1 else f"{missing} cases have"
    if block == 1:
        return f"{have} no such figure and {'is' if missing == 1 else 'are'} left out"
    blocks = int((~np.isfinite(values.reshape(-1, block))).any(axis=1).sum())
    left_out = "1 block" if blocks == 1 else f"{blocks} blocks"
    return f"{have} no such figure: {left_out} of {block} cases, of {len(values) // block}, are left out"


def _swings(spec: Spec, values: np.ndarray[Any, Any]) -> pd.DataFrame:
    """The measure at both ends of every factor, the widest first."""
    base = values[0]
    rows = []
    for place, factor in enumerate(spec.factors):
        at_low, at_high = values[1 + 2 * place], values[2 + 2 * place]
        known = [value for value in (at_low, base, at_high) if np.isfinite(value)]
        swing = max(known) - min(known) if len(known) > 1 else np.nan
        rows.append((factor.name, factor.low, factor.high, at_low, base, at_high, swing))
    columns = ["factor", "low", "high", "at_low", "at_base", "at_high", "swing"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("swing", ascending=False, kind="stable", na_position="last", ignore_index=True)


def _analysed(spec: Spec, inputs: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Indices by name, a figure a factor; those of a measure that nothing moves are zero."""
    if spec.design == LHS:
        ranks = [pd.Series(column).corr(pd.Series(values), method="spearman") for column in inputs.T]
        return {"rank_correlation": np.nan_to_num(ranks)}
    names = (
        ("S1", "S1_conf", "ST", "ST_conf")
        if spec.design == SOBOL
        else ("mu_star", "mu_star_conf", "mu", "sigma")
    )
    if np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())):
        return {name: np.zeros(len(spec.factors)) for name in names}
    problem = problem_of(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own use of numpy and pandas
        if spec.design == SOBOL:
            found = salib("analyze.sobol").analyze(problem, values, calc_second_order=False, seed=spec.seed)
        else:
            found = salib("analyze.morris").analyze(
                problem, inputs, values, num_levels=spec.levels, seed=spec.seed
            )
    return {name: np.asarray(found[name], dtype=float) for name in names}
