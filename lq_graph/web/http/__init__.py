"""HTTP: requests, responses, negotiation, caches, limits, logs and metrics."""
