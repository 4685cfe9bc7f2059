"""The answer to a tree on a terminal: what to sign now, what each leaf comes to, what knowing and hedging are worth."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from planner.stochastic.text_tables import amount, text_table
from planner.stochastic.who_loses import stranded_sentences
from planner.terminal import WIDTH
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planner.stochastic.answer_read import Told
    from planner.stochastic.tree_plan import TreePlan

MOST_ROWS = 8
"""Rows of option values that are shown."""
SMALLEST_GW = 0.05
"""Orders of less are left to the tables."""


def tree_text(found: TreePlan) -> str:
    """The whole answer."""
    parts = [headline(found), worth_text(found), now_text(found), advice_text(found), leaves_text(found)]
    parts += [later_text(found), stranded_text(found), options_text(found)]
    parts += [textwrap.fill(f"note: {note}", WIDTH) for note in found.notes]
    return "\n\n".join(part for part in parts if part)


def headline(found: TreePlan) -> str:
    """What the plan costs in expectation, and by which measure it is best."""
    expected = f"USD {found.expected_usd_billion:,.1f} billion"
    text = f"Over {len(found.leaves)} futures the plan costs {expected} in expectation."
    weighing = found.weighing
    if weighing.measure == "cvar":
        text += (
            f" It is best by {weighing.weight:g} of the mean of the dearest {weighing.tail:g}"
            f" and {1 - weighing.weight:g} of the expected cost: USD {found.objective_usd_billion:,.1f} billion."
        )
    if weighing.measure == "regret":
        text += (
            f" Its largest regret is the least there can be: USD {found.objective_usd_billion:,.1f} billion."
        )
    return textwrap.fill(text, WIDTH)


def worth_text(found: TreePlan) -> str:
    """What it would be worth to know, and what hedging is worth."""
    lines = [
        "Who knew which future comes would pay USD "
        f"{found.price_of_not_knowing_usd_billion:,.1f} billion less (the price of not knowing, EVPI)."
    ]
    for leaf, more in found.hedging_usd_billion.items():
        what = (
            "leaves no plan in some other future" if more is None else f"costs USD {more:,.1f} billion more"
        )
        lines.append(f"Signing now what is best for {leaf} alone {what} (the worth of hedging, VSS).")
    return "\n".join(textwrap.fill(line, WIDTH) for line in lines)


def now_text(found: TreePlan) -> str:
    """What to sign before the first news, and what of it each leaf cancels."""
    now, leaves = found.tables["orders_now"], list(found.leaves)
    columns = ["ordered_gw", *(f"cancelled_in_{leaf}_gw" for leaf in leaves)]
    summed = now.groupby("asset", sort=False)[columns].sum()
    rows = [
        [str(asset), *(amount(gw) for gw in row)]
        for asset, row in zip(summed.index, summed.to_numpy(), strict=True)
        if row[0] >= SMALLEST_GW
    ]
    since = found.first_news
    return text_table(
        f"To sign now, before {since}, GW; cancelled in each future", ["", "ordered", *leaves], rows
    )


def advice_text(found: TreePlan) -> str:
    """What is right in every future, what is an option, and what waits."""
    return "\n".join(textwrap.fill(line, WIDTH) for line in advice_lines(found))


def advice_lines(found: Told) -> Iterator[str]:
    """The same in sentences."""
    kept, options = kept_and_optional(found)
    if kept:
        yield f"Right in every future: {_listed(kept)}."
    if options:
        yield f"Ordered to be cancelled if the news is bad: {_listed(options)}."
    held = held_back(found)
    if held:
        since = found.first_news
        yield f"To hold back until {since}, and then to order in some futures alone: {', '.join(held)}."


def kept_and_optional(found: Told) -> tuple[dict[str, float], dict[str, float]]:
    """GW by asset ordered now that no future cancels, and that some do."""
    now = found.tables["orders_now"]
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    cancelled = [f"cancelled_in_{leaf}_gw" for leaf in found.leaves]
    for asset, rows in now.groupby("asset", sort=False):
        at_risk = float(rows[cancelled].max(axis=1).sum())
        kept = float(rows["ordered_gw"].sum()) - at_risk
        least |= {str(asset): kept} if kept >= SMALLEST_GW else {}
        most |= {str(asset): at_risk} if at_risk >= SMALLEST_GW else {}
    return least, most


def held_back(found: Told) -> list[str]:
    """Assets that are ordered after the first news in some leaves and not in others."""
    by_leaf = later_orders(found)
    return [
        str(asset)
        for asset, row in zip(by_leaf.index, by_leaf.to_numpy(), strict=True)
        if row.max() >= SMALLEST_GW and row.min() < 0.5 * row.max()
    ]


def later_orders(found: Told) -> pd.DataFrame:
    """GW ordered after the first news, by asset and leaf, what is cancelled later taken off."""
    import pandas as pd

    orders, cancelled = found.tables["orders"], found.tables["cancelled"]
    columns = {}
    for leaf in found.leaves:
        way = found.way(leaf)[1:]
        gw = orders[orders["future"].isin(way)].groupby("asset", sort=False)["ordered_gw"].sum()
        late = cancelled[cancelled["future"].isin(way) & (cancelled["ordered"] >= found.first_news)]
        columns[leaf] = gw.sub(late.groupby("asset")["cancelled_gw"].sum(), fill_value=0.0)
    return pd.DataFrame(columns).fillna(0.0)


def _listed(gw: dict[str, float]) -> str:
    return ", ".join(f"{asset} {amount(each)} GW" for asset, each in gw.items())


def leaves_text(found: TreePlan) -> str:
    """What each leaf comes to."""
    heads = ["", "chance", "cost", "regret", "closed", "known", "cancelled", "idle chips", "lenders lose"]
    rows = [
        [
            name,
            f"{leaf.probability:.3g}",
            amount(leaf.cost_usd_billion),
            amount(leaf.regret_usd_billion),
            leaf.closed_in or "never",
            leaf.closed_in_knowing or "never",
            amount(leaf.cancelled_gw),
            amount(leaf.idle_gw.get("chips", 0.0)),
            amount(leaf.loss_usd_billion),
        ]
        for name, leaf in found.leaves.items()
    ]
    title = "Each future, USD billion and GW; known: when who knew it would have closed the gap"
    return text_table(title, heads, rows)


def stranded_text(found: TreePlan) -> str:
    """What each future strands, and who loses by it."""
    lines = stranded_sentences(found)
    return "\n".join(textwrap.fill(line, WIDTH) for line in lines)


def later_text(found: TreePlan) -> str:
    """What is ordered after the news in each leaf."""
    by_leaf = later_orders(found)
    rows = [
        [str(asset), *(amount(float(gw)) for gw in row)]
        for asset, row in zip(by_leaf.index, by_leaf.to_numpy(), strict=True)
        if row.max() >= SMALLEST_GW
    ]
    return text_table(f"Ordered from {found.first_news} on, GW", ["", *found.leaves], rows) if rows else ""


def options_text(found: TreePlan) -> str:
    """The limits before the news that are worth more than any plan that knows would pay."""
    rows = list(_option_rows(found))[:MOST_ROWS]
    title = "One more unit now, USD billion: its price here, and what plans that know would pay on the mean"
    return text_table(textwrap.fill(title, WIDTH), ["", "quarter", "price", "knowing"], rows) if rows else ""


def _option_rows(found: TreePlan) -> Iterator[list[str]]:
    frame = found.tables["option_values"]
    columns = ("bottleneck", "period", "price_usd_billion_per_unit", "price_knowing_usd_billion_per_unit")
    for name, period, price, knowing in zip(*(frame[column] for column in columns), strict=True):
        if price - knowing > NEGLIGIBLE and amount(price - knowing, 3) != "-":
            yield [str(name), str(period), amount(price, 3), amount(knowing, 3)]
