"""Any folder that can be audited, told by the record in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.run_folder import TREE_RECORD
from planner.audit.tree.whole_tree import audit_tree
from planner.audit.verdict import audit_run

if TYPE_CHECKING:
    from pathlib import Path

    from planner.audit.verdict import Verdict


def audit(folder: Path) -> Verdict:
    """Read the folder of a run, or of a tree, and prove it again; raises UserError where it is none to be read."""
    return audit_tree(folder) if (folder / TREE_RECORD).is_file() else audit_run(folder)
