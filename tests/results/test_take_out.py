"""Who refinances whom, worked by hand: a bridge loan is met by all sources of its sponsor in proportion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from cases.small import write_small
from cases.tiny import tiny_plan

import planner
from planner.results.take_out import take_out, take_outs_add_up
from planner.tolerances import RECONCILIATION

if TYPE_CHECKING:
    from pathlib import Path

NOW, LATER = "2027Q1", "2027Q2"


def tables(*lines: tuple[Any, ...]) -> dict[str, pd.DataFrame]:
    """The cloud repays 20 on a bridge to its shells, and the utility nothing; `lines` are of the cloud's cash."""
    figures = ("issued_usd_billion", "principal_usd_billion")
    debt = [
        ("bridge", "cloud", "shell", NOW, 2.0, 20.0),
        ("notes", "cloud", "shell", NOW, 12.0, 0.0),
        ("bond", "cloud", "", NOW, 6.0, 4.0),
        ("loan", "cloud", "chips", LATER, 5.0, 7.0),
    ]
    cash = [("utility", NOW, "source", "equity_in", 9.0), *(("cloud", NOW, *line) for line in lines)]
    return {
        "debt": pd.DataFrame(debt, columns=["instrument", "sponsor", "asset_class", "period", *figures]),
        "cash": pd.DataFrame(cash, columns=["sponsor", "period", "side", "line", "usd_billion"]),
    }


SOURCES = (
    ("source", "debt_issued", 20.0),
    ("source", "equity_in", 8.0),
    ("source", "revenue", 10.0),
    ("source", "cash_brought_forward", 2.0),
    ("use", "principal", 24.0),
    ("use", "capex", 16.0),
)


def test_a_bridge_is_met_by_issues_and_cash_as_they_are_sources(tmp_path: Path) -> None:
    """Of sources of 40 the bridge itself is 2, notes 12, the bond 6 and the rest, 20, cash."""
    case = planner.read(write_small(tmp_path))
    found = take_out(case, tables(*SOURCES), 1e-9)
    assert set(found["instrument"]) == {"bridge"}
    assert found["repaid_usd_billion"].tolist() == [20.0] * 4
    met = found.set_index("met_by")["met_usd_billion"].to_dict()
    assert met == pytest.approx({"bridge": 1.0, "notes": 6.0, "bond": 3.0, "": 10.0})


def test_what_meets_a_bridge_adds_up_to_what_it_repays(tmp_path: Path) -> None:
    case = planner.read(write_small(tmp_path))
    given = tables(*SOURCES)
    given["take_out"] = take_out(case, given, 1e-9)
    assert take_outs_add_up(case, given) < RECONCILIATION
    given["take_out"].loc[0, "met_usd_billion"] += 0.01
    assert take_outs_add_up(case, given) > RECONCILIATION


def test_without_new_issues_cash_repays_it(tmp_path: Path) -> None:
    case = planner.read(write_small(tmp_path))
    given = tables(("source", "revenue", 30.0), ("source", "tariff_received", -1.0))
    given["debt"]["issued_usd_billion"] = 0.0
    (row,) = take_out(case, given, 1e-9).to_dict("records")
    assert (row["met_by"], row["met_usd_billion"]) == ("", 20.0)


def test_who_lends_nothing_on_what_is_built_has_no_such_table() -> None:
    assert "take_out" not in tiny_plan().tables
