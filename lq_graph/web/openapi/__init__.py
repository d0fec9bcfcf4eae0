"""The description of the service for programs."""
