"""Every tolerance: below which size, in which unit, something counts as nothing, as equal or as kept.

The audit has its own, for it shares nothing with what it judges. Numbers that steer how a plan is found, and how long
that may take, but not what counts as one, stand where they are used.
"""

from __future__ import annotations

# A case and its parameters (case, parameters).

WHOLE_QUARTERS = 1e-6
"""A time in quarters that is no further from a whole number is that number."""
SUM_OF_SHARES = 2e-6
"""How far shares may be from 1 in sum: three times 0.333333 will do."""
SUM_OF_SITING_SHARES = 1e-12
"""How far siting shares may be from 1 in sum, by rounding alone: load that may stand nowhere is no load."""
FAINT_NUMBER = 1e-7
"""Numbers nearer zero than this, and not zero, are suspect where the solver failed: a plan is not solved as finely."""
WORTHLESS_DOLLAR = 1e-9
"""Least that a dollar of the last quarter may be worth at the start."""
LEAD_ROUNDING = 1e-9
"""Quarters: rounds 0.35 * 10 + 0.5, which floating point makes a little less than 4, the way the sheet means it."""

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
"""Less than this counts as none, GW or USD billion: load of which less is unserved counts as served, and where the
largest need is less than a GW, that share of it."""
NO_ROOM_USD_BILLION = 1e-6
"""A limit on money below this has nothing behind it yet, and its price would promise too much."""
BINDING_USD_PER_USD = 1e-6
"""A covenant with a price above this binds."""
LEAST_DRAWN = 1e-6
"""GW or USD billion: less is not drawn."""
LEAST_DISPATCH_DRAWN_GW = 1e-3
"""The same of what a source gives in one block of a day."""

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

# The cost along one factor (parametric).

STRAIGHT_LINE = 1e-9
"""Largest distance from a straight line, as a share of the numbers."""
SAME_PLACE = 1e-9
"""Share of the range between the ends below which two places are one."""
LEAST_BREAK = 1e-7
"""Breaks that bend the curve by less than this share of the cost are not told, unless finer ones are asked for."""
BREAK_ROUNDING = 1e-10
"""Share of the cost below which a break cannot be told from rounding."""
INSIDE_THE_EDGE = (0.0, 1e-9, 1e-7, 1e-5)
"""How far inside the edge of what is possible a plan is sought, in turn, as a share of the range."""
BINDING_USD_BILLION = 1e-6
"""USD billion of today a unit: a limit with a smaller price does not bind."""

# Why there is no plan, and what would give one (diagnose).

NO_SLACK = 1e-6
"""Slack below this, GW or USD billion, is none: HiGHS keeps rows to 1e-7."""
IN_THE_CERTIFICATE = 1e-9
"""A row with no larger price has no part in a certificate of impossibility, nor what takes no more off it a unit."""
IMPOSSIBLE_USD_BILLION = 1e-5
"""Load unserved for less is not impossible to serve: its numbers lie too far apart."""
NEED_OVER_BOUND = 1e-6
"""Share of a need, or GW where it is less than one, by which it may pass its bound and still count as met."""
RAY_EARNS = 1e-6
"""Share of the box, USD billion, that a decision must earn to earn without limit."""
REPAIR_ROUNDING = 1e-3
"""Share of the last decimal of a repair by which it may fall short of what it must be."""

# Trees of futures (stochastic).

SUM_OF_PROBABILITIES = 1e-9
"""How far the probabilities of what follows the same may be from 1 in sum, by rounding alone."""
HELD_WEIGHING = 1e-9
"""By how much, of its size, the second solve of a tree may miss the value of its weighing: what rounding takes."""
LEAST_OF_RATIO = 1e-8
"""A ratio of money has both of its parts above this share of the largest debt of the case: some thousand dollars."""
