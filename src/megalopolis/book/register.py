"""The list of all findings of an edition, put into the page that asks for it.

No chapter reads another one, so none can list what all of them found: a page has an empty element with
``data-register="findings"``, and its headings in ``data-headings``, which is filled when every page is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Element = Any
Records = Mapping[str, Sequence[Mapping[str, Any]]]

MARK = "data-register"
PLACE = f"//*[@{MARK}='findings']"


def fill(page: Element, found: Records, language: str) -> None:
    """Write the findings, a row each, in the order of their keys; a finding shown twice is listed once.

    Parameters
    ----------
    page : lxml element
        Changed in place.
    found : mapping
        As :func:`megalopolis.book.records.gather` gives it.
    language : str
    """
    for place in page.xpath(PLACE):
        place.attrib.pop("data-register")
        headings = json.loads(place.attrib.pop("data-headings", "{}"))
        _write(place, found.get("findings", ()), headings, language)


def _write(
    place: Element, findings: Sequence[Mapping[str, Any]], headings: Mapping[str, str], language: str
) -> None:
    place.text = None
    box = _add(place, "div", **{"class": "table-scroll", "role": "region", "tabindex": "0"})
    box.set("aria-label", headings.get("caption", ""))
    table = _add(box, "table")
    _add(table, "caption").text = headings.get("caption", "")
    row = _add(_add(table, "thead"), "tr")
    for name in ("key", "sentence", "measure", "tables"):
        _add(row, "th", scope="col").text = headings.get(name, name)
    body = _add(table, "tbody")
    for key, finding in {one["key"]: one for one in reversed(findings)}.items():
        row = _add(body, "tr")
        _code(_add(row, "th", scope="row"), key, f"finding-{key}")
        _add(row, "td").text = str(finding[f"sentence_{language}"])
        _code(_add(row, "td"), str(finding["measure"]))
        cell = _add(row, "td")
        for name in finding["tables"]:
            _code(cell, str(name), f"table-{name}").tail = " "
    rows = sorted(body, key=lambda one: one[0].text_content())
    body[:] = rows


def _code(cell: Element, text: str, noun: str = "") -> Element:
    code = _add(cell, "code", **({"data-reference": noun} if noun else {}))
    code.text = text
    return code


def _add(above: Element, tag: str, **attributes: str) -> Element:
    element = above.makeelement(tag, attributes)
    above.append(element)
    return element
