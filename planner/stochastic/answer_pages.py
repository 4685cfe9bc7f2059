"""Pages about answers: of a tree, of the table of regret, and of the ranges of alternatives."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from planner.report.chart import Chart, Panel
from planner.report.html_chart import sections
from planner.report.html_table import format_number, table
from planner.report.page import page
from planner.report.theme import HEAT, PALETTE
from planner.report.vega import humanize, rounded, tooltip
from planner.stochastic import tree_charts
from planner.stochastic.alternatives import CANNOT, KINDS, MAY, MUST
from planner.stochastic.answer_read import TreeAnswer
from planner.stochastic.matrix_chart import bars_between, matrix
from planner.stochastic.tree_text import advice_lines
from planner.stochastic.who_loses import stranded_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from planner.report.vega import Rows, Spec
    from planner.stochastic.answer_read import Answer

CHARTS = (
    tree_charts.fan,
    tree_charts.orders,
    tree_charts.regrets,
    tree_charts.losses,
    tree_charts.option_values,
)
MEASURES = {
    "regret_usd_billion": "Cost above the best, USD billion",
    "unserved_gw": "Unserved at most, GW",
    "idle_gw": "Chips idle at most, GW",
    "loss_usd_billion": "Lenders lose at most, USD billion",
}
NO_PLAN = "no plan"
RANGE = {MUST: PALETTE[2], MAY: PALETTE[1], CANNOT: PALETTE[8]}
"""The colours of what is in every near-optimal plan, in some, in none."""


def page_of(answer: Answer) -> str:
    """The page about an answer; raises UserError where the extra `report` is not installed."""
    pages = {"futures": tree_page, "regret": regret_page, "alternatives": alternatives_page}
    return pages[answer.kind](answer)


def _whole(title: str, told: str, parts: Iterable[str], charts: Sequence[Chart]) -> str:
    """A page with an answer in words, what else is to be said, and charts."""
    body = (
        f'<header><h1>{escape(title)}</h1><p class="answer">{escape(told)}</p>{"".join(parts)}</header>'
        f"<main>{sections(charts, {})}</main>"
    )
    return page(title, body, charts)


def _list(heading: str, lines: Iterable[str]) -> str:
    """Sentences under a heading."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h3>{escape(heading)}</h3><ul>{items}</ul>" if items else ""


def tree_page(answer: Answer) -> str:
    """The page about a tree."""
    found, record = TreeAnswer(answer), answer.record
    leaves = ", ".join(f"{humanize(leaf)} ({told['probability']:.3g})" for leaf, told in found.leaves.items())
    expected, not_knowing = (
        format_number(record[f"{name}_usd_billion"]) for name in ("expected", "price_of_not_knowing")
    )
    told = (
        f"Over {len(found.leaves)} futures the plan costs USD {expected} billion in expectation. "
        f"Who knew which future comes would pay {not_knowing} billion less."
    )
    sentences = [
        f"{humanize(name)}, from {future['from']}: {future['sentence']}"
        for name, future in found.futures.items()
    ]
    about = f"Case {record['case']}. Futures and how likely each is taken to be: {leaves}."
    hedging = [
        f"Signing now what is best for {humanize(leaf)} alone "
        + (
            "leaves no plan in some other future."
            if more is None
            else f"costs USD {format_number(more)} billion more."
        )
        for leaf, more in record["worth_of_hedging_usd_billion"].items()
    ]
    parts = [
        f'<p class="quiet">{escape(about)}</p>',
        _list("What to sign now, and what to hold back", advice_lines(found)),
        _list("What each future strands, and who loses", stranded_sentences(found)),
        _list("What hedging is worth", hedging),
        _list("The futures", sentences),
        _notes(record["notes"]),
    ]
    charts = [chart for chart in (draw(found) for draw in CHARTS) if chart.panels]
    return _whole(f"Deciding before the news: {answer.case.settings.title}", told, parts, charts)


def _notes(notes: Sequence[str]) -> str:
    """What is worth knowing before the figures are believed."""
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<div class="notes"><strong>Worth knowing</strong><ul>{items}</ul></div>' if notes else ""


def regret_page(answer: Answer) -> str:
    """The page about the table of regret."""
    record = answer.record
    largest = {plan: usd for plan, usd in record["largest_regret_usd_billion"].items() if usd is not None}
    told = "No plan is good in every future."
    if largest:
        best = min(largest, key=lambda plan: largest[plan])
        told = (
            f"Signing for {humanize(best)} is regretted least: by USD {format_number(largest[best])} billion at most."
            if best != "least regret"
            else f"The least that one can regret at most is USD {format_number(largest[best])} billion."
        )
    whys = [
        f"{humanize(plan)} when {humanize(future)} comes: {cell['why']}"
        for plan, cells in record["cells"].items()
        for future, cell in cells.items()
        if cell["why"]
    ]
    parts = [_list("Where no plan is left, what would have to give", whys)]
    return _whole(f"Regret: {answer.case.settings.title}", told, parts, [regret_chart(answer)])


def regret_chart(answer: Answer) -> Chart:
    """Heat maps of plan by future."""
    frame = answer.tables["regret"]
    plans, futures = (list(dict.fromkeys(frame[column])) for column in ("plan", "future"))
    panels = []
    for column, title in MEASURES.items():
        values = {
            (plan, future): None if math.isnan(number) else float(number)
            for plan, future, number in zip(frame["plan"], frame["future"], frame[column], strict=True)
        }
        panels.append(Panel(title, matrix(plans, futures, values, title, NO_PLAN)))
    rows = [
        (
            humanize(str(row["plan"])),
            humanize(str(row["future"])),
            *(None if math.isnan(row[column]) else row[column] for column in MEASURES),
            str(row["why"]),
        )
        for row in frame.to_dict("records")
    ]
    worst = frame["regret_usd_billion"].max()
    return Chart(
        "regret",
        "Who signs for one future when another comes",
        "Rows are plans: what is ordered and issued before the news as is best for that future alone. Columns are what "
        "then comes. Darker is more, each panel with its own scale; a pale cell has no plan.",
        f"The largest regret is USD {format_number(float(worst))} billion.",
        tuple(panels),
        table("Plan by future", ("signed for", "when", *MEASURES.values(), "what would have to give"), rows),
        {},
        columns=2,
        gradient=("none", "most of its panel", HEAT),
    )


def alternatives_page(answer: Answer) -> str:
    """The page about near-optimal plans."""
    record = answer.record
    by_kind = {
        kind: [name for name, of in record["alternatives"].items() if of["standing"] == kind]
        for kind in RANGE
    }
    told = (
        f"Of plans that cost at most {100 * record['within']:g} % more than USD "
        f"{format_number(record['objective_usd_billion'])} billion, {len(by_kind[MUST])} of "
        f"{len(record['alternatives'])} {record['of']} are in every one."
    )
    words = {MUST: "In every such plan", MAY: "In some", CANNOT: "In none"}
    lines = [f"{words[kind]}: {', '.join(map(humanize, names))}." for kind, names in by_kind.items() if names]
    title = f"What else could be done: {answer.case.settings.title}"
    return _whole(title, told, [_list("Must, may, cannot", lines)], [ranges_chart(answer)])


def ranges_chart(answer: Answer) -> Chart:
    """A bar a group from its least to its most, with the mark of the best plan."""
    record, frame = answer.record, answer.tables["alternatives"]
    frame = frame.sort_values(["most", "plan"], ascending=False, kind="stable")
    names = [str(name) for name in frame["group"]]
    unit = KINDS[record["of"]]
    wide = {str(row["group"]): row["most"] - row["least"] for row in frame.to_dict("records")}
    widest = max(wide, key=lambda name: wide[name], default="")
    return Chart(
        "alternatives",
        f"What near-optimal plans can have of {record['of']}",
        f"{unit}: from the least to the most of any plan that costs at most {100 * record['within']:g} % more; "
        "the dark mark is the best plan.",
        f"The widest range is that of {humanize(widest)}: {format_number(wide.get(widest, 0.0))}.",
        (Panel("", _ranges(frame, names, unit)),) if names else (),
        table(
            unit,
            ("what", "least", "the best plan", "most", "standing"),
            [
                (
                    humanize(name),
                    float(row["least"]),
                    float(row["plan"]),
                    float(row["most"]),
                    str(row["standing"]),
                )
                for name, row in zip(names, frame.to_dict("records"), strict=True)
            ],
            2,
        ),
        RANGE,
        wide=True,
    )


def _ranges(frame: pd.DataFrame, names: Sequence[str], unit: str) -> Spec:
    """A bar a group, in the order of the names."""
    rows: Rows = [
        {
            "y": n + 0.16,
            "y2": n + 0.84,
            "group": humanize(names[n]),
            "series": str(row["standing"]),
            "from": rounded(row["least"]),
            "to": rounded(row["most"]),
            "at": rounded(row["plan"]),
        }
        for n, row in enumerate(frame.to_dict("records"))
    ]
    ends = ("from", "least", ",.2f"), ("at", "the best plan", ",.2f"), ("to", "most", ",.2f")
    return bars_between(rows, names, unit, tooltip(("group", "what", ""), *ends))
