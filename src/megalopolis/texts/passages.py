"""Passages: words in their context, out of the texts that lie on this machine.

The tables hold counts only. Where a user's own texts are there, a passage shows what was counted: it is found
by the same cutting as the counts, so that 开放 inside 改革开放 is in neither.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from megalopolis.errors import ParameterError
from megalopolis.texts.documents import paragraphs
from megalopolis.texts.tokens import SENTENCE_ENDS, Cutter, cutter

WIDTH = 40  # characters on each side
WIDEST = 200
ELLIPSIS = "…"

# Marks that turn the direction of writing could make a page show another order than the text has.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A word in its context.

    Attributes
    ----------
    document : str
        Id.
    paragraph, sentence : int
        Numbers as in the tables of counts, from 1.
    before, term, after : str
        Plain text, as counted: in simplified script, on one line. It is not escaped.
    """

    document: str
    paragraph: int
    sentence: int
    before: str
    term: str
    after: str

    @property
    def html(self) -> str:
        """The passage as HTML: escaped, with the word in ``<mark>``."""
        return f"{html.escape(self.before)}<mark>{html.escape(self.term)}</mark>{html.escape(self.after)}"


def present(ids: Iterable[str], folder: Path) -> tuple[str, ...]:
    """Those of the documents whose text lies in *folder*, in their order."""
    return tuple(id for id in ids if _ID.fullmatch(id) and (folder / f"{id}.txt").is_file())


def passages(
    terms: Iterable[str],
    ids: Iterable[str],
    folder: Path,
    *,
    words: Iterable[str] = (),
    width: int = WIDTH,
    limit: int = 20,
    each: int = 3,
) -> tuple[Passage, ...]:
    """Where the *terms* stand in the documents whose text is there, as counted.

    Parameters
    ----------
    terms : iterable of str
        Words to show.
    ids : iterable of str
        Documents, in the order in which to look; one without a text in *folder* is passed over.
    folder : Path
        Texts as ``<id>.txt`` in UTF-8: ``data/texts``.
    words : iterable of str
        The user dictionary with which the counts were made: the lexicon and the names of cities.
    width : int
        Characters of context on each side, at most 200; a passage stays in its paragraph.
    limit, each : int
        Passages at most, in all and of one document.

    Returns
    -------
    tuple of Passage
        In the order of the documents and of their text.

    Raises
    ------
    ParameterError
        The width is out of range.
    """
    if not 0 < width <= WIDEST:
        raise ParameterError(f"width: expected 1 to {WIDEST} characters, found {width}.")
    sought = frozenset(terms)
    cut = cutter(frozenset(words) | sought)
    found: list[Passage] = []
    for id in present(ids, folder):
        text = (folder / f"{id}.txt").read_text(encoding="utf-8")
        for number, passage in enumerate(_in_text(id, text, sought, cut, width)):
            if number == each or len(found) == limit:
                break
            found.append(passage)
        if len(found) == limit:
            break
    return tuple(found)


def _in_text(id: str, text: str, sought: frozenset[str], cut: Cutter, width: int) -> Iterator[Passage]:
    for number, paragraph in enumerate(paragraphs(text), start=1):
        tokens = cut(paragraph)
        whole = "".join(tokens)
        sentence, said = 1, False
        for token, end in zip(tokens, accumulate(map(len, tokens)), strict=True):
            if token in sought:
                start = end - len(token)
                before, after = whole[max(0, start - width) : start], whole[end : end + width]
                yield Passage(
                    id,
                    number,
                    sentence,
                    (ELLIPSIS if start > width else "") + _TURNS.sub("", before),
                    token,
                    _TURNS.sub("", after) + (ELLIPSIS if end + width < len(whole) else ""),
                )
            if token in SENTENCE_ENDS:
                sentence, said = sentence + said, False
            elif token[0].isalnum():
                said = True
