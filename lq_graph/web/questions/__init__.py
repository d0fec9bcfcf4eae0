"""Named questions: pages, and answers in files."""
