"""Studies: many plans of one case.

`scenarios` names sets of edits, `compare` shows plans side by side, in text and (`comparison_page`) as a page. `sweep`
solves many cases and gathers them: from a `spec` (of a file, `spec_file`, or of options) of `factors`, within
`sweep_limits`, by a `design` and its `sampling` to points, each solved by a `worker` of one of the `backends` and kept
in a `store`, then one `dataset`; and what matters most of it, its `sensitivity`, by `estimators`, as fine as the
solver's `precision` and with `cautions`.
"""
