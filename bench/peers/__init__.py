"""The servers that the query service is compared with: how they are started and measured."""
