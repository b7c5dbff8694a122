"""Whether indicators say what they should (rules Q)."""
