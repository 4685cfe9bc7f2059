"""A finished run proved again from its folder, by a second writing of the mathematics.

Nothing here is shared with the rooms that made the run: the sheets are read as any case is, everything else is
worked out anew. The tables give the plan, `prices` the duals; the rules are written a second time, row by row.
"""

from planner.audit.any_folder import audit
from planner.audit.conclusion import as_json, report
from planner.audit.verdict import Verdict

__all__ = ["Verdict", "as_json", "audit", "report"]
