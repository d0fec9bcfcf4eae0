"""Short links: `/s/`, queries as they were asked of a release, for good."""
