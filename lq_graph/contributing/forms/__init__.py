"""What can be said of the things of each class, as the shapes have it, and what it may refer to."""
