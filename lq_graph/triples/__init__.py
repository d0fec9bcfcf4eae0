"""Triples as terms, the graphs they stand in, and the bridges to other libraries."""
