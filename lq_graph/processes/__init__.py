"""Processes that the server starts: one fork server for all uses, and the confinement of its children."""
