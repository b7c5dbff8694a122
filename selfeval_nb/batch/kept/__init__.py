"""See docs/batch.md."""
