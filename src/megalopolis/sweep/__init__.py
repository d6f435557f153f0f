"""All editions of a book: every region, every year, every language, in one go."""
