"""What every table of a run should say, as it follows from the other tables and from the duals.

A table that is to be held to the rest has its form in `forms`, and an entry here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.tables import (
    carbon,
    costs,
    covenants,
    financial,
    idle,
    landlords,
    physical,
    prices,
    ratings_and_contracts,
    refinancing,
    replayed_notes,
    returns,
    room_and_notes,
    transmission,
    unit_costs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run
    from planner.audit.tables.expected import Expected
    from planner.audit.tables.prices import Duals


OPTIONAL: dict[str, Callable[[Run, Facts], Expected]] = {
    "bought": physical.bought,
    "flows": transmission.flows,
    "transmission": transmission.transmission,
    "hosting": landlords.hosting,
    "commitments": financial.commitments,
    "minimum_take": ratings_and_contracts.minimum_take,
    "rated_debt": ratings_and_contracts.rated_debt,
    "ratings": ratings_and_contracts.ratings,
    "lender_room": room_and_notes.lender_room,
    "pools": room_and_notes.pools,
    "notes": room_and_notes.notes,
    "waterfall": replayed_notes.waterfall,
    "take_out": refinancing.take_out,
    "lenders_loss": idle.lenders_loss,
    "loss_by_holder": idle.loss_by_holder,
}
"""Tables that cases without their sheets do without."""


def expected_tables(run: Run, facts: Facts, y: Duals) -> dict[str, Expected]:
    """Every table by name; those of money only where the case plans with funding."""
    amounts = costs.amounts(run, facts)
    expected: dict[str, Expected] = {
        "orders": physical.orders(run, facts),
        "capacity": physical.capacity(run, facts),
        "load": physical.load(run, facts),
        "shortfall": physical.shortfall(run, facts),
        "load_by_owner": landlords.load_by_owner(run, facts),
        "energy": physical.energy(run, facts),
        "fuel": physical.fuel(run, facts),
        "dispatch": physical.dispatch(run, facts),
        "generation_mix": carbon.generation_mix(run, facts),
        "emissions": carbon.emissions(run, facts),
        "stranded": idle.stranded(run, facts),
        "bottlenecks": prices.bottlenecks(run, facts, y),
        "power_price": prices.power_price(run, facts, y),
        "need_price": prices.need_price(facts, y),
        "costs": costs.costs(facts, amounts),
        "all_in_cost": unit_costs.all_in_cost(run, facts),
        "league": unit_costs.league(run, facts),
        "prices": prices.prices(run, facts),
    }
    if facts.settings.funding:
        expected |= {
            "issuance": financial.issuance(run, facts),
            "placement": financial.placement(run, facts),
            "debt": financial.debt(run, facts),
            "balance_sheet": financial.balance_sheet(run, facts),
            "cash": financial.cash(run, facts, amounts),
            "covenants": covenants.covenants(run, facts, y),
            "returns": returns.returns(run, facts),
            "leverage": returns.leverage(run, facts),
            "need_value": returns.need_value(run, facts),
        }
    expected |= {name: table(run, facts) for name, table in OPTIONAL.items() if name in run.tables}
    return expected
