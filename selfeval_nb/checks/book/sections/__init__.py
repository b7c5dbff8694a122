"""The sections of a preset, one module a topic."""
