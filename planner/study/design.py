"""From a sweep to its points: which edits each case is made with, in an order in which neighbours follow."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.numbers import number_of
from planner.study.factors import number_text
from planner.study.sampling import sample
from planner.study.spec import GRID, TORNADO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.study.scenarios import Scenario
    from planner.study.spec import Spec

BASE = "as it is"
"""The point of a tornado at which nothing is moved."""
MOST_CHAINED = 5_000
"""Points that are put in a chain, which takes a time that grows with their square."""


@dataclass(frozen=True)
class Point:
    """One case of a sweep: its factors' values, blank where a factor is left as it is, and the edits that make it."""

    number: int
    name: str
    scenario: str | None
    values: Mapping[str, str]
    edits: tuple[str, ...]


def points_of(spec: Spec, scenarios: Mapping[str, Scenario], notes: list[str] | None = None) -> list[Point]:
    """Every point of a sweep in order; raises UserError where a design needs what is not installed.

    What a library warns of while it draws a sample is added to the notes.
    """
    found: list[Point] = []
    settings = list(_settings(spec, notes))
    for name in spec.scenarios or (None,):
        before = () if name is None else tuple(map(str, scenarios[name].edits))
        for values in settings:
            edits = (*before, *spec.edits, *_edits(spec, values))
            label = ", ".join(f"{factor} {_short(value)}" for factor, value in values.items() if value)
            label = label or (BASE if name is None else "")
            found.append(Point(len(found), ", ".join(filter(None, (name, label))), name, values, edits))
    return found


def _short(value: str) -> str:
    """A value in a name: of a sampled number only the first figures.

    >>> _short("0.838468700258"), _short("0.05"), _short("off")
    ('0.8385', '0.05', 'off')
    """
    number = number_of(value)
    return value if number is None or len(value) < 8 else f"{number:.4g}"


def _edits(spec: Spec, values: Mapping[str, str]) -> Iterator[str]:
    """The edits of the factors that are moved."""
    for factor in spec.factors:
        if values[factor.name]:
            yield from factor.words(values[factor.name])


def _settings(spec: Spec, notes: list[str] | None) -> Iterator[dict[str, str]]:
    """The values of all factors, point by point."""
    names = [factor.name for factor in spec.factors]
    if spec.design == GRID:
        for combination in itertools.product(*(factor.values for factor in spec.factors)):
            yield dict(zip(names, combination, strict=True))
    elif spec.design == TORNADO:
        yield dict.fromkeys(names, "")
        for factor in spec.factors:
            for value in (factor.low, factor.high):
                yield {**dict.fromkeys(names, ""), factor.name: value}
    else:
        for row in sample(spec, notes):
            yield {
                factor.name: number_text(float(number))
                for factor, number in zip(spec.factors, row, strict=True)
            }


def nearest_neighbour_order(spec: Spec, points: Sequence[Point], sizes: Mapping[str, float]) -> list[Point]:
    """The points so that each is near the one before it: what neighbours share is soon found again.

    From each point to the nearest that is left, scenarios furthest apart, then words, then numbers by how much of the
    `sizes` of their factor is between them. Very many points keep the order of their design.
    """
    import numpy as np

    if len(points) > MOST_CHAINED:
        return list(points)
    places = np.array([_place(spec, point, sizes) for point in points]).reshape(len(points), -1)
    left, order = np.ones(len(points), dtype=bool), []
    at = 0
    for _ in points:
        order.append(points[at])
        left[at] = False
        distance = np.abs(places - places[at]).sum(axis=1)
        at = int(np.argmin(np.where(left, distance, np.inf)))
    return order


def _place(spec: Spec, point: Point, sizes: Mapping[str, float]) -> list[float]:
    """Where a point is, each factor of numbers between 0 and its sizes."""
    place = [10.0 * spec.scenarios.index(point.scenario)] if point.scenario is not None else []
    for factor in spec.factors:
        value = point.values[factor.name]
        if factor.numbers is None:
            place.append(2.0 * factor.values.index(value) if value in factor.values else -2.0)
        else:
            low, high = min(factor.numbers), max(factor.numbers)
            middle = (low + high) / 2
            share = ((float(value) if value else middle) - low) / (high - low or 1.0)
            place.append(share * sizes[factor.name])
    return place
