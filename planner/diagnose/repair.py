"""Repairs as data: cells to change and rows to add, a sentence to tell them by, and a way to apply them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.case.changes import apply_changes
from planner.case.edit_words import edit_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.case.case import Case
    from planner.case.change import Change, Place


@dataclass(frozen=True)
class Repair:
    """Changes that give the case a plan: all of them together, and nothing else besides.

    `about` names what is repaired ("engine_makers"); `cost_usd_billion` is its rough worth, by which repairs are
    ranked; `proved` says that the mended case was solved again and has a plan. `edits` are the changes in the words of
    `--set`, for `planner.edit` too; there are none where a row is to be added, which no edit does.
    """

    about: str
    words: str
    changes: tuple[Change, ...]
    cost_usd_billion: float
    proved: bool = False
    edits: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The repair for JSON."""
        return {
            "repair": self.words,
            "about": self.about,
            "cost_usd_billion": round(self.cost_usd_billion, 6),
            "proved": self.proved,
            "edits": [change.as_dict() for change in self.changes],
            "set": list(self.edits),
        }


@dataclass(frozen=True)
class Shortfall:
    """Something that falls short: what, when and by how much, in `unit`; `places` are the cells behind it."""

    what: str
    period: str
    short: float
    words: str
    unit: str = "GW"
    places: tuple[Place, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The shortfall for JSON."""
        return {
            "what": self.what,
            "period": self.period,
            "short": round(self.short, 6),
            "unit": self.unit,
            "shortfall": self.words,
            "places": [place.as_dict() for place in self.places],
        }


@dataclass(frozen=True)
class ConflictingRule:
    """A rule in an irreducible conflict: for whom and when, in its own words, and the cells behind it."""

    rule: str
    where: str
    words: str
    places: tuple[Place, ...]

    def as_dict(self) -> dict[str, Any]:
        """The conflicting for JSON."""
        places = [place.as_dict() for place in self.places]
        return {"rule": self.rule, "where": self.where, "words": self.words, "places": places}


def in_order(case: Case, repairs: Iterable[Repair]) -> list[Repair]:
    """Repairs by their worth, the least first, whatever they are; each with the edits that make it."""
    ordered = sorted(repairs, key=lambda repair: repair.cost_usd_billion)
    return [replace(repair, edits=edit_words(case, repair.changes)) for repair in ordered]


def apply(case: Case, repair: Repair) -> Case:
    """The case with a repair made; raises CaseError where it breaks the contract."""
    return apply_changes(case, repair.changes)
