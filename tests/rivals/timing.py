"""When to order what: a world of a few plants, solved by trying every timing, or by SciPy over whole orders.

`price_of_order` of a world is what an order costs to the end of the horizon, all told, which is all that both rivals
know of money: no rolling capacity, no yearly books, no concerns.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from cases.worlds import Thing, World
    from numpy.typing import NDArray

# ── Every timing on a grid ──


def best_of_every_timing(world: World, step: float) -> float:
    """The least cost over all orders and all loads served that are multiples of `step`.

    Shells and chips come just as load first needs them: they last, and waiting spares their upkeep. Of the plants
    that stand, those with the cheapest energy run.
    """
    slots = [(x, o) for x in world.plants.values() for o in x.orders(world.quarters)]
    amounts = []
    for plant, _ in slots:
        most = world.pools[plant.pool] / plant.use
        amounts.append(np.arange(0, most + step / 2, step))
    orders = np.array(list(product(*amounts)))
    orders = orders[kept_to_pools(world, slots, orders)]
    cost_of_orders = orders @ [world.price_of_order(plant, o) for plant, o in slots]
    served = np.array(list(product(*(np.arange(0, need + step / 2, step) for need in world.need))))
    cost_of_load = cost_of_serving(world, served)

    carried = [capacity(world, slots, orders, t) for t in range(world.quarters)]
    best = np.inf
    for load, cost in zip(served, cost_of_load, strict=True):
        total = cost_of_orders + cost
        for t, by_plant in enumerate(carried):
            left = np.full(len(orders), load[t])
            for plant, standing in sorted(by_plant.items(), key=lambda found: world.plants[found[0]].energy):
                made = np.minimum(left, standing)
                total, left = total + world.running(world.plants[plant], t) * made, left - made
            total = np.where(left > 1e-9, np.inf, total)
        best = min(best, float(total.min()))
    return best


def kept_to_pools(world: World, slots: list[tuple[Thing, int]], orders: NDArray) -> NDArray:
    """Which rows of orders keep to every pool and site."""
    fine = np.full(len(orders), True)
    for t, (pool, most) in product(range(world.quarters), world.pools.items()):
        drawn = [x.use if x.pool == pool and o + x.lead == t else 0.0 for x, o in slots]
        fine &= orders @ drawn <= most + 1e-9
    for t in range(world.quarters):
        for name, standing in capacity(world, slots, orders, t).items():
            site = world.plants[name].site
            fine &= standing <= (np.inf if site is None else site + 1e-9)
    return fine


def capacity(world: World, slots: list[tuple[Thing, int]], orders: NDArray, t: int) -> dict[str, NDArray]:
    """What stands of every plant in t, one number for each row of orders."""
    return {
        name: orders @ [float(x is plant and plant.stands(o, t)) for x, o in slots]
        for name, plant in world.plants.items()
    }


def cost_of_serving(world: World, served: NDArray) -> NDArray:
    """What load unserved costs, and the shells and chips that load served needs, for each row of loads."""
    cost = np.zeros(len(served))
    most = np.zeros(len(served))
    for t, need in enumerate(world.need):
        cost += world.lost(t) * (need - served[:, t])
        more = np.maximum(served[:, t] - most, 0.0)
        most += more
        for thing in (world.shell, world.chips):
            if t < thing.lead:
                cost = np.where(more > 0, np.inf, cost)
            else:
                cost = cost + more * world.price_of_order(thing, t - thing.lead)
    return cost


# ── SciPy over whole orders ──


def by_scipy(world: World) -> float:
    """The least cost by a dense program whose only columns are orders, output by plant, and load unserved."""
    things = world.plants | {"shell": world.shell, "chips": world.chips}
    columns = [("order", name, o) for name, x in things.items() for o in x.orders(world.quarters)]
    columns += [("output", name, t) for name in world.plants for t in range(world.quarters)]
    columns += [("unserved", "", t) for t in range(world.quarters)]
    at = {column: n for n, column in enumerate(columns)}
    price = np.zeros(len(columns))
    for (kind, name, t), n in at.items():
        price[n] = (
            world.price_of_order(things[name], t)
            if kind == "order"
            else world.running(things[name], t)
            if kind == "output"
            else world.lost(t)
        )
    ceilings, most = [], []
    balance = np.zeros((world.quarters, len(columns)))
    for t in range(world.quarters):
        balance[t, [at["output", name, t] for name in world.plants]] = 1
        balance[t, at["unserved", "", t]] = 1
        for name, thing in things.items():
            row = np.zeros(len(columns))
            row[[at["order", name, o] for o in thing.orders(world.quarters) if thing.stands(o, t)]] = -1
            if name in world.plants:
                if thing.site is not None:
                    ceilings.append(-row), most.append(thing.site)
                row = row.copy()
                row[at["output", name, t]] = 1
                ceilings.append(row), most.append(0.0)
            else:
                row[at["unserved", "", t]] = -1
                ceilings.append(row), most.append(-world.need[t])
        for pool, limit in world.pools.items():
            row = np.zeros(len(columns))
            for name, x in world.plants.items():
                if x.pool == pool and t - x.lead in x.orders(world.quarters):
                    row[at["order", name, t - x.lead]] = x.use
            ceilings.append(row), most.append(limit)
    found = linprog(price, A_ub=np.array(ceilings), b_ub=most, A_eq=balance, b_eq=world.need)
    if found.status != 0:
        raise ValueError(found.message)
    return float(found.fun)
