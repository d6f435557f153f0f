"""Links that the pass over the pages adds: their addresses, and how an element becomes one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Element = Any


def address(start: Path, page: Path, anchor: str = "") -> str:
    """How the page *start* links to a place of *page*; both are paths from the root of the edition."""
    mark = f"#{anchor}" if anchor else ""
    if start == page and anchor:
        return mark
    return "../" * (len(start.parts) - 1) + page.as_posix() + mark


def around(element: Element, target: str) -> None:
    """Put *element* into a link; what stands after it stays outside."""
    anchor = element.makeelement("a", {"href": target})
    anchor.tail, element.tail = element.tail, None
    element.getparent().replace(element, anchor)
    anchor.append(element)


def inside(element: Element, target: str) -> None:
    """Put all that *element* holds into a link: for cells and the like, which have to stay where they are."""
    anchor = element.makeelement("a", {"href": target})
    anchor.text, element.text = element.text, None
    anchor.extend(list(element))
    element.append(anchor)


def title(page: Element) -> str:
    """The title of a page: its first heading, without the sign that links to it."""
    return plain("".join(page.xpath("(//article//h1)[1]//text()[not(ancestor::a)]")))


def plain(text: str) -> str:
    """*text* with single spaces."""
    return " ".join(text.split())
