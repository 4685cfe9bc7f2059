"""The tables of a plan or a run by name; a name that is none of them is offered the nearest."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import pandas as pd


class Tables(dict[str, "pd.DataFrame"]):
    """DataFrames by name, as any dict has them."""

    def __missing__(self, name: object) -> NoReturn:
        """Raise KeyError, which offers the nearest table, or lists all there are."""
        near = difflib.get_close_matches(str(name), self, n=2, cutoff=0.5)
        hint = f"is it {' or '.join(near)}?" if near else f"there are {', '.join(self) or 'none'}"
        raise KeyError(f"there is no table {name!r}; {hint}")
