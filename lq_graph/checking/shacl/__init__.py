"""SHACL on columns: shapes compiled once, constraints evaluated on all focus nodes together."""
