"""A case of money alone, which no reader has checked."""

from __future__ import annotations

from planner.case import SHEETS, Case, Quarter, Row
from planner.case.settings import Calendar, Money, Operations, Reliability, Settings, Target


def money_case(start: str, periods: int, rate_per_period: float, fee: float, **sheets: list[dict]) -> Case:
    """A case of money alone; cash yields the benchmark, both a rate per period, whatever a period is.

    Columns that a row leaves out are read as blank. The case does not pass through the reader: none of its checks runs.
    """
    yearly = (1 + rate_per_period) ** 4 - 1
    first = Quarter.parse(start)
    settings = Settings(
        title="money alone",
        vintage="2026",
        calendar=Calendar(first, first.plus(periods - 1), "quarter"),
        money=Money("USD", first.year, 0.0, yearly, yearly, fee, 0.0),
        operations=Operations(24),
        target=Target(first, "priced"),
        reliability=Reliability(0.0),
    )
    days = [{"day": "any", "share_of_days_fraction": 1.0}]
    regions = [{"region": "here", "siting_share_min_fraction": 0.0, "siting_share_max_fraction": 1.0}]
    written = {"days": days, "regions": regions, **sheets}
    rows = {
        name: tuple(
            Row(n, {column.name: column.default for column in sheet.columns} | row)
            for n, row in enumerate(written.get(name, []), 2)
        )
        for name, sheet in SHEETS.items()
    }
    return Case("money", settings, rows, (), {})
