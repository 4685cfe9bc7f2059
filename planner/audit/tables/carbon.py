"""What the tables of the generation mix and of emissions should say, by year, from energy and the sheets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.facts.operating_costs import tonnes_per_mwh
from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

KG_PER_TONNE = 1000


class _Years:
    """GWh given and taken by year and source, and GWh served by year."""

    def __init__(self, run: Run, facts: Facts) -> None:
        self.given: dict[tuple[str, str], float] = defaultdict(float)
        self.taken: dict[tuple[str, str], float] = defaultdict(float)
        self.load: dict[str, float] = defaultdict(float)
        for column, found, sign in (("output_gwh", self.given, 1), ("charge_gwh", self.taken, -1)):
            for (s, _, period), gwh in run.numbers("energy", column).items():
                if s in facts.sources and period in facts.calendar.number:
                    found[period[:4], s] += gwh
                    self.load[period[:4]] += sign * gwh

    def tonnes(self, facts: Facts, year: str) -> float:
        """Million tonnes emitted in a year."""
        return sum(
            gwh * tonnes_per_mwh(facts, s) / 1000 for (when, s), gwh in self.given.items() if when == year
        )


def generation_mix(run: Run, facts: Facts) -> Expected:
    """What every source gives, takes and emits in a year, and what that is of load."""
    expected, years = Expected(), _Years(run, facts)
    for (year, s), gwh in years.given.items():
        if years.load[year] > 0 and gwh > 0:
            rate, net = tonnes_per_mwh(facts, s), gwh - years.taken[year, s]
            figures = (
                gwh,
                years.taken[year, s],
                net / years.load[year],
                rate * gwh / 1000,
                KG_PER_TONNE * rate,
            )
            expected.add((year, s), (facts.sources[s]["fuel"] or "",), figures, gwh)
    return expected


def emissions(run: Run, facts: Facts) -> Expected:
    """What a year's load comes to and emits, how much of what is made for it is additional, and the cap."""
    expected, years = Expected(), _Years(run, facts)
    limit = facts.in_force("emissions_limits", "limit_million_tonnes")
    for year, load in years.load.items():
        if load <= 0:
            continue
        made = {
            s: gwh
            for (when, s), gwh in years.given.items()
            if when == year and facts.sources[s]["kind"] != "storage"
        }
        additional = sum(facts.sources[s]["additional_fraction"] * gwh for s, gwh in made.items())
        tonnes = years.tonnes(facts, year)
        of_year = [t for t, name in enumerate(facts.calendar.names) if name.startswith(year)]
        cap = [sum(limit(t) * facts.calendar.years[t] for t in of_year)]
        figures = (load, tonnes, KG_PER_TONNE * 1000 * tonnes / load, additional / sum(made.values()))
        expected.add((year,), (), (*figures, *(cap if facts.case.rows("emissions_limits") else [])), load)
    return expected
