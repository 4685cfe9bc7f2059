"""Workbooks: a case to fill in, and a run to look at; read in `planner.case`, written here."""
