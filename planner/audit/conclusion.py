"""An audit in words, one line a rule, or as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from planner.terminal import PLAIN

if TYPE_CHECKING:
    from planner.audit.finding import Finding
    from planner.audit.verdict import Verdict
    from planner.terminal import Style

WIDTH = 80
TITLES = {
    "files": "The folder is as the run wrote it",
    "futures": "Decisions before the news are one, and what is cancelled was ordered",
    "rules": "The tables keep every rule (worst residual, GW, GWh or USD billion)",
    "tables": "Every table follows from the others (worst difference, relative)",
    "answer": "The answer is that of the tables",
    "prices": "Prices belong to limits that are reached",
    "reduced costs": "No decision would pay more (worst reduced cost, USD billion a unit)",
    "gap": "Nothing is cheaper",
}


def report(verdict: Verdict, style: Style = PLAIN) -> str:
    """What was compared, the worst of it, and the verdict, in colours if there are any."""
    lines = []
    for part, findings in verdict.parts.items():
        lines.append(style.strong(f"{TITLES[part]}:"))
        lines += [_line(finding) if finding.holds else style.bad(_line(finding)) for finding in findings]
        lines.append("")
    text = conclusion(verdict)
    lines.append(style.good(textwrap.fill(text, WIDTH)) if verdict.proved else style.error(text))
    return "\n".join(lines)


def conclusion(verdict: Verdict) -> str:
    """The verdict in one sentence, and what fails."""
    rows = sum(finding.count for finding in verdict.parts["rules"])
    if verdict.proved and not verdict.least:
        return (
            f"Proved: {verdict.case} keeps every rule in every future, at USD {verdict.objective:,.6f} billion in "
            "expectation. That no plan is better by its weighing is not proved: that of the expected cost alone is."
        )
    if verdict.proved:
        return (
            f"Proved: {verdict.case} keeps every rule, and no plan costs less than "
            f"USD {verdict.objective:,.6f} billion."
        )
    failed = verdict.failed
    details = "\n".join(f"    {finding.name}: {_extent(finding)}" for finding in failed)
    things = "1 thing does" if len(failed) == 1 else f"{len(failed)} things do"
    return f"Not proved: {things} not hold, of {rows:,} rows and what follows from them.\n{details}"


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as one object for scripts."""
    return {
        "status": "proved" if verdict.proved else "not proved",
        "case": verdict.case,
        "objective_usd_billion": verdict.objective,
        "failed": [finding.name for finding in verdict.failed],
        "findings": {
            part: [
                {
                    "name": finding.name,
                    "count": finding.count,
                    "worst": finding.worst,
                    "allowed": finding.allowed,
                    "holds": finding.holds,
                    "where": finding.where,
                }
                for finding in findings
            ]
            for part, findings in verdict.parts.items()
        },
    }


def _line(finding: Finding) -> str:
    """A finding as a line: name, how many, the worst; and where, if it does not hold."""
    line = f"    {finding.name:<46}{finding.count:>9,}{finding.worst:>12.2g}"
    return line if finding.holds else f"{line}  FAILS: {finding.where}"


def _extent(finding: Finding) -> str:
    """How far a finding is off, and where."""
    if finding.allowed == 0:
        return finding.where
    return f"off by {finding.worst:.3g} (allowed {finding.allowed:g}) at {finding.where}"
