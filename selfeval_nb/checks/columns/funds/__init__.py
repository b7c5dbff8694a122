"""The funds block: amounts, rate, execution score (rules M)."""
