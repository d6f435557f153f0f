"""The words of a web page: no script, no style, no tag."""

from __future__ import annotations

from typing import Any

from megalopolis.ingest.refusal import Refused


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


UNSEEN = _names("""
    script style noscript template svg math head iframe object embed applet audio video canvas select textarea
    button
""")
INLINE = _names("""
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr
""")


def text(content: str) -> str:
    """What a reader of the page sees, a line for each block.

    Raises
    ------
    Refused
        ``malformed`` when this is no page, ``empty`` when nothing is to be read on it.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(content.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("malformed", f"not readable as HTML ({error}); expected a web page") from None
    lines = [" ".join(line.split()) for line in "".join(_pieces(page)).split("\n")]
    found = "\n".join(line for line in lines if line)
    if not found:
        raise Refused("empty", "the page shows no text; expected some")
    return found


def _pieces(page: Any) -> list[str]:
    """The pieces of text in their order, with line ends around blocks; no recursion, so no depth hurts."""
    pieces: list[str] = []
    stack: list[tuple[Any, bool]] = [(page, False)]
    while stack:
        element, left = stack.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        block = name not in INLINE
        if left:
            pieces.append("\n" if block else "")
            pieces.append(_plain(element.tail))
        elif name in UNSEEN or not name:
            pieces.append(_plain(element.tail))
        else:
            pieces.append("\n" if block else "")
            pieces.append(_plain(element.text))
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
    return pieces


def _plain(text: str | None) -> str:
    """Line ends in the source of a page are blanks."""
    return " ".join(text.split("\n")) if text else ""
