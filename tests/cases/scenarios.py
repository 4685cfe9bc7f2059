"""The teaching case with scenarios beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.tiny import write_tiny

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = """\
base:
  sentence: As shipped.
  edits: []
more-engines:
  sentence: Twice as many engines,
    and a later target.
  edits:
    - supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=2
    - case.target.close_by+=1
"""


def write_scenarios(folder: Path, text: str = SCENARIOS) -> Path:
    """Copy the teaching case to `folder`, with a file of scenarios; returns the folder."""
    write_tiny(folder)
    (folder / "scenarios.yaml").write_text(text)
    return folder
