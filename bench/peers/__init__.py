"""The servers that the query service is measured beside, and how they are started and watched."""
