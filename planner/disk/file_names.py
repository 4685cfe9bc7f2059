"""Names on disk: those that any file system takes, and the hidden ones of what is only begun."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from typing import TYPE_CHECKING

from planner.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

FILE_MANAGER_FILES = (".DS_Store", "Thumbs.db")
"""What file managers leave behind wherever they look."""
LONGEST_NAME, LONGEST_PATH = 255, 4000
"""Bytes that a file system takes as a name, and as a path with what is written below it."""
PARTIAL, REPLACED = "partial", "replaced"
"""What is still being written, and what stood in its place until now."""
LONGEST_STEM = 200
"""Bytes of a name that its hidden names repeat; longer ones are told apart by their hash."""
LONGEST_SHOWN = 60
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def check_path(path: Path, option: str = "--out") -> None:
    """Raise UserError where nothing can be called so on any disk, before anything is done for it."""
    for part in path.parts:
        if (size := len(os.fsencode(part))) > LONGEST_NAME:
            raise UserError(
                f"The name {shortened(part)} is too long for a file or folder: it has {size:,} bytes.\n"
                f"    mend: name one of at most {LONGEST_NAME} bytes with {option}"
            )
    if "\0" in str(path):
        raise UserError(f"{str(path)!r} holds a null character.\n    mend: name another with {option}")
    if (size := len(os.fsencode(path.absolute()))) > LONGEST_PATH:
        raise UserError(
            f"The path {shortened(str(path))} is too long: it has {size:,} bytes.\n"
            f"    mend: name one of at most {LONGEST_PATH:,} bytes with {option}"
        )


def shortened(text: str) -> str:
    """Text in quotes, its end left out where it is long."""
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…")


def legal_name(text: str) -> str:
    """A name like `text` that every file system takes.

    >>> legal_name("us-2028"), legal_name("a/b: c?"), legal_name("con.csv"), legal_name("end. ")
    ('us-2028', 'a-b- c-', '_con.csv', 'end')
    """
    name = _FORBIDDEN.sub("-", text).rstrip(". ") or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def telling_name(text: str, ending: str = "") -> str:
    """A name of letters, digits and dashes like `text` without its ending; what is lost of it is told by its hash.

    >>> telling_name("turbines.yaml", ".yaml"), telling_name("a b.yaml", ".yaml"), telling_name("a-b.yml", ".yaml")
    ('turbines', 'a-b-ed89bc', 'a-b-yml-36e697')
    """
    stem = text.removesuffix(ending)
    name = re.sub(r"[^\w-]+", "-", stem)
    whole = name == stem and text.endswith(ending)
    return name if whole else f"{name}-{hashlib.sha256(os.fsencode(text)).hexdigest()[:6]}"


def hidden_path(path: Path, what: str) -> Path:
    """A hidden name beside `path` that nobody else has: what is being written, or was until now in its place."""
    return path.parent / f".{_stem(path.name)}.{what}-{secrets.token_hex(4)}"


def leftovers(path: Path, what: str) -> list[Path]:
    """Hidden files and folders of that kind beside `path`, whoever made them."""
    name = re.compile(rf"\.{re.escape(_stem(path.name))}\.{what}-[0-9a-f]{{8}}")
    try:
        return sorted(found for found in path.parent.iterdir() if name.fullmatch(found.name))
    except OSError:
        return []


def is_litter(name: str, own: str) -> bool:
    """Whether a name is that of a file `own` which somebody only began to write.

    >>> is_litter(".results.xlsx.partial-0123abcd", "results.xlsx"), is_litter(".results.xlsx", "results.xlsx")
    (True, False)
    """
    return re.fullmatch(rf"\.{re.escape(_stem(own))}\.partial(-[0-9a-f]{{8}})?", name) is not None


def _stem(name: str) -> str:
    """What hidden names repeat of a name."""
    encoded = os.fsencode(name)
    return name if len(encoded) <= LONGEST_STEM else hashlib.sha256(encoded).hexdigest()[:32]
