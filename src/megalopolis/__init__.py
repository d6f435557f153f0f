"""The engine of a reproducible research book on the urbanisation of city agglomerations."""

__version__ = "0.1.0"
