"""Findings and a person's rulings -> Review, the one value that every output shows."""
