"""The plan as one linear program: one file a concern."""
