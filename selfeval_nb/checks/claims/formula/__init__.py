"""Formulae that running text holds: numbers and cue words of neighbouring clauses as equations, all evaluated alike."""
