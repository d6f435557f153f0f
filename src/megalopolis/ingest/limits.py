"""How large a file may be and how long reading it may take, each with its reason.

A limit is far above what an honest document needs and far below what hurts a machine with 2 cores and 4 GB.
"""

MEGABYTE = 1_000_000

# The longest plan with all its pictures is some 30 MB as PDF.
FILE_BYTES = 64 * MEGABYTE
# The longest document of the corpus has 40,000 characters, a thick yearbook 3 million.
CHARACTERS = 5_000_000
# What a docx or one file of an archive may unpack to: its text and its pictures.
UNPACKED_BYTES = 256 * MEGABYTE
# All files of one archive together; they are unpacked one by one, never to disk.
ARCHIVE_BYTES = 20_000 * MEGABYTE
# Deflate cannot pack honest text better than some 1:40; a bomb packs 1:1000. Small files are let off: a
# page of blanks does no harm.
RATIO = 200
RATIO_FLOOR = 8 * MEGABYTE
# Entries of an archive or files of a folder; more are better added in portions.
FILES = 100_000
# pypdf reads 20 to 50 pages a second.
PAGES = 3_000
# For one file; a reader that takes longer is ended and the file refused.
SECONDS = 120
# Address space of a process that reads files: the libraries take 0.5 GB of it.
READER_BYTES = 2_500 * MEGABYTE
# The description at the head of a text.
FRONT_MATTER_CHARACTERS = 20_000
# A row of metadata for each of FILES.
METADATA_BYTES = 64 * MEGABYTE
