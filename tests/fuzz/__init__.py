"""Fuzzing: mutated real documents through the readers, the value grammar and the whole chain. ``python -m tests.fuzz --help``."""
