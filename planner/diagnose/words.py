"""The diagnosis in words: amounts, sentences and the whole message."""

from __future__ import annotations

import textwrap
from shlex import quote
from typing import TYPE_CHECKING

import numpy as np

from planner.rules import RULES, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.case import Case
    from planner.case.change import Place
    from planner.diagnose.elastic import Slack
    from planner.diagnose.repair import ConflictingRule, Repair, Shortfall
    from planner.diagnose.rhs_relaxations import RhsRelaxation
    from planner.solver import Program

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MOST_PLACES = 4
MOST_ALIKE = 3
MOST_EDITS = 12
"""To paste; more of them are in JSON."""
WIDTH = 80
UNSERVED = (
    "load that must be served from {} on cannot be",
    "set target.policy to priced to plan all the same, or make one of the repairs below",
)
"""Why there is no plan, and the mend."""
AT_A_LOSS = (
    "sponsors that have steps of debt to Ebitda or a min_interest_coverage run at a loss",
    "let them earn more in ebitda.csv, or ask for neither, or make the repair below",
)


def count(number: int, noun: str) -> str:
    """A number of things in words.

    >>> count(2, "quarter"), count(1, "quarter"), count(14, "quarter")
    ('two quarters', 'one quarter', '14 quarters')
    """
    text = NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)
    return f"{text} {noun}" if number == 1 else f"{text} {noun}s"


def plural_of(kind: str) -> str:
    """What all relaxations of a kind together are called."""
    return RULES[kind].plural


def relaxation_text(case: Case, program: Program, moved: Mapping[RhsRelaxation, float], slack: Slack) -> str:
    """Relaxations and how far each moves, with the periods that use it."""
    activity = program.matrix @ slack.values
    parts = []
    for relaxation, amount in moved.items():
        unit = UNITS[relaxation.unit].repair
        step = next((f" step {value}" for name, value in relaxation.key if name == "step"), "")
        when = "" if relaxation.year is None else f" in {relaxation.year}"
        over = np.array([activity[row] - program.row_upper[row] for row in relaxation.rows])
        worst = int(np.argmax(over))
        used = ""
        if relaxation.year is not None and over[worst] > 0:
            used = f" (for {over[worst]:.4g} in {relaxation.times[worst]})"
        what = RULES[relaxation.kind].relief.format(relaxation.about + step)
        parts.append(f"+{amount:.6g} {unit} {what}{when}{used}")
    return " and ".join(parts)


def message(
    case: Case,
    shortfalls: Sequence[Shortfall],
    repairs: Sequence[Repair],
    conflicting_rules: Sequence[ConflictingRule],
    notes: Sequence[str],
    why: tuple[str, str] = UNSERVED,
) -> str:
    """The whole answer: `why`, what falls short, the repairs, the rules in conflict."""
    lines = [
        f"No plan satisfies every rule of this case: {why[0].format(case.settings.target.close_by)}.",
        f"    mend: {why[1]}",
        "",
        "What falls short",
    ]
    for shortfall in shortfalls:
        lines += [*_wrapped(shortfall.words, "  "), *_places(shortfall.places)]
    lines += ["", "Repairs, cheapest first by rough worth; each is enough on its own"]
    for number, repair in enumerate(repairs, 1):
        worth = f"about USD {repair.cost_usd_billion:.3g} billion"
        proof = "" if repair.proved else "; not yet proved on the mended case"
        lines += _wrapped(f"{number}. {repair.words}  [{worth}{proof}]", "  ", "     ")
        lines += [f"       {change}" for change in repair.changes[:MOST_PLACES]]
        if len(repair.changes) > MOST_PLACES:
            lines.append(f"       and {len(repair.changes) - MOST_PLACES} cells more")
        if len(repair.edits) <= MOST_EDITS:
            lines += [f"       --set {quote(edit)}" for edit in repair.edits]
    if conflicting_rules:
        lines += ["", "Rules in conflict: all of these together cannot be kept"]
        for rule in dict.fromkeys(conflicting.rule for conflicting in conflicting_rules):
            alike = [conflicting for conflicting in conflicting_rules if conflicting.rule == rule]
            text = "; ".join(conflicting.where for conflicting in alike[:MOST_ALIKE])
            more = f"; and {len(alike) - MOST_ALIKE} more" if len(alike) > MOST_ALIKE else ""
            places = tuple(dict.fromkeys(place for conflicting in alike for place in conflicting.places))
            lines += [
                *_wrapped(f"{rule}: {text}{more}", "  "),
                *_wrapped(alike[0].words, "      "),
                *_places(places),
            ]
    return case.located_text("\n".join(lines + [line for note in notes for line in ("", note)]))


def _wrapped(text: str, first: str, then: str = "      ") -> list[str]:
    """Text in lines of a readable width."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _places(places: Sequence[Place]) -> list[str]:
    """Cells, a line each; of many the first."""
    lines = [f"      {place}" for place in places[:MOST_PLACES]]
    return lines + (
        [f"      and {len(places) - MOST_PLACES} cells more"] if len(places) > MOST_PLACES else []
    )
