"""Every sheet of a case, in the order a reader meets them. This table is the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.column_kinds import ASSETS, CLASSES, HOURS
from planner.case.sheets_credit import CREDIT
from planner.case.sheets_money import MONEY
from planner.case.sheets_physical import PHYSICAL
from planner.case.sheets_running import RUNNING

if TYPE_CHECKING:
    from planner.case.columns import Sheet

__all__ = ["ASSETS", "CLASSES", "HOURS", "SHEETS"]

SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in (*PHYSICAL, *RUNNING, *MONEY, *CREDIT)}
