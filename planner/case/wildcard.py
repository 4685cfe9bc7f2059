"""Words with stars in them, each of which stands for any characters."""

from __future__ import annotations


class Wildcard:
    """A word with stars; compared from left to right, so that no number of stars takes long."""

    def __init__(self, word: str) -> None:
        self._parts = word.split("*")

    def matches(self, text: str) -> bool:
        """Whether a text is the word, with something or nothing for each star.

        >>> Wildcard("gas*").matches("gas_ct"), Wildcard("*_ct").matches("gas_cts"), Wildcard("a*a").matches("a")
        (True, False, False)
        """
        first, *between = self._parts
        if not between:
            return text == first
        last = between.pop()
        if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
            return False
        at, end = len(first), len(text) - len(last)
        for part in between:
            found = text.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True
