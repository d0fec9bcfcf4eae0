"""Contributions merged into the files of datasets."""
