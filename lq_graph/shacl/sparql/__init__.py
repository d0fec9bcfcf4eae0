"""SHACL-SPARQL: constraints and components that are queries. SHACL §5, §6 and §A."""
