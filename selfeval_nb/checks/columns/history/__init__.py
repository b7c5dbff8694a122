"""Other documents of the same project: earlier years, approved targets, monitoring (rules Y)."""
