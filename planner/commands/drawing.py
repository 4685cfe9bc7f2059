"""What commands that draw need before they begin."""

from __future__ import annotations


def check_charts() -> None:
    """Make sure that charts can be drawn, before anything else is done; raises UserError."""
    from planner.report.chart import converter

    converter()
