"""The room of lenders, and the vehicles that buy loans from them and sell notes."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from reference.program import times
from reference.units import periods, q

if TYPE_CHECKING:
    from reference.case import Case
    from reference.loans import Use
    from reference.program import Program, Terms


def owed(lp: Program, held: list[Use], i: str, t: int) -> Terms:
    return [(1.0, lp["Balance", *use.key, t]) for use in held if use.key[0] == i]


def pools(lp: Program, case: Case, held: list[Use]) -> None:
    """Pooled <= max_share of what is owed, max_pool of the pool, and over vehicles all that is owed."""
    for t in case.periods:
        bought: dict[str, Terms] = {}
        for v in case.table("vehicles", "vehicle"):
            mine = [row for row in case.rows("vehicle_pools") if row["vehicle"] == v]
            held_by = {row["instrument"]: (1.0, lp.var("Pooled", v, row["instrument"], t)) for row in mine}
            lp.define("Pool", v, t, terms=list(held_by.values()))
            for row in mine:
                i, share, most = row["instrument"], row["max_share_fraction"], row.get("max_pool_fraction")
                bought[i] = [*bought.get(i, []), held_by[i]]
                of_loan = times(-share, owed(lp, held, i, t))
                lp.row("pool_share", v, i, t, terms=[held_by[i], *of_loan], most=0)
                if most is not None:
                    lp.row("pool_mix", v, i, t, terms=[held_by[i], (-most, lp["Pool", v, t])], most=0)
        for i, terms in bought.items():
            lp.row("pooled", i, t, terms=terms + times(-1.0, owed(lp, held, i, t)), most=0)


def tranches(lp: Program, case: Case) -> None:
    """Notes add up to the pool, which is worth more than them, and earns more than they are paid."""
    by_instrument = case.table("instruments", "instrument")
    for v, t in product(case.table("vehicles", "vehicle").values(), case.periods):
        name, pool, senior, coupons, earned = v["vehicle"], lp["Pool", v["vehicle"], t], [], [], []
        for row in [row for row in case.rows("vehicle_pools") if row["vehicle"] == name]:
            loan = by_instrument[row["instrument"]]
            rate = case.terms("instrument_vintages", "issued_from", "instrument", loan, t)["rate_per_year"]
            earned.append((q(rate), lp["Pooled", name, row["instrument"], t]))
        earned.append((-q(v["management_fee_per_year"]), pool))
        mine = [row for row in case.rows("tranches") if row["vehicle"] == name]
        for row in sorted(mine, key=lambda row: row["seniority"]):
            key = (name, row["tranche"])
            note = notes(lp, case, row, t)
            senior, coupons = [*senior, (1.0, note)], [*coupons, (q(row["rate_per_year"]), note)]
            backed = (-(1 - row["attachment_fraction"]), pool)
            lp.row("over_collateral", *key, t, terms=[*senior, backed], most=0)
            if row.get("min_interest_coverage") is not None:
                due = times(-row["min_interest_coverage"], coupons)
                lp.row("note_cover", *key, t, terms=earned + due, least=0)
        lp.row("notes", name, t, terms=[*senior, (-1.0, pool)], least=0, most=0)


def notes(lp: Program, case: Case, row: dict, t: int) -> int:
    """Note[t] <= Note[t-1] + Sold[t], within what was sold in its tenor, and at least what cannot be called."""
    key, tenor = (row["vehicle"], row["tranche"]), periods(row["tenor_years"])
    cost = case.discount[t] * row["structuring_fee_fraction"]
    note, sold = lp.var("Note", *key, t), lp.var("Sold", *key, t, cost=cost)
    before = lp.maybe(1.0, "Note", *key, t - 1)
    lp.row("note_called", *key, t, terms=[*before, (1.0, sold), (-1.0, note)], least=0)

    def since(age: int) -> Terms:
        return [(1.0, lp["Sold", *key, o]) for o in range(max(0, t - age + 1), t + 1)]

    lp.row("note_tenor", *key, t, terms=[*since(tenor), (-1.0, note)], least=0)
    if noncall := periods(row.get("noncall_years")):
        lp.row("noncall", *key, t, terms=[*since(noncall), (-1.0, note)], most=0)
    return note


def room(lp: Program, case: Case, held: list[Use]) -> None:
    """What is owed on a lender's instruments less what vehicles hold of them is at most its room."""
    most = case.yearly("lenders", "room_usd_billion", "lender")
    mine: dict[str, list[str]] = {}
    for row in case.rows("instruments"):
        if row.get("lender"):
            mine.setdefault(row["lender"], []).append(row["instrument"])
    for (lender, instruments), t in product(mine.items(), case.periods):
        terms: Terms = []
        for i in instruments:
            terms += owed(lp, held, i, t)
            for v in case.table("vehicles", "vehicle"):
                terms += lp.maybe(-1.0, "Pooled", v, i, t)
        lp.row("room", lender, t, terms=terms, most=most(t, lender) or 0.0)
