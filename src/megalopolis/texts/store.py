"""Write the counts of texts as tables, document by document.

Three tables: ``terms.parquet`` (words of a whole document, with paragraph and sentence 0, and words of the
lexicon by paragraph and sentence), ``paragraphs.parquet`` (sizes) and ``places.parquet`` (cities named).
They appear together, when all is written; what was there stays until then.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from megalopolis.texts.terms import Counts

ROWS = 200_000
FIELDS = {
    "terms": ("document", "paragraph", "sentence", "term", "count"),
    "paragraphs": ("document", "paragraph", "sentences", "words", "characters"),
    "places": ("document", "paragraph", "sentence", "city", "count"),
}
_TEXT = frozenset({"document", "term", "city"})

Columns = dict[str, list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Size:
    """How large one document is, for ``data/documents.csv``; characters are Han only."""

    document: str
    paragraphs: int
    sentences: int
    words: int
    characters: int


def size(counts: Counts) -> Size:
    """The size of one document, summed over its paragraphs."""
    sentences, words, characters = (sum(one[place] for one in counts.paragraphs) for place in range(3))
    return Size(counts.document, len(counts.paragraphs), sentences, words, characters)


def columns(counts: Counts) -> Columns:
    """What one document adds to each table, column by column in the order of :data:`FIELDS`."""
    whole, hits, cities = len(counts.words), len(counts.hits), len(counts.cities)
    words, numbers = _columns(counts.words, 2)
    paragraph, sentence, term, times = _columns(counts.hits, 4)
    places = range(1, len(counts.paragraphs) + 1)
    zeros = [0] * whole
    return {
        "terms": [
            [counts.document] * (whole + hits),
            [*zeros, *paragraph],
            [*zeros, *sentence],
            [*words, *term],
            [*numbers, *times],
        ],
        "paragraphs": [[counts.document] * len(places), list(places), *_columns(counts.paragraphs, 3)],
        "places": [[counts.document] * cities, *_columns(counts.cities, 4)],
    }


def _columns(rows: tuple[tuple[Any, ...], ...], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def write(counts: Iterable[Counts], folder: Path) -> list[Size]:
    """Write the tables into *folder* and return the size of each document.

    Parameters
    ----------
    counts : iterable of Counts
        Read as they come; never more than 200,000 rows of a table are held.
    folder : Path
        Made when it is missing; tables of the same names are replaced at the end, all or none.

    Returns
    -------
    list of Size
    """
    import pyarrow.parquet as parquet

    folder.mkdir(parents=True, exist_ok=True)
    sizes = []
    held = _nothing()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as temporary:
        with ExitStack() as stack:
            writers = {
                name: stack.enter_context(
                    parquet.ParquetWriter(
                        Path(temporary) / f"{name}.parquet", _schema(name), compression="zstd"
                    )
                )
                for name in FIELDS
            }
            for one in counts:
                sizes.append(size(one))
                for name, added in columns(one).items():
                    for column, more in zip(held[name], added, strict=True):
                        column.extend(more)
                    if len(held[name][0]) >= ROWS:
                        writers[name].write_table(_table(name, held[name]))
                        held[name] = _nothing()[name]
            for name, rest in held.items():
                writers[name].write_table(_table(name, rest))
        for name in FIELDS:
            (Path(temporary) / f"{name}.parquet").replace(folder / f"{name}.parquet")
    return sizes


def _schema(name: str) -> Any:
    import pyarrow

    return pyarrow.schema(
        [(field, pyarrow.string() if field in _TEXT else pyarrow.int32()) for field in FIELDS[name]]
    )


def _nothing() -> Columns:
    return {name: [[] for _ in fields] for name, fields in FIELDS.items()}


def _table(name: str, held: list[list[Any]]) -> Any:
    import pyarrow

    schema = _schema(name)
    arrays = [pyarrow.array(column, field.type) for column, field in zip(held, schema, strict=True)]
    return pyarrow.table(arrays, schema=schema)
