"""Count the words of texts, document by document, and write the counts; no sentence is kept.

Documents stream through a window of batches, so memory does not grow with the corpus. The counting itself
is a pure function of a document, the lexicon and the gazetteer: every engine, every number of workers and
every executor gives the same counts in the same order.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from megalopolis.texts.documents import Document, paragraphs
from megalopolis.texts.places import Gazetteer, find
from megalopolis.texts.tokens import SENTENCE_ENDS, Cutter, cutter, is_word

BATCH = 200_000  # characters of text that travel to a worker at once
WINDOW = 8  # batches under way at once

_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted in one document; positions are numbered from 1.

    Attributes
    ----------
    document : str
    words : tuple of (term, count)
        Every word of the document in order of code points, numbers left out.
    paragraphs : tuple of (sentences, words, characters)
        For each paragraph; words include numbers, characters are Han only.
    hits : tuple of (paragraph, sentence, term, count)
        The words of the lexicon.
    cities : tuple of (paragraph, sentence, city, count)
        The cities named, by code.
    """

    document: str
    words: tuple[tuple[str, int], ...]
    paragraphs: tuple[tuple[int, int, int], ...]
    hits: tuple[tuple[int, int, str, int], ...]
    cities: tuple[tuple[int, int, str, int], ...]


def count(
    document: Document, lexicon: frozenset[str], gazetteer: Gazetteer | None = None, engine: str = "rjieba"
) -> Counts:
    """Count the words of one document.

    Parameters
    ----------
    document : Document
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
    return _count(document, _cutter(lexicon, gazetteer, engine), lexicon, gazetteer)


def _cutter(lexicon: frozenset[str], gazetteer: Gazetteer | None, engine: str) -> Cutter:
    return cutter(lexicon.union(gazetteer.codes) if gazetteer else lexicon, engine)


def _count(document: Document, cut: Cutter, lexicon: frozenset[str], gazetteer: Gazetteer | None) -> Counts:
    parts = paragraphs(document.text)
    tokens = [*cut("\n".join(parts)), "\n"]
    whole = Counter(tokens)
    marks = frozenset(token for token in whole if not is_word(token))
    stops = marks | lexicon.intersection(whole)
    named: dict[int, str] = {}
    if gazetteer:
        named = dict(find(tokens, gazetteer, document.city))
        stops |= {tokens[position] for position in named}

    sizes: list[tuple[int, int]] = []
    hits: Counter[tuple[int, int, str]] = Counter()
    cities: Counter[tuple[int, int, str]] = Counter()
    sentence, words, filled, last = 1, 0, False, -1
    for position, token in [pair for pair in enumerate(tokens) if pair[1] in stops]:
        if token in lexicon:
            hits[len(sizes) + 1, sentence, token] += 1
        if position in named:
            cities[len(sizes) + 1, sentence, named[position]] += 1
        if token not in marks:
            continue
        words += position - last - 1
        filled = filled or position - last > 1
        last = position
        if token in SENTENCE_ENDS and filled:
            sentence, filled = sentence + 1, False
        elif token == "\n":
            sizes.append((sentence if filled else sentence - 1, words))
            sentence, words, filled = 1, 0, False
    return Counts(
        document.id,
        tuple(sorted((word, n) for word, n in whole.items() if word not in marks and not word[0].isdigit())),
        tuple((*size, len(_NOT_HAN.sub("", part))) for size, part in zip(sizes, parts, strict=bool(parts))),
        tuple((*key, n) for key, n in sorted(hits.items())),
        tuple((*key, n) for key, n in sorted(cities.items())),
    )


def count_all(
    documents: Iterable[Document],
    lexicon: frozenset[str],
    gazetteer: Gazetteer | None = None,
    engine: str = "rjieba",
    executor: Executor | None = None,
) -> Iterator[Counts]:
    """Count document after document, in their order.

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
            yield from _count_batch(batch, lexicon, gazetteer, engine)
        return
    under_way: deque[Future[list[Counts]]] = deque()
    for batch in batches:
        under_way.append(executor.submit(_count_batch, batch, lexicon, gazetteer, engine))
        if len(under_way) == WINDOW:
            yield from under_way.popleft().result()
    while under_way:
        yield from under_way.popleft().result()


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


def _count_batch(
    batch: list[Document], lexicon: frozenset[str], gazetteer: Gazetteer | None, engine: str
) -> list[Counts]:
    cut = _cutter(lexicon, gazetteer, engine)
    return [_count(document, cut, lexicon, gazetteer) for document in batch]
