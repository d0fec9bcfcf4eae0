"""Terms, triples, graphs and their columns, and the bridges to other libraries."""
