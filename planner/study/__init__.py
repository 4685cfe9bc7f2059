"""Studies: many plans of one case.

`scenarios` names sets of edits, `compare` shows plans side by side, `sweep` solves many cases and gathers them: from a
`spec` by a `design` to points, each solved (`solving`) in `processes` of its own and kept in a `store`, then one
`dataset` and its `indices`.
"""
