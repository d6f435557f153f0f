"""A user's own spreadsheets become observations: read, understood, compared, written."""
