"""Markets, and the cash of each sponsor."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from reference.dispatch import sent_out
from reference.program import INF, times
from reference.units import HOURS, H, q

if TYPE_CHECKING:
    from reference.case import Case
    from reference.loans import Use
    from reference.program import Program, Terms


def markets(lp: Program, case: Case, held: list[Use]) -> None:
    """What is signed == sum_k Step; the market's steps <= limit / 4; a concession is lost at once."""
    limit = case.yearly("market_limits", "issuance_limit_usd_billion_per_year", "market", "step")
    concession = case.yearly("market_limits", "concession_fraction", "market", "step")
    rooms = dict.fromkeys((row["market"], row["step"]) for row in case.rows("market_limits"))
    issuers = {use.key[:2]: use for use in held}
    for t in case.periods:
        sold: dict[tuple, Terms] = {room: [] for room in rooms}
        for (i, j), use in issuers.items():
            kept, steps, lost = case.discount[-1] * use.unexpired(case.T - 1 - t), [], []
            for market, k in [room for room in rooms if room[0] == use.row["market"]]:
                off = concession(t, market, k) or 0.0
                step = lp.var("Step", i, j, k, t, cost=off * (case.discount[t] - kept))
                steps.append((-1.0, step)), lost.append((off, step)), sold[market, k].append((1.0, step))
            signed = [(1.0, lp[u.signed, *u.key, t]) for u in held if u.key[:2] == (i, j)]
            lp.row("steps", i, j, t, terms=signed + steps, least=0, most=0)
            lp.define("Concession", i, j, t, terms=lost)
        for row in case.rows("tranches"):  # notes go into the steps that have no concession
            free = [room for room in rooms if room[0] == row["market"] and not concession(t, *room)]
            note = row["vehicle"], row["tranche"]
            notes = [(1.0, lp.var("NoteStep", *note, k, t)) for _, k in free]
            for room, term in zip(free, notes, strict=True):
                sold[room].append(term)
            lp.row("note_steps", *note, t, terms=[*notes, (-1.0, lp["Sold", *note, t])], least=0, most=0)
        for room, terms in sold.items():
            lp.row("market", *room, t, terms=terms, most=(limit(t, *room) or 0.0) / 4)


def trade(lp: Program, case: Case) -> None:
    """Revenue earned, rent, tariff, running costs and lost compute: what a sponsor's business brings in."""
    earned = case.yearly("earnings", "earned_fraction", "sponsor")
    for (j, sponsor), t in product(case.sponsors.items(), case.periods):
        share = earned(t, j)
        tariff = case["power_tariff_usd_per_mwh"] * case.level(t) * HOURS / 1e6
        revenue = (sponsor["revenue_usd_billion_per_gw_year"] or 0.0) * case.level(t) * H
        terms = lp.maybe(revenue * (1.0 if share is None else share) - tariff, "Carried", j, t)
        terms += times(tariff, sent_out(lp, case, j, t))
        signs = {"RentReceived": 1.0, "RentPaid": -1.0, "Running": -1.0, "Lost": -1.0}
        terms += [(sign, lp[name, j, t]) for name, sign in signs.items()]
        lp.define("Trade", j, t, terms=terms, lower=-INF)


def cash(lp: Program, case: Case, held: list[Use]) -> None:
    """Balance sources and uses of each sponsor and period; see that proceeds are used."""
    most, fee = (
        case.yearly("sponsor_cash", "cash_usd_billion_per_year", "sponsor"),
        case["equity_issue_fee_fraction"],
    )
    bench, keep = q(case["benchmark_rate_per_year"]), q(case["cash_yield_per_year"])
    for (j, sponsor), t in product(case.sponsors.items(), case.periods):
        own, limit = q(sponsor["equity_rate_per_year"]), sponsor["cash_limit_usd_billion"]
        charged = case.discount[t + 1] if t < case.T - 1 else 0.0  # equity and cash of t are charged in t + 1
        lp.pay(charged * (own - bench), "Book", j, t)
        now = lp.var("Cash", j, t, upper=INF if limit is None else limit, cost=charged * (own - keep))
        equity = lp.var("EquityIn", j, t, upper=(most(t, j) or 0.0) / 4, cost=case.discount[t] * fee)
        mine = [use for use in held if use.sponsor == j]
        issues = [(1.0, lp["Issue", *u.key, t]) for u in mine]
        issues += [(-u.fee[t], lp[u.signed, *u.key, t]) for u in mine]
        issues += [(-1.0, lp["Concession", *ij, t]) for ij in dict.fromkeys(u.key[:2] for u in mine)]
        service = [(-1.0, lp["Service", *u.key, t]) for u in mine] + lp.maybe(-1.0, "Spread", j, t)
        capex, before = lp["Capex", j, t], lp.maybe(1 + keep, "Cash", j, t - 1)
        trade = [(1.0, lp["Trade", j, t]), (1.0, lp["TaxCredit", j, t]), (-1.0, lp["Premium", j, t])]
        out = [(-1.0, capex), (-1.0, lp.var("PaidOut", j, t)), (-1.0, now)]
        terms = [*before, (1 - fee, equity), *issues, *trade, *service, *out]
        lp.row("cash", j, t, terms=terms, least=0, most=0)
        # issues - fees - concessions <= capex + debt service + cash[t]
        lp.row("proceeds", j, t, terms=[*issues, *service, (-1.0, capex), (-1.0, now)], most=0)
