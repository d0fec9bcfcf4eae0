"""The rows of the benchmark of the query service, each measured on all servers in one run."""
