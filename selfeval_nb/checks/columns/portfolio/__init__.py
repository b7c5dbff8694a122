"""The forms of a batch against each other, and against a list of projects (rules X)."""
