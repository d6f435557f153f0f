"""Count the words of texts and give the counts as tables; no sentence is kept.

Documents stream through a window of batches, so memory does not grow with the corpus. The counting itself
is a pure function of the documents, the lexicon and the gazetteer: every engine, every number of workers and
every executor gives the same counts in the same order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import numpy as np

from megalopolis.texts.documents import Document
from megalopolis.texts.places import Gazetteer, find
from megalopolis.texts.tally import (
    Batch,
    Foreign,
    Layout,
    Written,
    cut_batch,
    foreign,
    lay_out,
)
from megalopolis.texts.tokens import HOLE, han_cutter
from megalopolis.texts.vocabulary import Numbers, among, number

BATCH = 200_000  # characters of text that travel to a worker at once
WINDOW = 8  # batches under way at once

FIELDS = {
    "terms": ("document", "paragraph", "sentence", "term", "count"),
    "paragraphs": ("document", "paragraph", "sentences", "words", "characters"),
    "places": ("document", "paragraph", "sentence", "city", "count"),
}
TEXTS = ("document", "term", "city")  # of these fields; the others are whole numbers


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted in a batch of documents: pyarrow tables as of :func:`schema`.

    Attributes
    ----------
    terms : pyarrow.Table
        Every word of a document but numbers, with paragraph and sentence 0, and the words of the lexicon by
        paragraph and sentence, which are numbered from 1. Words stand in order of code points.
    paragraphs : pyarrow.Table
        Sentences, words (numbers are words) and Han characters of each paragraph.
    places : pyarrow.Table
        The cities named, by paragraph and sentence.
    """

    terms: Any
    paragraphs: Any
    places: Any


def schema(name: str) -> Any:
    """The pyarrow schema of one of the tables, with the columns of :data:`FIELDS`.

    A text is held once and its rows by number, so that no row is hashed again to be written.
    """
    import pyarrow

    kinds = {field: pyarrow.dictionary(pyarrow.int32(), pyarrow.string()) for field in TEXTS}
    return pyarrow.schema([(field, kinds.get(field, pyarrow.int32())) for field in FIELDS[name]])


def count(
    documents: Sequence[Document],
    lexicon: frozenset[str],
    gazetteer: Gazetteer | None = None,
    engine: str = "rjieba",
) -> Counts:
    """Count the words of a batch of documents.

    Parameters
    ----------
    documents : sequence of Document
    lexicon : frozenset of str
        Words to count by paragraph and sentence; they also guide the cutting.
    gazetteer : Gazetteer, optional
        Cities to look for; their names guide the cutting too.
    engine : {"rjieba", "jieba"}

    Returns
    -------
    Counts

    Raises
    ------
    ParameterError
        The engine is unknown, or a word of the lexicon cannot be cut.
    """
    import pyarrow

    words = lexicon.union(gazetteer.codes) if gazetteer else lexicon
    batch = cut_batch(documents, han_cutter(words, engine))
    strange = foreign(batch)
    vocabulary, codes = number([batch.tokens, strange.spelled])

    listed = np.flatnonzero(among(vocabulary, lexicon).take(codes[: len(batch.tokens)]))
    named = _named(batch, documents, gazetteer, codes, vocabulary) if gazetteer else {}
    naming = np.fromiter(named, np.int64, len(named))
    cities, city = np.unique(np.array(list(named.values()), dtype="U6"), return_inverse=True)
    names = pyarrow.array(cities.tolist(), pyarrow.string())
    layout = lay_out(batch, strange.starts, batch.starts[np.concatenate([listed, naming])])
    here, there = slice(len(listed)), slice(len(listed), None)
    whole = _whole(batch, strange, codes, vocabulary)
    sizes = (layout.sentences, layout.words, layout.characters)
    return Counts(
        terms=_table("terms", batch, np.hstack([whole, _inside(layout, here, codes[listed])]), vocabulary),
        paragraphs=_table("paragraphs", batch, [layout.owner, layout.number, *sizes]),
        places=_table("places", batch, _inside(layout, there, city), names),
    )


def _named(
    batch: Batch, documents: Sequence[Document], gazetteer: Gazetteer, codes: Numbers, vocabulary: Any
) -> dict[int, str]:
    """The positions of tokens that name a city, and its code."""
    named: dict[int, str] = {}
    suspected = np.flatnonzero(among(vocabulary, gazetteer.codes)[codes[: len(batch.tokens)]])
    bounds = np.searchsorted(batch.starts, [0, *batch.ends])
    for place, document in enumerate(documents):
        first, last = bounds[place : place + 2]
        inside = suspected[np.searchsorted(suspected, first) : np.searchsorted(suspected, last)]
        tokens = Written(batch, first, last)
        found = find(tokens, gazetteer, document.city, [int(one - first) for one in inside])
        named.update((int(first) + position, code) for position, code in found)
    return named


def _whole(batch: Batch, strange: Foreign, codes: Numbers, vocabulary: Any) -> Numbers:
    """The columns of every word of every document."""
    from pyarrow import compute

    size, every = len(vocabulary), len(batch.ids)
    hole = compute.index(vocabulary, HOLE).as_py()
    rows = np.repeat(size * np.arange(every), np.diff(np.searchsorted(batch.starts, batch.ends), prepend=0))
    strange_rows = size * np.searchsorted(batch.ends, strange.places, side="right")
    counts = np.bincount(np.concatenate([rows, strange_rows]) + codes, minlength=size * every)
    if hole >= 0:
        counts[hole::size] = 0
    found = np.flatnonzero(counts > 0)
    document, word = np.divmod(found, max(size, 1))
    nowhere = np.zeros_like(found)
    columns: Numbers = np.array([document, nowhere, nowhere, word, counts[found]])
    return columns


def _inside(layout: Layout, chosen: slice, codes: Numbers) -> Numbers:
    """The columns of what stands in each sentence: the words *chosen* of *layout*, which have these codes."""
    if not len(codes):
        return np.zeros((5, 0), dtype=np.int64)
    axes = (layout.document[chosen], layout.paragraph[chosen], layout.sentence[chosen], codes)
    shape = tuple(int(axis.max()) + 1 for axis in axes)
    keys, counts = np.unique(np.ravel_multi_index(axes, shape), return_counts=True)
    return np.array([*np.unravel_index(keys, shape), counts])


def _table(name: str, batch: Batch, columns: Iterable[Any], names: Any = None) -> Any:
    """A table of these columns; documents and *names* are given by their place."""
    import pyarrow

    ids = pyarrow.array(batch.ids, pyarrow.string())
    texts = {"document": ids, **dict.fromkeys(TEXTS[1:], names)}
    made = []
    for field, column in zip(FIELDS[name], columns, strict=True):
        numbers = pyarrow.array(column.astype(np.int32))
        named = field in texts
        made.append(pyarrow.DictionaryArray.from_arrays(numbers, texts[field]) if named else numbers)
    return pyarrow.table(made, schema=schema(name))


def count_all(
    documents: Iterable[Document],
    lexicon: frozenset[str],
    gazetteer: Gazetteer | None = None,
    engine: str = "rjieba",
    executor: Executor | None = None,
) -> Iterator[Counts]:
    """Count batch after batch of documents, in their order.

    Parameters
    ----------
    documents : iterable of Document
        Read as they are needed.
    lexicon, gazetteer, engine
        As for :func:`count`.
    executor : concurrent.futures.Executor, optional
        Where to count: a pool of processes, or ``dask.distributed.Client.get_executor()``; in this process
        when None. At most eight batches of 200,000 characters are under way at once.

    Yields
    ------
    Counts
    """
    batches = _batches(documents)
    if executor is None:
        for batch in batches:
            yield count(batch, lexicon, gazetteer, engine)
        return
    under_way: deque[Future[Counts]] = deque()
    for batch in batches:
        under_way.append(executor.submit(count, batch, lexicon, gazetteer, engine))
        if len(under_way) == WINDOW:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
