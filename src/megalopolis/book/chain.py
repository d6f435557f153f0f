"""The chain of evidence on the pages: what a page names leads to where it is explained, and back.

A *noun* is a statement (``S-003``), finding, verdict, principle, measure, indicator, table or source, named
by the anchor that it has on its page (``finding-…``, ``indicator-…``). An element with ``data-reference``
names one; here it becomes a link, and links that authors wrote to such anchors count as well. An element
with ``data-referrers`` is filled with links to the pages that name its noun. Where nouns live and who names
them is known when all pages are there; a noun without a page stays plain text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from megalopolis.book import links

Element = Any

NOUN = re.compile(r"(S-\d+|(finding|verdict|principle|measure|indicator|table|source)-\S+)")
# Problem pages repeat the statements that they rest on; their home is the list of all statements.
REPEATED = "statement-"
# The folder in which a noun is explained, where several pages show it; then the order of the book decides.
HOMES = {
    "S": "region",
    "verdict": "problems",
    "principle": "principles",
    "measure": "paths",
    "indicator": "appendix",
    "table": "appendix",
    "source": "appendix",
}
FOLDED = {"zh": "用于{count}处", "en": "Used in {count} places"}
# More links than this are folded.
MANY = 8
# Elements that cannot stand inside a link.
HOLDERS = {"td", "th", "li", "p", "dt", "dd"}
WORDS = {"zh": ("用于：", "、", "。"), "en": ("Used in: ", ", ", ".")}


class Reference(NamedTuple):
    """A noun named on a page, inside the place of that page that has an anchor."""

    noun: str
    page: Path
    anchor: str


class Named(NamedTuple):
    """What a page explains and names.

    Attributes
    ----------
    anchors : sequence of str
        Places on it that stand for a noun, in order.
    references : sequence of (str, str)
        Each noun that it names, known or not, and the nearest anchor around the place.
    asked : sequence of str
        Nouns for which it lists who names them.
    """

    anchors: Sequence[str] = ()
    references: Sequence[Sequence[str]] = ()
    asked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """What all pages explain and name.

    Attributes
    ----------
    homes : mapping
        Noun -> the page that explains it and the anchor there.
    named : mapping
        Noun -> references to it, in the order of the book.
    titles : mapping
        Page -> title, in the order of the book.
    """

    homes: Mapping[str, tuple[Path, str]]
    named: Mapping[str, Sequence[Reference]]
    titles: Mapping[Path, str]

    def of(self, noun: str, path: Path) -> list[Reference]:
        """Who names a *noun* that the page at *path* explains; none where another page does."""
        home = self.homes.get(noun)
        if home is None or home[0] != path:
            return []
        return [one for one in self.named.get(noun, ()) if one[1:] != home]


def read(page: Element) -> Named:
    """What *page* explains and names."""
    anchors = [str(one) for one in page.xpath("//article//*/@id") if _noun(one)]
    marked = page.xpath("//article//*[@data-reference]")
    written = [
        (noun, element)
        for element in page.xpath("//article//a[contains(@href, '#')]")
        if (noun := _noun(element.get("href").partition("#")[2]))
    ]
    references = [
        *((element.get("data-reference"), _around(element)) for element in marked),
        *((noun, _around(element)) for noun, element in written),
    ]
    return Named(anchors, list(dict.fromkeys(references)), page.xpath("//*[@data-referrers]/@data-referrers"))


def gather(
    pages: Mapping[Path, Named], titles: Mapping[Path, str], order: Sequence[str], aside: Collection[str] = ()
) -> Chain:
    """What all pages explain and name.

    Parameters
    ----------
    pages, titles : mapping
        Every page by its path from the root of the edition -> what :func:`read` gives, and its title.
    order : sequence of str
        Chapters as the book has them, such as ``problems/innovation``; the front page first.
    aside : collection of str
        Chapters that name nouns without being listed beside them: the many pages of templates.
    """
    known = [path for path in (Path(f"{chapter}.html") for chapter in order) if path in pages]
    homes = _homes(pages, known)
    named: dict[str, list[Reference]] = {}
    for path in known:
        if path.with_suffix("").as_posix() not in aside:
            for noun, anchor in pages[path].references:
                if noun in homes:
                    named.setdefault(noun, []).append(Reference(noun, path, anchor))
    return Chain(homes, named, {path: titles[path] for path in known})


def link(page: Element, path: Path, chain: Chain, language: str) -> None:
    """Join references and their nouns, both ways, on the *page* at *path*, in place."""
    for element in page.xpath("//article//*[@data-reference]") if path in chain.titles else ():
        home = chain.homes.get(element.attrib.pop("data-reference"))
        if home is not None and home != (path, _around(element)):
            _link(element, links.address(path, *home))
    for place in page.xpath("//*[@data-referrers]"):
        used = chain.of(place.attrib.pop("data-referrers"), path)
        if used:
            _list(place, _links(used, chain.titles, page, path), language)
        else:
            place.drop_tree()


def _noun(anchor: str) -> str | None:
    """The noun that an anchor stands for."""
    name = anchor.removeprefix(REPEATED)
    return name if NOUN.fullmatch(name) else None


def _homes(pages: Mapping[Path, Named], known: Sequence[Path]) -> dict[str, tuple[Path, str]]:
    """Noun -> the page that explains it and the anchor there."""
    found: dict[str, list[tuple[bool, int, Path, str]]] = {}
    for place, path in enumerate(known):
        for anchor in pages[path].anchors:
            noun = str(_noun(anchor))
            folder = HOMES.get(noun.partition("-")[0])
            away = folder is not None and path.parts[0] != folder
            # The front page repeats what chapters say.
            found.setdefault(noun, []).append((away or len(path.parts) == 1, place, path, anchor))
    return {noun: min(places)[2:] for noun, places in found.items()}


def _around(element: Element) -> str:
    """The nearest anchor at or above *element* inside the article; empty where there is none."""
    for above in (element, *element.iterancestors()):
        if above.tag == "article":
            break
        if above.get("id"):
            return str(above.get("id"))
    return ""


def _link(element: Element, target: str) -> None:
    """Make *element* a link unless it has one; what has to stay in its row or list holds the link."""
    if element.xpath("ancestor::a or .//a"):
        return
    (links.inside if element.tag in HOLDERS else links.around)(element, target)


def _links(
    used: Sequence[Reference], titles: Mapping[Path, str], page: Element, path: Path
) -> list[tuple[str, str]]:
    """Words and address of each link: one for another page, one for each place of the page itself."""
    first = {one.page: one for one in reversed(used) if one.page != path}
    others = [(titles[one], links.address(path, one, first[one].anchor)) for one in titles if one in first]
    anchors = dict.fromkeys(one.anchor for one in used if one.page == path and one.anchor)
    return [*((_called(page, anchor), f"#{anchor}") for anchor in anchors), *others]


def _called(page: Element, anchor: str) -> str:
    """What a place of the page is called: a noun by its name, another place by its heading."""
    if _noun(anchor):
        return anchor if anchor.startswith("S-") else anchor.partition("-")[2]
    found = page.xpath("(//*[@id=$anchor]//*[self::th or self::h2 or self::h3])[1]", anchor=anchor)
    own: list[str] = (
        found[0].xpath(".//text()[not(parent::a[contains(@class, 'headerlink')])]") if found else []
    )
    words = links.plain("".join(own))
    return words or anchor


def _list(place: Element, found: Sequence[tuple[str, str]], language: str) -> None:
    """Fill *place* with links to what names its noun; many of them are folded."""
    before, between, end = WORDS[language]
    place.set("class", "referrers")
    inside = place
    if len(found) > MANY:
        inside = place.makeelement("details", {})
        summary = place.makeelement("summary", {})
        summary.text = FOLDED[language].format(count=len(found))
        inside.append(summary)
        place.tag = "div"
        place.append(inside)
    else:
        place.text = before
    for number, (words, target) in enumerate(found, start=1):
        anchor = place.makeelement("a", {"href": target})
        anchor.text = words
        anchor.tail = end if number == len(found) else between
        inside.append(anchor)
