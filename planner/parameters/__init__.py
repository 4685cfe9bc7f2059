"""What an order or a loan amounts to, period by period: pure arithmetic, no model and no files."""
