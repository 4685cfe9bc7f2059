"""Charts of a tree's answer: need and capacity as fans, orders now and later, what each future costs and who loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, table
from planner.report.theme import HEAT, IN_HAND, NEED, PALETTE, WHOLE, colours
from planner.report.vega import (
    amount_axis,
    colour_by,
    end_of,
    humanize,
    legend_filter,
    rounded,
    rows_axis,
    time_axis,
    tooltip,
)
from planner.stochastic.matrix_chart import ROW_HEIGHT, bars_between, matrix
from planner.stochastic.tree import TRUNK
from planner.stochastic.tree_text import kept_and_optional, later_orders
from planner.stochastic.who_loses import SMALLEST, holder_words, losses_by_holder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.report.html_table import Table
    from planner.report.vega import Rows, Spec
    from planner.stochastic.answer_read import TreeAnswer

KEPT, OPTION = "kept in every future", "cancelled in some"
BEFORE = "before the news"
KNOWING, WORTH = "what plans that know would pay", "worth of the option"
PRICES = ("price_knowing_usd_billion_per_unit", "price_usd_billion_per_unit")
MOST_OPTIONS = 15
"""Limits in the chart of what one more unit is worth."""


def leaf_colours(found: TreeAnswer) -> dict[str, str]:
    """The colour of every leaf."""
    return colours(found.leaves)


def fan(found: TreeAnswer) -> Chart:
    """Need, load served, power and chips from the trunk into every leaf."""
    shown = {
        "Need beyond supply in hand": _by_period(found, "shortfall", "need_gw"),
        "Load served": _by_period(found, "shortfall", "served_gw"),
        "Power standing, all sources": _standing(found, "power"),
        "Chips standing": _standing(found, "chips"),
    }
    palette = {BEFORE: NEED, **leaf_colours(found)}
    panels = tuple(Panel(title, _fan(found, levels)) for title, levels in shown.items())
    last = str(found.answer.case.periods[-1])
    ends = {title: [_last(found, levels, leaf) for leaf in found.leaves] for title, levels in shown.items()}
    needs = ends["Need beyond supply in hand"]
    return Chart(
        "fan",
        "Need and capacity from the trunk into every future",
        f"GW at the end of each {found.answer.case.settings.calendar.length}. The dark line is before the news of "
        f"{found.first_news}; from then on each future has its own.",
        f"In {last} need beyond supply in hand is between {format_number(min(needs))} and "
        f"{format_number(max(needs))} GW.",
        panels,
        table(
            f"GW at the end of {last}",
            ("future", *shown),
            [(humanize(leaf), *(ends[title][n] for title in shown)) for n, leaf in enumerate(found.leaves)],
        ),
        palette,
        fixed=(BEFORE,),
        columns=2,
    )


def _by_period(found: TreeAnswer, name: str, column: str) -> dict[tuple[str, str], float]:
    """A column of a table summed by future and period."""
    return _summed(found.tables[name], column)


def _standing(found: TreeAnswer, kind: str) -> dict[tuple[str, str], float]:
    """What stands of a class by future and period, GW; nothing where a future has none."""
    frame = found.tables["capacity"]
    standing = _summed(frame[frame["asset_class"] == kind], "standing_gw")
    return dict.fromkeys(_summed(found.tables["shortfall"], "need_gw"), 0.0) | standing


def _summed(frame: pd.DataFrame, column: str) -> dict[tuple[str, str], float]:
    sums = frame.groupby(["future", "period"], sort=False)[column].sum().reset_index()
    return {
        (str(future), str(period)): float(number)
        for future, period, number in zip(sums["future"], sums["period"], sums[column], strict=True)
    }


def _last(found: TreeAnswer, levels: Mapping[tuple[str, str], float], leaf: str) -> float:
    """The level of a leaf at the end."""
    return levels.get((leaf, str(found.answer.case.periods[-1])), 0.0)


def _fan(found: TreeAnswer, levels: Mapping[tuple[str, str], float]) -> Spec:
    """Lines of levels that branch with the news, each from where the one before it ends."""
    rows: Rows = []
    shared = {node for leaf in found.leaves for node in found.way(leaf)[:-1]}
    way = list(dict.fromkeys(node for leaf in found.leaves for node in found.way(leaf)))
    ends: dict[str, dict[str, Any]] = {}
    for name in way:
        series = BEFORE if name in shared else name
        above = None if name == TRUNK else found.futures[name]["after"]
        own = [
            {"t": end_of(period), "period": period, "future": humanize(name), "gw": rounded(gw)}
            for (future, period), gw in levels.items()
            if future == name
        ]
        begun = [{**ends[above]}] if above in ends else []
        rows += [{**row, "series": series, "node": name} for row in (*begun, *own)]
        if own:
            ends[name] = own[-1]
    tips = tooltip(("period", "at the end of", ""), ("future", "future", ""), ("gw", "GW", ",.2f"))
    return {
        "height": 200,
        "data": {"values": rows},
        "transform": [legend_filter()],
        "mark": {"type": "line", "strokeWidth": 2.2, "point": False},
        "encoding": {
            "x": time_axis(found.answer.case),
            "y": amount_axis("gw", "GW"),
            "color": colour_by(),
            "detail": {"field": "node"},
            "tooltip": tips,
        },
    }


def orders(found: TreeAnswer) -> Chart:
    """Orders before the news, as far as any future cancels them, beside those after it in each leaf."""
    kept, options = kept_and_optional(found)
    later = {
        str(name): {str(leaf): float(gw) for leaf, gw in row.items()}
        for name, row in later_orders(found).iterrows()
    }
    names = [
        name
        for name in dict.fromkeys([*kept, *options, *later])
        if kept.get(name, 0.0) + options.get(name, 0.0) >= SMALLEST
        or max(later.get(name, {}).values(), default=0.0) >= SMALLEST
    ]
    since, palette = found.first_news, leaf_colours(found)
    now = _now(kept, options, names, since)
    sums = sum(kept.values()), sum(options.values())
    return Chart(
        "orders",
        "Orders now, and orders later",
        f"Left, what is signed before {since}: what every future keeps, and what some cancel when the news comes. "
        "Right, what is ordered from then on, a mark a future; marks that lie apart are what waits for the news.",
        f"Before {since} {format_number(sum(sums))} GW are ordered, of which {format_number(sums[1])} GW are "
        "cancelled in some future.",
        (
            Panel(f"Before {since}", now),
            Panel(f"From {since} on", _later(later, names, since)),
        )
        if names
        else (),
        _orders_table(found, names, kept, options, later),
        {KEPT: WHOLE, OPTION: IN_HAND, **palette},
        fixed=(KEPT, OPTION, *palette),
        columns=2,
    )


def _now(kept: Mapping[str, float], options: Mapping[str, float], names: list[str], since: str) -> Spec:
    """A bar an asset: what every future keeps, then what some cancel."""
    rows: Rows = []
    for n, name in enumerate(names):
        sure, maybe = kept.get(name, 0.0), options.get(name, 0.0)
        for series, begin, end in ((KEPT, 0.0, sure), (OPTION, sure, sure + maybe)):
            if end > begin:
                place = {"y": n + 0.16, "y2": n + 0.84, "asset": humanize(name), "series": series}
                rows.append({**place, "from": rounded(begin), "to": rounded(end), "gw": rounded(end - begin)})
    tips = tooltip(("asset", "asset", ""), ("series", "what", ""), ("gw", "GW", ",.2f"))
    return bars_between(rows, names, f"GW ordered before {since}", tips)


def _orders_table(
    found: TreeAnswer,
    names: list[str],
    kept: Mapping[str, float],
    options: Mapping[str, float],
    later: Mapping[str, Mapping[str, float]],
) -> Table:
    """Orders by asset: before the news, and after it in each leaf."""
    heads = [f"later, {humanize(leaf)}" for leaf in found.leaves]
    return table(
        "GW ordered, what is cancelled later taken off",
        ("asset", f"before {found.first_news}, kept", "cancelled in some", *heads),
        [
            (
                humanize(name),
                kept.get(name, 0.0),
                options.get(name, 0.0),
                *(later.get(name, {}).get(leaf, 0.0) for leaf in found.leaves),
            )
            for name in names
        ],
    )


def _later(later: Mapping[str, Mapping[str, float]], names: list[str], since: str) -> Spec:
    """A mark a leaf in every row, on a line from the least to the most."""
    rows, spans = [], []
    for n, name in enumerate(names):
        line = later.get(name)
        if not line:
            continue
        spans.append(
            {"across": n + 0.5, "from": rounded(min(line.values())), "to": rounded(max(line.values()))}
        )
        rows += [
            {"across": n + 0.5, "asset": humanize(name), "series": leaf, "from": rounded(gw)}
            for leaf, gw in line.items()
        ]
    axis = {"title": f"GW ordered from {since} on", "domain": False, "ticks": False, "tickCount": 6}
    x: Spec = {"field": "from", "type": "quantitative", "scale": {"zero": True, "nice": True}, "axis": axis}
    y = rows_axis([humanize(name) for name in names], "across")
    tips = tooltip(("asset", "asset", ""), ("series", "future", ""), ("from", "GW", ",.2f"))
    return {
        "height": ROW_HEIGHT * len(names) + 10,
        "layer": [
            {
                "data": {"values": spans},
                "mark": {"type": "rule", "color": IN_HAND, "strokeWidth": 2},
                "encoding": {"x": x, "x2": {"field": "to"}, "y": y},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "size": 75, "opacity": 0.9},
                "encoding": {"x": x, "y": y, "color": colour_by(), "tooltip": tips},
            },
        ],
    }


def regrets(found: TreeAnswer) -> Chart:
    """What each leaf costs above the best plan for it alone."""
    bars = _regret_bars(found)
    worst = max(found.leaves, key=lambda leaf: found.leaves[leaf]["regret_usd_billion"])
    head = ("future", "probability", "cost", "cost of who knew it", "regret", "closed in", "of who knew it")
    return Chart(
        "regrets",
        "Regret of this plan in each future",
        "What the plan costs above the best plan for who knew that future, USD billion at present value; "
        "in brackets how likely it is taken to be.",
        f"The largest regret is {format_number(found.leaves[worst]['regret_usd_billion'])} billion, in "
        f"{humanize(worst)}.",
        (Panel("", bars),),
        table(
            "USD billion, present value",
            head,
            [
                (
                    humanize(leaf),
                    told["probability"],
                    told["cost_usd_billion"],
                    told["cost_knowing_usd_billion"],
                    told["regret_usd_billion"],
                    told["closed_in"] or "never",
                    told["closed_in_knowing"] or "never",
                )
                for leaf, told in found.leaves.items()
            ],
            2,
        ),
        leaf_colours(found),
        keyed=False,
    )


def _regret_bars(found: TreeAnswer) -> Spec:
    """A bar a leaf."""
    rows: Rows = [
        {
            "y": n + 0.16,
            "y2": n + 0.84,
            "future": humanize(leaf),
            "series": leaf,
            "from": 0,
            "to": rounded(told["regret_usd_billion"]),
            "usd": rounded(told["regret_usd_billion"]),
        }
        for n, (leaf, told) in enumerate(found.leaves.items())
    ]
    labels = [f"{humanize(leaf)} ({told['probability']:.3g})" for leaf, told in found.leaves.items()]
    tips = tooltip(("future", "future", ""), ("usd", "USD billion above the best", ",.2f"))
    return bars_between(rows, labels, "USD billion", tips)


def losses(found: TreeAnswer) -> Chart:
    """What each lender, market and tranche would lose in each leaf."""
    frame = losses_by_holder(found)
    frame = frame.assign(
        who=[
            holder_words(kind, holder, tranche)
            for kind, holder, tranche in zip(frame["kind"], frame["holder"], frame["tranche"], strict=True)
        ]
    )
    most_of = frame.groupby("who", sort=False)["loss_usd_billion"].max()
    names = [str(who) for who, usd in most_of.items() if usd >= SMALLEST]
    values: dict[tuple[str, str], float | None] = {(who, leaf): 0.0 for who in names for leaf in found.leaves}
    for who, leaf, usd in zip(frame["who"], frame["future"], frame["loss_usd_billion"], strict=True):
        if who in names:
            values[who, leaf] = float(usd)
    leaves = list(found.leaves)
    most = {leaf: found.leaves[leaf]["lenders_loss_usd_billion"] for leaf in leaves}
    worst = max(most, key=lambda leaf: most[leaf])
    return Chart(
        "losses",
        "Who would lose, by lender and future",
        "USD billion, the most of any period after the news: what is owed on shells, chips and power beyond their "
        "lender value, times the share that carries load; down the tranches of vehicles from the bottom.",
        f"Lenders would lose most in {humanize(worst)}, USD {format_number(most[worst])} billion in the worst period."
        if names
        else "Lenders would lose nothing.",
        (Panel("", matrix(names, leaves, values, "USD billion")),) if names else (),
        table(
            "USD billion, the most of any period after the news",
            ("who", *map(humanize, leaves)),
            [(who, *(values[who, leaf] for leaf in leaves)) for who in names],
            2,
        ),
        {},
        gradient=("nothing", "most", HEAT),
        wide=True,
    )


def option_values(found: TreeAnswer) -> Chart:
    """What one more unit before the news is worth in the tree, beside what plans that know would pay."""
    frame = found.tables["option_values"]
    frame = frame[frame["option_value_usd_billion_per_unit"] > SMALLEST / 10].head(MOST_OPTIONS)
    labels = [
        f"{' '.join(part for part in (str(name), str(detail)) if part)}, {period}"
        for name, detail, period in zip(frame["bottleneck"], frame["detail"], frame["period"], strict=True)
    ]
    bars = _option_bars(frame, labels)
    return Chart(
        "option_values",
        "One more unit now",
        "USD billion in money of its quarter, for one more GW or USD billion of a limit before the news: its price in "
        "the tree. What of it plans that know the future would not pay is the worth of an option.",
        f"Dearest above what plans that know would pay: {labels[0]}."
        if labels
        else "No limit now is an option.",
        (Panel("", bars),) if labels else (),
        table(
            "USD billion a unit",
            ("limit", "price", "of plans that know", "worth of the option"),
            [
                (
                    label,
                    float(row[PRICES[1]]),
                    float(row[PRICES[0]]),
                    float(row["option_value_usd_billion_per_unit"]),
                )
                for label, row in zip(labels, frame.to_dict("records"), strict=True)
            ],
            3,
        ),
        {KNOWING: PALETTE[4], WORTH: PALETTE[0]},
        wide=True,
    )


def _option_bars(frame: pd.DataFrame, labels: list[str]) -> Spec:
    """A bar a limit: what plans that know would pay, and the worth of the option on top."""
    rows: Rows = []
    for n, (knowing, price) in enumerate(zip(frame[PRICES[0]], frame[PRICES[1]], strict=True)):
        for series, begin, end in ((KNOWING, 0.0, knowing), (WORTH, knowing, price)):
            place = {"y": n + 0.16, "y2": n + 0.84, "limit": labels[n], "series": series}
            rows.append({**place, "from": rounded(begin), "to": rounded(end), "usd": rounded(end - begin)})
    tips = tooltip(("limit", "limit", ""), ("series", "what", ""), ("usd", "USD billion a unit", ",.3f"))
    return bars_between(rows, labels, "USD billion a unit", tips)
