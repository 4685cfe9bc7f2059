"""Cases without a plan: which edits make them so, who is to blame, and where a reader should look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.small import write_small
from cases.tiny import write_tiny

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Edit

REQUIRED = ("case.yaml", "policy: priced", "policy: required")
CLOUD_CASH = ("sponsor_cash.csv", "cloud,2026,400", "cloud,2026,{}")
POOL, CASH = "limit_gw_per_year", "cash_usd_billion_per_year"


@dataclass(frozen=True)
class Impossible:
    """A case, edited until nothing can be planned.

    `about` is what some repair must be about; `places` stand in the message; `period` is one in which something
    falls short. `single` says that the repair of `about` is enough on its own. `sheets` are files that the base lacks.
    """

    name: str
    edits: tuple[Edit, ...]
    about: str
    places: tuple[str, ...]
    period: str
    base: str = "tiny"
    sheets: tuple[tuple[str, str], ...] = ()

    def write(self, folder: Path) -> Path:
        """Write the case; returns its folder."""
        writes = write_tiny if self.base == "tiny" else write_small
        writes(folder, REQUIRED, *self.edits)
        for file, text in self.sheets:
            (folder / file).write_text(text, encoding="utf-8")
        return folder


def cash(amount: float) -> Edit:
    """Less cash for the cloud company."""
    file, old, new = CLOUD_CASH
    return file, old, new.format(amount)


NO_PROFILE = "steady,home,{0},average,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"
DARK = "steady,home,{0},average," + ",".join(["0"] * 24)
DARKNESS = tuple(("profiles.csv", NO_PROFILE.format(q), DARK.format(q)) for q in (1, 2, 3, 4))
NO_ENGINES = ("supply_limits.csv", "engine_makers,2026,4", "engine_makers,2026,0")
NO_LINES = ("supply_limits.csv", "connections,2026,4", "connections,2026,0")
ROW2, ROW3 = "row 2, column", "row 3, column"

CASES = (
    Impossible(
        "turbine slots missing",
        (NO_ENGINES, NO_LINES),
        "engine_makers",
        (f"supply_limits.csv, {ROW2} {POOL}", f"supply_limits.csv, {ROW3} {POOL}"),
        "2026Q3",
    ),
    Impossible(
        "slots begin a year late",
        (("supply_limits.csv", "engine_makers,2026,4", "engine_makers,2027,4"), NO_LINES),
        "engine_makers",
        (f"supply_limits.csv, {ROW2} {POOL}",),
        "2026Q3",
    ),
    Impossible(
        "slots too few",
        (("supply_limits.csv", "engine_makers,2026,4", "engine_makers,2026,1"), NO_LINES),
        "engine_makers",
        (f"supply_limits.csv, {ROW2} {POOL}",),
        "2026Q3",
    ),
    Impossible(
        "a quarter too early",
        (("case.yaml", "close_by: 2026Q3", "close_by: 2026Q2"),),
        "close_by",
        (f"supply_limits.csv, {ROW2} {POOL}", "case.yaml, key target.close_by"),
        "2026Q2",
    ),
    Impossible(
        "before anything can arrive",
        (("case.yaml", "close_by: 2026Q3", "close_by: 2026Q1"),),
        "close_by",
        ("case.yaml, key target.close_by", "lead_months"),
        "2026Q1",
    ),
    Impossible(
        "before the horizon",
        (("case.yaml", "close_by: 2026Q3", "close_by: 2025Q4"),),
        "close_by",
        ("case.yaml, key target.close_by",),
        "2026Q1",
    ),
    Impossible("no sponsor cash", (cash(0),), "cloud", (f"sponsor_cash.csv, {ROW2} {CASH}",), "2026Q3"),
    Impossible(
        "too little sponsor cash", (cash(50),), "cloud", (f"sponsor_cash.csv, {ROW2} {CASH}",), "2026Q3"
    ),
    Impossible(
        "agencies who let it owe next to nothing",
        (cash(140),),
        "cloud",
        (f"credit_steps.csv, {ROW3} debt_to_ebitda",),
        "2026Q3",
        sheets=(
            ("ebitda.csv", "sponsor,year,ebitda_usd_billion_per_year\ncloud,2026,0\n"),
            ("credit_steps.csv", "sponsor,debt_to_ebitda,spread_per_year\ncloud,0.05,0\ncloud,0.1,0.01\n"),
        ),
    ),
    Impossible(
        "no cash of the power owner",
        (("sponsor_cash.csv", "power_co,2026,20", "power_co,2026,0"),),
        "power_co",
        (f"sponsor_cash.csv, {ROW3} {CASH}",),
        "2026Q3",
    ),
    Impossible(
        "no row for the power owner's cash",
        (
            (
                "sponsor_cash.csv",
                "power_co,2026,20,Assumption: 5 a quarter is more than the plan asks,A\n",
                "",
            ),
        ),
        "power_co",
        (f"sponsor_cash.csv, column {CASH}",),
        "2026Q3",
    ),
    Impossible(
        "no sites",
        (("site_limits.csv", "engine,home,5", "engine,home,0"), ("site_limits.csv", "grid,,5", "grid,,0")),
        "together",
        (f"site_limits.csv, {ROW2} limit_gw", f"site_limits.csv, {ROW3} limit_gw"),
        "2026Q3",
    ),
    Impossible(
        "sites too small",
        (("site_limits.csv", "engine,home,5", "engine,home,1"),),
        "engine in home",
        (f"site_limits.csv, {ROW2} limit_gw",),
        "2026Q3",
    ),
    Impossible(
        "no sites for chips",
        (("site_limits.csv", "grid,,5", "chips,,0.5,,\ngrid,,5"),),
        "chips",
        (f"site_limits.csv, {ROW3} limit_gw",),
        "2026Q3",
    ),
    Impossible(
        "first delivery after the horizon",
        (NO_LINES, ("sources.csv", ",1,2026Q1,Assumption: the fast", ",1,2027Q1,Assumption: the fast")),
        "engine",
        (f"sources.csv, {ROW2} first_delivery",),
        "2026Q3",
    ),
    Impossible(
        "first delivery a quarter late",
        (NO_LINES, ("sources.csv", ",1,2026Q1,Assumption: the fast", ",1,2026Q4,Assumption: the fast")),
        "engine",
        (f"sources.csv, {ROW2} first_delivery",),
        "2026Q3",
    ),
    Impossible(
        "shells take too long",
        (("compute.csv", "25,3,on_delivery", "25,24,on_delivery"),),
        "shell",
        (f"compute.csv, {ROW2} lead_months",),
        "2026Q3",
    ),
    Impossible(
        "chips take too long",
        (("compute.csv", "0.8,5,3,on_delivery", "0.8,5,9,on_delivery"),),
        "chips",
        (f"compute.csv, {ROW3} lead_months",),
        "2026Q3",
    ),
    Impossible(
        "shells and chips take too long",
        (
            ("compute.csv", "25,3,on_delivery", "25,12,on_delivery"),
            ("compute.csv", "0.8,5,3,on", "0.8,5,12,on"),
        ),
        "what arrives too late",
        (f"compute.csv, {ROW2} lead_months", f"compute.csv, {ROW3} lead_months"),
        "2026Q3",
    ),
    Impossible(
        "a shell that somebody else owns",
        (("owners.csv", "shell,cloud", "shell,power_co"),),
        "cloud",
        ("owners.csv, column sponsor", "cloud owns no shell"),
        "2026Q3",
    ),
    Impossible(
        "chips that somebody else owns",
        (("owners.csv", "chips,cloud", "chips,power_co"),),
        "cloud",
        ("owners.csv, column sponsor", "cloud owns no chips"),
        "2026Q3",
    ),
    Impossible(
        "no slots for chips",
        (
            ("supply_limits.csv", "connections,2026,4", "fabs,2026,0,,\nconnections,2026,4"),
            ("supply_use.csv", "connections,grid,1", "fabs,chips,1,,\nconnections,grid,1"),
        ),
        "fabs",
        (f"supply_limits.csv, {ROW3} {POOL}",),
        "2026Q3",
    ),
    Impossible(
        "a pool drawn upon heavily",
        (NO_LINES, ("supply_use.csv", "engine_makers,engine,1", "engine_makers,engine,10")),
        "engine_makers",
        (f"supply_limits.csv, {ROW2} {POOL}",),
        "2026Q3",
    ),
    Impossible(
        "a reserve margin of all load",
        (("case.yaml", "planning_reserve_margin_fraction: 0.25", "planning_reserve_margin_fraction: 1.0"),),
        "planning_reserve_margin_fraction",
        ("case.yaml, key reliability.planning_reserve_margin_fraction", f"supply_limits.csv, {ROW2} {POOL}"),
        "2026Q3",
    ),
    Impossible(
        "need ten times as large",
        (("demand.csv", "cloud,2026,3", "cloud,2026,30"),),
        "together",
        (f"demand.csv, {ROW3} need_gw", f"supply_limits.csv, {ROW2} {POOL}"),
        "2026Q4",
    ),
    Impossible(
        "no market",
        (cash(130), ("market_limits.csv", "bonds,2026,1,40", "bonds,2026,1,0")),
        "bonds",
        (f"market_limits.csv, {ROW2} issuance_limit_usd_billion_per_year",),
        "2026Q3",
    ),
    Impossible(
        "a lender without room",
        (
            cash(130),
            ("instruments.csv", "min_dscr,", "min_dscr,lender,"),
            ("instruments.csv", "any,,,,", "any,,,,banks,"),
        ),
        "banks",
        (f"lenders.csv, {ROW2} room_usd_billion",),
        "2026Q3",
        sheets=(("lenders.csv", "lender,year,room_usd_billion\nbanks,2026,0\n"),),
    ),
    Impossible(
        "a vendor who lends nothing on its chips",
        (
            cash(130),
            ("instruments.csv", "min_dscr,", "min_dscr,vendor,vendor_share_fraction,"),
            ("instruments.csv", "any,,,,", "any,,,,Acme,0,"),
        ),
        "bond",
        (f"instruments.csv, {ROW2} vendor_share_fraction",),
        "2026Q3",
    ),
    Impossible(
        "no corporate debt",
        (cash(130), ("sponsors.csv", "0.16985856,0.2,15,0", "0.16985856,0.2,0,0")),
        "cloud",
        (f"sponsors.csv, {ROW2} corporate_debt_limit_usd_billion",),
        "2026Q3",
    ),
    Impossible(
        "an equity floor of one",
        (cash(130), ("sponsors.csv", "0.16985856,0.2,15,0", "0.16985856,1.0,15,0")),
        "cloud",
        (f"sponsors.csv, {ROW2} equity_floor_fraction",),
        "2026Q3",
    ),
    Impossible(
        "a cash limit of nothing",
        (cash(100),),
        "cloud",
        (f"sponsors.csv, {ROW2} cash_limit_usd_billion",),
        "2026Q3",
    ),
    Impossible(
        "no power at any hour",
        (
            NO_ENGINES,
            ("supply_limits.csv", "connections,2026,4", "connections,2026,10"),
            ("site_limits.csv", "engine,home,5", "engine,home,0"),
            *DARKNESS,
        ),
        "steady on day average",
        (f"profiles.csv, {ROW2} h00",),
        "2026Q3",
    ),
)
"""By edits of the teaching case, whose power, buildings, chips and money are told by hand in its README."""

LITTLE = ("sponsor_cash.csv", "cloud,2026,50", "cloud,2026,30")
NO_BONDS = (
    ("market_limits.csv", "bonds,2026,1,10,0", "bonds,2026,1,0,0"),
    ("market_limits.csv", "bonds,2026,2,10,0.01", "bonds,2026,2,0,0.01"),
)


def sites(*rows: str) -> Edit:
    """More sites, a row each."""
    return "site_limits.csv", "chips,,9\n", "chips,,9\n" + "".join(f"{row}\n" for row in rows)


NO_POWER_IN_SOUTH = sites("gas,south,0", "sun,south,0", "battery,south,0")
SMALL = (
    Impossible(
        "a least share without power",
        (NO_POWER_IN_SOUTH, ("regions.csv", "north,The north,0.2,0.8", "north,The north,0.2,1")),
        "south",
        ("regions.csv, row 3, column siting_share_min_fraction", "site_limits.csv, row 5, column limit_gw"),
        "2027Q4",
        "small",
    ),
    Impossible(
        "a largest share, and no power elsewhere",
        (NO_POWER_IN_SOUTH, ("regions.csv", "south,The south,0.2,0.8", "south,The south,0,0.8")),
        "north",
        ("regions.csv, row 2, column siting_share_max_fraction",),
        "2027Q4",
        "small",
    ),
    Impossible(
        "storage too short",
        (("site_limits.csv", "gas,,5", "gas,,0"), sites("battery,,3")),
        "battery",
        ("sources.csv, row 4, column duration_hours", "site_limits.csv, row 5, column limit_gw"),
        "2027Q4",
        "small",
    ),
    Impossible(
        "a region of one fuel, and no turbines for it",
        (
            sites("sun,south,0", "battery,south,0", "sun,north,0", "battery,north,0"),
            ("supply_limits.csv", "turbines,2026,2", "turbines,2026,0"),
            ("supply_limits.csv", "turbines,2027,3", "turbines,2027,0"),
        ),
        "turbines",
        ("supply_limits.csv, row 3, column limit_gw_per_year",),
        "2027Q4",
        "small",
    ),
    Impossible(
        "coverage too strict",
        (
            LITTLE,
            *NO_BONDS,
            ("instruments.csv", "1,secured,0.7,any,,,1.3", "1,secured,0.7,any,,,99"),
            ("instruments.csv", "0.8,construction,,2,", "0.0,construction,,2,"),
            ("instruments.csv", "0.6,operating,1,,", "0.0,operating,1,,"),
        ),
        "loan",
        ("instruments.csv, row 3, column min_dscr",),
        "2027Q4",
        "small",
    ),
    Impossible(
        "lenders who advance nothing",
        (
            LITTLE,
            *NO_BONDS,
            ("instruments.csv", "1,secured,0.7,any,,,1.3", "1,secured,0,any,,,1.3"),
            ("instruments.csv", "0.8,construction,,2,", "0,construction,,2,"),
            ("instruments.csv", "0.6,operating,1,,", "0,operating,1,,"),
        ),
        "cloud",
        ("instruments.csv, row 3, column advance_fraction",),
        "2027Q4",
        "small",
    ),
    Impossible(
        "shells after the horizon",
        (("compute.csv", "25,9,even", "25,27,even"),),
        "shell",
        ("compute.csv, row 2, column lead_months",),
        "2027Q4",
        "small",
    ),
)
"""By edits of the small case of the tests of reading: two regions, two years, storage and secured loans."""
