"""SALib, which draws designs and works out indices: fetched where it is needed, its warnings kept as notes."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from planner.errors import not_installed

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERNAL = (DeprecationWarning, PendingDeprecationWarning, FutureWarning, ImportWarning, ResourceWarning)
"""Warnings that a library gives its own authors."""
MEANT = {
    "Constant values encountered": "so few cases differ that +- is too small",
    "An input array is constant": "a factor or the measure is the same in all cases: it has no correlation",
}
"""What warnings that are known mean for a sweep, by how they begin."""


def salib(part: str) -> Any:
    """A module of SALib, such as `analyze.sobol`; raises UserError where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own use of other libraries
            return import_module(f"SALib.{part}")
    except ModuleNotFoundError:
        raise not_installed("Latin hypercube, Sobol' and Morris designs need", "study") from None


@contextmanager
def warnings_as_notes(notes: list[str]) -> Iterator[None]:
    """Add what libraries warn of to the notes, each warning once, instead of letting it reach the screen."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        said = " ".join(str(warning.message).split())
        meant = next((words for start, words in MEANT.items() if said.startswith(start)), None)
        note = meant or f"a library warns: {said}"
        if not issubclass(warning.category, INTERNAL) and note not in notes:
            notes.append(note)
