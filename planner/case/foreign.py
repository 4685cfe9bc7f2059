"""What a spreadsheet keeps in a cell that a CSV cannot: an error, a date, a formula nobody has calculated."""

from __future__ import annotations


class Foreign(str):
    """A cell that is no text and no number: it reads as what was found there, and has a mend of its own."""

    __slots__ = ("mend",)

    mend: str

    def __new__(cls, found: str, mend: str) -> Foreign:
        """What was found, and how to mend it."""
        cell = super().__new__(cls, found)
        cell.mend = mend
        return cell

    def strip(self, characters: str | None = None, /) -> str:
        """The cell itself: it has no text to strip."""
        return self
