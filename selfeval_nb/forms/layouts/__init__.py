"""See docs/layouts.md."""
