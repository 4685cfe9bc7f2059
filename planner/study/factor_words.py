"""What an edit moves, in the field's words and with its unit, as the axes of charts have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.columns import UNITS
from planner.case.edits import CASE
from planner.study.factors import TIMES, default_name, unit_of

if TYPE_CHECKING:
    from planner.case.columns import Column
    from planner.case.edits import Condition, Edit
    from planner.study.factors import Factor

TERMS = {
    "advance": "advance rate",
    "capex": "overnight cost",
    "cash": "equity available",
    "equity rate": "cost of equity",
    "fee": "issue fee",
    "fixed om": "fixed O&M",
    "issuance limit": "market depth",
    "lead": "lead time",
    "life": "lifetime",
    "min dscr": "least DSCR",
    "rate": "interest rate",
    "value of service": "value of lost load",
    "variable om": "variable O&M",
}
"""What the field calls a column whose name, without its unit and with blanks, says it otherwise."""
NAMED = ("name", "word")
"""Kinds of columns whose values say by themselves what they are."""


def edit_words(edit: Edit) -> str:
    """What an edit moves, without its unit.

    >>> from planner.case.edits import parse
    >>> edit_words(parse("sources.lead_months[source=gas_ccgt]+=")), edit_words(parse("demand.need_gw*="))
    ('lead time of gas_ccgt', 'need (demand)')
    >>> edit_words(parse("market_limits.issuance_limit_usd_billion_per_year[market=bonds, year>=2027]*="))
    'market depth of bonds, year >= 2027'
    """
    what = " and ".join(dict.fromkeys(map(_column_words, edit.columns)))
    if edit.conditions:
        return f"{what} of {', '.join(map(_chosen, edit.conditions))}"
    return what if edit.sheet == CASE else f"{what} ({edit.sheet.replace('_', ' ')})"


def axis_words(edit: Edit) -> str:
    """What an edit moves and in what it counts.

    >>> from planner.case.edits import parse
    >>> axis_words(parse("sources.lead_months[source=gas_ccgt]+=")), axis_words(parse("demand.need_gw*="))
    ('lead time of gas_ccgt, months more', 'need (demand), times what it is')
    """
    unit = unit_of(edit)
    counted = "times what it is" if unit == TIMES else unit
    return f"{edit_words(edit)}, {counted}" if counted else edit_words(edit)


def slope_unit(edit: Edit) -> str:
    """The unit of what one more unit of an edit's value costs.

    >>> from planner.case.edits import parse
    >>> slope_unit(parse("sources.lead_months+=")), slope_unit(parse("demand.need_gw*="))
    ('USD billion per month', 'USD billion per 1x')
    """
    unit = unit_of(edit).removesuffix(" more").removesuffix(" less")
    if unit == TIMES:
        return "USD billion per 1x"
    if unit in ("fraction", "per year"):
        return "USD billion per 1"
    one = unit.removesuffix("s") if unit in ("months", "years", "quarters", "hours") else unit
    return f"USD billion per {f'({one})' if ' per ' in one else one or 'unit'}"


def factor_words(factor: Factor) -> str:
    """What a factor is called on a chart: as it was named, or else in words."""
    first = factor.edits[0]
    return edit_words(first) if factor.name == default_name(first) else factor.name


def factor_axis(factor: Factor) -> str:
    """A factor with the unit of its values."""
    unit = "times what it is" if factor.unit == TIMES else factor.unit
    return f"{factor_words(factor)}, {unit}" if unit else factor_words(factor)


def _column_words(column: Column) -> str:
    """A column without its unit, as the field calls it."""
    name = column.name.rpartition(".")[2]
    ending = next((ending for ending in UNITS if name.endswith(f"_{ending}")), "")
    words = name.removesuffix(f"_{ending}").replace("_", " ")
    return TERMS.get(words, words)


def _chosen(condition: Condition) -> str:
    """The rows that a condition chooses."""
    values = " or ".join(text for text, _ in condition.values)
    if condition.op == "=" and condition.column.kind in NAMED:
        return values
    return f"{condition.column.name} {values if condition.op == '=' else f'{condition.op} {values}'}"
