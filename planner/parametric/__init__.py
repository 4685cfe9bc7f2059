"""One factor along a line: the exact curve of cost over it, and where along it the plan changes.

The least cost of a linear program is convex and piecewise linear in its limits, concave in its costs, and the prices of
a plan are its slope there. So the whole curve follows from the few points at which it breaks.
"""
