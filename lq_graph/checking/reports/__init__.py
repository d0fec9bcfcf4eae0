"""Findings in the formats of those who read them: people, programs, and the services that show them on a change."""
