"""The fast way: Benders decomposition of dispatch, with column generation over candidate sites."""
