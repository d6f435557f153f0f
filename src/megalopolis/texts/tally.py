"""Cut a batch of documents and find where its words stand, on arrays with an entry for each character.

Words, ends of sentences and ends of paragraphs are positions in the characters of a batch; sums over them
give the sentences and the paragraphs. Nothing else of the order of words is kept.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from megalopolis.texts.documents import Document, paragraphs
from megalopolis.texts.tokens import (
    HOLE,
    RARE,
    SENTENCE_ENDS,
    Cutter,
    Points,
    characters,
    code_points,
    normal_points,
)
from megalopolis.texts.vocabulary import Mask, Numbers, strings

SIGN, HAN, LATIN, JOINT, LETTER, END, BREAK = range(7)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of documents, cut.

    Attributes
    ----------
    ids : list of str
    ends : numpy.ndarray
        Where the characters of each document end.
    points : numpy.ndarray
        The characters of all documents, normalised; a paragraph ends with a line end.
    kinds : numpy.ndarray
        Sign, Han character, beginning or joint of a Latin word, other letter, end of a sentence or paragraph.
    tokens : pyarrow.StringArray
        Han words, with :data:`~megalopolis.texts.tokens.HOLE` for what stands between them.
    starts : numpy.ndarray
        Where the tokens begin.
    lengths : numpy.ndarray
        Of the tokens, in characters; a hole counts as one.
    """

    ids: list[str]
    ends: Numbers
    points: Points
    kinds: np.ndarray[Any, np.dtype[np.uint8]]
    tokens: Any
    starts: Numbers
    lengths: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of a batch that are not made of common Han characters: where they begin and, of some, the text.

    Attributes
    ----------
    starts : numpy.ndarray
        Of all, numbers too.
    spelled : pyarrow.StringArray
        Those that begin with a letter.
    places : numpy.ndarray
        Where those begin.
    """

    starts: Numbers
    spelled: Any
    places: Numbers


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the sought words of a batch stand, and how large its paragraphs are.

    Attributes
    ----------
    document, paragraph, sentence : numpy.ndarray
        Of each sought word; documents from 0, the others from 1.
    words, sentences, characters : numpy.ndarray
        Of each paragraph of the batch; characters are Han only.
    owner, number : numpy.ndarray
        The document of each paragraph, from 0, and its number there, from 1.
    """

    document: Numbers
    paragraph: Numbers
    sentence: Numbers
    words: Numbers
    sentences: Numbers
    characters: Numbers
    owner: Numbers
    number: Numbers


def cut_batch(documents: Sequence[Document], cut: Cutter) -> Batch:
    """Cut every document of a batch; *cut* is made by :func:`~megalopolis.texts.tokens.han_cutter`."""
    written = [normal_points("\n".join([*paragraphs(document.text), ""])) for document in documents]
    points = np.concatenate(written)
    ends = np.cumsum([len(one) for one in written])
    kinds = _kinds().take(points)

    han = kinds == HAN
    kept = han.copy()  # Han characters, and the first of every stretch between them
    kept[1:] |= han[:-1]
    kept[:1] = True
    kept[ends[ends < len(points)]] = True  # a stretch does not reach into the next document
    places = np.flatnonzero(kept)
    shown = np.where(han.take(places), points.take(places), np.uint32(ord(HOLE)))
    stretches = characters(shown)
    bounds = [0, *np.searchsorted(places, ends)]  # each document by itself, so that its tokens stay in cache
    cuts = [_lengths(cut(stretches[first:last])) for first, last in pairwise(bounds)]
    lengths = np.concatenate(cuts)
    stops = np.cumsum(lengths, dtype=np.int64)
    tokens = strings(stretches, stops * len(HOLE.encode()))  # of all characters here
    starts = places.take(stops - lengths)
    return Batch([one.id for one in documents], ends, points, kinds, tokens, starts, lengths)


def _lengths(tokens: list[str]) -> np.ndarray[Any, Any]:
    try:
        return np.frombuffer(bytes(map(len, tokens)), dtype=np.uint8)  # the quickest way for short tokens
    except ValueError:
        return np.fromiter(map(len, tokens), np.int64, len(tokens))


class Written(Sequence[str]):
    """The tokens of a batch from *first* to before *last*, as they are written.

    In the place of a hole stands what is between two Han words, without white space around it.
    """

    def __init__(self, batch: Batch, first: int, last: int) -> None:
        self._batch, self._range = batch, range(first, last)

    def __len__(self) -> int:
        return len(self._range)

    def __getitem__(self, position: Any) -> Any:
        batch, place = self._batch, self._range[position]
        token = batch.tokens[place].as_py()
        if token != HOLE:
            return token
        end = batch.starts[place + 1] if place + 1 < len(batch.tokens) else len(batch.points)
        return characters(batch.points[batch.starts[place] : end]).strip()


def foreign(batch: Batch) -> Foreign:
    """Latin words and numbers, whole, and every other letter as a word of its own."""
    latin = batch.kinds == LATIN
    member = latin | (batch.kinds == JOINT)
    edges = _edges(member)
    first, last = edges[::2], edges[1::2]
    led = np.flatnonzero(batch.kinds.take(first) == JOINT)
    written = np.append(_edges(latin)[::2], len(batch.points))
    first[led] = written[np.searchsorted(written, first[led])]  # a word begins with a letter or digit
    words = first < last  # and where the run has none there is no word
    first, last = first[words], last[words]

    named = _letters().take(batch.points.take(first))
    begins, ends = first[named], last[named]
    letters = np.flatnonzero(batch.kinds == LETTER)
    other = letters[_letters()[batch.points[letters]]]
    starts = np.concatenate([begins, other])
    sizes = np.concatenate([ends - begins, np.ones_like(other)])
    until = np.cumsum(sizes)
    spelled = batch.points.take(np.repeat(starts - until + sizes, sizes) + np.arange(sizes.sum()))
    widths = sum((spelled >= least).view(np.uint8) for least in (0, 0x80, 0x800, 0x10000))  # in UTF-8
    stops = np.cumsum(widths, dtype=np.int32)[until - 1]
    return Foreign(
        np.concatenate([first, letters]),
        strings(characters(spelled), stops),
        starts,
    )


def _edges(member: Mask) -> Numbers:
    """Where stretches of members begin and end, by turns."""
    return np.flatnonzero(np.diff(member, prepend=False, append=False))


def lay_out(batch: Batch, strange: Numbers, sought: Numbers) -> Layout:
    """Find paragraph and sentence of the words that begin at *sought*; *strange* are those of `foreign`."""
    stops = np.flatnonzero(batch.kinds >= END)
    tokens = np.searchsorted(batch.starts, stops)  # before each stop, as all these
    holes = _summed(batch.kinds.take(batch.starts) != HAN).take(tokens)
    words = tokens - holes + np.searchsorted(np.sort(strange), stops)
    said = np.diff(words, prepend=0) > 0  # whether a sentence ends here
    breaks = batch.kinds[stops] == BREAK
    han = _summed(batch.lengths).take(tokens[breaks]) - holes[breaks]
    sentences = np.cumsum(said)
    before = np.concatenate([[0], sentences[breaks]])  # sentences of the batch before each paragraph

    owner = np.searchsorted(batch.ends, stops[breaks], side="right")
    first = np.searchsorted(owner, np.arange(len(batch.ids)))  # first paragraph of each document
    stop = np.searchsorted(stops, sought)
    ended = _summed(breaks)[stop]  # paragraphs that ended before
    document = owner[ended]
    return Layout(
        document=document,
        paragraph=ended - first[document] + 1,
        sentence=_summed(said)[stop] - before[ended] + 1,
        words=np.diff(words[breaks], prepend=0),
        sentences=np.diff(sentences[breaks], prepend=0),
        characters=np.diff(han, prepend=0),
        owner=owner,
        number=np.arange(len(owner)) - first[owner] + 1,
    )


def _summed(sizes: Any) -> Numbers:
    """The sum before each entry, and of all."""
    sums = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=sums[1:])
    return sums


@cache
def _kinds() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The kind of each character."""
    kinds = np.zeros(0x110000, dtype=np.uint8)
    every = range(0x110000)
    kinds[np.fromiter((chr(point).isalnum() for point in every), np.bool_, len(every))] = LETTER
    for first, last in RARE:
        kinds[first : last + 1] = LATIN
    kinds[code_points(string.ascii_letters + string.digits)] = LATIN
    kinds[code_points("+#&._%-")] = JOINT
    kinds[0x4E00:0x9FD6] = HAN
    kinds[code_points("".join(SENTENCE_ENDS))] = END
    kinds[ord("\n")] = BREAK
    return kinds


@cache
def _letters() -> Mask:
    """Which characters are letters."""
    return np.fromiter((chr(point).isalpha() for point in range(0x110000)), np.bool_, 0x110000)
