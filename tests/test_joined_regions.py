"""Cases whose regions are joined by lines: what the tables say, against the reference, and proved by the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import reference
from cases.edits import without_funding
from cases.small import write_joined

import planner
from planner import pipeline
from planner.audit import audit, report
from planner.errors import CaseError
from planner.results.write_run import write

if TYPE_CHECKING:
    from pathlib import Path


def joined(folder: Path, *lines: str) -> planner.Case:
    """The case with these lines."""
    return planner.read(write_joined(folder, *lines))


def test_without_lines_a_region_without_power_holds_all_back(tmp_path: Path) -> None:
    served = planner.solve(joined(tmp_path)).tables["load"]["served_gw"]
    assert served.sum() == 0


def test_what_a_region_without_power_uses_is_sent_and_lent_by_its_neighbour(tmp_path: Path) -> None:
    plan = planner.solve(joined(tmp_path, "north,south,utility,9,0.1,4"))
    load = plan.tables["load"].groupby(["region", "period"])["served_gw"].sum()
    sent = plan.tables["transmission"].set_index("period")
    flows = plan.tables["flows"]
    south = load["south"]
    assert south.max() > 0.3
    for period, gw in south.items():
        arrives = flows[flows["period"] == period]["sent_gw"] * 0.9
        assert arrives.tolist() == pytest.approx([gw] * len(arrives))
        assert sent.loc[period, "sent_gwh"] == pytest.approx(gw / 0.9 * 8766 / 4)
        assert sent.loc[period, "lost_gwh"] == pytest.approx(gw / 9 * 8766 / 4)
        assert sent.loc[period, "firm_gw"] >= 1.1 * gw / 0.9 - 1e-9


def test_the_operator_pays_for_sending_and_buys_what_is_lost(tmp_path: Path) -> None:
    plan = planner.solve(joined(tmp_path, "north,south,cloud,9,0.1,4"))
    sent, cash, costs = (plan.tables[name] for name in ("transmission", "cash", "costs"))
    years = sent["period"].str[:4].astype(int) - 2025 + (sent["period"].str[5:].astype(int) - 1) / 4
    level = 1.02**years
    assert sent["cost_usd_billion"].tolist() == pytest.approx((4 * level * sent["sent_gwh"] * 1e-6).tolist())
    paid = cash[(cash["line"] == "transmission") & (cash["usd_billion"] > 0)]
    assert set(paid["sponsor"]) == {"cloud"}
    assert paid["usd_billion"].sum() == pytest.approx(sent["cost_usd_billion"].sum())
    assert costs[costs["item"] == "transmission"]["usd_billion"].sum() == pytest.approx(
        paid["usd_billion"].sum()
    )
    # The tariff that sources receive is what load pays and what is lost.
    received = cash[cash["line"] == "tariff_received"].groupby("sponsor")["usd_billion"].sum()
    tariff_paid = cash[cash["line"] == "tariff_paid"]["usd_billion"].sum()
    assert received["cloud"] == pytest.approx(-(95 * level * sent["lost_gwh"] * 1e-6).sum())
    assert received.sum() == pytest.approx(tariff_paid)


def test_a_full_line_is_a_bottleneck_and_one_more_gw_saves_its_price(tmp_path: Path) -> None:
    def cost(limit: float) -> planner.Plan:
        return planner.solve(joined(tmp_path / str(limit), f"north,south,utility,{limit},,"))

    plan, more = cost(0.2), cost(0.201)
    told = plan.tables["bottlenecks"]
    lines = told[told["kind"] == "line"]
    assert set(lines["bottleneck"]) == {"north to south"}
    assert set(lines["limit"]) == {0.2}
    duals = plan.tables["prices"]
    held = duals[duals["rule"] == "line_capacity_within_limit"]
    assert set(zip(held["region"], held["to_region"], strict=True)) == {("north", "south")}
    saved = plan.objective_usd_billion - more.objective_usd_billion
    assert saved == pytest.approx(-0.001 * held["dual_usd_billion_per_unit"].sum(), rel=1e-3)


@pytest.mark.parametrize("lines", [("north,south,utility,0.2,0.05,3", "south,north,cloud,1,,")])
@pytest.mark.parametrize("off", [False, True])
@pytest.mark.parametrize("edits", [(), ("case.calendar.years_from=2027Q1",)])
def test_a_case_with_lines_is_that_of_the_reference_and_proved(
    tmp_path: Path, lines: tuple[str, ...], off: bool, edits: tuple[str, ...]
) -> None:
    folder = tmp_path / "case"
    case = planner.edit(joined(folder, *lines), *edits)
    plan = planner.solve(without_funding(case) if off else case)
    if not edits:
        expected = reference.solve(folder, funding=not off).objective
        assert plan.objective_usd_billion == pytest.approx(expected, rel=1e-8)
    write(plan, tmp_path / "run")
    verdict = audit(tmp_path / "run")
    assert verdict.proved, report(verdict)


def test_decomposition_leaves_joined_regions_to_the_whole_program_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = joined(tmp_path, "north,south,utility,0.2,0.05,3")
    cost = planner.solve(case).objective_usd_billion
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", 0)
    plan = planner.solve(case)
    assert plan.objective_usd_billion == pytest.approx(cost, rel=1e-9)
    (left,) = plan.solution.solved.fallbacks
    assert "Flow" in left.reason


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("north,north,utility,1,,", ("lines.csv, row 2, column to", "another region")),
        ("north,nowhere,utility,1,,", ("lines.csv, row 2, column to", "nowhere")),
        ("north,south,nobody,1,,", ("lines.csv, row 2, column operator", "nobody")),
        ("north,south,utility,,,", ("lines.csv, row 2, column limit_gw",)),
        ("north,south,utility,1,1.2,", ("lines.csv, row 2, column loss_fraction",)),
        ("north,south,utility,1,,-1", ("lines.csv, row 2, column cost_usd_per_mwh",)),
    ],
)
def test_a_line_that_cannot_be_is_a_fault_in_its_cell(
    tmp_path: Path, line: str, told: tuple[str, ...]
) -> None:
    with pytest.raises(CaseError) as problem:
        joined(tmp_path, line)
    assert all(part in str(problem.value) for part in told), problem.value


def test_a_line_that_carries_nothing_or_loses_most_is_a_note(tmp_path: Path) -> None:
    notes = joined(tmp_path, "north,south,utility,0,,", "south,north,utility,1,0.5,").notes
    assert any("lines.csv, row 2: limit_gw" in note for note in notes)
    assert any("50% of what is sent from south to north is lost" in note for note in notes)
