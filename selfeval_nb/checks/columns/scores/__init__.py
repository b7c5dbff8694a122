"""Scores against values (rules K)."""
