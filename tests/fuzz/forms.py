"""One case asked in many forms: whichever way it is put or solved, its plan costs the same.

A seed draws a valid case: its horizon up to forty years, the length of its blocks any divisor of a day, its load and
its money of a size between 1e-9 and 1e9, some of its limits as small or as large. A valid case is solved or has no
plan; the planner's own failure is wrong, and so is another cost in another form.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import math
import random
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.edits import edited, scaled, valid, with_settings
from cases.random_cases import variant
from fuzz.judge import Hang, Verdict, watched

import planner.pipeline as pipeline
from planner.case import SHEETS, Case, read
from planner.case.editing import edit
from planner.case.write_case import write
from planner.cli import main
from planner.errors import CaseError, NoBottom, NoPlan, PlannerError
from planner.options import Options
from planner.session import Session
from planner.study.scenarios import choose, in_scenario
from planner.study.worker import NO_PLAN, OPTIMAL, Setup, Task, Worker
from planner.workbook.convert import to_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 240
"""A seed that takes longer hangs."""
SAME = 1e-6
"""Of a cost: what the certificate leaves to either plan."""
QUICK = Options(diagnose=False)
PLAIN = Options(diagnose=False, plain=True)
DIVISORS = (24, 12, 8, 6, 4, 3, 2, 1)
SIZES = {"need_gw", "supply_gw", "limit_gw", "limit_gw_per_year", "limit_million_tonnes"}
SUMS = ("_usd_billion", "cash_usd_billion_per_year", "limit_usd_billion_per_year")
LIMITS = {
    "supply_limits": "limit_gw_per_year",
    "site_limits": "limit_gw",
    "market_limits": "issuance_limit_usd_billion_per_year",
    "sponsor_cash": "cash_usd_billion_per_year",
    "supply_use": "use_per_gw",
}
EDITS = (
    "demand.need_gw*=0.75",
    "supply_limits.limit_gw_per_year*=1.5",
    "market_limits.issuance_limit_usd_billion_per_year*=0.5",
    "sources.capex_usd_per_kw[kind=power]*=1.25",
    "sponsor_cash.cash_usd_billion_per_year*=2",
)


def drawn(seed: int) -> tuple[Case, str]:
    """The case of a seed, and what was drawn; raises CaseError where that is none."""
    dice = random.Random(f"forms {seed}")
    kind = dice.choices(("short", "years", "long"), (8, 2, 1))[0]
    quarters = {
        "short": dice.randint(3, 9),
        "years": 4 * dice.randint(3, 8),
        "long": 4 * dice.choice((20, 40)),
    }[kind]
    case = variant(dice.randrange(2000), quarters)
    start = case.settings.calendar.start
    hours = dice.choice(DIVISORS if quarters < 5 else DIVISORS[:5] if quarters < 10 else DIVISORS[:2])
    case = with_settings(case, operations={"hours_per_block": hours})
    if kind != "short":
        end = start.plus(quarters - 1 + (3 - (start.quarter + quarters - 2) % 4))
        since = dataclasses.replace(start, year=start.year + 1, quarter=1)
        calendar: dict[str, Any] = {"end": end} | (
            {"years_from": since} if kind == "long" or dice.random() < 0.7 else {}
        )
        case = with_settings(case, calendar=calendar, target={"close_by": since})
    if dice.random() < 0.5:
        case = with_settings(case, target={"policy": "priced"})
    if dice.random() < 0.15:
        case = with_settings(case, funding=False)
    said = [f"{quarters} quarters, blocks of {hours} h, {kind}"]
    if dice.random() < 0.6:
        gw, money = (10 ** dice.uniform(-9, 9) for _ in "ab")
        case = in_units(case, gw, 1.0 if dice.random() < 0.5 else money**0.3)
        said.append(f"size x {gw:.3g}")
    if dice.random() < 0.5:
        case = odd_limit(case, dice, said)
    if not valid(case):
        raise CaseError([])
    return case, "; ".join(said)


def odd_limit(case: Case, dice: random.Random, said: list[str]) -> Case:
    """The case with one of its limits many orders of magnitude from what it was."""
    sheet, column = dice.choice(list(LIMITS.items()))
    rows = list(case.rows(sheet))
    if not rows:
        return case
    chosen, factor = dice.randrange(len(rows)), 10 ** dice.choice((-9, -6, -3, 3, 6))
    said.append(f"{sheet} row {rows[chosen].row} x {factor:g}")
    numbers = iter(range(len(rows)))
    return edited(
        case, sheet, lambda row: row | ({column: row[column] * factor} if next(numbers) == chosen else {})
    )


def in_units(case: Case, gw: float, money: float) -> Case:
    """The case with all that is in GW so many times as large, and all money so many times as much besides."""
    case = scaled(case, gw, lambda name: name in SIZES or name.endswith(SUMS))
    case = scaled(case, money, lambda name: "usd" in name)
    settings: dict[str, Any] = {
        "money": {"power_tariff_usd_per_mwh": money * case.settings.money.power_tariff_usd_per_mwh}
    }
    if (price := case.settings.emissions_price_usd_per_tonne) is not None:
        settings["emissions_price_usd_per_tonne"] = price * money
    return with_settings(case, **settings)


def cost_of(case: Case, options: Options = QUICK) -> float:
    """What the best plan costs, infinite where there is none; raises PlannerError where the planner fails."""
    try:
        return pipeline.solve(case, options).objective_usd_billion
    except NoPlan:
        return math.inf


# ── Forms: each the cost of the same case, put or solved another way ──


def by_decomposition(case: Case, _: random.Random) -> float:
    before = pipeline.DECOMPOSITION_ROWS
    pipeline.DECOMPOSITION_ROWS = 0
    try:
        return cost_of(case)
    finally:
        pipeline.DECOMPOSITION_ROWS = before


def at_once(case: Case, _: random.Random) -> float:
    return cost_of(case, PLAIN)


def shuffled(case: Case, dice: random.Random) -> float:
    sheets = {name: tuple(dice.sample(rows, len(rows))) for name, rows in case.sheets.items()}
    return cost_of(dataclasses.replace(case, sheets=sheets))


def renamed(case: Case, dice: random.Random) -> float:
    names: dict[str, str] = {}
    for name, sheet in SHEETS.items():
        columns = [column.name for column in sheet.columns if column.kind == "name"]

        def called(row: dict[str, Any], columns: list[str] = columns) -> dict[str, Any]:
            for column in columns:
                if row[column] is not None and row[column] not in names:
                    names[row[column]] = f"{dice.choice('zyxabc')}{len(names)}"
            return row | {column: names.get(row[column]) for column in columns}

        case = edited(case, name, called)
    return cost_of(case)


def in_other_units(case: Case, dice: random.Random) -> float:
    gw, money = 2.0 ** dice.randint(-12, 12), 2.0 ** dice.randint(-8, 8)
    return cost_of(in_units(case, gw, money)) / gw / money


def from_a_workbook(case: Case, _: random.Random) -> float:
    with tempfile.TemporaryDirectory() as place:
        write(case, Path(place) / "case")
        to_workbook(Path(place) / "case", Path(place) / "case.xlsx")
        return cost_of(read(Path(place) / "case.xlsx"))


def in_a_session(case: Case, dice: random.Random) -> float:
    """There and back again."""
    session, words = Session(case, QUICK), dice.choice(EDITS)
    for wanted in (case, edit(case, words), case):
        session.case = wanted
        try:
            found = session.solve().objective_usd_billion
        except NoPlan:
            found = math.inf
    return found


def in_a_sweep(case: Case, dice: random.Random) -> float:
    """The last of three cases that one process solves."""
    worker = Worker(Setup(case, (), None))
    for number, words in enumerate(((dice.choice(EDITS),), (dice.choice(EDITS),), ())):
        found = worker.result(Task(number, str(number), words))
    if found.status not in (OPTIMAL, NO_PLAN):
        raise PlannerError(f"{found.status}: {found.reason}")
    return float(found.measures["objective_usd_billion"] or 0) if found.status == OPTIMAL else math.inf


FORMS: dict[str, Callable[[Case, random.Random], float]] = {
    "by decomposition": by_decomposition,
    "all at once": at_once,
    "rows shuffled": shuffled,
    "names changed": renamed,
    "in other units": in_other_units,
    "from a workbook": from_a_workbook,
    "in a session": in_a_session,
    "in a sweep": in_a_sweep,
}


def scenario_and_edit(case: Case, dice: random.Random) -> tuple[float, float]:
    """A scenario of a folder, and a folder edited so."""
    words = dice.choice(EDITS)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        write(case, folder)
        (folder / "scenarios.yaml").write_text(f"so:\n  sentence: so\n  edits: ['{words}']\n")
        write(edit(case, words), Path(place) / "edited")
        return (
            cost_of(in_scenario(read(folder), choose(folder, "so"))),
            cost_of(read(Path(place) / "edited")),
        )


def audited(case: Case) -> str:
    """What an audit of the case's run says against it."""
    told = io.StringIO()
    with tempfile.TemporaryDirectory() as place:
        write(case, Path(place) / "case")
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            status = main(["solve", str(Path(place) / "case"), "--out", f"{place}/run", "--quiet"])
            if status == 0 and main(["audit", f"{place}/run"]) != 0:
                return f"the audit fails: {told.getvalue()[-800:]}"
    return "" if status in (0, 2) else f"exit {status} from its folder"


def judge_forms(seed: int) -> Verdict:
    """Draw a case and solve it in three of the forms, and as it is."""
    dice = random.Random(f"forms of {seed}")
    try:
        case, did = drawn(seed)
    except (CaseError, ZeroDivisionError):
        return Verdict(seed, "no case", "")
    try:
        with watched(SECONDS):
            wrong = "; ".join(disagreements(case, dice))
            found = cost_of(case) if not wrong else 0.0
    except Hang:
        return Verdict(seed, "hang", did, f"more than {SECONDS} s")
    except (CaseError, NoBottom) as refused:
        return Verdict(seed, "refused", f"{did}: {str(refused).splitlines()[0]}")
    except BaseException:
        return Verdict(seed, "crash", did, traceback.format_exc()[-1500:])
    return Verdict(seed, "no plan" if found == math.inf else "solved", did, wrong)


def disagreements(case: Case, dice: random.Random) -> Iterator[str]:
    """What costs otherwise in another form, or fails."""
    usual = cost_of(case)
    for name in dice.sample(list(FORMS), 3):
        try:
            found = FORMS[name](case, dice)
        except CaseError as refused:
            if name not in ("from a workbook", "in other units"):  # which may be beyond what a cell may hold
                yield f"{name}: {refused}"
            continue
        except PlannerError as failed:
            yield f"{name}: {failed}"
            continue
        if not same(found, usual):
            yield f"{name} it costs {found!r}, and {usual!r} as it is"
    if dice.random() < 0.4:
        one, other = scenario_and_edit(case, dice)
        if not same(one, other):
            yield f"as a scenario it costs {one!r}, and {other!r} as an edited folder"
    if dice.random() < 0.3 and (found := audited(case)):
        yield found


def same(one: float, other: float) -> bool:
    """Whether two costs are the same but for what the certificates leave."""
    return one == other or math.isclose(one, other, rel_tol=SAME)
