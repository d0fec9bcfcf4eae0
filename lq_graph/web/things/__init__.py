"""Things: their pages and the documents that describe them."""
