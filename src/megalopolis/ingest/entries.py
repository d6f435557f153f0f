"""The rows of the table of documents, and what is kept to know a document again."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from megalopolis import csvfile, tables
from megalopolis.ingest import writing
from megalopolis.ingest.metadata import GIVEN, OWN
from megalopolis.texts.documents import LONG_LINE, Document
from megalopolis.texts.gate import SHORTEST, SHORTEST_OTHER, Earlier, Refusal
from megalopolis.texts.sketches import Sketch
from megalopolis.texts.tokens import traditional

Row = dict[str, object]

# The row of `sources` that documents without a source of their own refer to.
SOURCE: Row = {
    "id": OWN,
    "producer_zh": "本书使用者",
    "producer_en": "The user of this book",
    "title": "Documents added with `megalopolis add`",
    "licence": "not stated; only counts are carried, the texts stay on the user's machine",
}


def earlier(data: Path) -> Iterator[Earlier]:
    """What is kept of the documents in the tables; without the table ``sketches`` only their checksums."""
    documents = tables.read("documents", data)
    sketches: dict[str, Sketch] = {}
    if _sketched(data):
        kept = tables.read("sketches", data).sort_values(["document", "hash"])
        numbers = kept["hash"].to_numpy(dtype="int64")
        places = kept.groupby("document", sort=False).indices
        sketches = {str(id): array("q", numbers[place].tobytes()) for id, place in places.items()}
    for id, checksum in zip(documents["id"], documents["checksum"], strict=True):
        yield Earlier(id, checksum, sketches.get(id, ()))


def row(document: Document) -> Row:
    """The row of a document, without the sizes that counting gives."""
    lost = any(len(line) > LONG_LINE for line in document.text.split("\n"))
    flags = (("lines-lost", lost), ("traditional-script", traditional(document.text)))
    return {
        **{name: getattr(document, name) for name in GIVEN},
        "checksum": document.checksum,
        "flags": " ".join(name for name, holds in flags if holds),
    }


def write(
    data: Path,
    new: Path,
    rows: Sequence[Row],
    sizes: pd.DataFrame,
    sketches: Mapping[str, Sketch],
    replaced: Collection[str],
) -> None:
    """Write the tables ``documents``, ``sources`` and ``sketches`` into *new*, with the documents added.

    Parameters
    ----------
    data, new : pathlib.Path
        Folder of the tables, and where the new ones go.
    rows : sequence of dict
        From :func:`row`.
    sizes : pandas.DataFrame
        From :func:`megalopolis.texts.store.write`.
    sketches : mapping of str to Sketch
        By document.
    replaced : collection of str
        Documents to leave out.
    """
    counted: dict[Any, Any] = sizes.to_dict("index")
    whole: list[Row] = [{**one, **counted[str(one["id"])]} for one in rows]
    _table("documents", data, new, whole, replaced)
    listed = set(tables.read("sources", data)["id"])
    if OWN not in listed and any(one["source"] == OWN for one in rows):
        _table("sources", data, new, [SOURCE], ())
    if _sketched(data):
        _sketches(data, new, sketches, replaced)


def _table(name: str, data: Path, new: Path, added: Sequence[Row], without: Collection[str]) -> None:
    (resource,) = tables.resources(name, data)
    path = resource["path"]
    (new / path).parent.mkdir(parents=True, exist_ok=True)
    writing.rows(data / path, new / path, list(csvfile.described(resource)), added, without)


def _sketched(data: Path) -> bool:
    return any(one["name"] == "sketches" for one in tables.resources(None, data))


def _sketches(data: Path, new: Path, added: Mapping[str, Sketch], without: Collection[str]) -> None:
    import pyarrow
    import pyarrow.parquet as parquet
    from pyarrow import compute

    (resource,) = tables.resources("sketches", data)
    fields: Any = pyarrow.schema([("document", pyarrow.string()), ("hash", pyarrow.int64())])
    old = parquet.read_table(data / resource["path"]).cast(fields)
    gone = pyarrow.array(sorted(without), pyarrow.string())
    old = old.filter(compute.invert(compute.is_in(old["document"], value_set=gone)))
    ids = [id for id, sketch in added.items() for _ in sketch]
    numbers = [number for sketch in added.values() for number in sketch]
    below = pyarrow.table([pyarrow.array(ids, pyarrow.string()), pyarrow.array(numbers)], schema=fields)
    parquet.write_table(pyarrow.concat_tables([old, below]), new / resource["path"], compression="zstd")


def reason(fault: Refusal) -> str:
    """The sentence for a refusal of the quality gate."""
    if fault.rule == "short":
        least = f"{SHORTEST_OTHER} at least, in a report {SHORTEST['report']}"
        return f"has {fault.found} Han characters; expected {least}"
    return {
        "damaged": f"holds {fault.found} characters that could not be read (U+FFFD); expected a whole text",
        "truncated": f"ends in the midst of a sentence or of a cell ({fault.found}); expected a whole text",
        "place": f"never names {fault.found}; expected a report on it",
        "year": f"was delivered in {fault.found} by its own words; expected the year that it is filed under",
        "duplicate": f"is the same text as the document {fault.found}, or nearly; --replace takes it instead",
    }[fault.rule]
