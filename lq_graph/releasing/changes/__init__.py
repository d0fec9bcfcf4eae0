"""What changed between two states of the graph, and how it is told."""
