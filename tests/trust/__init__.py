"""What docs/trust.md promises, tested: hostile documents, text that stays text, the same bytes everywhere, no connection."""
