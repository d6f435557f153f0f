"""The quality gate: which texts are not what they are filed as, and why.

Every rule looks at the text itself and at those that came before it; nothing is repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from megalopolis.texts import sketches
from megalopolis.texts.documents import Document
from megalopolis.texts.tokens import han, normalise

# Fewest Han characters of a text of each kind; what is shorter is a stub, a summary or an excerpt.
SHORTEST = {"report": 4500, "congress-report": 1000}
SHORTEST_OTHER = 200
CELL_LIMIT = 32767  # characters that a spreadsheet cell can hold

_UNFINISHED = tuple("，、（“《")
_DELIVERED = re.compile(r"(\d{4})年\d{1,2}月\d{1,2}日[^。]{0,45}(?:会议上|大会上)")
_REVIEWED = re.compile(
    r"(?:^|\n)\s*(?:一、|第一部分)?\s*(?:关于)?(\d{4})年(?:政府)?(?:主要)?工作(?:情况)?的?(?:简要)?回顾"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one document is refused.

    Attributes
    ----------
    document : str
        Its id.
    rule : {"short", "damaged", "truncated", "place", "year", "duplicate"}
    found : str
        What was found: a number of characters, a year, the id of the same text.
    """

    document: str
    rule: str
    found: str


@dataclass(frozen=True, slots=True)
class Screened:
    """A document, the reasons for which it must be refused (none: it passes), and its sketch."""

    document: Document
    refusals: tuple[Refusal, ...]
    sketch: sketches.Sketch


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is kept of a document that passed before: enough to know it again."""

    id: str
    checksum: str
    sketch: sketches.Sketch = ()


def screen(documents: Iterable[Document], earlier: Iterable[Earlier] = ()) -> Iterator[Screened]:
    """Pass on each document with the reasons for which it must be refused; none means that it passes.

    - short: fewer Han characters than a text of its kind has (:data:`SHORTEST`);
    - damaged: U+FFFD, the mark of bytes that could not be read;
    - truncated: exactly as long as a spreadsheet cell can be, or ending in the midst of a sentence;
    - place: a report on a city that never names it;
    - year: delivered in another year than it is filed under, or looking back on another than the year before;
    - duplicate: the same text as one that passed before, or nine tenths of its sentences the same
      (:mod:`megalopolis.texts.sketches`).

    Memory grows by some 64 numbers a document, not with the length of the texts.

    Parameters
    ----------
    documents : iterable of Document
        Read as they are needed.
    earlier : iterable of Earlier
        Documents that passed another time.
    """
    checksums: dict[str, str] = {}
    known = sketches.Index()
    for one in earlier:
        checksums[one.checksum] = one.id
        known.add(one.id, one.sketch)
    for document in documents:
        text = normalise(document.text)
        checksum, sketch = document.checksum, sketches.sketch(text)
        same = checksums.get(checksum) or known.alike(sketch)
        refusals = [*_own_faults(document, text)]
        if same:
            refusals.append(Refusal(document.id, "duplicate", same))
        if not refusals:
            checksums[checksum] = document.id
            known.add(document.id, sketch)
        yield Screened(document, tuple(refusals), sketch)


def _own_faults(document: Document, text: str) -> Iterator[Refusal]:
    size = han(text)
    if size < SHORTEST.get(document.kind, SHORTEST_OTHER):
        yield Refusal(document.id, "short", str(size))
    if "\ufffd" in text:
        yield Refusal(document.id, "damaged", str(text.count("\ufffd")))
    if len(document.text) == CELL_LIMIT:
        yield Refusal(document.id, "truncated", str(CELL_LIMIT))
    elif text.rstrip().endswith(_UNFINISHED):
        yield Refusal(document.id, "truncated", text.rstrip()[-1])
    if document.kind == "report" and document.city and document.place not in text:
        yield Refusal(document.id, "place", document.place)
    delivered = year_of_delivery(text)
    if document.year and delivered and delivered != document.year:
        yield Refusal(document.id, "year", str(delivered))


def year_of_delivery(text: str) -> int | None:
    """The year in which a report was delivered, as far as the text says.

    From the date of the session in its first lines, else from the heading of the review: a report that looks
    back on one year is delivered in the next.
    """
    session = _DELIVERED.search(text[:400])
    if session:
        return int(session.group(1))
    review = _REVIEWED.search(text[:3000])
    return int(review.group(1)) + 1 if review else None
