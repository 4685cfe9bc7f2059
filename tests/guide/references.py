"""What is made in the guide: sheets from the contract of columns, Python from the docstrings."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import planner
from planner import errors
from planner.case import SHEETS
from planner.case.settings import SETTINGS, SETTINGS_FILE
from planner.explain import SCOPES
from planner.parametric.breakeven import Breakeven
from planner.parametric.curve import Curve
from planner.plotted import PlottedRun
from planner.stochastic.alternatives import Alternatives
from planner.stochastic.regret import Regrets
from planner.stochastic.tree_plan import TreePlan
from planner.study.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from planner.case.sheet import Sheet

    from planner.case.columns import Column

HEADING = "| {} | what it is | a cell may hold | scope |\n|---|---|---|---|"
NUMBERED = re.compile(r"^(?P<stem>[a-z]+)\d+$")
RESULTS = (PlottedRun, Curve, Breakeven, Sweep, TreePlan, Regrets, Alternatives)
"""What functions give that has no name in `planner` itself."""
ASIDE = {"as_dict", "finished", "had", "in_force", "located_faults", "located_text", "diagnosis"}
"""Members that other rooms use and users do not."""


# ── sheets ──


def sheets_reference() -> str:
    """The settings and every sheet: a list with links, then the columns of each."""
    listed = [f"- [`{SETTINGS_FILE}`](#{SETTINGS_FILE.replace('.', '')}): the settings of the case"]
    listed += [f"- [`{sheet.name}`](#{sheet.name}): {_about(sheet)}" for sheet in SHEETS.values()]
    scopes = [f"- *{scope}*: {meaning}" for scope, meaning in SCOPES.items()]
    settings = _table("key", SETTINGS.values())
    parts = [f"## {SETTINGS_FILE}\n\nA key after a dot stands indented below its section.\n\n{settings}"]
    parts += [
        f"## {sheet.name}\n\n{_sentence(_about(sheet))}\n\n{_table('column', sheet.columns)}"
        for sheet in SHEETS.values()
    ]
    intro = (
        "The last column of each table is the scope of a column, which says what an edit in a future changes:"
    )
    return "\n\n".join(["\n".join(listed), f"{intro}\n\n" + "\n".join(scopes), *parts])


def _about(sheet: Sheet) -> str:
    return sheet.help + (" (may be left out)" if sheet.optional else "")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _table(first: str, columns: Iterable[Column]) -> str:
    """Columns as a table, those that differ in their number alone in one row."""
    rows = []
    for _, alike in groupby(columns, key=_but_for_its_number):
        group = list(alike)
        name = f"`{group[0].name}`" + (f" to `{group[-1].name}`" if len(group) > 1 else "")
        column = group[0]
        allowed = column.allowed
        if column.names:
            allowed = f"a name from {' or '.join(f'`{name}`' for name in column.names)}{column.or_blank}"
        scope = "key" if column.key else column.extent
        rows.append(f"| {name} | {_cell(column.help)} | {_cell(allowed)} | {scope} |")
    return "\n".join([HEADING.format(first), *rows])


def _but_for_its_number(column: Column) -> tuple[Any, ...]:
    match = NUMBERED.match(column.name)
    name = match["stem"] if match else column.name
    return name, column.help, column.allowed, column.extent, column.key


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# ── Python ──


def python_reference() -> str:
    """Every name of `planner`, what its functions give, and the errors, from their docstrings."""
    names = [name for name in planner.__all__ if name != "Live"]
    objects = {name: getattr(planner, name) for name in names}
    functions = {name: it for name, it in objects.items() if not inspect.isclass(it)}
    classes = {name: it for name, it in objects.items() if inspect.isclass(it)}
    parts = ["### Functions", *(_function(f"planner.{name}", it) for name, it in functions.items())]
    parts += ["### Classes", *(_class(f"planner.{name}", it) for name, it in classes.items())]
    parts += ["### What functions give", *(_class(it.__name__, it) for it in RESULTS)]
    tree = (inspect.getdoc(errors) or "").partition("\n\n")[2]
    parts += ["### Errors", f"All in `planner.errors`:\n\n```\n{tree}\n```"]
    return "\n\n".join(parts)


def _signature(function: Callable[..., Any]) -> str:
    """What a function takes, with the values that stand for what is not given."""
    taken = []
    for parameter in list(inspect.signature(function).parameters.values()):
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        given = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
        if parameter.name != "self":
            taken.append(f"{star}{parameter.name}{given}")
    return f"({', '.join(taken)})"


def _function(name: str, function: Callable[..., Any]) -> str:
    own = name.rpartition(".")[2]
    return f"#### {name}\n\n`{own}{_signature(function)}`\n\n{inspect.getdoc(function)}"


def _class(name: str, cls: type) -> str:
    """A class: what it is and all that it has."""
    docs = [inspect.getdoc(base) or "" for base in cls.__mro__[-2::-1]]
    fields_ = [f"`{field.name}`" for field in fields(cls)] if is_dataclass(cls) else []
    public = [field for field in fields_ if not field.startswith("`_")]
    made = [f"`Session{_signature(cls)}`"] if cls is planner.Session else []
    parts = [f"#### {name}", *made, *docs]
    if public:
        parts.append(f"Fields: {', '.join(public)}.")
    members = "\n".join(_members(cls))
    return "\n\n".join([*parts, members] if members else parts)


def _members(cls: type) -> Iterator[str]:
    """Methods and properties, an item of a list each."""
    for name, member in inspect.getmembers(cls):
        if name.startswith("_") or name in ASIDE or inspect.ismethod(member):
            continue
        if inspect.isfunction(member):
            yield _item(f"`.{name}{_signature(member)}`", member)
        elif isinstance(member, property):
            yield _item(f"`.{name}`", member)


def _item(head: str, member: object) -> str:
    """A member with its docstring, its lines below each other as one item."""
    lines: Sequence[str] = (inspect.getdoc(member) or "").split("\n")
    return f"- {head}: " + "\n  ".join(line for line in lines if line)
