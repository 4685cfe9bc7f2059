"""Small files in the form of public ones, with figures of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PLANNED = [
    "Entity ID",
    "Entity Name",
    "Plant ID",
    "Plant Name",
    "Plant State",
    "County",
    "Balancing Authority Code",
    "Sector",
    "Generator ID",
    "Nameplate Capacity (MW)",
    "Net Summer Capacity (MW)",
    "Technology",
    "Energy Source Code",
    "Prime Mover Code",
    "Planned Operation Month",
    "Planned Operation Year",
    "Status",
    "Latitude",
]
OPERATING = [name for name in PLANNED if not name.startswith("Planned")]
QUEUE = [
    "q_id",
    "q_status",
    "q_date",
    "prop_date",
    "IA_status_clean",
    "county",
    "state",
    "region",
    "type_clean",
    "mw1",
    "mw2",
    "mw3",
    "q_year",
    "prop_year",
]
CC, GT = "Natural Gas Fired Combined Cycle", "Natural Gas Fired Combustion Turbine"


def planned(ba: str, mw: float | str, technology: str, when: tuple[int, int], status: str) -> list[Any]:
    """A line of the tab Planned."""
    year, month = when
    return [
        1,
        "Owner",
        2,
        "Plant",
        "TX",
        "A",
        ba,
        "IPP",
        "G1",
        9e9,
        mw,
        technology,
        "NG",
        "CC",
        month,
        year,
        status,
        1.5,
    ]


def operating(ba: str, mw: float | str, technology: str) -> list[Any]:
    """A line of the tab Operating."""
    return [
        1,
        "Owner",
        2,
        "Plant",
        "TX",
        "A",
        ba,
        "IPP",
        "G1",
        9e9,
        mw,
        technology,
        "NUC",
        "ST",
        "(OP) Operating",
        1.5,
    ]


def write_tabs(file: Path, **tabs: Sequence[Sequence[Any]]) -> Path:
    """Write tabs of lines, each below a title and a blank line, with a note at the foot."""
    with xlsxwriter.Workbook(file) as book:
        for name, lines in tabs.items():
            sheet = book.add_worksheet(name.replace("_", " ").strip())
            sheet.write(0, 0, "Inventory of things as of July")
            for number, line in enumerate(lines, start=2):
                sheet.write_row(number, 0, line)
            sheet.write(len(lines) + 3, 0, "NOTES: what is above is of the form of a public file.")
    return file


def inventory(file: Path) -> Path:
    """A month of EIA-860M."""
    return write_tabs(
        file,
        Planned=[
            PLANNED,
            planned("PJM", 600, CC, (2027, 4), "(V) Under construction, more than 50 percent complete"),
            planned(
                "PJM", 150, CC, (2027, 5), "(U) Under construction, less than or equal to 50 percent complete"
            ),
            planned(
                "PJM", 250, CC, (2027, 7), "(TS) Construction complete, but not yet in commercial operation"
            ),
            planned("ERCO", 100, GT, (2027, 1), "(V) Under construction, more than 50 percent complete"),
            planned(
                "PJM",
                900,
                CC,
                (2028, 1),
                "(P) Planned for installation, but regulatory approvals not initiated",
            ),
            planned("PJM", " ", CC, (2028, 1), "(V) Under construction, more than 50 percent complete"),
            planned("SWPP", 70, CC, (2027, 1), "(V) Under construction, more than 50 percent complete"),
        ],
        Operating=[
            OPERATING,
            operating("PJM", 1100, "Nuclear"),
            operating("PJM", 1200, "Nuclear"),
            operating("ERCO", 1300, "Nuclear"),
            operating("ERCO", 500, "Conventional Steam Coal"),
        ],
    )


def queue(file: Path, renamed: bool = False) -> Path:
    """A year of Queued Up; `renamed` is an earlier edition."""
    header = [
        {"mw1": "mw_1", "mw2": "mw_2", "mw3": "mw_3", "IA_status_clean": "IA_phase_clean"}.get(name, name)
        if renamed
        else name
        for name in QUEUE
    ]
    lines = [
        ["a", "active", 1, 2, "IA Executed", "c", "TX", "ERCOT", "Gas", 400, "", "", 2023, 2027],
        ["b", "active", 1, 2, "IA Executed", "c", "TX", "ERCOT", "Solar+Battery", 200, 100, "", 2023, 2027],
        ["c", "active", 1, 2, "IA Executed", "c", "TX", "ERCOT", "Gas", 500, "", "", 2023, 2029],
        ["d", "active", 1, 2, "In Progress", "c", "TX", "ERCOT", "Gas", 50, "", "", 2023, 2027],
        ["e", "withdrawn", 1, 2, "IA Executed", "c", "TX", "ERCOT", "Gas", 60, "", "", 2023, 2027],
        ["f", "active", 1, 2, "IA Executed", "c", "OH", "PJM", "Gas", 70, "", "", 2023, ""],
    ]
    name = "03. Complete Queue Data"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("01. Background")
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, "Queue data")
        for number, line in enumerate([header, *lines], start=1):
            sheet.write_row(number, 0, line)
    return file


ATB = (
    "atb_year,core_metric_key,core_metric_parameter,core_metric_case,crpyears,technology,techdetail,display_name,"
    "default,scenario,core_metric_variable,units,value"
)


def atb(file: Path, edition: int = 2025, *more: str) -> Path:
    """A flat file of the ATB: one technology in two details, over two years, with values for two recovery periods."""
    lines = [ATB]
    for detail, default, capex in (("F-Frame", 1, (1300.0, 1250.0)), ("H-Frame", 0, (1100.0, 1050.0))):
        for year, cost in zip((2027, 2030), capex, strict=True):
            for parameter, unit, value in (
                ("OCC", "$/kW", cost),
                ("CAPEX", "$/kW", 1.1 * cost),
                ("Fixed O&M", "$/kW-yr", 36.5),
                ("Variable O&M", "$/MWh", 2.31),
                ("Heat Rate", "MMBtu/MWh", 6.349),
            ):
                for years in (20, 30):
                    for case in ("R&D", "R&D + TC"):
                        lines.append(
                            f"{edition},K,{parameter},{case},{years},NaturalGas_FE,{detail},NG,{default},Moderate,"
                            f"{year},{unit},{value}"
                        )
    file.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    return file


def technology_data(file: Path, investment: float = 1000.0, currency: str = "EUR") -> Path:
    """A year of technology-data."""
    file.write_text(
        "technology,parameter,value,unit,source,further description,currency_year\n"
        f"CCGT,investment,{investment},{currency}/kW,DEA,,2020\n"
        "CCGT,FOM,3.0,%/year,DEA,,\n"
        f"CCGT,VOM,4.0,{currency}/MWh,DEA,,2020\n"
        "CCGT,lifetime,25,years,DEA,,\n"
        "CCGT,efficiency,0.58,per unit,DEA,,2020\n"
        f"electrolysis,investment,500,{currency}/kW_H2,DEA,,2020\n",
        encoding="utf-8",
    )
    return file
