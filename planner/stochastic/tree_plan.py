"""The answer to a tree as data: what to sign now, what each leaf costs, cancels and strands, and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.solver import SolveRecord
    from planner.stochastic.tree import Tree
    from planner.stochastic.weighing import Weighing
    from planner.timings import Stages


@dataclass(frozen=True)
class Leaf:
    """What comes of the plan in one leaf; `cost_knowing_usd_billion` is that of the best plan for it alone.

    `idle_gw` is by class the most that stands without load after the news; `loss_usd_billion` the largest of any
    period that its lenders lose.
    """

    probability: float
    cost_usd_billion: float
    cost_knowing_usd_billion: float
    closed_in: str | None
    closed_in_knowing: str | None
    cancelled_gw: float
    idle_gw: Mapping[str, float]
    loss_usd_billion: float

    @property
    def regret_usd_billion(self) -> float:
        """What it costs more than the best plan for it alone."""
        return self.cost_usd_billion - self.cost_knowing_usd_billion

    def as_dict(self) -> dict[str, Any]:
        """The leaf for JSON."""
        return {
            "probability": self.probability,
            "cost_usd_billion": self.cost_usd_billion,
            "cost_knowing_usd_billion": self.cost_knowing_usd_billion,
            "regret_usd_billion": self.regret_usd_billion,
            "closed_in": self.closed_in,
            "closed_in_knowing": self.closed_in_knowing,
            "cancelled_gw": self.cancelled_gw,
            "idle_gw": dict(self.idle_gw),
            "lenders_loss_usd_billion": self.loss_usd_billion,
        }


@dataclass(frozen=True)
class TreePlan:
    """The plan of a tree, proved optimal and reconciled leaf by leaf.

    `tables` are those of a plan with the column `future`, and besides `cancelled`, `leaves`, `orders_now`,
    `issues_now`, `option_values` and `lenders_loss`. `hedging_usd_billion` is by plan what it would cost more in
    expectation to sign now what that plan signs; None where that leaves no plan.
    """

    case: Case
    tree: Tree
    weighing: Weighing
    objective_usd_billion: float
    leaves: Mapping[str, Leaf]
    hedging_usd_billion: Mapping[str, float | None]
    tables: Mapping[str, pd.DataFrame]
    residuals: Mapping[str, float]
    notes: tuple[str, ...]
    solved: SolveRecord
    stages: Stages

    def __repr__(self) -> str:
        return (
            f"<Plan of {self.case.name} over {len(self.leaves)} futures: "
            f"USD {self.expected_usd_billion:,.1f} billion expected>"
        )

    @property
    def expected_usd_billion(self) -> float:
        """The expected cost."""
        return sum(leaf.probability * leaf.cost_usd_billion for leaf in self.leaves.values())

    @property
    def expected_knowing_usd_billion(self) -> float:
        """The expected cost of who knows which future will come."""
        return sum(leaf.probability * leaf.cost_knowing_usd_billion for leaf in self.leaves.values())

    @property
    def price_of_not_knowing_usd_billion(self) -> float:
        """The expected value of perfect information."""
        return self.expected_usd_billion - self.expected_knowing_usd_billion

    def way(self, leaf: str) -> list[str]:
        """The names of the nodes from the trunk to a leaf."""
        return [node.name for node in self.tree.path(leaf)]

    @property
    def first_news(self) -> str:
        """The quarter of the first news."""
        return str(min(node.since for node in self.tree.nodes.values() if node.parent is not None))

    @property
    def orders_now(self) -> dict[str, float]:
        """What is ordered before the first news, GW by asset."""
        summed = self.tables["orders_now"].groupby("asset", sort=False)["ordered_gw"].sum()
        return {str(asset): float(gw) for asset, gw in summed.items()}

    def as_dict(self) -> dict[str, Any]:
        """The answer for JSON."""
        return {
            "status": "optimal",
            "case": self.case.name,
            "weigh": self.weighing.measure,
            "objective_usd_billion": self.objective_usd_billion,
            "expected_usd_billion": self.expected_usd_billion,
            "expected_knowing_usd_billion": self.expected_knowing_usd_billion,
            "price_of_not_knowing_usd_billion": self.price_of_not_knowing_usd_billion,
            "worth_of_hedging_usd_billion": dict(self.hedging_usd_billion),
            "leaves": {name: leaf.as_dict() for name, leaf in self.leaves.items()},
            "orders_now": self.orders_now,
            "futures": {
                node.name: {
                    "after": node.parent,
                    "from": str(node.since),
                    "probability": node.chance,
                    "sentence": node.sentence,
                }
                for node in self.tree.nodes.values()
                if node.parent is not None
            },
            "notes": list(self.notes),
            "residuals": dict(self.residuals),
            "solved": self.solved.as_dict(),
            "seconds": dict(self.stages.seconds),
        }
