"""Know a text again by a sketch of it: a few numbers from which no sentence can be read.

The sketch of a text is the 64 smallest hashes of its sentences; the share of hashes that two sketches have in
common estimates the share of sentences that their texts have in common (Jaccard index).

References
----------
Broder (1997), On the resemblance and containment of documents, *Compression and Complexity of Sequences*.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Sequence

SIZE = 64
ALIKE = 0.9
SHORTEST = 10  # Han characters of a sentence that says something of its own
# Two sketches that are alike differ in at most 6 of the 64 smallest hashes of both, so that one of the 7
# smallest of the one is among the 13 smallest of the other.
ASKED, KEPT = 7, 13

Sketch = Sequence[int]

_SENTENCE_END = re.compile(r"[。！？；\n]")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")


def sketch(text: str) -> Sketch:
    """The smallest hashes of the sentences of a normalised *text*, at most 64, in ascending order.

    Each is from 0 to 2**63 - 1, so that it fits a column of whole numbers.
    """
    sentences = (_NOT_HAN.sub("", part) for part in _SENTENCE_END.split(text))
    hashes = {
        int.from_bytes(hashlib.blake2b(sentence.encode(), digest_size=8).digest()) >> 1
        for sentence in sentences
        if len(sentence) >= SHORTEST
    }
    return array("q", sorted(hashes)[:SIZE])


def resemblance(one: Sketch, other: Sketch) -> float:
    """The estimated Jaccard index of the sentences of two texts, from 0 to 1; 0 when one has no sentence.

    .. math:: \\hat J = \\frac{|S(A \\cup B) \\cap S(A) \\cap S(B)|}{|S(A \\cup B)|}

    with S the 64 smallest hashes.
    """
    if not len(one) or not len(other):
        return 0.0
    smallest = set(sorted({*one, *other})[:SIZE])
    return len(smallest & set(one) & set(other)) / len(smallest)


class Index:
    """The sketches of many texts, to find the one that a text resembles without looking at all."""

    def __init__(self) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._holders: dict[int, list[str]] = {}

    def add(self, id: str, sketch: Sketch) -> None:
        """Remember a text."""
        self._sketches[id] = sketch
        for number in sketch[:KEPT]:
            self._holders.setdefault(number, []).append(id)

    def alike(self, sketch: Sketch) -> str | None:
        """The text that resembles this one most, by :data:`ALIKE` at least; the earliest of equals."""
        near = dict.fromkeys(id for number in sketch[:ASKED] for id in self._holders.get(number, ()))
        found = [(resemblance(sketch, self._sketches[id]), id) for id in near]
        best = max(found, key=lambda one: one[0], default=(0.0, ""))
        return best[1] if best[0] >= ALIKE else None
