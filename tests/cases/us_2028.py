"""The case that the figures of the design are of: us-2028 as it was first handed over, without its credit layer.

The folder `us_2028_design` beside this file has its sheets, without the columns that say where a number comes from.
us-2028 itself has been mended since; the figures of the design have not.
"""

from __future__ import annotations

import shutil
from pathlib import Path

DESIGN = Path(__file__).parent / "us_2028_design"
"""The sheets of the case."""


def write_bare(folder: Path) -> Path:
    """Write the case into `folder`; returns the folder."""
    return Path(shutil.copytree(DESIGN, folder))
