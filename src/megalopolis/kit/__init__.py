"""The seminar kit: handouts, slides and an archive for a room without a network, made of a finished site."""
