"""What the pass over the pages knows of each page before it changes any, and what pages tell one another.

A page is looked at again when it was rendered anew only, and changed again when that or what others tell it
is not as before. So nothing of a page may reach another one but by what stands here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from megalopolis.book import alternatives, chain, links, names, pairing, passages
from megalopolis.book.shown import Shown

Element = Any


class Seen(NamedTuple):
    """What is known of a page.

    Attributes
    ----------
    title : str
    sheets : sequence of str
        The style sheets that it asks for.
    ids : sequence of str
        Places that a link may lead to.
    measures : sequence of str
        Those that it explains, see :func:`names.entries`.
    places : sequence of str
        See :func:`alternatives.named`.
    asks : bool
        Whether it shows two pages of a series side by side.
    tables : sequence
        Of a page of a series, see :func:`pairing.tables`.
    named : chain.Named
    passage : passages.Passage
    """

    title: str
    sheets: Sequence[str]
    ids: Sequence[str]
    measures: Sequence[str]
    places: Sequence[str]
    asks: bool
    tables: Sequence[pairing.Table]
    named: chain.Named
    passage: passages.Passage


def look(page: Element, path: Path, *, of_series: bool, sheets: Sequence[str]) -> Seen:
    """What is known of the *page* at *path*, counted from the root of the edition.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
    of_series : bool
        Whether a template made it.
    sheets : sequence of str
        The style sheets that it asks for.
    """
    found = Seen(
        title=links.title(page),
        sheets=sheets,
        ids=page.xpath("//@id"),
        measures=names.entries(page),
        places=alternatives.named(page),
        asks=pairing.asked(page),
        tables=list(pairing.tables(page)) if of_series else [],
        named=chain.read(page),
        passage=passages.Passage() if of_series else passages.read(page, path),
    )
    # What was looked at now and what was kept are the same thing.
    return restored(json.loads(json.dumps(found)))


def restored(kept: Sequence[Any]) -> Seen:
    """What was known of a page, out of what JSON keeps of it."""
    seen = Seen(*kept)
    return seen._replace(
        tables=[(tuple(head), rows) for head, rows in seen.tables],
        named=chain.Named(*seen.named),
        passage=passages.Passage(*seen.passage),
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """What pages tell one another.

    Attributes
    ----------
    measures : frozenset of str
        Those that the appendix explains.
    titled : mapping
        Title -> page of a series.
    ids : mapping
        Page -> places that a link may lead to.
    chain : chain.Chain
    """

    measures: frozenset[str]
    titled: Mapping[str, Path]
    ids: Mapping[Path, frozenset[str]]
    chain: chain.Chain

    def places(self, seen: Seen) -> list[str]:
        """Those of the places that a page names that there are."""
        return [place for place in seen.places if alternatives.there(place, self.ids)]

    def told(self, path: Path, seen: Seen) -> list[Any]:
        """All that others tell the page at *path*."""
        nouns = sorted({noun for noun, _ in seen.named.references if noun in self.chain.homes})
        used = {noun: self.chain.of(noun, path) for noun in seen.named.asked}
        return [
            sorted(self.measures),
            sorted((title, page.as_posix()) for title, page in self.titled.items()),
            self.places(seen),
            path in self.chain.titles,
            [(noun, self.chain.homes[noun][0].as_posix(), self.chain.homes[noun][1]) for noun in nouns],
            [
                (noun, one.page.as_posix(), one.anchor, self.chain.titles[one.page])
                for noun, every in used.items()
                for one in every
            ],
        ]


def gather(seen: Mapping[Path, Seen], shown: Shown) -> Whole:
    """What the pages *seen*, by their paths from the root of the edition, tell one another."""
    titles = {path: one.title for path, one in seen.items()}
    named = {path: one.named for path, one in seen.items()}
    series = [path for path in (Path(f"{one}.html") for one in shown.of_templates) if path in seen]
    return Whole(
        measures=frozenset(seen[names.PAGE].measures if names.PAGE in seen else ()),
        titled={titles[path]: path for path in series},
        ids={path: frozenset(one.ids) for path, one in seen.items()},
        chain=chain.gather(named, titles, shown.chapters, shown.of_templates),
    )
