"""Clauses of different cells that say the same but for one word: which word it is, and whether both can be true."""
