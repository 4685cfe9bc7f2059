"""A case in the numbers that the audit counts with, worked out from the sheets alone.

The calendar comes first, then what it dates: assets, loans, operating costs, and the facts of the whole case.
"""

from planner.audit.facts.facts import Facts

__all__ = ["Facts"]
