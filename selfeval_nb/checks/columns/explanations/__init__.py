"""What explains a deviation (rules E)."""
