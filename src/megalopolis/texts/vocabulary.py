"""Number the words of a batch in the order of their code points.

Nearly all words differ in their first bytes, and these are sorted as numbers, in less time than as strings.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

HEAD = 8  # bytes of a word that are compared as one number


def strings(text: str, ends: Numbers) -> Any:
    """A pyarrow.StringArray of the parts of *text* that end at these bytes of its UTF-8."""
    import pyarrow

    offsets = np.zeros(len(ends) + 1, dtype=np.int32)
    offsets[1:] = ends
    return pyarrow.StringArray.from_buffers(
        len(ends), pyarrow.py_buffer(offsets), pyarrow.py_buffer(text.encode())
    )


def number(words: Sequence[Any]) -> tuple[Any, Numbers]:
    """The distinct words of several pyarrow.StringArray, sorted, and the place of each word among them.

    Words sort by their UTF-8, and so by code points. No two of the arrays share a word.
    """
    import pyarrow

    coded = [one.dictionary_encode() for one in words]
    distinct = pyarrow.concat_arrays([one.dictionary for one in coded])
    order = _order(distinct)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    ranks = np.split(rank, np.cumsum([len(one.dictionary) for one in coded])[:-1])
    places = [own.take(one.indices.to_numpy()) for own, one in zip(ranks, coded, strict=True)]
    return distinct.take(pyarrow.array(order)), np.concatenate(places)


def among(vocabulary: Any, words: Collection[str]) -> Mask:
    """Which entries of the vocabulary are among the *words*."""
    import pyarrow
    from pyarrow import compute

    sought = pyarrow.array(list(words), pyarrow.string())
    found: Mask = compute.is_in(vocabulary, value_set=sought).to_numpy(zero_copy_only=False)
    return found


def _order(words: Any) -> Numbers:
    """The order of distinct words: by their heads, and where these are alike by the whole of them."""
    from pyarrow import compute

    heads = _heads(words)
    order: Numbers = np.argsort(heads)
    alike = np.diff(heads[order]) == 0
    tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
    tied_words = order[tied]
    order[tied] = tied_words[compute.sort_indices(words.take(tied_words)).to_numpy()]
    return order


def _heads(words: Any) -> Any:
    """The first eight bytes of each word as a number that sorts as they do; no word holds a zero byte."""
    _, places, text = words.buffers()
    offsets = np.frombuffer(places, dtype=np.int32, count=len(words) + 1)
    padded = np.zeros(offsets[-1] + HEAD, dtype=np.uint8)
    padded[:-HEAD] = np.frombuffer(text, dtype=np.uint8, count=offsets[-1])
    windows: Any = np.ndarray(len(padded) - HEAD + 1, ">u8", padded, strides=(1,))
    outside = 8 * np.maximum(HEAD - np.diff(offsets), 0)  # bits after the end of the word
    shift = outside.astype(np.uint64)
    return windows.take(offsets[:-1]).astype(np.uint64) >> shift << shift
