"""Checking: what the data must and must not state, and findings where they do not conform."""
