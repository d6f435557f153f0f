"""Two built sites side by side: what moved, what flipped, what broke."""
