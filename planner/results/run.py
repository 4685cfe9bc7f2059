"""A finished run as data: what was asked, what came out, and how; of a folder or of a plan in memory alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.results.write_run import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.results.plan import Plan


@dataclass(frozen=True)
class Run:
    """A finished run: the case, its tables as DataFrames by name, and the record of how it was solved."""

    name: str
    case: Case
    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]

    @property
    def objective_usd_billion(self) -> float:
        """Present value of everything the plan costs, USD billion at the start of the horizon."""
        return float(self.record["objective_usd_billion"])

    @property
    def unserved_gw(self) -> dict[str, float]:
        """Load left unserved over all sponsors, GW by period."""
        return dict(self.record["unserved_gw"])

    @property
    def closed_in(self) -> str | None:
        """First period from which no load goes unserved; None where some always does."""
        closed: str | None = self.record["closed_in"]
        return closed


def run_of(plan: Plan, name: str | None = None) -> Run:
    """A plan in memory as a finished run, named after its case unless `name` is given."""
    return Run(name or plan.case.name, plan.case, plan.tables, record(plan))
