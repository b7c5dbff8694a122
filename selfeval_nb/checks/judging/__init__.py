"""Rules over rows: what is said of each, and what is told of it."""
