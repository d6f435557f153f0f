"""A user's own files become tables; the only package that writes under ``data/``."""
