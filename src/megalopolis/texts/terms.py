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
from functools import lru_cache
from itertools import chain

from megalopolis.texts.documents import Document, paragraphs
from megalopolis.texts.places import Gazetteer, find
from megalopolis.texts.tokens import HOLE, SENTENCE_ENDS, Parter, parter, pieces

BATCH = 200_000  # characters of text that travel to a worker at once
WINDOW = 8  # batches under way at once

# Kinds of tokens; a document is scanned as a string of them, punctuation left out.
_WORD, _SOUGHT, _END, _BREAK, _HOLE = range(5)
_STOP = re.compile(b"[\x01\x02\x03]")
_IS_SOUGHT = re.compile(b"\x01")
_STOPS = dict.fromkeys(SENTENCE_ENDS, _END) | {"\n": _BREAK}


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
    return _count(document, _parter(lexicon, gazetteer, engine), lexicon, gazetteer)


def _parter(lexicon: frozenset[str], gazetteer: Gazetteer | None, engine: str) -> Parter:
    return parter(lexicon.union(gazetteer.codes) if gazetteer else lexicon, engine)


def _count(document: Document, part: Parter, lexicon: frozenset[str], gazetteer: Gazetteer | None) -> Counts:
    lines = paragraphs(document.text)
    tokens, apart, runs = part("\n".join([*lines, ""]))
    whole = Counter(tokens)
    del whole[HOLE]
    kinds = dict.fromkeys(whole, _WORD)
    kinds.update(dict.fromkeys(lexicon.intersection(whole), _SOUGHT))
    kinds[HOLE] = _HOLE
    named: dict[int, str] = {}
    if gazetteer:
        between = iter(apart)
        named = dict(
            find([next(between).strip() if t == HOLE else t for t in tokens], gazetteer, document.city)
        )
        kinds.update(dict.fromkeys((tokens[position] for position in named), _SOUGHT))
    scan = bytes(map(kinds.__getitem__, tokens))
    sought = [match.start() for match in _IS_SOUGHT.finditer(scan)]

    spelled = list(map(_spell, apart))
    whole.update(chain.from_iterable(latin for _, latin in spelled))
    woven: list[bytes] = [b""] * (2 * len(apart) + 1)
    woven[::2] = scan.split(bytes([_HOLE]))
    woven[1::2] = [between for between, _ in spelled]

    sizes: list[tuple[int, int]] = []
    hits: Counter[tuple[int, int, str]] = Counter()
    cities: Counter[tuple[int, int, str]] = Counter()
    sentence, words, last = 1, 0, -1
    positions = iter(sought)
    for match in _STOP.finditer(b"".join(woven)):
        place = match.start()
        kind = match.group()[0]
        if kind == _SOUGHT:
            position = next(positions)
            if tokens[position] in lexicon:
                hits[len(sizes) + 1, sentence, tokens[position]] += 1
            if position in named:
                cities[len(sizes) + 1, sentence, named[position]] += 1
            continue
        words += place - last - 1
        sentence += place > last + 1
        last = place
        if kind == _BREAK:
            sizes.append((sentence - 1, words))
            sentence, words = 1, 0
    # In order of code points, so that nothing of the order of the text is kept.
    vocabulary = sorted(whole)
    return Counts(
        document.id,
        tuple(zip(vocabulary, map(whole.__getitem__, vocabulary), strict=True)),
        tuple((*size, long) for size, long in zip(sizes, _lengths(apart, runs), strict=True)),
        tuple((*key, n) for key, n in sorted(hits.items())),
        tuple((*key, n) for key, n in sorted(cities.items())),
    )


def _lengths(apart: list[str], runs: list[str]) -> Iterator[int]:
    """The Han characters of each paragraph; a paragraph ends with every line end in a stretch."""
    length = 0
    for run, stretch in zip(runs, apart, strict=False):
        length += len(run)
        if "\n" in stretch:
            yield length
            yield from [0] * (stretch.count("\n") - 1)
            length = 0


@lru_cache(maxsize=1 << 16)
def _spell(stretch: str) -> tuple[bytes, tuple[str, ...]]:
    """The kinds of the tokens in a stretch without Han characters, and its words that are no numbers."""
    found = [piece for piece in pieces(stretch) if piece[0].isalnum() or piece in _STOPS]
    kinds = bytes(_STOPS.get(piece, _WORD) for piece in found)
    return kinds, tuple(piece for piece in found if piece[0].isalpha())


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
    part = _parter(lexicon, gazetteer, engine)
    return [_count(document, part, lexicon, gazetteer) for document in batch]
