"""A plan that shows itself in a notebook: the answer, then its first charts as pictures, which need no script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from planner.errors import UserError
from planner.report.html_table import figure
from planner.report.plots import chart_named
from planner.results.answer_text import headline

if TYPE_CHECKING:
    from planner.results.run import Run

SHOWN = ("need", "capacity", "cost")


def shown(run: Run) -> str:
    """The headline of a run and its first charts; without the extra `report` the headline, and how to get it."""
    told = escape(headline(run)).replace("\n", " ")
    cost = f"The plan costs USD {figure(run.objective_usd_billion)} billion, present value."
    words = f"<h3>{escape(run.case.settings.title)}</h3><p>{told} {cost}</p>"
    try:
        return words + "".join(chart_named(run, name).html() for name in SHOWN)
    except UserError as problem:
        return f"{words}<pre>{escape(str(problem))}</pre>"
