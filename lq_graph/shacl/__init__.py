"""SHACL validation: shapes compiled once and evaluated on columns; pyshacl as fallback and oracle."""
