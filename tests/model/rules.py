"""Every rule of the model, read from the contents page of each concern."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from planner.model import CONCERNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


def required(concern: ModuleType) -> list[str]:
    """The rules that a concern requires, in the order of its contents page, as often as they stand there."""
    names = []
    for node in ast.walk(ast.parse(inspect.getsource(concern.constrain))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "require":
            names += [word.value.id for word in node.keywords if word.arg == "rule"]
    return names


RULES: dict[str, Callable] = {
    name: getattr(concern, name) for concern in CONCERNS for name in required(concern)
}
"""Rules by name, concern by concern."""
