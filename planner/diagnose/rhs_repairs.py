"""Repairs by numbers that stand alone on a right-hand side: pools, sites, markets, cash and corporate debt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.diagnose.words import plural_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.diagnose.repair import Repair
    from planner.diagnose.search import Search

    Group = tuple[str, str]
    """A rule, and the pool, site, market or sponsor that its limit is about."""

WORTH_TELLING = 0.9
"""A mix of several limits is told where it costs less than this share of the cheapest that is enough by itself."""


def rhs_repairs(search: Search, duals: NDArray[np.float64], reserve: float) -> list[Repair]:
    """One repair for every limit that is enough by itself, else for its kind, and a mix where that is cheaper.

    The mix of all limits is sought first: where not even that is enough, none is by itself. Then the likeliest come
    first; once one repair is known, no more are sought in the last `reserve` seconds.
    """
    groups: dict[Group, list[int]] = {}
    for n, relaxation in enumerate(search.relaxations):
        groups.setdefault((relaxation.kind, relaxation.about), []).append(n)
    mixed = search.moves(range(len(search.relaxations)))
    if mixed is None:
        return []
    alone = {(search.relaxations[n].kind, search.relaxations[n].about) for n in mixed.amounts}
    mix = search.repair("together" if len(alone) > 1 else next(iter(alone))[1], mixed)
    found = {next(iter(alone)): mix} if len(alone) == 1 else {}
    likeliest = _likeliest(search, groups, duals)
    for group in likeliest:
        if group not in found and search.spares(reserve):
            _try(search, found, group, group[1], groups[group])
    for kind in dict.fromkeys(kind for kind, _ in likeliest):
        members = [n for (other, _), columns in groups.items() if other == kind for n in columns]
        several = sum(other == kind for other, _ in groups) > 1
        if several and all(other != kind for other, _ in found) and search.spares(reserve):
            _try(search, found, (kind, ""), plural_of(kind), members)
    cheapest = min((repair.cost_usd_billion for repair in found.values()), default=float("inf"))
    return [*found.values(), *([mix] if mix.cost_usd_billion < WORTH_TELLING * cheapest else [])]


def _likeliest(search: Search, groups: dict[Group, list[int]], duals: NDArray[np.float64]) -> list[Group]:
    """The groups that the certificate of impossibility leans on, those first that gain most for their price."""
    gain = search.elastic.bearing(duals)
    worth = {
        group: max(gain.get(n, 0.0) / search.relaxations[n].price for n in columns)
        for group, columns in groups.items()
    }
    return sorted((group for group in groups if worth[group]), key=lambda group: -worth[group])


def _try(search: Search, found: dict[Group, Repair], group: Group, about: str, columns: list[int]) -> None:
    """Note a repair by some relaxations, where they are enough."""
    slack = search.moves(columns)
    if slack is not None:
        found[group] = search.repair(about, slack)
