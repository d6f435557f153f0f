"""Passages beside counts, where a user's own texts are on this machine."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from megalopolis import tables
from megalopolis.region import Region
from megalopolis.texts import passages as texts
from megalopolis.texts.places import gazetteer

TEXTS = "texts"  # folder beside the tables, which git passes over


@dataclass(frozen=True, slots=True)
class Shown:
    """Passages with where they come from; displays itself as a list, and as nothing when there is none.

    Attributes
    ----------
    passages : tuple of Passage
    origins : tuple of str
        Title or issuer, and year, of the document of each.
    """

    passages: tuple[texts.Passage, ...]
    origins: tuple[str, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        items = "".join(
            f"<li>{one.html} <cite>{html.escape(origin)}</cite></li>"
            for one, origin in zip(self.passages, self.origins, strict=True)
        )
        plain = "\n".join(f"{one.before}[{one.term}]{one.after}" for one in self.passages)
        return {"text/html": f'<ul class="passages">{items}</ul>' if items else "", "text/plain": plain}


def show(
    here: Region,
    terms: Iterable[str],
    documents: Iterable[str] | None = None,
    *,
    width: int = texts.WIDTH,
    limit: int = 20,
    each: int = 3,
) -> Shown:
    """Where *terms* stand in those of the *documents* whose text is on this machine.

    Parameters
    ----------
    here : Region
    terms : iterable of str
        Words of the lexicon, or others.
    documents : iterable of str, optional
        Ids in the order in which to look; every document by default.
    width, limit, each : int
        As for :func:`megalopolis.texts.passages.passages`.

    Returns
    -------
    Shown
        Empty where no text is there, as in the published book.
    """
    known = tables.read("documents", here.data)
    titles = known["title"].fillna(known["issuer"]) + ", " + known["year"].astype("str")
    origins = dict(zip(known["id"], titles, strict=True))
    words = {*tables.read("lexicon", here.data)["term"], *gazetteer(tables.read("cities", here.data)).codes}
    chosen = list(origins if documents is None else documents)
    folder = here.data / TEXTS
    found = texts.passages(terms, chosen, folder, words=words, width=width, limit=limit, each=each)
    return Shown(found, tuple(origins.get(one.document, one.document) for one in found))
