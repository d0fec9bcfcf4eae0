"""What follows from the data by the ontology."""
