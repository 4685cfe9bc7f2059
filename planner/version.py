"""The version of the planner, which results carry and the package is built with."""

__version__ = "0.1.0"
