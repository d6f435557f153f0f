"""Count the words of a batch of documents: tokens become numbers, and the counting is done on arrays.

A batch is read as one string of events: a word, a word that is sought, the end of a sentence, the end of a
paragraph. Sums over that string give sentences and paragraphs; nothing else of the order of words is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any

import numpy as np

from megalopolis.texts.documents import Document, paragraphs
from megalopolis.texts.places import Gazetteer, find
from megalopolis.texts.tokens import HOLE, SENTENCE_ENDS, Parter, spoken

WORD, SOUGHT, END, BREAK, BETWEEN = range(5)
_STOPS = dict.fromkeys(SENTENCE_ENDS, END) | {"\n": BREAK}

Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of documents, cut.

    Attributes
    ----------
    ids : list of str
    tokens : list of str
        Han words of all documents, with :data:`~megalopolis.texts.tokens.HOLE` between them.
    starts : list of int
        Where the tokens of each document begin.
    spelled : list of bytes
        The events of the stretches that stand at the holes.
    latin : list of list of str
        Latin words, document by document.
    lengths : list of list of int
        Han characters of each paragraph, document by document.
    named : dict of int to str
        Positions of tokens that name a city, and its code.
    """

    ids: list[str]
    tokens: list[str]
    starts: list[int]
    spelled: list[bytes]
    latin: list[list[str]]
    lengths: list[list[int]]
    named: dict[int, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the sought words of a batch stand, and how large its paragraphs are.

    Attributes
    ----------
    document, paragraph, sentence : numpy.ndarray
        Of each sought word; documents from 0, the others from 1.
    words, sentences : numpy.ndarray
        Of each paragraph of the batch.
    """

    document: Numbers
    paragraph: Numbers
    sentence: Numbers
    words: Numbers
    sentences: Numbers


def cut_batch(documents: Sequence[Document], part: Parter, gazetteer: Gazetteer | None) -> Batch:
    """Cut every document of a batch."""
    batch = Batch([], [], [], [], [], [], {})
    for document in documents:
        tokens, apart, runs = part("\n".join([*paragraphs(document.text), ""]))
        start = len(batch.tokens)
        spelled = list(map(_spell, apart))
        batch.ids.append(document.id)
        batch.starts.append(start)
        batch.tokens.extend(tokens)
        batch.spelled.extend([events for events, _ in spelled])
        batch.latin.append(list(chain.from_iterable([latin for _, latin in spelled])))
        batch.lengths.append(_lengths(apart, runs))
        if gazetteer:
            stretches = iter(apart)
            whole = [next(stretches).strip() if token == HOLE else token for token in tokens]
            found = find(whole, gazetteer, document.city)
            batch.named.update((start + position, code) for position, code in found)
    return batch


def locate(batch: Batch, kinds: np.ndarray[Any, np.dtype[np.uint8]]) -> Places:
    """Find paragraph and sentence of the sought words; *kinds* is the kind of each token."""
    woven: list[bytes] = [b""] * (2 * len(batch.spelled) + 1)
    woven[::2] = kinds.tobytes().split(bytes([BETWEEN]))
    woven[1::2] = batch.spelled
    events = np.frombuffer(b"".join(woven), dtype=np.uint8)

    counted = [len(lengths) for lengths in batch.lengths]
    first = np.concatenate([[0], np.cumsum(counted)]).astype(np.int64)  # first paragraph of each document
    words = np.cumsum(events <= SOUGHT)
    stops = np.flatnonzero((events == END) | (events == BREAK))
    said = np.diff(words[stops], prepend=0) > 0  # whether a sentence ends at this stop
    breaks = events[stops] == BREAK
    sentences = np.cumsum(said)
    per_paragraph = np.diff(sentences[breaks], prepend=0)
    before = np.concatenate([[0], sentences[breaks]])  # sentences of the batch before each paragraph

    sought = np.flatnonzero(events == SOUGHT)
    stop = np.searchsorted(stops, sought)
    ended = np.concatenate([[0], np.cumsum(breaks)])[stop]  # paragraphs that ended before
    sentence = np.concatenate([[0], sentences])[stop] - before[ended] + 1
    document = np.searchsorted(first, ended, side="right") - 1
    return Places(
        document=document,
        paragraph=ended - first[document] + 1,
        sentence=sentence,
        words=np.diff(words[stops][breaks], prepend=0),
        sentences=per_paragraph,
    )


def _lengths(apart: list[str], runs: list[str]) -> list[int]:
    """The Han characters of each paragraph; a paragraph ends with every line end in a stretch."""
    lengths: list[int] = []
    reached = list(accumulate(map(len, runs)))
    before = 0
    for place in [place for place, stretch in enumerate(apart) if "\n" in stretch]:
        lengths.append(reached[place] - before)
        lengths.extend([0] * (apart[place].count("\n") - 1))
        before = reached[place]
    return lengths


@lru_cache(maxsize=1 << 16)
def _spell(stretch: str) -> tuple[bytes, tuple[str, ...]]:
    """The events in a stretch without Han characters, and its words that are no numbers."""
    found = spoken(stretch)
    events = bytes([_STOPS.get(piece, WORD) for piece in found])
    return events, tuple([piece for piece in found if piece[0].isalpha()])
