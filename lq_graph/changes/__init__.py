"""What changed between two states of the graph, and its description in words."""
