"""A first hour with the planner in Python, in cells (# %%) for a notebook; `python scripts/example.py` runs them too.

Charts are written to the working folder.
"""

# %% Read a case, look at it, solve it. In a notebook the plan shows itself: the answer and its first charts.
from pathlib import Path

import planner

case = planner.read(Path(__file__).parents[1] / "inputs" / "tiny")
plan = planner.solve(case)
print(plan)

# %% What is ordered, and what one more gigawatt of the scarce thing would save.
print(plan.tables["orders"][["asset", "region", "ordered", "arrives", "ordered_gw"]].to_string(index=False))
worth = plan.dual("deliveries_within_pool_limit")["engine_makers", "2026Q2"]
print(f"One more GW of engines in 2026Q2 saves USD {-worth:.2f} billion.")

# %% Any chart, for a slide. `dir(plan.plot)` lists them; in a notebook a chart shows itself.
for name in ("need", "capacity", "orders", "bottlenecks"):
    getattr(plan.plot, name)().save(f"{name}.png")

# %% The same case with twice the engines: change a cell, solve again, compare.
richer = planner.solve(planner.edit(case, "supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=2"))
saved = plan.objective_usd_billion - richer.objective_usd_billion
print(f"With twice the engines the plan costs USD {saved:.2f} billion less.")
