"""Time, places, sources and load: what must hold across rows and sheets."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, floor, fsum
from typing import TYPE_CHECKING

from planner.case.cells import listed, shown
from planner.case.draft import Check, Draft, Finding, fault_at, note_at, until_unreadable
from planner.case.row import Row, rows_in_force
from planner.case.sheets import SHEETS
from planner.errors import Fault
from planner.tolerances import SUM_OF_SHARES, SUM_OF_SITING_SHARES, WHOLE_QUARTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def horizon_runs_forward(draft: Draft) -> Iterator[Finding]:
    """The horizon has at least one quarter; a target outside it is worth a note."""
    calendar, close_by = draft.settings.calendar, draft.settings.target.close_by
    if calendar.end < calendar.start:
        allowed = f"a quarter not before calendar.start, {calendar.start}"
        mend = "write a later end or an earlier start"
        yield Fault("case.yaml", allowed, mend, column="calendar.end", found=str(calendar.end))
    elif not calendar.start <= close_by <= calendar.end:
        horizon = f"{calendar.start} to {calendar.end}"
        yield f"case.yaml: target.close_by, {close_by}, is not in the horizon {horizon}"


def years_follow_on_quarters(draft: Draft) -> Iterator[Finding]:
    """Periods become years at the start of one, after the first quarter planned, and the horizon ends with a year."""
    calendar = draft.settings.calendar
    since = calendar.years_from
    if since is None or calendar.end < calendar.start:
        return  # an end before the start is a fault of its own
    if since.quarter != 1 or not calendar.start < since <= calendar.end:
        first = calendar.start.year + 1
        allowed = (
            f"the first quarter of a year, after calendar.start, {calendar.start}, and not after calendar.end"
        )
        mend = (
            f"write {min(max(since.year, first), calendar.end.year)}Q1, or remove the key to plan by quarters"
        )
        if first > calendar.end.year:
            mend = "remove the key to plan by quarters"
        yield Fault("case.yaml", allowed, mend, column="calendar.years_from", found=str(since))
    if calendar.end.quarter != 4:
        allowed = "the last quarter of a year, as calendar.years_from makes whole years of the end"
        mend = f"write {calendar.end.year}Q4, or remove calendar.years_from"
        yield Fault("case.yaml", allowed, mend, column="calendar.end", found=str(calendar.end))
    close_by = draft.settings.target.close_by
    if since <= close_by <= calendar.end and close_by.quarter != 1:
        how = f"lies in {close_by.year}, which is planned as one year, and counts from its start"
        yield f"case.yaml: target.close_by, {close_by}, {how}"


def regions_can_share_the_load(draft: Draft) -> Iterator[Finding]:
    """Each least share is within the most, and some shares within all of them sum to 1."""
    rows = draft.rows("regions")
    if not rows:
        return  # which is a fault of its own
    low, high = "siting_share_min_fraction", "siting_share_max_fraction"
    for row in rows:
        if row.number(low) > row.number(high):
            allowed = f"at most {high}, which is {shown(row[high])}"
            yield fault_at("regions", row, low, allowed, "write a smaller least or a larger most")
    least, most = fsum(row.number(low) for row in rows), fsum(row.number(high) for row in rows)
    if least > 1 + SUM_OF_SITING_SHARES:
        mend = f"write smaller shares{_share(rows, low, 1 - least)}: they cannot all be kept"
        yield Fault("regions.csv", "at most 1 in sum", mend, column=low, found=f"a sum of {least:.12g}")
    if most < 1 - SUM_OF_SITING_SHARES:
        mend = f"write larger shares{_share(rows, high, 1 - most)}: the load must stand somewhere"
        yield Fault("regions.csv", "at least 1 in sum", mend, column=high, found=f"a sum of {most:.12g}")


def _share(rows: Sequence[Row], column: str, lacking: float) -> str:
    """What the largest share might be instead, rounded to the side that is allowed; empty where none is."""
    largest = max(row.number(column) for row in rows)
    those = [row.text("region") for row in rows if row.number(column) == largest]
    to = floor if lacking < 0 else ceil
    # The exact share may be off in its last digits: 0.5 is not to become 0.50000001.
    share = to(round((largest + lacking / len(those)) * 1e8, 4)) / 1e8
    return f", such as {share:.10g} for {listed(those)}" if 0 <= share <= 1 else ""


def shares_sum_to_one(draft: Draft) -> Iterator[Finding]:
    """Each spend profile, and the representative days, sum to 1."""
    yield from until_unreadable(_sum_to_one(draft, "spend_profiles", "spend_fraction", "spend_profile"))
    yield from until_unreadable(_sum_to_one(draft, "days", "share_of_days_fraction", None))


def _sum_to_one(draft: Draft, sheet: str, column: str, by: str | None) -> Iterator[Finding]:
    groups: defaultdict[object, list[Row]] = defaultdict(list)
    for row in draft.rows(sheet):
        groups[row[by] if by else None].append(row)
    for name, rows in groups.items():
        total = sum(row.number(column) for row in rows)
        if abs(total - 1) > SUM_OF_SHARES:
            found = f"a sum of {total:.10g}" + (f" for {name}" if by else "")
            mend = "write shares that sum to 1"
            yield Fault(SHEETS[sheet].file, "1 in sum, to two millionths", mend, rows[0].row, column, found)


def lives_are_whole_quarters(draft: Draft) -> Iterator[Finding]:
    """Lives, tenors, graces and availabilities are whole numbers of quarters."""
    for sheet, column in (
        ("sources", "life_years"),
        ("compute", "life_years"),
        ("source_vintages", "life_years"),
        ("compute_vintages", "life_years"),
        ("instruments", "tenor_years"),
        ("instruments", "grace_years"),
        ("instruments", "availability_years"),
        ("tranches", "tenor_years"),
        ("tranches", "noncall_years"),
    ):
        yield from until_unreadable(_whole_quarters(draft, sheet, column))


def _whole_quarters(draft: Draft, sheet: str, column: str) -> Iterator[Finding]:
    for row in draft.rows(sheet):
        years = 0 if row[column] is None else row.number(column)
        none = round(4 * years) == 0 and years > 0
        if none or abs(4 * years - round(4 * years)) > WHOLE_QUARTERS:
            mend = f"write {max(1, round(4 * years)) / 4:g}"
            yield fault_at(sheet, row, column, "a whole number of quarters: a multiple of 0.25", mend)


def storage_is_described(draft: Draft) -> Iterator[Finding]:
    """Storage has a duration and an efficiency; those of a power source do nothing, which is worth a note."""
    for row in draft.rows("sources"):
        for column in ("duration_hours", "round_trip_efficiency_fraction"):
            if row["kind"] == "storage" and row[column] is None:
                yield fault_at("sources", row, column, "a number, as the kind is storage", "fill it in")
            if row["kind"] == "power" and row[column] is not None:
                yield note_at("sources", row, column, "as the kind is power")


def storage_gains_nothing_by_losing(draft: Draft) -> Iterator[Finding]:
    """Energy that costs less than nothing beside storage is worth a note: to lose it earns money."""
    kinds = set(draft.column("sources", "kind"))
    priced = (("sources", "energy_price_usd_per_mwh"), ("fuel_prices", "price_usd_per_mmbtu"))
    for sheet, column in priced if "storage" in kinds else ():
        for row in draft.rows(sheet):
            price = row[column]
            if isinstance(price, float) and price < 0:
                words = "storage may be built to lose energy, which earns money at that price"
                yield f"{SHEETS[sheet].file}, row {row.row}: {column} is {shown(price)}: {words}"


def fuel_goes_with_heat_rate(draft: Draft) -> Iterator[Finding]:
    """A source that burns fuel says how much; a heat rate without fuel does nothing, which is worth a note."""
    for row in draft.rows("sources"):
        if row["fuel"] is not None and row["heat_rate_mmbtu_per_mwh"] is None:
            mend = "write the heat rate, or clear the fuel"
            yield fault_at("sources", row, "heat_rate_mmbtu_per_mwh", "a number, as there is a fuel", mend)
        if row["fuel"] is None and row["heat_rate_mmbtu_per_mwh"]:
            yield note_at("sources", row, "heat_rate_mmbtu_per_mwh", "as there is no fuel")


def fuels_are_priced(draft: Draft) -> Iterator[Finding]:
    """Every fuel a source burns has a price in every region from the first period on."""
    start = draft.settings.calendar.start.year
    regions, fuels = draft.column("regions", "region"), draft.column("fuels", "fuel")
    rows = draft.rows("fuel_prices")
    begun = rows_in_force("fuel_prices", rows, start)
    later = {(row["fuel"], row["region"]): row for row in rows}
    for fuel in draft.column("sources", "fuel"):
        for region in regions:
            row = later.get((fuel, region))
            if row is None and fuel in fuels:
                allowed = f"a price of {fuel} in every region, as a source burns it"
                mend = f"write a row {fuel},{region},{start},<price>"
                yield Fault("fuel_prices.csv", allowed, mend, column="region", found=f"no row for {region}")
            elif row is not None and (fuel, region) not in begun:
                allowed = f"a first price of {fuel} in {region} not after {start}, the first year planned"
                yield fault_at("fuel_prices", row, "year", allowed, f"write a row for {start}")


def profiles_are_complete(draft: Draft) -> Iterator[Finding]:
    """A profile in use covers every region, representative day and calendar quarter planned."""
    have = {(row["profile"], row["region"], row["quarter"], row["day"]) for row in draft.rows("profiles")}
    quarters = sorted({q for period in draft.settings.calendar.periods for q in period.seasons})
    regions, days = draft.column("regions", "region"), draft.column("days", "day")
    known = {key[0] for key in have}
    for profile in draft.column("sources", "profile"):
        missing = [
            f"{region} quarter {quarter} {day}"
            for region in regions
            for quarter in quarters
            for day in days
            if profile in known and (profile, region, quarter, day) not in have
        ]
        if missing:
            allowed = "a row for every region, quarter and day of a profile in use"
            found = f"{profile} without {listed(missing)}"
            yield Fault("profiles.csv", allowed, "write the rows", column="profile", found=found)


def chips_have_no_place(draft: Draft) -> Iterator[Finding]:
    """Chips are counted nationally, so no region can limit them."""
    classes = draft.classes()
    for row in draft.rows("site_limits"):
        if row["region"] is not None and classes.get(row.text("asset")) == "chips":
            mend = "clear the region, or limit the shells there"
            yield fault_at("site_limits", row, "region", "blank, as chips are counted nationally", mend)


def limits_last_into_the_horizon(draft: Draft) -> Iterator[Finding]:
    """A limit that fell to zero before the horizon may be a mistake; one that just holds is worth a note."""
    for sheet, column in (
        ("supply_limits", "limit_gw_per_year"),
        ("supply_steps", "limit_gw_per_year"),
        ("market_limits", "issuance_limit_usd_billion_per_year"),
        ("sponsor_cash", "cash_usd_billion_per_year"),
    ):
        yield from until_unreadable(_limits_last(draft, sheet, column))


def _limits_last(draft: Draft, sheet: str, column: str) -> Iterator[Finding]:
    calendar = draft.settings.calendar
    series: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in sorted(draft.rows(sheet), key=lambda row: row.number("year")):
        series[tuple(row[name] for name in SHEETS[sheet].key if name != "year")].append(row)
    for key, rows in series.items():
        name = " step ".join(str(part) for part in key)
        begun = [row for row in rows if row.number("year") <= calendar.start.year]
        coming = [row for row in rows if calendar.start.year < row.number("year") <= calendar.end.year]
        if not any(row.number(column) for row in begun[-1:] + coming):
            if any(row.number(column) for row in begun) and rows[-1].number("year") < calendar.start.year:
                allowed = f"a limit of {name} in force from {calendar.start.year} on; its last was set before"
                mend = (
                    f"write a row for {calendar.start.year} with the limit in force then, 0 if it is closed"
                )
                yield fault_at(sheet, begun[-1], column, allowed, mend)
            elif not begun and not coming:
                yield f"{SHEETS[sheet].file}: {name} begins after {calendar.end}, and is zero until then"
        elif rows[-1].number("year") < calendar.start.year:
            year, value = shown(rows[-1]["year"]), shown(rows[-1][column])
            yield f"{SHEETS[sheet].file}: {name} stays at {value}, its value of {year}, throughout"


CHECKS: tuple[Check, ...] = (
    horizon_runs_forward,
    years_follow_on_quarters,
    regions_can_share_the_load,
    shares_sum_to_one,
    lives_are_whole_quarters,
    storage_is_described,
    storage_gains_nothing_by_losing,
    fuel_goes_with_heat_rate,
    fuels_are_priced,
    profiles_are_complete,
    chips_have_no_place,
    limits_last_into_the_horizon,
)
