"""Supply beyond the limits of pools and how fast they grow: what is wrong with it, and what is likely a slip."""

from __future__ import annotations

import pytest
from cases.files import read_rows, write_rows
from cases.small import write_small

from planner.case import read
from planner.errors import CaseError

HEADERS = {
    "supply_steps": "supply_pool,step,year,limit_gw_per_year,premium_usd_per_kw",
    "supply_growth": "supply_pool,growth_fraction_per_year,seed_gw_per_year,delivered_before_gw_per_year",
}


def write(folder, sheet, *rows):
    """The small case with a sheet of these rows."""
    write_small(folder)
    (folder / f"{sheet}.csv").write_text("\n".join((HEADERS[sheet], *rows)) + "\n")
    return folder


FAULTS = [
    (
        "supply_steps",
        "turbins,1,2026,1,600",
        ("column supply_pool: found 'turbins'", "did you mean turbines?"),
    ),
    ("supply_steps", "turbines,1,2026,-1,600", ("limit_gw_per_year: found '-1'", "of at least 0")),
    ("supply_steps", "turbines,1,2026,1,-600", ("premium_usd_per_kw: found '-600'", "of at least 0")),
    ("supply_steps", "turbines,1,2026,1,", ("premium_usd_per_kw: found blank",)),
    ("supply_steps", "turbines,1,2026,,600", ("limit_gw_per_year: found blank",)),
    ("supply_steps", "turbines,1.5,2026,1,600", ("column step: found '1.5'", "a whole number")),
    ("supply_steps", "turbines,-1,2026,1,600", ("column step: found '-1'", "of at least 0")),
    (
        "supply_steps",
        "turbines,1,2026,1,600\nturbines,1,2026,2,700",
        ("one row for each supply_pool, step, year", "keep one of rows 2 and 3"),
    ),
    ("supply_growth", "turbins,0.3,1,", ("column supply_pool: found 'turbins'", "did you mean turbines?")),
    ("supply_growth", "turbines,-0.3,1,", ("growth_fraction_per_year: found '-0.3'", "of at least 0")),
    ("supply_growth", "turbines,0.3,-1,", ("seed_gw_per_year: found '-1'", "of at least 0")),
    (
        "supply_growth",
        "turbines,0.3,inf,",
        ("seed_gw_per_year: found 'inf'", "remove the row, for without one"),
    ),
    ("supply_growth", "turbines,0.3,,", ("seed_gw_per_year: found blank",)),
    ("supply_growth", "turbines,0.3,1,-2", ("delivered_before_gw_per_year: found '-2'", "of at least 0")),
    (
        "supply_growth",
        "turbines,0.3,1,\nturbines,0.5,1,",
        ("one row for each supply_pool", "keep one of rows 2 and 3"),
    ),
]


@pytest.mark.parametrize(("sheet", "rows", "words"), FAULTS)
def test_each_fault_is_named_with_its_cell_and_its_mend(tmp_path, sheet, rows, words):
    with pytest.raises(CaseError) as caught:
        read(write(tmp_path / "case", sheet, *rows.split("\n")))
    assert len(caught.value.faults) == 1
    message = str(caught.value)
    assert f"{sheet}.csv, row " in message
    assert all(word in message for word in words), message


NOTES = [
    (
        "supply_steps",
        ["turbines,1,2026,1,600", "turbines,2,2026,1,500", "turbines,3,2026,1,700"],
        "supply_steps.csv, row 3: the premium of step 2 of turbines, 500, is below that of step 1 in row 2, so it is "
        "taken first",
    ),
    (
        "supply_growth",
        ["turbines,0.3,0.1,"],
        "supply_growth.csv, row 2: turbines delivered nothing before 2026Q1, so in its first year it delivers at most "
        "the seed of 0.1 GW, of a limit of 2",
    ),
]


@pytest.mark.parametrize(("sheet", "rows", "note"), NOTES)
def test_what_is_likely_a_slip_is_a_note(tmp_path, sheet, rows, note):
    assert [told for told in read(write(tmp_path / "case", sheet, *rows)).notes if sheet in told] == [note]


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("supply_steps", ["turbines,1,2026,1,600", "turbines,2,2026,1,600", "turbines,3,2026,0,900"]),
        # A step that falls in price once an earlier one is dearer by then.
        ("supply_steps", ["turbines,1,2026,1,600", "turbines,2,2026,1,900", "turbines,1,2027,1,900"]),
        ("supply_growth", ["turbines,0,4,"]),
        ("supply_growth", ["turbines,2.5,0,3"]),
    ],
)
def test_what_is_meant_is_no_note(tmp_path, sheet, rows):
    assert not [told for told in read(write(tmp_path / "case", sheet, *rows)).notes if sheet in told]


def test_a_pool_that_nothing_draws_on_is_a_note(tmp_path):
    write(tmp_path, "supply_growth", "spare,0.3,1,")
    limits = tmp_path / "supply_limits.csv"
    limits.write_text(limits.read_text() + "spare,2026,1\n")
    notes = [told for told in read(tmp_path).notes if "supply_growth" in told]
    assert notes == ["supply_growth.csv: spare does nothing, as no row of supply_use.csv uses it"]


SOURCES = "sources.csv"
TAKES = [
    (
        "0.95",
        "60",
        "row 2, column minimum_take_fraction: found 0.95",
        "at most availability_fraction, which is 0.9",
        "write a smaller share",
    ),
    (
        "0.5",
        "-5",
        "row 2, column energy_price_usd_per_mwh: found -5",
        "at least 0, as there is a minimum_take_fraction",
        "write 0, or clear the minimum_take_fraction",
    ),
    ("1.5", "60", "minimum_take_fraction: found '1.5'", "a number from 0 to 1"),
    ("-0.5", "60", "minimum_take_fraction: found '-0.5'", "a number from 0 to 1"),
]


def with_take(folder, take, price):
    """The small case whose first source has a minimum take and a price of energy."""
    write_small(folder)
    rows = read_rows(folder / SOURCES)
    for row in rows:
        row["minimum_take_fraction"] = ""
    rows[0] |= {
        "minimum_take_fraction": take,
        "energy_price_usd_per_mwh": price,
        "availability_fraction": "0.9",
    }
    write_rows(folder / SOURCES, rows, list(rows[0]))
    return folder


@pytest.mark.parametrize(("take", "price", "words"), [(take, price, words) for take, price, *words in TAKES])
def test_a_minimum_take_that_cannot_be_is_a_fault(tmp_path, take, price, words):
    with pytest.raises(CaseError) as caught:
        read(with_take(tmp_path / "case", take, price))
    assert len(caught.value.faults) == 1
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_minimum_take_of_what_costs_nothing_is_a_note(tmp_path):
    notes = [told for told in read(with_take(tmp_path / "case", "0.5", "0")).notes if "minimum_take" in told]
    assert notes == [
        "sources.csv, row 2: minimum_take_fraction is 0.5 and does nothing, as the energy_price_usd_per_mwh is 0"
    ]


@pytest.mark.parametrize("take", ["", "0", "0.9"])
def test_a_minimum_take_within_what_is_available_is_taken_as_it_is(tmp_path, take):
    assert not [
        told for told in read(with_take(tmp_path / "case", take, "60")).notes if "minimum_take" in told
    ]
