"""Edits: which cells they mean, what becomes of those, and what is said of an edit that means none."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

import planner
from planner.case import Quarter
from planner.case.change import Change
from planner.case.editing import apply_edits, edit
from planner.case.edits import parse
from planner.case.write_case import write
from planner.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.case import Case

TURBINES = "supply_limits.limit_gw_per_year[supply_pool=turbines]"


@pytest.fixture
def case(reading: Callable[..., Case]) -> Case:
    return reading()


def limits(case: Case) -> list[float]:
    return [row["limit_gw_per_year"] for row in case.rows("supply_limits")]


def refused(case: Case, *words: str) -> str:
    with pytest.raises(CaseError) as caught:
        edit(case, *words)
    return str(caught.value)


# ── what is done ──


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("=5", [5, 5]),
        ("+=0.5", [2.5, 3.5]),
        ("-= 0.5", [1.5, 2.5]),
        (" *= 1.5", [3, 4.5]),
        ("/=4", [0.5, 0.75]),
    ],
)
def test_a_number_is_set_added_to_and_multiplied(case: Case, operation: str, expected: list[float]) -> None:
    assert limits(edit(case, TURBINES + operation)) == expected
    assert limits(case) == [2, 3]


def test_arithmetic_is_that_of_decimals(case: Case) -> None:
    edited = edit(case, "instruments.advance_fraction[instrument=loan]-=0.4", "instruments.fee_fraction*=3")
    assert [row["advance_fraction"] for row in edited.rows("instruments")][1] == 0.3
    assert [row["fee_fraction"] for row in edited.rows("instruments")] == [0.012, 0.03, 0.03, 0.03]


def test_whole_numbers_stay_whole_and_quarters_are_counted(case: Case) -> None:
    edited = edit(
        case,
        "demand.year[year=2027]-=1",
        "sources.first_delivery[source=gas]+=3",
        "case.target.close_by-=4",
        "case.operations.hours_per_block*=2",
    )
    years = [row["year"] for row in edited.rows("demand")]
    assert years == [2025, 2026]
    assert type(years[1]) is int
    assert edited.rows("sources")[0]["first_delivery"] == Quarter(2027, 1)
    assert edited.settings.target.close_by == Quarter(2026, 4)
    assert edited.settings.operations.hours_per_block == 8


def test_words_names_and_switches_are_set(case: Case) -> None:
    edited = edit(
        case,
        "sponsors.name[sponsor=cloud]='A cloud, [renamed] | so'",
        "instruments.repayment[instrument=notes]=level",
        "case.funding=false",
        "case.title=Another title",
        "sources.profile[source=gas]=sunny",
    )
    assert edited.rows("sponsors")[0]["name"] == "A cloud, [renamed] | so"
    assert edited.rows("instruments")[3]["repayment"] == "level"
    assert edited.rows("sources")[0]["profile"] == "sunny"
    assert (edited.settings.funding, edited.settings.title) == (False, "Another title")


def test_blank_is_not_zero(case: Case) -> None:
    for words, value in (("=blank", None), ("=", None), ("=0", 0.0)):
        edited = edit(case, f"sponsors.cash_limit_usd_billion[sponsor=cloud]{words}")
        assert edited.rows("sponsors")[0]["cash_limit_usd_billion"] == value
    assert edit(case, "case.emissions.price_usd_per_tonne=40").settings.emissions_price_usd_per_tonne == 40


def test_arithmetic_leaves_what_does_not_apply_alone(case: Case) -> None:
    edited = edit(case, "sources.heat_rate_mmbtu_per_mwh*=2")
    assert [row["heat_rate_mmbtu_per_mwh"] for row in edited.rows("sources")] == [14, None, None]


# ── which rows ──


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("", [2, 3, 4]),
        ("[region=north]", [3]),
        ("[region=]", [2, 4]),
        ("[region=blank, asset!=gas]", [4]),
        ("[asset=gas|chips]", [2, 3, 4]),
        ("[asset='chips']", [4]),
        ("[asset=c*]", [4]),
        ('[ limit_gw >= 5 , asset = "gas" ]', [2]),
        ("[limit_gw>3]", [2, 4]),
        ("[limit_gw<5]", [3]),
        ("[limit_gw<=5,limit_gw!=3]", [2]),
    ],
)
def test_conditions_choose_rows(case: Case, condition: str, rows: list[int]) -> None:
    _, changes = apply_edits(case, [f"site_limits.limit_gw{condition}+=1"])
    assert [change.row for change in changes] == rows


def test_years_and_quarters_are_compared(case: Case) -> None:
    assert limits(edit(case, "supply_limits.limit_gw_per_year[year>=2027]=0")) == [2, 0]
    _, changes = apply_edits(case, ["sources.life_years[first_delivery<=2026Q2]=1"])
    assert [change.row for change in changes] == [2]


def test_a_star_stands_for_many_columns(case: Case) -> None:
    edited, changes = apply_edits(case, ["profiles.h*[region=north,quarter=1]*=0.5"])
    assert {change.column for change in changes} == {f"h{hour:02}" for hour in range(6, 18)}
    assert [row["h12"] for row in edited.rows("profiles")][:3] == [0.25, 0.25, 0.5]


def test_an_edit_sees_what_those_before_it_did(case: Case) -> None:
    edited = edit(case, f"{TURBINES}=4", "supply_limits.limit_gw_per_year[limit_gw_per_year=4]+=1")
    assert limits(edited) == [5, 5]
    assert [(change.old, change.new) for change in edited.changes] == [(2, 5), (3, 5)]


# ── what is told ──


def test_a_case_tells_what_is_no_longer_as_its_files_have_it(case: Case) -> None:
    once = edit(case, f"{TURBINES}*=2")
    twice = edit(once, "case.money.inflation_per_year=0.03", f"{TURBINES}[year=2027]/=2".replace("s][", "s,"))
    assert twice.edits == (
        f"{TURBINES}*=2",
        "case.money.inflation_per_year=0.03",
        "supply_limits.limit_gw_per_year[supply_pool=turbines,year=2027]/=2",
    )
    assert twice.changes == (
        Change("supply_limits", "limit_gw_per_year", 4.0, 2.0, 2),
        Change("case.yaml", "money.inflation_per_year", 0.03, 0.02),
    )
    assert [str(change.place) for change in twice.changes] == [
        "supply_limits.csv, row 2, column limit_gw_per_year",
        "case.yaml, key money.inflation_per_year",
    ]
    assert twice.hashes == case.hashes


def test_an_edited_case_written_and_read_is_the_same_case(case: Case, tmp_path: Path) -> None:
    edited = edit(case, f"{TURBINES}*=1.1", "case.funding=off", "sources.first_delivery[source=sun]=2027Q1")
    write(edited, tmp_path / "written")
    again = planner.read(tmp_path / "written")
    assert again.settings == edited.settings
    assert {name: list(map(dict, rows)) for name, rows in again.sheets.items()} == {
        name: list(map(dict, rows)) for name, rows in edited.sheets.items()
    }


def test_notes_of_the_files_are_kept_and_those_across_sheets_are_new(case: Case) -> None:
    edited = edit(case, "owners.sponsor[asset=gas]=cloud", "supply_use.asset[asset=gas]=sun")
    assert set(case.notes) - set(edited.notes) == set()
    unused = edit(case, "instruments.market[market=bonds]=loans")
    assert set(unused.notes) - set(case.notes) == {
        "market_limits.csv: no row of instruments.csv uses the market bonds"
    }


def test_an_edit_can_be_made_with_another_value() -> None:
    one = parse(f" {TURBINES} *= 1.5 ")
    assert (str(one), one.target, one.value) == (f"{TURBINES} *=1.5", f"{TURBINES} *=", "1.5")


# ── what is refused ──


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("supply_limit.limit_gw_per_year*=2", "did you mean supply_limits?"),
        ("supply_limits.limit_gw*=2", "did you mean limit_gw_per_year?"),
        ("supply_limits.limit_gw_per_year[pool=turbines]*=2", "did you mean supply_pool?"),
        ("supply_limits.limit_gw_per_year[supply_pool=turbine]*=2", "did you mean turbines?"),
        ("supply_limits.limit_gw_per_year[supply_pool=turbines|engines]*=2", "supply_pool = engines"),
        ("supply_limits.limit_gw_per_year[supply_pool!=turbin]*=2", "did you mean turbines?"),
        ("supply_limits.limit_gw_per_year[year=2028]*=2", "year of a row of supply_limits.csv: 2026, 2027"),
        ("supply_limits.limit_gw_per_year[year>2027]*=2", "no row with year > 2027"),
        ("site_limits.limit_gw[asset=chips,region=north]=1", "no row with asset=chips and region=north"),
        (
            "site_limits.limit_gw[asset=chips,region=north]=1",
            "allowed: region of a row of site_limits.csv: blank",
        ),
        ("site_limits.limit_gw[asset=chips,region=north,limit_gw=5]=1", "no such row"),
        ("case.money.benchmark_rate=0.05", "did you mean money.benchmark_rate_per_year?"),
        ("money.benchmark_rate_per_year=0.05", "did you mean case.money.benchmark_rate_per_year?"),
        ("case.money=5", "a key of case.yaml: money.currency"),
        ("case.money.currency[a=b]=USD", "found '[a=b]=USD'"),
        ("sources.kind=powr", "did you mean power?"),
        ("sources.kind*=2", "kind is no number: write ="),
        ("sources.availability_fraction=90 %", "write 0.9 for 90 %"),
        ("sources.availability_fraction*=2", "found 1.8, changed from 0.9"),
        ("sources.life_years=", "blank (does not apply), 0 (none) and infinite"),
        ("sources.life_years=inf", "write a number above 0 and up to 10000"),
        ("sources.lead_months*=", "a number after *="),
        ("sources.lead_months*=two", "found two"),
        ("sources.lead_months/=0", "a number other than 0 after /="),
        ("sources.first_delivery+=0.5", "a whole number of quarters"),
        ("sources.first_delivery*=2", "a whole number of quarters"),
        ("sources.first_delivery=2026-Q1", "write 2026Q1"),
        ("sources.duration_hours[source=gas]*=2", "only blank cells"),
        ("sources.lead_months[source>gas]=2", "write = or !="),
        ("supply_limits.limit_gw_per_year[year=soon]=2", "found year=soon"),
        ("supply_limits.limit_gw_per_year[year>]=2", "found year>"),
        ("demand.year+=0.5", "a whole number from 2000 to 2100"),
        ("case.operations.hours_per_block=5", "write one of these numbers"),
        ("case.calendar.end=2025Q4", "found 2025Q4, changed from 2027Q4"),
        ("sources.fuel[source=gas]=oil", "a name from fuels.csv: gas"),
        ("demand.year[year=2027]=2025", "keep one of rows 2 and 3"),
        ("nonsense", "sheet.column[column=value] OP value"),
        ("sources.lead_months", "found its end"),
        ("sources.lead_months[source=gas=2", "sheet.column[column=value] OP value"),
        ("sources.lead_months[source=gas]2", "found '2'"),
        ("", "found its end"),
    ],
)
def test_a_wrong_edit_is_told_with_the_mend(case: Case, words: str, told: str) -> None:
    assert told in refused(case, words)


def test_everything_wrong_with_edits_is_told_at_once(case: Case) -> None:
    told = refused(case, "sourcs.lead_months+=1", "sources.kind=wind", f"{TURBINES}*=2", "nonsense")
    assert told.startswith("5 things to mend before planning:")


def test_funding_cannot_be_switched_on_without_its_sheets(folder: Path) -> None:
    (folder / "case.yaml").write_text((folder / "case.yaml").read_text() + "funding: off\n")
    (folder / "instruments.csv").unlink()
    assert "instruments.csv: found no such file" in refused(planner.read(folder), "case.funding=on")


def test_a_formula_does_not_come_in_by_an_edit(case: Case, tmp_path: Path) -> None:
    assert "begin with a letter" in refused(case, "owners.sponsor[asset=gas]==1+1")
    write(edit(case, "case.vintage==1+1", "regions.name==cmd()"), tmp_path / "written")
    with (tmp_path / "written" / "regions.csv").open() as stream:
        assert {row["name"] for row in csv.DictReader(stream)} == {"'=cmd()"}
