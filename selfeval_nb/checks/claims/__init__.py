"""What a form says, statement by statement (claims), and which statements have to fit together (pairs)."""
