"""The teaching case with names that some program might run or show as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.tiny import write_tiny

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "<b>=1+1</b>"
"""A name with markup, and a formula, in it."""
TITLE = "</script><script>document.title='owned'</script>"


def write_hostile(folder: Path) -> Path:
    """The teaching case with names, provenance and a title that a page might take for its own."""
    write_tiny(folder)
    for file in folder.glob("*.csv"):
        text = file.read_text().replace("engine_makers", '"x=HYPERLINK(""http://x"")"')
        text = text.replace("engine,", f"{EVIL},").replace("cloud", "<img src=x onerror=alert(1)>")
        file.write_text(text.replace("Assumption:", "<script>alert(1)</script>:"))
    settings = (folder / "case.yaml").read_text()
    title = next(line for line in settings.splitlines() if line.startswith("title:"))
    (folder / "case.yaml").write_text(settings.replace(title, f'title: "{TITLE}"'))
    return folder
