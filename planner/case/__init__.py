"""What a case is: its sheets, how they are read, what they must satisfy."""

from planner.case.calendar import Quarter
from planner.case.case import Case
from planner.case.read import read
from planner.case.row import Row
from planner.case.sheets import SHEETS

__all__ = ["SHEETS", "Case", "Quarter", "Row", "read"]
