"""Write the counts of texts as tables, batch by batch.

Three tables: ``terms.parquet`` (words of a whole document, with paragraph and sentence 0, and words of the
lexicon by paragraph and sentence), ``paragraphs.parquet`` (sizes) and ``places.parquet`` (cities named).
They appear together, when all is written; what was there stays until then.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from megalopolis.texts.terms import FIELDS, TEXTS, Counts, schema

ROWS = 200_000


def write(counts: Iterable[Counts], folder: Path) -> pd.DataFrame:
    """Write the tables into *folder* and return the size of each document.

    Parameters
    ----------
    counts : iterable of Counts
        Read as they come; hardly more than 200,000 rows of a table are held.
    folder : Path
        Made when it is missing; tables of the same names are replaced at the end, all or none.

    Returns
    -------
    pandas.DataFrame, indexed by document
        paragraphs, sentences, words and characters (Han only), for ``data/documents.csv``.
    """
    import pyarrow

    folder.mkdir(parents=True, exist_ok=True)
    sizes = [_sizes(schema("paragraphs").empty_table())]
    held: dict[str, list[Any]] = {name: [] for name in FIELDS}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as temporary:
        with ExitStack() as stack:
            writers = {name: stack.enter_context(_writer(Path(temporary), name)) for name in FIELDS}
            for one in counts:
                sizes.append(_sizes(one.paragraphs))
                for name in FIELDS:
                    held[name].append(getattr(one, name))
                    if sum(table.num_rows for table in held[name]) >= ROWS:
                        writers[name].write_table(_joined(name, held[name]))
                        held[name] = []
            for name in FIELDS:
                writers[name].write_table(_joined(name, held[name]))
        for name in FIELDS:
            (Path(temporary) / f"{name}.parquet").replace(folder / f"{name}.parquet")
    found: pd.DataFrame = pyarrow.concat_tables(sizes).to_pandas().set_index("document")
    return found


def join(before: Path, added: Path, folder: Path, without: Collection[str] = ()) -> None:
    """Write the tables of *before* and below them those of *added* into *folder*, portion by portion.

    Parameters
    ----------
    before, added, folder : Path
        Folders with the three tables; *folder* is another one, and exists.
    without : collection of str
        Documents whose rows in *before* are left out.
    """
    import pyarrow

    dropped = pyarrow.array(sorted(without), pyarrow.string())
    for name in FIELDS:
        with _writer(folder, name) as writer:
            held: list[Any] = []
            for table in chain(_portions(before, name, dropped), _portions(added, name)):
                held.append(table)
                if sum(one.num_rows for one in held) >= ROWS:
                    writer.write_table(_joined(name, held))
                    held = []
            writer.write_table(_joined(name, held))


def _writer(folder: Path, name: str) -> Any:
    """Where a table is written to: columns of strings and whole numbers, without minima and maxima."""
    import pyarrow.parquet as parquet

    return parquet.ParquetWriter(
        folder / f"{name}.parquet",
        schema(name),
        compression="zstd",
        write_statistics=False,
        store_schema=False,  # it would have the columns read back as dictionaries
    )


def _portions(folder: Path, name: str, dropped: Any = ()) -> Iterator[Any]:
    """The row groups of a table, without the rows of the documents *dropped*."""
    import pyarrow.parquet as parquet
    from pyarrow import compute

    texts = [field for field in FIELDS[name] if field in TEXTS]
    with parquet.ParquetFile(folder / f"{name}.parquet", read_dictionary=texts) as file:
        for number in range(file.num_row_groups):
            table = file.read_row_group(number).cast(schema(name))
            if len(dropped):
                table = table.filter(compute.invert(compute.is_in(table["document"], value_set=dropped)))
            yield table


def _sizes(paragraphs: Any) -> Any:
    import pyarrow

    named = paragraphs["document"].cast(pyarrow.string())  # only those that have a paragraph
    coded = named.combine_chunks().dictionary_encode()
    owner = coded.indices.to_numpy()
    sums = {name: np.bincount(owner, paragraphs[name]) for name in ("sentences", "words", "characters")}
    columns = {"paragraphs": np.bincount(owner), **sums}
    whole = {name: column.astype(np.int64) for name, column in columns.items()}
    return pyarrow.table({"document": coded.dictionary, **whole})


def _joined(name: str, held: list[Any]) -> Any:
    import pyarrow

    return pyarrow.concat_tables([schema(name).empty_table(), *held]).combine_chunks()
