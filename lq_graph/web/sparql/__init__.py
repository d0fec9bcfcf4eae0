"""The SPARQL endpoint: protocol, responses, description, graph store and status."""
