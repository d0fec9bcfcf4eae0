"""Short links to queries."""
