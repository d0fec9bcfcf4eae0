"""The site: the SPARQL protocol, things and their pages, dumps."""
