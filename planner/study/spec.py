"""What a sweep asks for: a design, its factors, scenarios; and whether that can be carried out."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.audit.forms import FORMS
from planner.case.cells import listed, shown
from planner.errors import unfit
from planner.numbers import number_of
from planner.study.factors import cut
from planner.study.sweep_limits import LARGEST_SEED, MOST_CASES, MOST_FACTORS, amount, count_problems
from planner.tolerances import NARROWEST_RANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.errors import Problem
    from planner.study.factors import Factor

GRID, TORNADO, LHS, SOBOL, MORRIS = "grid", "tornado", "lhs", "sobol", "morris"
DESIGNS = (GRID, TORNADO, LHS, SOBOL, MORRIS)
SAMPLED = (LHS, SOBOL, MORRIS)
EVERY = "all"
OWN_COLUMNS = ("case", "name", "scenario", "status", "reason", "seconds", "how_solved")
"""Columns of the results that are not a factor's."""


@dataclass(frozen=True)
class Spec:
    """A sweep as asked for.

    `design` is one of DESIGNS. `samples` is how many points (lhs), or the base sample (sobol, a power of two), or the
    trajectories (morris), over `levels` of each factor. `seed` makes samples the same again. `edits` are made in every
    case, before its own. `scenarios` cross the design: every scenario with every point.
    """

    design: str = GRID
    factors: tuple[Factor, ...] = ()
    scenarios: tuple[str, ...] = ()
    edits: tuple[str, ...] = ()
    samples: int = 64
    levels: int = 4
    seed: int = 1

    def as_dict(self) -> dict[str, Any]:
        """The spec for the record of a sweep."""
        factors = {
            factor.name: {
                "edit": [edit.target for edit in factor.edits],
                "values": list(factor.values),
                "whole": factor.whole,
            }
            for factor in self.factors
        }
        return {**dataclasses.asdict(dataclasses.replace(self, factors=())), "factors": factors}


def check(spec: Spec, measures: Iterable[str] = ()) -> Spec:
    """The spec, where it can be carried out; raises UserError with all that cannot be.

    `measures` are further columns of the results, whose names factors may not bear.
    """
    problems = [
        *_count_problems(spec),
        *_name_problems(spec, measures),
        *(problem for factor in spec.factors for problem in _value_problems(spec, factor)),
    ]
    if not spec.factors and not (spec.scenarios and spec.design == GRID):
        problems.append(
            ("The sweep has nothing to vary.", "name factors, by --vary or in a file, or scenarios")
        )
    problems = problems or list(_size_problems(spec))
    if problems:
        raise unfit(problems)
    return spec


def cases_of(spec: Spec) -> int:
    """How many cases a sweep has, all scenarios counted as one unless they are named."""
    factors = len(spec.factors)
    settings = {
        GRID: math.prod(len(factor.values) for factor in spec.factors),
        TORNADO: 1 + 2 * factors,
        LHS: spec.samples,
        SOBOL: spec.samples * (factors + 2),
        MORRIS: spec.samples * (factors + 1),
    }
    return settings[spec.design] * max(1, len(spec.scenarios))


def _count_problems(spec: Spec) -> Iterator[Problem]:
    """Numbers that are none, or that a design cannot do with."""
    if spec.design not in DESIGNS:
        yield f"There is no design {shown(str(spec.design))}.", f"name one of {listed(DESIGNS)}"
        return
    yield from count_problems("The seed", spec.seed, 0, LARGEST_SEED)
    faulty = list(count_problems(f"The number of samples of {spec.design}", spec.samples, 1, MOST_CASES))
    yield from faulty if spec.design in SAMPLED else ()
    if spec.design == SOBOL and not faulty and spec.samples & (spec.samples - 1):
        below = 1 << (spec.samples.bit_length() - 1)
        what = f"Sobol' designs need a power of two, not {spec.samples} samples."
        yield what, f"ask for {below} or {2 * below}"
    if spec.design == MORRIS:
        faulty = list(count_problems("The number of levels", spec.levels, 2, MOST_CASES))
        yield from faulty
        if not faulty and spec.levels % 2:
            what = f"Morris designs need an even number of levels, not {spec.levels}: else some are tried less often."
            yield what, f"ask for {spec.levels - 1} or {spec.levels + 1}"


def _size_problems(spec: Spec) -> Iterator[Problem]:
    """Designs of more cases than can be."""
    cases, factors = cases_of(spec), len(spec.factors)
    if factors > MOST_FACTORS:
        yield f"The sweep has {factors:,} factors.", f"at most {MOST_FACTORS:,} are allowed: leave some out"
    if cases <= MOST_CASES:
        return
    fewer = f"at most {MOST_CASES:,} are allowed"
    if spec.design == GRID:
        product = " x ".join(f"{len(factor.values):,}" for factor in spec.factors[:6])
        product += " x ..." if factors > 6 else ""
        mend = f"{fewer}: list fewer values, vary fewer factors, or sample them with --design lhs"
    else:
        each = cases // spec.samples if spec.design in SAMPLED else cases
        block = each // max(1, len(spec.scenarios))
        product = (
            f"{spec.samples:,} samples x {block:,}" if spec.design in SAMPLED else f"{factors:,} factors"
        )
        most = MOST_CASES // each
        most = 1 << (most.bit_length() - 1) if spec.design == SOBOL and most else most
        mend = f"{fewer}: ask for {most:,} samples or fewer" if most else f"{fewer}: vary fewer factors"
    crossed = f", in {len(spec.scenarios):,} scenarios" if len(spec.scenarios) > 1 else ""
    yield f"The {spec.design} has {amount(cases)} cases: {product}{crossed}.", mend


def _name_problems(spec: Spec, measures: Iterable[str]) -> Iterator[Problem]:
    """Names that do not distinguish factors from each other, or from the columns of the results."""
    names = [factor.name for factor in spec.factors]
    alike = Counter(name.casefold() for name in names)
    for name in {name.casefold(): name for name in reversed(names)}.values():
        count = alike[name.casefold()]
        if count > 1:
            number = "Two" if count == 2 else str(count)
            but = "" if names.count(name) == count else ", but for small and capital letters"
            yield f"{number} factors are called {name}{but}.", "name them apart, as in 'NAME: EDIT'"
    columns = [*measures, *(column for form in FORMS.values() for column in form.columns), *OWN_COLUMNS]
    taken = {column.casefold(): column for column in columns}
    for name in dict.fromkeys(names):
        if name.casefold() in taken:
            column = taken[name.casefold()]
            mend = f"name it otherwise, as in 'new {name}: EDIT'"
            such = "such a column" if column == name else f"the column {column}"
            yield f"A factor cannot be called {name}: the results have {such}.", mend


def _value_problems(spec: Spec, factor: Factor) -> Iterator[Problem]:
    """How the values of a factor do not suit the design."""
    if not factor.values:
        yield f"The factor {factor.name} has no values.", "give it some, as in a|b|c or low..high"
    elif spec.design != GRID and len(factor.values) < 2:
        yield f"The factor {factor.name} has one value only.", "give it low and high, as in low..high"
    elif spec.design in SAMPLED:
        low, high = number_of(factor.low), number_of(factor.high)
        goes = f"The factor {factor.name} goes from {cut(factor.low)} to {cut(factor.high)}"
        if low is None or high is None or low >= high:
            what = f"{goes}: samples need two numbers, the lower one first."
            yield what, "give it low and high, or ask for a grid"
        elif high - low < NARROWEST_RANGE * max(abs(low), abs(high)):
            what = f"{goes}, which is hardly a range."
            yield what, f"set its ends apart by a share of {NARROWEST_RANGE:g} of them, or more"
