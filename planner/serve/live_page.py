"""The page of what-if: its frame, its style and its script, with the scripts that draw charts."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from planner.report.chart import converter

if TYPE_CHECKING:
    from planner.case import Case

HERE = Path(__file__).parent
REPORT = HERE.parent / "report"


def page_html(case: Case) -> str:
    """The page of a case; its names and title stand in it as text."""
    title = escape(case.settings.title)
    calendar = case.settings.calendar
    about = escape(f"Case {case.name}, as of {case.settings.vintage}, {calendar.start} to {calendar.end}.")
    return (HERE / "live.html").read_text("utf-8").replace("{{title}}", title).replace("{{about}}", about)


@cache
def page_style() -> str:
    """The style of reports, and what this page has besides."""
    return (REPORT / "page.css").read_text("utf-8") + (HERE / "live.css").read_text("utf-8")


@cache
def page_script() -> str:
    """Vega, Vega-Lite and Vega-Embed with our own script."""
    bundle: str = converter().javascript_bundle((HERE / "live.js").read_text("utf-8"))
    return bundle
