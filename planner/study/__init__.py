"""Studies: many plans of one case. Scenarios, comparisons, sweeps.

`scenarios` names sets of edits, `compare` shows plans side by side.
"""
