"""Targets and actual values (rules V and D)."""
