"""Who may house whose load, at most how much of it and at what rent, as the audit counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.facts.assets import CHIPS, SHELL
from planner.audit.facts.series import in_force

if TYPE_CHECKING:
    from planner.audit.facts.calendar import Calendar
    from planner.case import Case

    Pair = tuple[str, str, str]
    """A tenant, its host, and whether that gives compute or shells alone."""

COMPUTE, SHELLS_ALONE = "compute", "shell"


KINDS_ON = {SHELL: (COMPUTE, SHELLS_ALONE), CHIPS: (COMPUTE,)}
"""The kinds of hosting that put load on a class."""


class Hosting:
    """The pairs of a case in the order of the sheet, and what holds of each in a period."""

    def __init__(self, case: Case, calendar: Calendar, price_level: list[float]) -> None:
        rows, keys = case.rows("hosting"), ("tenant", "host", "kind")
        named = [(x["tenant"], x["host"], x["kind"]) for x in rows]
        self.pairs: list[Pair] = list(dict.fromkeys(named))
        self.limit = in_force(case, "hosting", "limit_gw", *keys)
        self._rent = in_force(case, "hosting", "rent_usd_billion_per_gw_year", *keys)
        self._first: dict[Pair, int] = {}
        for pair, row in zip(named, rows, strict=True):
            self._first[pair] = min(row["year"], self._first.get(pair, row["year"]))
        self._years = [period.year for period in case.periods]
        self._per_year = [years * level for years, level in zip(calendar.years, price_level, strict=True)]

    def begun(self, pair: Pair, t: int) -> bool:
        """Whether a row of the pair holds; before the first nothing may be housed."""
        return self._first[pair] <= self._years[t]

    def rent_per_gw(self, pair: Pair, t: int) -> float:
        """Rent of a GW housed through a period, USD billion, nominal."""
        return self._rent(t, *pair) * self._per_year[t]
