"""Reads files and folders into datasets, with the position of each statement and of each fault."""
