"""Public files to rows of sheets: what comes out, and what is said of the rest."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from importers.public_files import CC, atb, inventory, queue, technology_data, write_tabs

from planner.cli import main
from planner.errors import CaseError, UserError
from planner.importers import FORMATS
from planner.importers.choices import Choices, read_map

if TYPE_CHECKING:
    from pathlib import Path

    from planner.importers.rows import Rows


def cells(rows: Rows, sheet: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(column) for column in columns) for row in rows.sheets[sheet]]


def test_the_inventory_gives_what_is_under_way_by_the_quarter_it_stands_through(tmp_path: Path) -> None:
    choices = Choices(
        assets={CC: "gas"},
        sites={"Nuclear": "nuclear"},
        regions={"PJM": "PJM", "ERCO": "ERCOT"},
        sponsor="dev",
    )
    rows = FORMATS["eia860m"]([inventory(tmp_path / "july.xlsx")], choices)
    # April is the first month of its quarter, May is not; 150 and 250 MW both stand from July.
    assert cells(rows, "in_flight", "asset", "sponsor", "region", "arrives", "gw") == [
        ("gas", "dev", "PJM", "2027Q2", 0.6),
        ("gas", "dev", "PJM", "2027Q3", 0.4),
    ]
    assert cells(rows, "site_limits", "asset", "region", "limit_gw") == [
        ("nuclear", "ERCOT", 1.3),
        ("nuclear", "PJM", 2.3),
    ]
    assert rows.unused_amount == pytest.approx(
        {
            "Planned: net summer capacity is blank": 0,
            "Planned: no name for Technology Natural Gas Fired Combustion Turbine": 0.1,
            "Planned: no name for Balancing Authority Code SWPP": 0.07,
            "planned, not under way: (P) Planned for installation, but regulatory approvals not initiated": 0.9,
            "Operating: no name for Technology Conventional Steam Coal": 0.5,
        }
    )


def test_no_generator_of_the_inventory_is_lost(tmp_path: Path) -> None:
    """Rows and what is not used add up to the file."""
    choices = Choices(assets={CC: "gas"}, sites={}, years=(2028, 2030))
    rows = FORMATS["eia860m"]([inventory(tmp_path / "july.xlsx")], choices)
    used = sum(row["gw"] for row in rows.sheets.get("in_flight", []))
    assert used + sum(rows.unused_amount.values()) == pytest.approx(2.07 + 4.1)
    assert sum(rows.unused_lines.values()) == 7 + 4


def test_without_a_map_the_names_are_the_files_own(tmp_path: Path) -> None:
    rows = FORMATS["eia860m"]([inventory(tmp_path / "july.xlsx")], Choices())
    assert ("natural_gas_fired_combustion_turbine", "", "ERCO", "2027Q1", 0.1) in cells(
        rows, "in_flight", "asset", "sponsor", "region", "arrives", "gw"
    )
    assert rows.notes == ["the sponsor of what is under way is blank: write 'sponsor: name' in the map"]


def test_a_column_that_an_edition_renamed_is_named_not_read_as_blank(tmp_path: Path) -> None:
    file = write_tabs(
        tmp_path / "x.xlsx",
        Planned=[["Entity ID", "Plant Name", "Status"], [1, "a", "(V)"]],
        Operating=[["a"]],
    )
    with pytest.raises(
        UserError, match=r"tab Planned: there is no column Balancing Authority Code, Net Summer"
    ):
        FORMATS["eia860m"]([file], Choices())
    file = write_tabs(tmp_path / "y.xlsx", Plants=[["Entity ID"]])
    with pytest.raises(UserError, match=r"there is no tab 'Planned'\.\n    found: 'Plants'"):
        FORMATS["eia860m"]([file], Choices())


@pytest.mark.parametrize("renamed", [False, True])
def test_the_queue_gives_gw_a_year_for_pools(tmp_path: Path, renamed: bool) -> None:
    choices = Choices(pools={"Gas": "connections", "Solar+Battery": "hybrids"})
    rows = FORMATS["queue"]([queue(tmp_path / "q.xlsx", renamed)], choices)
    assert cells(rows, "supply_limits", "supply_pool", "year", "limit_gw_per_year") == [
        ("connections", 2027, 0.4),
        ("connections", 2028, 0.0),
        ("connections", 2029, 0.5),
        ("hybrids", 2027, pytest.approx(0.3)),
    ]
    assert rows.unused_amount == pytest.approx(
        {
            "q_status withdrawn": 0.06,
            "agreement: In Progress": 0.05,
            "no proposed year within those asked for": 0.07,
        }
    )


def test_the_atb_gives_overnight_cost_by_year_as_vintages(tmp_path: Path) -> None:
    rows = FORMATS["atb"]([atb(tmp_path / "ATBe.csv")], Choices(assets={"NaturalGas_FE": "gas"}))
    columns = (
        "source",
        "capex_usd_per_kw",
        "dollar_year",
        "fixed_om_usd_per_kw_year",
        "variable_om_usd_per_mwh",
        "heat_rate_mmbtu_per_mwh",
    )
    assert cells(rows, "sources", *columns) == [("gas", 1300.0, 2023, 36.5, 2.31, 6.349)]
    assert cells(rows, "source_vintages", "source", "ordered_from", "capex_usd_per_kw", "dollar_year") == [
        ("gas", "2030Q1", 1250.0, 2023)
    ]
    assert dict(rows.unused_lines) == {"running costs of later years: a source has one for all orders": 3}


def test_a_map_may_name_another_detail_of_the_atb_than_its_default(tmp_path: Path) -> None:
    names = {"NaturalGas_FE/H-Frame": "h", "NaturalGas_FE": "f"}
    rows = FORMATS["atb"]([atb(tmp_path / "ATBe.csv", 2024)], Choices(assets=names))
    assert sorted(cells(rows, "sources", "source", "capex_usd_per_kw", "dollar_year")) == [
        ("f", 1300.0, 2022),
        ("h", 1100.0, 2022),
    ]


def test_the_atb_of_an_unknown_price_level_or_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="found the edition 2031"):
        FORMATS["atb"]([atb(tmp_path / "a.csv", 2031)], Choices())
    with pytest.raises(UserError, match=r"core_metric_case 'Market'.\n    found: R&D, R&D \+ TC\n"):
        FORMATS["atb"]([atb(tmp_path / "b.csv")], Choices(financial_case="Market"))


def test_a_second_value_for_the_same_year_is_told_and_the_first_stays(tmp_path: Path) -> None:
    other = "2025,K,OCC,R&D,20,NaturalGas_FE,F-Frame,NG,1,Moderate,2027,$/kW,9999"
    rows = FORMATS["atb"]([atb(tmp_path / "ATBe.csv", 2025, other)], Choices())
    assert cells(rows, "sources", "capex_usd_per_kw") == [(1300.0,)]
    assert rows.unused_lines["NaturalGas_FE, OCC: a second value for the same year"] == 1


def test_technology_data_is_converted_at_the_users_rate(tmp_path: Path) -> None:
    files = [technology_data(tmp_path / "costs_2030.csv", 900), technology_data(tmp_path / "costs_2025.csv")]
    rows = FORMATS["technology-data"](files, Choices(assets={"CCGT": "gas"}, usd_per_eur=1.25))
    columns = (
        "source",
        "capex_usd_per_kw",
        "dollar_year",
        "fixed_om_usd_per_kw_year",
        "variable_om_usd_per_mwh",
        "life_years",
    )
    # 1000 EUR/kW at 1.25, 3 % of it a year, 4 EUR/MWh at 1.25.
    assert cells(rows, "sources", *columns) == [
        ("gas", 1250.0, 2020, pytest.approx(37.5), pytest.approx(5.0), 25.0)
    ]
    assert cells(rows, "source_vintages", "ordered_from", "capex_usd_per_kw") == [("2030Q1", 1125.0)]
    assert (
        rows.unused_lines[
            "efficiency is on the lower heating value, the heat rate on the higher: write that yourself"
        ]
        == 2
    )


def test_no_unit_and_no_rate_is_guessed(tmp_path: Path) -> None:
    file = technology_data(tmp_path / "costs_2025.csv")
    rows = FORMATS["technology-data"]([file], Choices(usd_per_eur=1.1))
    assert (
        rows.unused_lines["investment: the unit 'EUR/kW_H2' is not one of electric capacity or energy"] == 1
    )
    rows = FORMATS["technology-data"]([file], Choices())
    assert rows.sheets == {}
    assert rows.unused_lines["investment: it is in EUR: give --usd-per-eur"] == 1
    rows = FORMATS["technology-data"]([technology_data(tmp_path / "costs_2026.csv", 800, "USD")], Choices())
    assert cells(rows, "sources", "source", "capex_usd_per_kw") == [("ccgt", 800.0)]


def test_an_investment_a_mw_is_a_thousandth_a_kw(tmp_path: Path) -> None:
    file = tmp_path / "costs_2025.csv"
    file.write_text("technology,parameter,value,unit,currency_year\nsolar,investment,650000,USD/MW,2022\n")
    rows = FORMATS["technology-data"]([file], Choices())
    assert cells(rows, "sources", "capex_usd_per_kw", "dollar_year") == [(pytest.approx(650.0), 2022)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("assets: [a]\n", "a map of the file's names"),
        ("assets: {a: b, a: c}\n", "each name once"),
        ("colour: red\n", "remove the key"),
        ("sponsor: {a: b}\n", "write 'sponsor: name'"),
        ("assets: {a: }\n", "write 'a: name'"),
    ],
)
def test_a_map_is_read_strictly(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "names.yaml"
    file.write_text(text)
    with pytest.raises(CaseError, match=message):
        read_map(file)


def test_the_command_writes_sheets_that_a_case_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names, out = tmp_path / "names.yaml", tmp_path / "out"
    names.write_text(f"assets: {{{CC}: engine}}\nsites: {{}}\nregions: {{PJM: here}}\nsponsor: cloud\n")
    file = inventory(tmp_path / "july.xlsx")
    assert main(["import", "eia860m", str(file), "--map", str(names), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "in_flight.csv                2 rows" in told
    assert "no name for Balancing Authority Code SWPP" in told
    with (out / "in_flight.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["asset"], row["arrives"], row["gw"]) for row in rows] == [
        ("engine", "2027Q2", "0.6"),
        ("engine", "2027Q3", "0.4"),
    ]
    assert sorted(path.name for path in out.iterdir()) == ["in_flight.csv", "unused.csv"]
    # What is there is not written over.
    assert main(["import", "eia860m", str(file), "--out", str(out)]) == 1
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--years", "2030:2026"], "--years: found '2030:2026'"),
        (["--years", "soon"], "--years: found 'soon'"),
        (["--usd-per-eur", "nan"], "--usd-per-eur: found 'nan'"),
        (["--usd-per-eur", "0"], "--usd-per-eur: found '0'"),
        (["--map", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_options_are_read_strictly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    file = technology_data(tmp_path / "costs_2025.csv")
    assert main(["import", "technology-data", str(file), "--out", str(tmp_path / "out"), *words]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_what_is_no_such_file_is_said_in_one_error(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "costs_2025.csv"
    for content in (b"", b"\xff\xfe\x00x", b"a,b\n1,2\n", b"PK\x03\x04 broken"):
        file.write_bytes(content)
        assert main(["import", kind, str(file), "--out", str(tmp_path / "out")]) == 1
        told = capsys.readouterr().err
        assert "mend:" in told
        assert "Traceback" not in told
    assert not (tmp_path / "out").exists()
