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
from megalopolis.texts.tokens import HOLE, SENTENCE_ENDS, Parter, han, parter

BATCH = 200_000  # characters of text that travel to a worker at once
WINDOW = 8  # batches under way at once

# Kinds of tokens; a document is scanned as a string of them.
_WORD, _MARK, _END, _BREAK, _SOUGHT = range(5)
_STOP = re.compile(b"[\x02\x03\x04]")  # an end, a break or a word that is sought
_SAID = re.compile(b"[\x00\x04]")  # a word of either kind


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
    tokens, foreign = part("\n".join(lines))
    tokens.append("\n")
    whole = Counter(tokens)
    kinds = {token: _WORD if token[0].isalnum() else _MARK for token in whole}
    kinds[HOLE] = _MARK
    latin = Counter(word for word in foreign if not word[0].isdigit())
    # In order of code points, so that nothing of the order of the text is kept.
    han_words = (token for token, kind in kinds.items() if kind == _WORD and not token[0].isdigit())
    vocabulary = sorted([*han_words, *latin])
    whole.update(latin)
    kinds[HOLE] = _WORD
    named = dict(find(tokens, gazetteer, document.city)) if gazetteer else {}
    kinds.update(dict.fromkeys(SENTENCE_ENDS.intersection(whole), _END))
    kinds.update(dict.fromkeys(lexicon.intersection(whole), _SOUGHT))
    kinds.update(dict.fromkeys((tokens[position] for position in named), _SOUGHT))
    kinds["\n"] = _BREAK
    text = bytes(map(kinds.__getitem__, tokens))

    sizes: list[tuple[int, int]] = []
    hits: Counter[tuple[int, int, str]] = Counter()
    cities: Counter[tuple[int, int, str]] = Counter()
    sentence, start, last = 1, 0, 0  # the paragraph began at start, the sentence at last
    for match in _STOP.finditer(text):
        position = match.start()
        if text[position] == _SOUGHT:
            if tokens[position] in lexicon:
                hits[len(sizes) + 1, sentence, tokens[position]] += 1
            if position in named:
                cities[len(sizes) + 1, sentence, named[position]] += 1
            continue
        sentence += bool(_SAID.search(text, last, position))
        last = position
        if text[position] == _BREAK:
            words = text.count(_WORD, start, position) + text.count(_SOUGHT, start, position)
            sizes.append((sentence - 1, words))
            sentence, start = 1, position + 1
    return Counts(
        document.id,
        tuple(zip(vocabulary, map(whole.__getitem__, vocabulary), strict=True)),
        tuple((*size, han(line)) for size, line in zip(sizes, lines, strict=bool(lines))),
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
    part = _parter(lexicon, gazetteer, engine)
    return [_count(document, part, lexicon, gazetteer) for document in batch]
