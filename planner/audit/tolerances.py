"""How far the audit lets figures be off, and which it takes for nothing; each with what it means."""

from __future__ import annotations

RESIDUAL = 1e-6
"""Largest residual of a rule, a price or a reduced cost, in GW, USD billion or their ratio; of the gap, relative.

It is what the solver is asked for."""
LARGE_TERM = 1e4
"""Rows with terms above this are allowed that much more: a millionth of ten thousand is a rounding of millions."""
SMALL_CASE = 1e-2
"""Where no equation asks for more than this, GW or USD billion, residuals are measured against what they ask for: a
millionth of a GW is nothing beside one, and all there is beside itself."""
CELL = 1e-9
"""Largest difference of a cell from what it follows from, relative to its size: rounding, and nothing more."""
SMALL_CELL = 1e-3
"""A cell counts as at least this share of the largest figure that it was added up from, or that is in its row."""
SMALLEST_SIZE = SMALL_CELL * SMALL_CELL
"""No cell counts as smaller than this, whatever it was added up from."""
ROW_LEFT_OUT = 2e-9
"""A row may be missing where all it would say is smaller than this."""
PRICED = 1e-9
"""A price or dual no larger than this is none: rounding of zero."""
SERVED = 1e-6
"""Load unserved counts as served, when a run says since when its target is met, below this share of the largest need of
anybody, or of a GW where the need is more."""
OF_NOTHING = 1e-6
"""There is no ratio to less than this, GW, GWh or USD billion."""
MILESTONE = 1e-9
"""A milestone this close below the middle of a quarter counts as past it: floating point, not the sheet."""
LEAST_OF_RATIO = 1e-8
"""A ratio of money has a row where both of its parts are above this share of the largest debt of the case."""
SAME_RATE = 1e-13
"""Between two yearly rates of return this close there is none to look for."""
STANDS = 1e-6
"""Of a source that no more GW-years stand of than this, or whose output is no more GWh, nothing is told of its use."""
