"""Seals: a digest of every field of a record, kept in the record, so that whoever reads it sees which were altered.

A seal keeps nobody from altering a field together with its digest; what can be worked out again is to be worked out
again, and what only the writer could know is at least as it was written.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SEAL = "record_sha256"
"""The field of a record that holds the digests of all others."""


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of plain data with the digest of each of its fields in SEAL.

    >>> list(broken_seals(sealed({"title": "a", "seconds": 1.0}) | {"title": "b", "note": ""}))
    ['title', 'note']
    """
    fields = {key: value for key, value in record.items() if key != SEAL}
    return {**fields, SEAL: {key: _digest(value) for key, value in fields.items()}}


def with_field(record: Mapping[str, Any], field: str, value: Any) -> dict[str, Any]:
    """A sealed record with another value of a field; nothing else is vouched for anew, nor that if it was altered.

    >>> list(broken_seals(with_field(sealed({"title": "a", "files": 1}) | {"title": "b"}, "files", 2)))
    ['title']
    """
    changed, kept = {**record, field: value}, record.get(SEAL)
    if isinstance(kept, dict) and field not in broken_seals(record):
        changed[SEAL] = {**kept, field: _digest(value)}
    return changed


def broken_seals(record: Mapping[str, Any]) -> list[str]:
    """Fields that are not as they were sealed, those taken away and added among them; all where there is no seal."""
    fields = [key for key in record if key != SEAL]
    kept = record.get(SEAL)
    if not isinstance(kept, dict):
        return fields
    return [
        key
        for key in dict.fromkeys([*fields, *kept])
        if key not in record or kept.get(key) != _digest(record[key])
    ]


def _digest(value: Any) -> str:
    """The sha256 of a value as JSON, in which 1, 1.0 and true are three."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
