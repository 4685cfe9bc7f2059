"""Why a case has no plan, and what would give it one.

Arithmetic first (`impossible`), then an elastic program (`diagnose`): the least load that must go unserved, repairs
as data that `apply` makes, and an irreducible set of rules in conflict. `trouble` speaks for models that have no
bottom or no good numbers.
"""

from planner.diagnose.bounds import impossible
from planner.diagnose.diagnosis import diagnose, reason
from planner.diagnose.repair import ConflictingRule, Repair, Shortfall, apply

__all__ = ["ConflictingRule", "Repair", "Shortfall", "apply", "diagnose", "impossible", "reason"]
