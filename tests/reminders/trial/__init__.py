"""A room that exists in tests only: it owes nudges, and words that a signature waits for."""
