"""What a rule says: the concern it belongs to, and the first sentence of its docstring."""

from __future__ import annotations

import inspect
from functools import cache


@cache
def sentences() -> dict[str, str]:
    """The first sentence of every rule, by the rule's name."""
    from planner.model import CONCERNS

    return {
        name: (inspect.getdoc(rule) or "").partition("\n")[0]
        for concern in CONCERNS
        for name, rule in inspect.getmembers(concern, inspect.isfunction)
        if "Equation:" in (rule.__doc__ or "")
    }
