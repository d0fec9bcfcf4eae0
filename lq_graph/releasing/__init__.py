"""Releases: each is built beside the current one, and becomes current in one step."""
