"""A plan that shows itself in a notebook: the answer, then its first charts as pictures, which need no script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from planner.errors import UserError
from planner.report.html_table import format_number
from planner.report.plots import chart_named
from planner.results.answer_text import headline

if TYPE_CHECKING:
    from planner.results.run import Run

CHARTS_SHOWN = ("need", "capacity", "cost")


def run_html(run: Run) -> str:
    """The headline of a run and its first charts; without the extra `report` the headline, and how to get it."""
    answer = escape(headline(run)).replace("\n", " ")
    cost = f"The plan costs USD {format_number(run.objective_usd_billion)} billion, present value."
    text = f"<h3>{escape(run.case.settings.title)}</h3><p>{answer} {cost}</p>"
    try:
        return text + "".join(chart_named(run, name).html() for name in CHARTS_SHOWN)
    except UserError as problem:
        return f"{text}<pre>{escape(str(problem))}</pre>"
