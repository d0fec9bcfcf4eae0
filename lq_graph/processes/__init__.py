"""Processes of our own: what a child may do, and that it ends with its parent."""
