"""The few signs on buttons, drawn here: the theme brings them as fonts that weigh more than a chapter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from megalopolis.errors import MegalopolisError

FAMILIES = {"fa-solid", "fas", "fa-regular", "far", "fa-brands", "fab"}
# Outlines on a field of 16 by 16, drawn with a round pen.
DRAWINGS = {
    "angle-left": "M10 3 5 8l5 5",
    "angle-right": "m6 3 5 5-5 5",
    "arrow-up": "M8 14V2M3 7l5-5 5 5",
    "bars": "M2 4h12M2 8h12M2 12h12",
    "chevron-down": "m3 6 5 5 5-5",
    "circle-half-stroke": "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12M6 3v10M4.5 4v8",
    "download": "M8 2v8M4.5 7 8 10.5 11.5 7M2 14h12",
    "file": "M3.5 1.5h6l3 3v10h-9zM9 2v3h3",
    "file-pdf": "M4 6V2h8v4M4 11H2V6h12v5h-2M4 9h8v5H4z",
    "list": "M6 4h8M6 8h8M6 12h8M2 4h.5M2 8h.5M2 12h.5",
    "magnifying-glass": "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9M10.5 10.5 14 14",
    "moon": "M13 10A6 6 0 0 1 6 3a6 6 0 1 0 7 7z",
    "sun": "M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6M8 1v1M8 14v1M1 8h1M14 8h1"
    "M3 3l.7.7M12.3 12.3l.7.7M13 3l-.7.7M3.7 12.3l-.7.7",
}


def replace(page: Any) -> frozenset[str]:
    """Give the signs of *page* our classes instead of those of the font, in place; the names of the signs."""
    found = set()
    for element in page.xpath("//i[@class]|//span[@class]"):
        classes = element.get("class").split()
        if not FAMILIES & set(classes):
            continue
        kept = [one for one in classes if one not in FAMILIES and not one.startswith("fa-")]
        signs = [one.removeprefix("fa-") for one in classes if one.startswith("fa-") and one not in FAMILIES]
        named = [one for one in signs if one != "lg"]
        found.update(named)
        element.set("class", " ".join([*kept, "icon", *(f"icon-{one}" for one in named)]))
        element.set("aria-hidden", "true")
    return frozenset(found)


def css(names: Iterable[str], drawings: Mapping[str, str] = DRAWINGS) -> str:
    """The rules for the signs *names*; each takes the colour and the size of the text around it.

    Raises
    ------
    MegalopolisError
        There is no drawing for a sign that a page has.
    """
    wanted = sorted(set(names))
    if unknown := [name for name in wanted if name not in drawings]:
        raise MegalopolisError(
            f"expected a drawing for every sign of the theme; found none for {', '.join(unknown)}: "
            "add an outline to DRAWINGS in megalopolis/book/icons.py"
        )
    return "".join(f'.icon-{name}{{--sign:url("{_address(drawings[name])}")}}\n' for name in wanted)


def _address(outline: str) -> str:
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='#000' "
        f"stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round'><path d='{outline}'/></svg>"
    )
    return f"data:image/svg+xml,{quote(drawing, safe=chr(39) + ' =:/')}"
