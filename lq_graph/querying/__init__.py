"""SPARQL queries, behind one small interface for every engine."""
