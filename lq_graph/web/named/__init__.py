"""Named questions: `/q/`, their pages, parameters and files."""
