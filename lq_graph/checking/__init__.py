"""What the data must and must not say, and the findings where it does not hold."""
