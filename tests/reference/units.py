"""Periods, hours and rates."""

from __future__ import annotations

H = 0.25  # a period, in years
HOURS = 8766 / 4  # in a period
NATION = ""  # the region of what is national, and the class of what stands on a sponsor's own credit


def q(rate: float) -> float:
    """Give a yearly rate per period."""
    return (1 + rate) ** H - 1


def quarter(text: str) -> int:
    """Count 2026Q1 in quarters."""
    return 4 * int(text[:4]) + int(text[5:]) - 1


def periods(years: float | None) -> int:
    """Count years in periods; blank is none."""
    return round((years or 0.0) / H)
