"""What matters most: the swing of each factor, or its indices, from the cases of a sweep.

    tornado   the measure at the low and at the high value of a factor, and how far apart they and the base are
    sobol     S1, the share of the variance that a factor explains alone, and ST, with all it does together with others
    morris    mu* , the mean size of a factor's effect from low to high, mu with its sign, sigma how much it varies
    lhs       the rank correlation of a factor and the measure, after Spearman

A case that has no such figure (no plan, not solved, never closed) takes the whole block of cases with it that an index
needs: D + 2 of a Sobol' design of D factors, the trajectory of D + 1 of Morris', only itself of a Latin hypercube.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.case.cells import listed, shown, suggest
from planner.errors import UserError
from planner.study.cautions import cautions_of
from planner.study.estimators import elementary_effects, rank_correlations, sobol_indices
from planner.study.precision import NO_EFFECT, precision_of, settled
from planner.study.salib import warnings_as_notes
from planner.study.spec import LHS, MORRIS, SOBOL, TORNADO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.study.design import Point
    from planner.study.spec import Spec

    Floats = NDArray[np.float64]

COST = "objective_usd_billion"
KEYS = {TORNADO: "swing", SOBOL: "ST", MORRIS: "mu_star", LHS: "rank_correlation"}
"""The figure by which factors are put in order."""
FEWEST = {SOBOL: 4, MORRIS: 2, LHS: 3}
"""Blocks without which there are no indices."""


@dataclass(frozen=True)
class Indices:
    """A row a scenario and factor, the most important first; its column `note` says where a factor has no effect.

    `notes` say which cases are left out, `cautions` what is to be taken with care.
    """

    measure: str
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def measure_of(known: Sequence[str], name: str | None) -> str:
    """The column that is analysed; raises UserError where no case has such figures."""
    if name is None:
        return COST
    if name not in known:
        mend = suggest(name, known, f"name one of {listed(known, len(known))}")
        raise UserError(f"The summary has no figures {shown(name)}.\n    mend: {mend}")
    return name


def indices_of(
    spec: Spec, points: Sequence[Point], summary: pd.DataFrame, measure: str, gap: float = 0.0
) -> Indices | None:
    """The swings or indices of every factor; None for a grid.

    `gap` is the widest, relative to the cost, between the bounds that were proved of a case.
    """
    if spec.design not in KEYS or not spec.factors:
        return None
    frames, notes, cautions = [], [], []
    for scenario in spec.scenarios or (None,):
        mask = np.array([point.scenario == scenario for point in points])
        here = [point for point in points if point.scenario == scenario]
        heard: list[str] = []
        with warnings_as_notes(heard):
            frame, note, doubts = _indices(spec, here, figures(summary[mask], measure, gap))
        if scenario is not None:
            frame.insert(0, "scenario", scenario)
        frames.append(frame)
        where = "" if scenario is None else f"{scenario}: "
        notes += [f"{where}{note}"] if note else []
        cautions += [f"{where}{words}" for words in (*doubts, *heard)]
    whole = pd.concat(frames, ignore_index=True)
    if "note" in whole:
        whole["note"] = whole["note"].fillna("")
    return Indices(measure, whole, tuple(notes), tuple(cautions))


def figures(summary: pd.DataFrame, measure: str, gap: float = 0.0) -> Floats:
    """The figures of a measure, those that the solver cannot tell apart made equal."""
    if measure not in summary:
        return np.full(len(summary), np.nan)
    return settled(summary[measure].astype(float), precision_of(summary, measure, gap))


def _indices(spec: Spec, points: Sequence[Point], values: Floats) -> tuple[pd.DataFrame, str, list[str]]:
    """The indices of one scenario, what was left out, and what is to be taken with care."""
    key, note = KEYS[spec.design], _left_out(values, _block(spec))
    if spec.design == TORNADO:
        found, blocks = _swings(spec, values), len(values)
    else:
        inputs = np.array([[float(point.values[factor.name]) for factor in spec.factors] for point in points])
        whole = np.isfinite(values.reshape(-1, _block(spec))).all(axis=1)
        kept, blocks = np.repeat(whole, _block(spec)), int(whole.sum())
        names = {"factor": [factor.name for factor in spec.factors]}
        if blocks < FEWEST[spec.design]:
            few = f"too few {'are left' if note else 'samples'} for indices, which need {FEWEST[spec.design]}"
            return pd.DataFrame(names), f"{note}; {few}" if note else few, []
        found = pd.DataFrame(names | _analysed(spec, inputs[kept], values[kept]))
        found = found.sort_values(key, key=abs, ascending=False, kind="stable", ignore_index=True)
    finite = values[np.isfinite(values)]
    nothing = found[key].eq(0) if spec.design != LHS else pd.Series(np.ptp(finite) == 0, found.index)
    found["note"] = np.where(nothing, NO_EFFECT, "")
    if nothing.all():
        return found, note, ["no factor has an effect beyond the solver's precision"]
    if spec.design == TORNADO:
        return found, note, []
    return found, note, cautions_of(spec, found, inputs[kept], blocks)


def _block(spec: Spec) -> int:
    """How many cases an index needs together."""
    return {SOBOL: len(spec.factors) + 2, MORRIS: len(spec.factors) + 1}.get(spec.design, 1)


def _left_out(values: Floats, block: int) -> str:
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


def _swings(spec: Spec, values: Floats) -> pd.DataFrame:
    """The measure at both ends of every factor, the widest first."""
    base = values[0]
    rows = []
    for place, factor in enumerate(spec.factors):
        at_low, at_high = values[1 + 2 * place], values[2 + 2 * place]
        known = [value for value in (at_low, base, at_high) if np.isfinite(value)]
        swing = max(known) - min(known) if len(known) > 1 else np.nan
        rows.append((factor.name, factor.low, factor.high, factor.unit, at_low, base, at_high, swing))
    columns = ["factor", "low", "high", "unit", "at_low", "at_base", "at_high", "swing"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("swing", ascending=False, kind="stable", na_position="last", ignore_index=True)


def _analysed(spec: Spec, inputs: Floats, values: Floats) -> dict[str, Floats]:
    """Indices by name, a figure a factor; those of a measure that nothing moves are zero."""
    if spec.design == LHS:
        return rank_correlations(inputs, values)
    return sobol_indices(spec, values) if spec.design == SOBOL else elementary_effects(spec, inputs, values)
