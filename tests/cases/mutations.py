"""Damage to the files of a case, as people, spreadsheets, disks and pranksters do it.

A mutation takes the files (name -> bytes), changes one thing and says what; dice decide where.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

Files = dict[str, bytes]
Mutation = "Callable[[Files, random.Random], str]"

HOSTILE = (
    *("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "=1", "＝1+1", "\t=1", "'=1", ' "=1"'),
    *(
        "<script>alert(1)</script>",
        "a<b>&amp;",
        'say "hi"',
        "it's",
        "a,b",
        "a;b",
        "a\nb",
        "a\r\nb",
        "a\u2028b",
    ),
    *(
        "cl\u043eud",
        "cafe\u0301",
        "caf\u00e9",
        "\u202ecba",
        "a\u200bb",
        "\ufeffa",
        "a\u00a0b",
        "\U0001f50c",
        "ﬁ",
    ),
    *(
        "nan",
        "NA",
        "None",
        "null",
        "True",
        "0",
        "1",
        "2026",
        "inf",
        "2026Q1",
        "1e5",
        "-",
        ".",
        "..",
        "/",
        "\\",
    ),
    *(
        "../../etc/passwd",
        "a" * 101,
        "x" * 200_000,
        "%s%n",
        "{0}",
        "$HOME",
        "`id`",
        "\x00",
        "\x1b[31m",
        "\ud7ff",
    ),
    *(
        "__class__",
        "self",
        "m",
        "t",
        "total",
        "region",
        "cash",
        "rm -rf ~",
        "  padded  ",
        "UPPER",
        "a[1]",
        "(1, 2)",
    ),
)
"""Text that some program somewhere takes for something else."""
NUMBERS = (
    *("0", "-0", "1", "-1", "0.5", "1e308", "1e-308", "1e999", "1e15", "1e16", "1e-15", "9e9", "1e-9", "NaN"),
    *(
        "inf",
        "-inf",
        "1,5",
        "1 000",
        "1_000",
        "0x10",
        "१२",
        "５",
        "12 %",
        "1e5e5",
        "--1",
        "1.",
        ".5",
        "+3",
        "TRUE",
    ),
    *(
        "2026Q1",
        "2026Q5",
        "2026-01",
        "2100",
        "1999",
        "3.14159",
        "#REF!",
        "#DIV/0!",
        "$5",
        "1/4",
        "1d3",
        "null",
    ),
)
"""Text in place of a number, and numbers that no sheet means."""
BREAKAGES = (
    *(
        "{0}\n{0}",
        "\t{0}",
        "  {0}",
        "{0}: :",
        "- {0}",
        "&a {0}",
        "*a",
        "!!python/object:os.system {0}",
        "{0}]",
    ),
    *("", "---\n{0}", "? {0}", "<<: {0}", "{0} #", "'{0}", "[" * 3000, "a: &b [*b]", "%YAML 9\n{0}", "{{{0}"),
)
"""What becomes of a line of case.yaml."""
FACTORS = (1e9, 1e-9, 1e6, 1e-6, 1e3, 1e-3, 1e12, 1e-12, -1.0, 0.0, 100.0, 0.01, 2.0, 0.5, 1.1, 0.9, 1.01)


def sheet_of(files: Files, dice: random.Random) -> tuple[str, list[list[str]]]:
    """A sheet drawn, as rows of cells; one whose bytes are no text any more has none."""
    name = dice.choice(sorted(name for name in files if name.endswith(".csv")))
    return name, rows_of(files[name])


def rows_of(content: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(content.decode(), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []


def keep(files: Files, name: str, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    files[name] = text.getvalue().encode("utf-8", "surrogatepass")


def cell_of(rows: list[list[str]], dice: random.Random, number: bool = False) -> tuple[int, int] | None:
    """A cell below the header, a number where one is asked for; None where there is none."""
    cells = [
        (r, c)
        for r, row in enumerate(rows[1:], 1)
        for c, text in enumerate(row)
        if not number or as_number(text) is not None
    ]
    return dice.choice(cells) if cells else None


def as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def blank_cell(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    if not (at := cell_of(rows, dice)):
        return "nothing"
    rows[at[0]][at[1]] = dice.choice(["", "", " ", "-"])
    keep(files, name, rows)
    return f"blank {name} {at}"


def garble_cell(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    if not (at := cell_of(rows, dice)):
        return "nothing"
    rows[at[0]][at[1]] = text = dice.choice(dice.choice([HOSTILE, NUMBERS]))
    keep(files, name, rows)
    return f"garble {name} {at}: {text[:30]!r}"


def garble_number(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    if not (at := cell_of(rows, dice, number=True)):
        return "nothing"
    rows[at[0]][at[1]] = text = dice.choice(NUMBERS)
    keep(files, name, rows)
    return f"number {name} {at}: {text!r}"


def swap_cells(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    first = cell_of(rows, dice)
    if not first:
        return "nothing"
    column = dice.random() < 0.5
    row = dice.randrange(1, len(rows))
    second = (row, first[1]) if column else (first[0], dice.randrange(len(rows[first[0]])))
    if second[1] >= len(rows[second[0]]):
        return "nothing"
    (a, b), (c, d) = first, second
    rows[a][b], rows[c][d] = rows[c][d], rows[a][b]
    keep(files, name, rows)
    return f"swap {name} {first} {second}"


def scale_cell(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    if not (at := cell_of(rows, dice, number=True)):
        return "nothing"
    factor, old = dice.choice(FACTORS), rows[at[0]][at[1]]
    rows[at[0]][at[1]] = repr((as_number(old) or 0.0) * factor)
    keep(files, name, rows)
    return f"scale {name} {rows[0][at[1]]} row {at[0] + 1}: {old} by {factor:g}"


def scale_column(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    at, factor = cell_of(rows, dice, number=True), dice.choice(FACTORS)
    if not at:
        return "nothing"
    for row in rows[1:]:
        if at[1] < len(row) and (value := as_number(row[at[1]])) is not None:
            row[at[1]] = repr(value * factor)
    keep(files, name, rows)
    return f"scale {name} column {rows[0][at[1]]} by {factor:g}"


def drop_row(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    if not rows:
        return "nothing"
    gone = dice.randrange(len(rows))
    del rows[gone]
    keep(files, name, rows)
    return f"drop {name} row {gone + 1}"


def double_row(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    if not rows:
        return "nothing"
    row = dice.randrange(len(rows))
    rows.insert(dice.randrange(len(rows) + 1), list(rows[row]))
    keep(files, name, rows)
    return f"double {name} row {row + 1}"


def shuffle_rows(files: Files, dice: random.Random) -> str:
    name, rows = sheet_of(files, dice)
    body = rows[1:]
    dice.shuffle(body)
    keep(files, name, rows[:1] + body)
    return f"shuffle {name}"


def change_columns(files: Files, dice: random.Random) -> str:
    """Drop, double or misspell a column."""
    name, rows = sheet_of(files, dice)
    if not rows or not rows[0]:
        return "nothing"
    column, how = dice.randrange(len(rows[0])), dice.choice(["drop", "double", "misspell", "move"])
    for row in rows:
        if column < len(row):
            if how == "double":
                row.append(row[column])
            elif how in ("drop", "move"):
                cell = row.pop(column)
                row.extend([cell] if how == "move" else [])
    if how == "misspell":
        rows[0][column] = dice.choice([rows[0][column].upper(), rows[0][column][:-1], *HOSTILE[:12]])
    keep(files, name, rows)
    return f"{how} {name} column {column}"


def rename(files: Files, dice: random.Random) -> str:
    """Give one thing a strange name, in every sheet alike."""
    owners = ("regions", "sponsors", "sources", "compute", "supply_limits", "days", "fuels", "instruments")
    name = f"{dice.choice(owners)}.csv"
    rows = rows_of(files.get(name, b""))
    if len(rows) < 2 or not rows[-1]:
        return "nothing"
    old, new = dice.choice(rows[1:])[0] if rows[1:] else "", dice.choice(HOSTILE)
    for sheet in [sheet for sheet in files if sheet.endswith(".csv")]:
        found = rows_of(files[sheet])
        if found and old and any(old in row for row in found):
            keep(files, sheet, [[new if cell == old else cell for cell in row] for row in found])
    return f"rename {old} in {name} to {new[:30]!r}"


def write_prose(files: Files, dice: random.Random) -> str:
    """Put hostile text where any text may stand."""
    name, rows = sheet_of(files, dice)
    if not rows or not rows[0]:
        return "nothing"
    text = dice.choice(HOSTILE)
    if "name" in rows[0] and dice.random() < 0.5:
        for row in rows[1:]:
            row[min(rows[0].index("name"), len(row) - 1)] = text
    elif "provenance" not in rows[0]:
        rows = [[*row, "provenance" if n == 0 else text] for n, row in enumerate(rows)]
    keep(files, name, rows)
    return f"prose {name}: {text[:30]!r}"


def cut_short(files: Files, dice: random.Random) -> str:
    name = dice.choice(sorted(files))
    files[name] = files[name][: dice.randrange(len(files[name]) + 1)]
    return f"cut {name} to {len(files[name])} bytes"


def flip_bytes(files: Files, dice: random.Random) -> str:
    name = dice.choice(sorted(files))
    content = bytearray(files[name])
    for _ in range(dice.choice([1, 1, 2, 8])):
        if content:
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    files[name] = bytes(content)
    return f"flip {name}"


def recode(files: Files, dice: random.Random) -> str:
    name, coding = dice.choice(sorted(files)), dice.choice(["utf-16", "utf-8-sig", "latin-1", "cp037"])
    ends = dice.choice([("\n", "\r\n"), ("\n", "\r"), (",", ";"), (",", "\t"), (".", ","), ("\n", "\n\n")])
    try:
        text = files[name].decode()
    except UnicodeDecodeError:
        return "nothing"
    recoded = dice.random() < 0.5
    files[name] = text.encode(coding, "replace") if recoded else text.replace(*ends).encode()
    return f"recode {name} {coding if recoded else ends}"


def lose_file(files: Files, dice: random.Random) -> str:
    name = dice.choice(sorted(files))
    if dice.random() < 0.5:
        other = dice.choice(sorted(files))
        files[name] = files[other]
        return f"{name} is {other}"
    if len(files) > 1:
        del files[name]
    return f"lose {name}"


def stray_file(files: Files, dice: random.Random) -> str:
    name = dice.choice(
        ["souces.csv", "notes.csv", "case.yml", "Demand.csv", ".hidden.csv", "x.txt", "=1.csv"]
    )
    files[name] = dice.choice([b"", b"\x00\xff", *list(files.values())])
    return f"stray {name}"


def change_setting(files: Files, dice: random.Random) -> str:
    """Write something else after the colon of a line of case.yaml."""
    lines = files.get("case.yaml", b"").decode("utf-8", "replace").split("\n")
    at = dice.randrange(len(lines))
    key, colon, old = lines[at].partition(": ")
    value = as_number(old)
    if value is not None and dice.random() < 0.6:
        new = repr(value * dice.choice(FACTORS))
    else:
        new = dice.choice([*NUMBERS, *HOSTILE, "2026Q2", "2027Q4", "2031Q1", "required", "off", "24", "6"])
    lines[at] = f"{key}{colon}{new}"
    files["case.yaml"] = "\n".join(lines).encode("utf-8", "surrogatepass")
    return f"setting {key.strip()}: {new[:30]!r}"


def break_yaml(files: Files, dice: random.Random) -> str:
    lines = files.get("case.yaml", b"").decode("utf-8", "replace").split("\n")
    at = dice.randrange(len(lines))
    how = dice.choice(BREAKAGES)
    lines[at] = how.format(lines[at])
    files["case.yaml"] = "\n".join(lines).encode()
    return f"yaml line {at + 1}: {how[:20]!r}"


def look_alike(files: Files, dice: random.Random) -> str:
    """Write one name or number in other characters that look the same."""
    name, rows = sheet_of(files, dice)
    if not (at := cell_of(rows, dice)):
        return "nothing"
    text = rows[at[0]][at[1]]
    alike = {
        "a": "\u0430",
        "e": "\u0435",
        "o": "\u043e",
        "i": "\u0456",
        "-": "\u2212",
        " ": "\u00a0",
        "1": "l",
    }
    new = dice.choice(
        [
            "".join(alike.get(letter, letter) for letter in text),
            "".join(chr(ord(x) + 0xFEE0) if "!" <= x <= "~" else x for x in text),
            unicodedata.normalize("NFD", text + "\u00e9"),
            f"\u00a0{text}\u3000",
        ]
    )
    rows[at[0]][at[1]] = new
    keep(files, name, rows)
    return f"look-alike {name} {at}: {new!r}"


MUTATIONS: tuple[Callable[[Files, random.Random], str], ...] = (
    *(blank_cell, garble_cell, garble_number, swap_cells, swap_cells, scale_cell, scale_cell, scale_cell),
    *(
        scale_column,
        scale_column,
        drop_row,
        drop_row,
        double_row,
        shuffle_rows,
        change_columns,
        rename,
        rename,
    ),
    *(write_prose, write_prose, cut_short, flip_bytes, recode, lose_file, stray_file, change_setting),
    *(change_setting, break_yaml, look_alike),
)
"""Every mutation, those that leave a case readable more than once."""
GENTLE = (scale_cell, scale_column, swap_cells, shuffle_rows, drop_row, rename, write_prose, change_setting)
"""Those that a case often survives, so that enough cases are solved."""


def mutate(files: Files, dice: random.Random) -> list[str]:
    """Mutate the files one to five times; says how."""
    gentle = dice.random() < 0.4
    count = 1 if dice.random() < 0.5 else dice.randint(2, 5)
    return [dice.choice(GENTLE if gentle else MUTATIONS)(files, dice) for _ in range(count)]
