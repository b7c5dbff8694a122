"""Forms -> findings: derived columns, recomputed scores, Great Expectations suites."""
