"""The parts of a workbook, which is an archive of XML: read element by element, bounded before memory is spent."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.parsers import expat

from planner.disk.foreign_files import BEYOND, LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

OLD = b"\xd0\xcf\x11\xe0"
"""How an .xls begins, and a workbook with a password too."""
SAVE = "save it as an Excel workbook (.xlsx), without a password"
KEPT = ("row", "si", "cellXfs")
"""Elements that are looked at with all that is in them: rows, texts that cells share, styles."""
DEEPEST = 64
"""Most elements within one another; a workbook has some ten."""
MOST_IN_ONE = 200_000
"""Most elements in one that is looked at whole: a row of as many columns as a sheet may have has 5,000."""
MOST_BESIDES = 2_000_000
"""Most elements of a part in none of those; of rows and texts there may be as many as bytes allow."""
MOST_INDEX_BYTES = 2_000_000
"""Most bytes of an archive's own list of its parts, some twenty thousand of them."""
_END, _END_LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE = 22, 20


class UnreadableWorkbookError(Exception):
    """The bytes are no workbook that can be read: `found` says what they are, `mend` what to do."""

    def __init__(self, found: str, mend: str) -> None:
        self.found, self.mend = found, mend
        super().__init__(f"{found}; mend: {mend}")


class Parts:
    """The parts of a workbook by path; whatever damaged bytes make of zipfile and the XML parser passes through."""

    def __init__(self, content: bytes) -> None:
        """Open the bytes of a file; raises UnreadableWorkbookError where they are no workbook."""
        if content.startswith(OLD):
            raise UnreadableWorkbookError("an old .xls workbook, or one with a password", SAVE)
        _check_index(content)
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        names = set(self._zip.namelist())
        if "_rels/.rels" not in names and "mimetype" not in names:
            raise UnreadableWorkbookError("an archive that is no workbook", SAVE)
        if "mimetype" in names or "xl/workbook.bin" in names:
            raise UnreadableWorkbookError("a workbook of another format (.ods, .xlsb)", SAVE)

    def elements(self, path: str) -> Iterator[Element]:
        """The elements of a part as each ends, those above it emptied but where they are KEPT.

        Raises UnreadableWorkbookError where they are too many, or too deep within one another.
        """
        above: list[Element] = []
        kept, inside, outside = 0, 0, 0
        for event, element in ElementTree.iterparse(io.BytesIO(self._content(path)), ("start", "end")):
            if event == "start":
                above.append(element)
                kept += tag_of(element) in KEPT
                inside, outside = (inside + 1, outside) if kept else (0, outside + 1)
                if len(above) > DEEPEST or inside > MOST_IN_ONE or outside > MOST_BESIDES:
                    raise UnreadableWorkbookError("more cells or other parts than are read", BEYOND)
                continue
            above.pop()
            kept -= tag_of(element) in KEPT
            yield element
            if above and not kept:
                inside = 0
                above[-1].clear()

    def _content(self, path: str) -> bytes:
        about = self._zip.getinfo(path)
        if about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError("a compression that no workbook has")
        if about.file_size > LARGEST_FILE:
            raise UnreadableWorkbookError(
                f"a part that unpacks to more than {LARGEST_FILE // 1_000_000} MB", BEYOND
            )
        content = self._zip.read(path)
        _check_prolog(content)
        return content


def tag_of(element: Element) -> str:
    """The name of an element without its namespace, of which the format has two."""
    return element.tag.rpartition("}")[2]


class _RootReachedError(Exception):
    """The parser has come to the first element, before which a document type must stand."""


def _check_prolog(content: bytes) -> None:
    """Raise ValueError where a part has a document type, in whatever encoding: its entities might expand."""

    def refuse(*_: object) -> None:
        raise ValueError("a document type, which no workbook has")

    def end(*_: object) -> None:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, end
    try:
        parser.Parse(content, True)
    except (_RootReachedError, expat.ExpatError):
        return  # what is no XML is told by whoever reads on


def _check_index(content: bytes) -> None:
    """Raise UnreadableWorkbookError where an archive lists so many parts that memory would go to the list."""
    at = len(content) - _END_SIZE
    if not (content.startswith(_END, max(at, 0)) and content.endswith(b"\0\0")):
        at = content.rfind(_END)
    if at < 0 or len(content) < at + _END_SIZE:
        return  # what is no archive is told by zipfile
    (size,) = struct.unpack_from("<12xL", content, at)
    if size > MOST_INDEX_BYTES or content.startswith(_END_LOCATOR_64, max(at - _LOCATOR_SIZE, 0)):
        raise UnreadableWorkbookError("an archive of more parts than a workbook has", SAVE)
