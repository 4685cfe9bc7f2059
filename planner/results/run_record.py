"""What kind of value each key of run.json has, for whoever reads one that may be damaged or altered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Kind = Callable[[Any], bool]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _ranges(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_numbers_by_name, value.values()))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _figures(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _text(each) if name in ("target", "end") else isinstance(each, dict) for name, each in value.items()
    )


def _texts_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


def _numbers_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_number, value.values()))


def _counts_by_table(value: Any) -> bool:
    counts = isinstance(value, dict) and all(type(count) is int and count >= 0 for count in value.values())
    return counts and not any(set(name) & set("/\\\0") for name in value)


def _method(value: Any) -> bool:
    """How a run was solved, by what method and which others were left."""
    if not isinstance(value, dict) or not value:
        return value == {}
    left = value.get("fallbacks")
    return (
        _text(value.get("method"))
        and "warm_start" in value
        and _number(value.get("rounds"))
        and isinstance(left, list)
        and all(
            isinstance(each, dict) and _text(each.get("left")) and _text(each.get("reason")) for each in left
        )
    )


NEEDED: dict[str, tuple[Kind, str]] = {
    "objective_usd_billion": (_number, "a number"),
    "unserved_gw": (_numbers_by_name, "numbers by period"),
    "closed_in": (_text_or_none, "a period or null"),
    "rows_by_table": (_counts_by_table, "whole numbers by table"),
}
"""Keys that every record has."""
USED: dict[str, tuple[Kind, str]] = {
    "status": (_text, "text"),
    "solved": (_method, "the method of solving"),
    "case": (_text, "text"),
    "scenario": (_text_or_none, "text or null"),
    "title": (_text, "text"),
    "vintage": (_text, "text"),
    "horizon": (_texts, "a list of texts"),
    "years_from": (_text_or_none, "text or null"),
    "approximation": (_text_or_none, "text or null"),
    "hours_per_block": (_number, "a number"),
    "funding": (_truth, "true or false"),
    "ranges": (_ranges, "numbers by part"),
    "headline": (_figures, "figures to the target and to the end, and these periods"),
    "edits": (_texts, "a list of texts"),
    "edited_cells": (_mappings, "a list of cells"),
    "notes": (_texts, "a list of texts"),
    "versions": (_texts_by_name, "texts by library"),
    "inputs_sha256": (_texts_by_name, "texts by file"),
    "files_sha256": (_texts_by_name, "texts by file"),
    "record_sha256": (_texts_by_name, "texts by key"),
    "iterations": (_numbers_by_name, "numbers by kind"),
    "residuals": (_numbers_by_name, "numbers by kind"),
    "seconds": (_numbers_by_name, "numbers by stage"),
    "peak_memory_mb": (_numbers_by_name, "numbers by stage"),
}
"""Keys that pages and comparisons read where they are there."""
LONGEST = 40
"""Characters of a value that a message repeats."""


def problems_of(record: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a record, key by key."""
    for key, (fits, kind) in (NEEDED | USED).items():
        if key not in record:
            if key in NEEDED:
                yield f"it lacks {key}"
        elif not fits(record[key]):
            found = repr(record[key])
            shown = found if len(found) <= LONGEST else f"{found[:LONGEST]}…"
            yield f"{key} is {shown}, where {kind} is expected"
