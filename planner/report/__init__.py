"""A finished run for readers: a page to forward, pictures for slides, a notebook; from its tables and sheets alone."""

from planner.report.page import report as report
