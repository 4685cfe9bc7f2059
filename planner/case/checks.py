"""Every check across sheets, and how they are run."""

from __future__ import annotations

from planner.case import checks_assets, checks_money, checks_names, magnitudes
from planner.case.draft import Check, Draft, sure
from planner.errors import Fault

CHECKS: tuple[Check, ...] = (
    checks_names.CHECKS + checks_assets.CHECKS + checks_money.CHECKS + magnitudes.CHECKS
)


def examine(draft: Draft) -> tuple[list[Fault], tuple[str, ...]]:
    """Everything wrong across the sheets of a draft, and the notes worth telling."""
    findings = [finding for check in CHECKS for finding in sure(check(draft))]
    faults = [finding for finding in findings if isinstance(finding, Fault)]
    return faults, tuple(finding for finding in findings if isinstance(finding, str))
