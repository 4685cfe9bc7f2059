"""Tables of what serves load: the generation mix, and emissions beside their cap, by year; whole, as the case says.

Storage passes energy on: in the mix it has what it gives less what it takes, so that shares of load add up to one, and
it makes none that could be additional.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.limits import yearly_limits
from planner.parameters.running import STORAGE, additional_fractions, emissions_t_per_mwh
from planner.parameters.time import HOURS_PER_DAY
from planner.parameters.timeline import timeline_of
from planner.results.tabular import by_period, records, table
from planner.results.transmission import lost_gwh

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]

KG_PER_MWH = 1e6
"""Of a million tonnes per GWh."""
EMITTED, LIMIT = "emissions_million_tonnes", "limit_million_tonnes"


def year_of(period: str) -> int:
    """The year that a period lies in, or is."""
    return int(period[:4])


def generation_mix(case: Case, energies: pd.DataFrame, burnt: pd.DataFrame, zero: float) -> pd.DataFrame:
    """What each source gives, takes and emits in a year, and its share of load; of years in which load is served."""
    fuels = {row["source"]: row["fuel"] or "" for row in case.rows("sources")}
    given, emitted = _by_year(energies, ("output_gwh", "charge_gwh")), _by_year(burnt, (EMITTED,))
    load: dict[int, float] = defaultdict(float)
    for (year, _), (output, charge) in given.items():
        load[year] += output - charge
    rows = []
    for (year, s), (output, charge) in sorted(given.items(), key=lambda item: item[0][0]):
        if load[year] > zero and output > zero:
            (tonnes,) = emitted.get((year, s), np.zeros(1))
            share = (output - charge) / load[year]
            rows.append((year, s, fuels[s], output, charge, share, tonnes, KG_PER_MWH * tonnes / output))
    amounts = ("output_gwh", "charge_gwh", "share_of_load_fraction", EMITTED, "intensity_kg_per_mwh")
    return table(("year", "source", "fuel", *amounts), rows)


def _by_year(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[tuple[int, str], np.ndarray]:
    """Columns summed by year and source, in the order in which they come."""
    found: dict[tuple[int, str], np.ndarray] = {}
    for row in records(frame):
        key = year_of(row.period), row.source
        found[key] = found.get(key, np.zeros(len(columns))) + [getattr(row, column) for column in columns]
    return found


def emissions(case: Case, mix: pd.DataFrame) -> pd.DataFrame:
    """Load served in a year, what that emits, a MWh of load too, and the share of energy made that is additional.

    Where there is a cap on emissions, that beside it.
    """
    additional, stores = additional_fractions(case), _stores(case)
    years: dict[int, np.ndarray] = {}
    for row in records(mix):
        made = 0.0 if row.source in stores else row.output_gwh
        more = [
            row.output_gwh - row.charge_gwh,
            row.emissions_million_tonnes,
            made,
            made * additional[row.source],
        ]
        years[row.year] = years.get(row.year, np.zeros(4)) + more
    caps = caps_by_year(case)
    rows = []
    for year, (load, tonnes, made, own) in years.items():
        cap = (caps[year],) if caps else ()
        rows.append((year, load, tonnes, KG_PER_MWH * tonnes / load, own / made if made else 0.0, *cap))
    columns = ("year", "load_gwh", EMITTED, "intensity_kg_per_mwh", "additional_fraction")
    return table((*columns, *((LIMIT,) if caps else ())), rows)


def additional_shares(case: Case, energies: pd.DataFrame) -> list[float]:
    """Of the energy made up to each period the share that serves nobody else already; NaN before any is made."""
    (given,) = by_period(case, energies, ["source"], ["output_gwh"])
    made, own, additional = (
        np.zeros(len(case.periods)),
        np.zeros(len(case.periods)),
        additional_fractions(case),
    )
    for (s,), output in given.items():
        if s not in _stores(case):
            made, own = made + output, own + additional[s] * output
    pairs = zip(np.cumsum(own).tolist(), np.cumsum(made).tolist(), strict=True)
    return [part / whole if whole else math.nan for part, whole in pairs]


def _stores(case: Case) -> set[str]:
    return {row["source"] for row in case.rows("sources") if row["kind"] == STORAGE}


def caps_by_year(case: Case) -> dict[int, float]:
    """What all sources may emit in the part of each year that the horizon has; nothing where there is no cap."""
    caps: dict[int, float] = defaultdict(float)
    timeline = timeline_of(case)
    for (t,), cap in yearly_limits(case, "emissions_limits", (), LIMIT).items():
        caps[case.periods[t].year] += cap * timeline.years[t]
    return dict(caps)


def emissions_follow_dispatch(case: Case, tables: Tables) -> float:
    """What is served and emitted in a year is what its blocks say, load and what lines lose, and no cap is passed.

    The shares of the representative days may add up to a little more or less than 1, and the hours with them.
    """
    timeline, rates = timeline_of(case), emissions_t_per_mwh(case)
    hours, part = np.array(timeline.hours), case.settings.operations.hours_per_block / HOURS_PER_DAY
    share = {row["day"]: row["share_of_days_fraction"] for row in case.rows("days")}
    figures = by_period(case, tables["dispatch"], ("source", "day"), ["output_gw", "charge_gw"])
    served, emitted = np.zeros(len(hours)), np.zeros(len(hours))
    for (s, day), output in figures[0].items():
        long = share[day] * part * hours
        served += long * (output - figures[1][s, day])
        emitted += long * output * rates[s] / 1000
    (load,) = by_period(case, tables["load"], (), ["served_gw"])
    whole = load[()] * hours * sum(share.values()) + lost_gwh(case, tables)
    told = tables["emissions"].set_index("year")
    years = dict.fromkeys(period.year for period in case.periods)
    at = {year: [t for t, period in enumerate(case.periods) if period.year == year] for year in years}
    off = [0.0]
    for column, truths in (("load_gwh", (served, whole)), (EMITTED, (emitted,))):
        known = told[column].reindex(list(years)).fillna(0.0).to_numpy(dtype=float)
        for truth in truths:
            by_year = np.array([truth[periods].sum() for periods in at.values()])
            off.append(float(np.abs(known - by_year).max()) / max(1.0, float(np.abs(by_year).max())))
    if LIMIT in told:
        over = (told[EMITTED] - told[LIMIT]).to_numpy(dtype=float)
        off.append(float(over.max(initial=0.0)) / max(1.0, float(told[LIMIT].max())))
    return max(off)
