"""Releases: made whole beside the old one, then switched to in one step."""
