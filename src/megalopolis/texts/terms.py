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
from itertools import chain
from typing import Any

import numpy as np

from megalopolis.texts.documents import Document
from megalopolis.texts.places import Gazetteer
from megalopolis.texts.tally import BETWEEN, SOUGHT, WORD, Batch, Numbers, Places, cut_batch, locate
from megalopolis.texts.tokens import HOLE, parter

BATCH = 200_000  # characters of text that travel to a worker at once
WINDOW = 8  # batches under way at once

FIELDS = {
    "terms": ("document", "paragraph", "sentence", "term", "count"),
    "paragraphs": ("document", "paragraph", "sentences", "words", "characters"),
    "places": ("document", "paragraph", "sentence", "city", "count"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted in a batch of documents: pyarrow tables with the columns of :data:`FIELDS`.

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
    """The pyarrow schema of one of the tables."""
    import pyarrow

    texts = {"document", "term", "city"}
    return pyarrow.schema(
        [(field, pyarrow.string() if field in texts else pyarrow.int32()) for field in FIELDS[name]]
    )


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
    from pyarrow import compute

    words = lexicon.union(gazetteer.codes) if gazetteer else lexicon
    batch = cut_batch(documents, parter(words, engine), gazetteer)
    every = pyarrow.array([*batch.tokens, HOLE, *chain.from_iterable(batch.latin)])
    coded = every.dictionary_encode()
    order = compute.sort_indices(coded.dictionary).to_numpy()
    vocabulary = coded.dictionary.take(order)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    codes = rank[coded.indices.to_numpy()]
    here, latin = codes[: len(batch.tokens)], codes[len(batch.tokens) + 1 :]
    hole = int(codes[len(batch.tokens)])

    known = pyarrow.array(sorted(lexicon), pyarrow.string())
    listed = compute.is_in(vocabulary, value_set=known).to_numpy(zero_copy_only=False)
    naming = np.array(sorted(batch.named), dtype=np.int64)
    wanted = listed.copy()
    wanted[here[naming]] = True
    kinds = np.where(wanted, SOUGHT, WORD).astype(np.uint8)
    kinds[hole] = BETWEEN
    places = locate(batch, kinds[here])
    sought = np.flatnonzero(wanted[here])
    hits = listed[here[sought]]
    cities, city = np.unique(
        np.array([batch.named[place] for place in naming], dtype="U6"), return_inverse=True
    )
    names = pyarrow.array(cities.tolist(), pyarrow.string())
    return Counts(
        terms=pyarrow.concat_tables(
            [
                _whole(batch, here, latin, hole, vocabulary),
                _inside("terms", batch, places, np.flatnonzero(hits), here[sought][hits], vocabulary),
            ]
        ),
        paragraphs=_paragraphs(batch, places),
        places=_inside("places", batch, places, np.searchsorted(sought, naming), city, names),
    )


def _whole(batch: Batch, here: Numbers, latin: Numbers, hole: int, vocabulary: Any) -> Any:
    """Every word of every document."""
    size = len(vocabulary)
    ends = [*batch.starts[1:], len(batch.tokens)]
    document = np.repeat(np.arange(len(batch.ids)), np.subtract(ends, batch.starts))
    foreign = np.repeat(np.arange(len(batch.ids)), [len(words) for words in batch.latin])
    every = np.concatenate([document, foreign])
    counts = np.bincount(every * size + np.concatenate([here, latin]), minlength=size * len(batch.ids))
    counts[hole::size] = 0
    found = np.flatnonzero(counts)
    nowhere = np.zeros(len(found), dtype=np.int64)
    return _table(
        "terms", batch, found // size, nowhere, nowhere, vocabulary.take(found % size), counts[found]
    )


def _inside(name: str, batch: Batch, places: Places, chosen: Numbers, codes: Numbers, names: Any) -> Any:
    """What stands in each sentence, counted: the rows *chosen* of *places* and their entries in *names*."""
    if not len(chosen):
        return schema(name).empty_table()
    axes = (places.document[chosen], places.paragraph[chosen], places.sentence[chosen], codes)
    shape = tuple(int(axis.max()) + 1 for axis in axes)
    keys, counts = np.unique(np.ravel_multi_index(axes, shape), return_counts=True)
    document, paragraph, sentence, entry = np.unravel_index(keys, shape)
    return _table(name, batch, document, paragraph, sentence, names.take(entry), counts)


def _paragraphs(batch: Batch, places: Places) -> Any:
    counted = [len(lengths) for lengths in batch.lengths]
    number = np.array([place for many in counted for place in range(1, many + 1)], dtype=np.int64)
    length = np.array([length for lengths in batch.lengths for length in lengths], dtype=np.int64)
    document = np.repeat(np.arange(len(batch.ids)), counted)
    return _table("paragraphs", batch, document, number, places.sentences, places.words, length)


def _table(name: str, batch: Batch, document: Numbers, *columns: Any) -> Any:
    import pyarrow

    ids = pyarrow.array(batch.ids, pyarrow.string()).take(document)
    kinds = schema(name).types[1:]
    typed = [
        column if isinstance(column, pyarrow.Array) else pyarrow.array(column.astype(np.int32))
        for column in columns
    ]
    return pyarrow.table(
        [ids, *(one.cast(kind) for one, kind in zip(typed, kinds, strict=True))], schema=schema(name)
    )


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
