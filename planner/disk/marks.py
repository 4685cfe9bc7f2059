"""By what the planner knows the files again that it wrote, so that it replaces no others."""

from __future__ import annotations

import struct
import zlib

GENERATOR = '<meta name="generator" content="planner">'
"""In the head of every page."""
_SVG, _PDF = b"<!-- planner -->\n", b"\n% planner\n"
_PNG = b"Software\0planner"
_PNG_HEAD = 33
"""Bytes of a PNG before its first optional part."""
_LOGS = (b"LP has ", b"Running HiGHS", b"Coefficient ranges:", b"Presolving model")
"""What stands at the beginning of the solver's logs, a line of one of these."""


def marked(ending: str, picture: bytes) -> bytes:
    """A picture of that format with the mark of the planner, which nobody sees."""
    if ending == "svg":
        return picture + _SVG
    if ending == "pdf":
        return picture + _PDF
    text = b"tEXt" + _PNG
    part = struct.pack(">I", len(_PNG)) + text + struct.pack(">I", zlib.crc32(text))
    return picture[:_PNG_HEAD] + part + picture[_PNG_HEAD:]


def is_picture(content: bytes) -> bool:
    """Whether content is a picture that the planner drew."""
    return content.endswith((_SVG, _PDF)) or content[_PNG_HEAD + 8 :].startswith(_PNG)


def is_page(content: bytes) -> bool:
    """Whether content is a page that the planner wrote."""
    return GENERATOR.encode() in content


def is_log(content: bytes) -> bool:
    """Whether content is a log of the solver."""
    return not content or any(line.startswith(_LOGS) for line in content.splitlines()[:20])
