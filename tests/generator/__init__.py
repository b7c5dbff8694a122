"""Random and hand-written self-evaluation forms with known answers: ``python -m tests.generator --help``."""
