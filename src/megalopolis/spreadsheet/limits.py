"""How large a spreadsheet may be, each limit with its reason."""

from megalopolis.ingest.limits import MEGABYTE

# All 369 cities, 130 indicators and 25 years are 1.2 million cells.
CELLS = 2_000_000
# The widest of them, a column for each indicator and year, has 3,250 columns.
COLUMNS = 5_000
# A million cells of a workbook are some 40 MB of XML; openpyxl needs fifty times as much memory for them.
SHEET_BYTES = 48 * MEGABYTE
# Rows of headings one above another.
HEADINGS = 5
