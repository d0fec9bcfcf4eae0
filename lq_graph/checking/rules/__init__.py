"""Rules on texts, names and terms that neither SHACL nor SPARQL can express: faults without words for people."""
