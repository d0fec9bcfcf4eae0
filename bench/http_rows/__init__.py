"""The measurements of the query service, each made on all servers in one run."""
