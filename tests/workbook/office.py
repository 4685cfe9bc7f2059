"""LibreOffice, which opens a workbook, calculates every formula anew and saves it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SOFFICE = shutil.which("soffice")
SECONDS = 180
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Its settings: calculate whatever is opened."""
STORED = re.compile(rb"(</f><v>)[^<]*(</v>)")

needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="soffice is missing: apt-get install libreoffice-calc --no-install-recommends"
)


def without_values(path: Path) -> Path:
    """The workbook with a wrong value stored beside every formula, so that whoever believes them is found out."""
    other = path.with_name(f"wrong-{path.name}")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in archive.namelist():
            changed.writestr(name, STORED.sub(rb"\g<1>987654321\g<2>", archive.read(name)))
    return other


def saved_by_office(path: Path, form: str = "xlsx") -> Path:
    """The workbook as LibreOffice saves it, or another form of it."""
    place = path.parent / "office"
    profile = place / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE)
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
    told = subprocess.run(
        [*command, "--outdir", str(place), str(path)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    made = place / f"{path.stem}.{form}"
    assert made.exists(), told.stdout + told.stderr
    return made
