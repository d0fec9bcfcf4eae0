"""One way to write Turtle, with its comments."""
