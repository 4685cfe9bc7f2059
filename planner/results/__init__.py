"""From numbers to tables, checks and files."""
