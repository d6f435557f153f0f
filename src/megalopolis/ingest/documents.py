"""Add a user's documents: read, describe, screen, count, and write their counts below those that there are.

Documents stream through, one after another: memory grows with their number (an id, a checksum, a sketch), not
with their length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from megalopolis import journal, tables
from megalopolis.errors import ParameterError
from megalopolis.ingest import archive, entries, kinds, metadata, reader, writing
from megalopolis.ingest.archive import Item
from megalopolis.ingest.limits import SECONDS
from megalopolis.ingest.metadata import Catalogue, Fields
from megalopolis.ingest.refusal import Refusal, Refused
from megalopolis.ingest.report import Report, Taken
from megalopolis.texts import gate, store
from megalopolis.texts.documents import Document
from megalopolis.texts.places import gazetteer
from megalopolis.texts.sketches import Sketch
from megalopolis.texts.terms import FIELDS, count_all

NEEDED = ("documents", *FIELDS, "lexicon", "cities", "sources")

Watch = Callable[[Sequence[Item | Refusal]], Iterable[Item | Refusal]]


@dataclass(frozen=True, slots=True)
class _Book:
    """What happened to the files so far; its lists and sets grow as the documents pass."""

    existing: frozenset[str]
    replace: bool
    taken: list[Taken] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    rows: list[entries.Row] = field(default_factory=list)
    sketches: dict[str, Sketch] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)


def add(
    paths: Iterable[Path],
    data: Path,
    *,
    listed: Path | None = None,
    replace: bool = False,
    engine: str = "rjieba",
    readers: int = 1,
    executor: Executor | None = None,
    seconds: float = SECONDS,
    watch: Watch = iter,
) -> Report:
    """Add the documents under *paths* to the tables in *data*; the caller holds the lock of the project.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        Files, folders, zip archives.
    data : pathlib.Path
        Folder of the tables. Texts go into its folder ``texts``.
    listed : pathlib.Path, optional
        CSV file of metadata.
    replace : bool
        Whether a document takes the place of one with the same id or text; else it is refused.
    engine, executor
        As for :func:`megalopolis.texts.terms.count_all`.
    readers : int
        Processes that read files.
    seconds : float
        For reading one file.
    watch : callable
        Given the list of files, passes them on and shows how far it is.

    Returns
    -------
    Report

    Raises
    ------
    ParameterError
        A path or the metadata cannot be read, or *data* has no tables of documents.
    DataError
        The tables would break their contract; nothing was written.
    """
    data = data.resolve()
    _needed(data)
    known = metadata.catalogue(data)
    rows = metadata.read(listed, known) if listed else {}
    skip = frozenset([listed.resolve()] if listed else [])
    files = [_document(one) for one in archive.items(paths, skip)]
    before = tables.read("documents", data)
    book = _Book(frozenset(before["id"]), replace)
    book.refused.extend(_missing(rows, files))
    with journal.stage(data) as new:
        (new / writing.TEXTS).mkdir()
        contents = reader.read_all(watch(files), readers, seconds)
        described = _describe(contents, rows, known, book)
        screened = gate.screen(described, entries.earlier(data))
        passed = _pass(screened, new, book)
        lexicon = frozenset(tables.read("lexicon", data)["term"])
        names = gazetteer(tables.read("cities", data))
        counted = new.parent / "counted"
        sizes = store.write(count_all(passed, lexicon, names, engine, executor), counted)
        if book.taken:
            store.join(data, counted, new, book.replaced)
            entries.write(data, new, book.rows, sizes, book.sketches, book.replaced)
            writing.require(data)
            gone = book.replaced - {one.id for one in book.taken}
            journal.commit(data, [f"{writing.TEXTS}/{id}.txt" for id in gone])
    return Report(tuple(book.taken), tuple(book.refused))


def _document(one: Item | Refusal) -> Item | Refusal:
    """The file, or a refusal when it is a spreadsheet, which is another matter."""
    if isinstance(one, Item) and kinds.family(one.name) == "spreadsheets":
        return Refusal(
            one.name, "kind", "is a spreadsheet; expected documents here: add it by a call of its own"
        )
    return one


def _needed(data: Path) -> None:
    known = {one["name"]: one["path"] for one in tables.resources(None, data)}
    for name in NEEDED:
        if name not in known or (name in FIELDS and known[name] != f"{name}.parquet"):
            path = f" at {name}.parquet" if name in FIELDS else ""
            raise ParameterError(
                f"expected the table {name}{path} in {data / tables.PACKAGE}; found none: describe it there."
            )


def _missing(rows: dict[str, Fields], files: Iterable[Item | Refusal]) -> Iterator[Refusal]:
    """Rows of metadata for files that are not there."""
    names = {one.name if isinstance(one, Item) else one.file for one in files}
    names |= {name.rsplit("/", 1)[-1] for name in names}
    for name in rows:
        if name not in names and name != metadata.EVERY:
            yield Refusal(name, "missing", "has a row in the metadata; expected a file with this name")


def _describe(
    contents: Iterable[tuple[Item, Any] | Refusal], rows: dict[str, Fields], known: Catalogue, book: _Book
) -> Iterator[Document]:
    """The documents that have all that is to be known about them, and an id of their own."""
    for one in contents:
        if isinstance(one, Refusal):
            book.refused.append(one)
            continue
        item, content = one
        try:
            said = metadata.given(item.name, content.front, rows)
            document = metadata.document(item.name, content.text, said, known)
            if document.id in book.files:
                found = f"would be {document.id}, as {book.files[document.id]} is"
                raise Refused("id", f"{found}; give it an id of its own in the metadata")
        except Refused as refused:
            book.refused.append(Refusal(item.name, refused.rule, refused.reason))
            continue
        book.files[document.id] = item.name
        yield document


def _pass(screened: Iterable[gate.Screened], new: Path, book: _Book) -> Iterator[Document]:
    """The documents that the gate lets pass, or that replace those for which it would not."""
    for one in screened:
        document = one.document
        file = book.files[document.id]
        instead = {document.id} & book.existing
        faults = []
        for fault in one.refusals:
            known = fault.rule == "duplicate" and fault.found in book.existing - book.replaced
            if known and book.replace:
                instead |= {fault.found}
            else:
                faults.append(fault)
        if faults:
            book.refused.append(Refusal(file, faults[0].rule, "; ".join(map(entries.reason, faults))))
            continue
        if instead and not book.replace:
            found = f"has the id of another text, {document.id}"
            expected = "give it an id of its own, or put it in the other's place with --replace"
            book.refused.append(Refusal(file, "id", f"{found}; {expected}"))
            continue
        (new / writing.TEXTS / f"{document.id}.txt").write_text(document.text, encoding="utf-8", newline="\n")
        book.replaced.update(instead)
        book.sketches[document.id] = one.sketch
        book.rows.append(entries.row(document))
        book.taken.append(Taken(file, document.id, tuple(sorted(instead))))
        yield document
