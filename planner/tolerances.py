"""Every tolerance: below which size, in which unit, something counts as nothing, as equal or as kept.

The audit has its own, for it shares nothing with what it judges. Numbers that steer how a plan is found, and how long
that may take, but not what counts as one, stand where they are used.
"""

from __future__ import annotations

# The certificate of an optimum (solver/certify.py).

CERTIFICATE = 1e-6
"""Largest residual of a condition of optimality, in GW, USD billion or their ratio; the gap is relative to the cost."""

CLOSE_FEASIBILITY = 1e-9
"""What HiGHS may leave rows, bounds and reduced costs off where a plan missed its checks by a hair."""

# What HiGHS is asked for, and what the decomposition takes for kept (solver/decomposition).

CUT_VIOLATION_GW = 1e-7
"""A cut that lacks no more than this is kept: as much as HiGHS may leave."""
CLOSE_CUT_VIOLATION_GW = 1e-9
"""The same where a plan is not proved with that: what a cut lacks on the mean of a period is many times as much in a
block of few hours."""
LOOSE_CUT_VIOLATION_GW = 2e-4
"""The same in rounds of an interior point without crossover, whose optima are no more exact than that."""
ROW_FEASIBILITY = 1e-7
"""What HiGHS may leave a row of the master off, GW or USD billion."""
CLOSE_ROW_FEASIBILITY = 1e-10
"""The same where a plan is not proved with that."""
SUBPROBLEM_FEASIBILITY_GW = 1e-9
"""What HiGHS may leave a block of a subproblem off; less than a cut may lack on the mean of a period."""
LOOSE_OPTIMALITY = 1e-4
"""Relative gap of an interior point in rounds without a crossover."""
CROSSOVER_OPTIMALITY = 1e-8
"""The same where a crossover to a basis follows."""
STANDING_GW = 1e-9
"""A candidate of which no more than this stands at a basis does not stand."""
LOOSE_STANDING_GW = 0.05
"""The same at an interior point, where nothing is quite zero."""
SAVING_USD_BILLION_PER_GW = 1e-8
"""An order that would save no more than this by the prices of a basis would save nothing."""
LOOSE_SAVING_USD_BILLION_PER_GW = 1e-6
"""The same by the prices of the last interior point without crossover."""
SAME_ENERGY_GW = 1e-9
"""An energy that is no further from what dispatch by merit gives has that dispatch."""
SAME_POINT_GW = 1e-11
"""A point of a subproblem that has moved no further has the answer it had."""
SAME_AVAILABILITY = 1e-12
"""Shares of capacity that differ by no more are one share."""
CUT_COEFFICIENT = 1e-12
"""A coefficient of a cut below this is rounding."""
LIMIT_DISTANCE = 1.0
"""An interior point needs the limits that leave it less room than this, GW or USD billion..."""
LIMIT_PRICE_USD_BILLION = 1e-3
"""... or that have a price beyond this."""

# Tables of a plan and their reconciliation (results), and what readers are shown of them (report, workbook).

ZERO = 1e-9
"""A value of a plan no larger than this is zero, GW, GWh or USD billion: a thousand times finer than what HiGHS may
leave."""
ROUNDING = 1e-13
"""Two numbers that differ by no more than this share of the larger are equal."""
RECONCILIATION = 1e-6
"""Largest residual of a check of the tables, relative to the largest figure compared, or to one where that is less."""
NEGLIGIBLE = 1e-6
"""Less than this counts as none, GW or USD billion: load of which less is unserved counts as served."""
NO_ROOM_USD_BILLION = 1e-6
"""A limit on money below this has nothing behind it yet, and its price would promise too much."""
BINDING_USD_PER_USD = 1e-6
"""A covenant with a price above this binds."""
LEAST_DRAWN = 1e-6
"""GW or USD billion: less is not drawn."""

# Figures of several plans side by side (study).

SAME_FIGURE = 1e-8
"""Share of a figure by which two plans may differ that a solver proved within the same tolerances."""
SAME_PART_OF_COST = 1e-10
"""Share of the cost in all by which any part of it may."""
INDEX_ROUNDING = 1e-9
"""By how much an index of the variance may be what none can be, for want of digits."""
FACTOR_MOVED = 1e-9
"""Share of its range by which a factor moves in a step, if it does."""
NARROWEST_RANGE = 1e-9
"""Share of its ends: the digits of numbers would alter the samples of a factor whose range is narrower."""
