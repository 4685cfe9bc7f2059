"""Least-cost power, data centres and money for AI load, as one linear program."""
