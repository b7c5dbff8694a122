"""Weights, totals and grades (rules W)."""
