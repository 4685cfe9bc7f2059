"""Every table of a run, in the order a reader wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.instruments import instruments_of
from planner.parameters.running import minimum_takes
from planner.results import (
    all_in_cost,
    costs,
    financial,
    generation,
    hosting,
    league,
    physical,
    prices,
    returns,
    transmission,
)
from planner.results.covenants import covenants
from planner.results.lenders_loss import lenders_loss, lends_to_classes, loss_by_holder
from planner.results.occupancy import load_by_owner
from planner.results.ratings import rating_tables, spread_costs
from planner.results.stranded import stranded
from planner.results.tabular import records
from planner.results.take_out import lends_to_construction, take_out
from planner.results.vehicles import vehicle_tables
from planner.results.waterfall import waterfall

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.solver.solution import Solution


def tabulate(case: Case, solution: Solution) -> dict[str, pd.DataFrame]:
    """The tables of a plan by name; those of money are left out where the case plans without funding."""
    tables = _physical_tables(case, solution)
    amounts = _physical_costs(case, tables)
    if case.settings.funding:
        tables |= _money_tables(case, solution, tables["orders"], _trade(case, tables), amounts)
        amounts.update(costs.financing_costs(case, tables))
        tables["covenants"] = covenants(case, solution, tables)
        if lends_to_construction(case):
            tables["take_out"] = take_out(case, tables, solution.zero)
        if lends_to_classes(case):
            tables["lenders_loss"] = lenders_loss(case, tables, solution.zero)
            tables["loss_by_holder"] = loss_by_holder(case, tables, solution.zero)
    tables["bottlenecks"] = prices.bottlenecks(case, solution, tables.get("covenants"))
    tables["power_price"] = prices.power_price(case, solution, tables["load"])
    tables["need_price"] = prices.need_price(case, solution)
    if case.settings.funding:
        tables["returns"] = returns.returns(case, tables)
        tables["leverage"] = returns.leverage(case, tables)
        tables["need_value"] = returns.need_value(case, tables)
    tables["costs"] = costs.costs(case, amounts, solution.zero)
    tables["all_in_cost"] = all_in_cost.all_in_cost(case, tables)
    tables["league"] = league.league(case, tables)
    tables["prices"] = prices.prices(case, solution)
    return tables


def _physical_costs(case: Case, tables: Mapping[str, pd.DataFrame]) -> costs.Amounts:
    """What building and running costs, and load left unserved."""
    amounts = costs.construction_costs(case, tables["orders"])
    if "bought" in tables:
        amounts.update(costs.premium_costs(tables["bought"]))
    if "transmission" in tables:
        amounts.update(transmission.transmission_costs(tables["transmission"]))
    for part in (
        costs.standing_costs(case, tables["capacity"]),
        costs.generation_costs(case, tables["energy"], tables.get("minimum_take")),
        costs.unserved_costs(case, tables["shortfall"]),
    ):
        amounts.update(part)
    return amounts


def _trade(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str], float]:
    """Revenue, rents and the tariff by (line, sponsor, period), nominal."""
    paid = costs.earnings(case, tables["shortfall"], tables["energy"])
    if "transmission" in tables:
        for line, bought in transmission.losses_bought(case, tables["transmission"]).items():
            paid[line] = paid.get(line, 0.0) + bought
    if "hosting" in tables:
        paid |= hosting.rent_lines(tables["hosting"])
    return paid


def _physical_tables(case: Case, solution: Solution) -> dict[str, pd.DataFrame]:
    """The tables of things: orders, what stands, load and where it is housed, how the plants run."""
    load, dispatched = physical.load(case, solution), physical.dispatch(case, solution)
    energies = physical.energy(case, dispatched)
    tables = {
        "orders": physical.orders(case, solution),
        "capacity": physical.capacity(case, solution),
        "load": load,
        "shortfall": physical.shortfall(case, solution, load),
    }
    if case.rows("hosting"):
        tables["hosting"] = hosting.hosting(case, solution)
    tables["load_by_owner"] = load_by_owner(case, tables, solution.zero)
    tables |= {
        "energy": energies,
        "fuel": physical.fuel(case, energies, solution.zero),
        "dispatch": dispatched,
    }
    tables["generation_mix"] = generation.generation_mix(case, energies, tables["fuel"], solution.zero)
    tables["emissions"] = generation.emissions(case, tables["generation_mix"])
    if case.rows("lines"):
        tables["flows"] = transmission.flows(case, solution)
        tables["transmission"] = transmission.transmission(case, solution, tables["flows"])
    if minimum_takes(case):
        tables["minimum_take"] = physical.minimum_take(case, tables["capacity"], energies, solution.zero)
    if case.rows("supply_steps"):
        tables["bought"] = physical.bought(case, solution)
    tables["stranded"] = stranded(case, tables, solution.zero)
    return tables


def _money_tables(
    case: Case,
    solution: Solution,
    ordered: pd.DataFrame,
    paid: dict[tuple[str, str, str], float],
    amounts: costs.Amounts,
) -> dict[str, pd.DataFrame]:
    """The tables of issuance, debt, the balance sheet and cash."""
    tables = {
        "issuance": financial.issuance(case, solution),
        "placement": financial.placement(case, solution),
        "debt": financial.debt(case, solution),
    }
    if any(map(financial.drawn_later, instruments_of(case).values())):
        tables["commitments"] = financial.commitments(case, solution)
    tables["balance_sheet"] = financial.balance_sheet(case, solution, ordered, tables["debt"])
    for (item, sponsor, _, period), amount in amounts.items():
        if item in (*financial.SOURCES, *financial.USES):
            # What is received is minus a cost.
            sign = -1 if item in financial.SOURCES else 1
            paid[item, sponsor, period] = paid.get((item, sponsor, period), 0.0) + sign * amount
    for item, name, column in costs.PAID_AT_SIGNING + costs.PAID_ON_UNDRAWN:
        for row in records(tables[name]) if name in tables else ():
            key = (item, row.sponsor, row.period)
            paid[key] = paid.get(key, 0.0) + getattr(row, f"{column}_usd_billion")
    rated = rating_tables(case, paid, tables["debt"], solution.zero)
    spreads = spread_costs(rated)
    amounts.update(spreads)
    paid.update({(item, sponsor, period): amount for (item, sponsor, _, period), amount in spreads.items()})
    tables["cash"] = financial.cash(case, solution, paid, tables["debt"])
    tables |= rated | vehicle_tables(case, solution, tables["debt"])
    return tables | ({"waterfall": waterfall(case, tables)} if "notes" in tables else {})
