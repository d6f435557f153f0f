"""Slides of every chapter in one folder that needs nothing else: no server, no network, only a browser.

The charts are those of the site, with the same scripts under the same policy.
"""

from __future__ import annotations

import json
import posixpath
import shutil
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from megalopolis.book import interface, policy, selfcheck, styles, theme
from megalopolis.errors import ChapterError
from megalopolis.kit import deck
from megalopolis.kit.source import Chapter, Edition

Element = Any
SCRIPTS = {
    "charts.js": "//figure[contains(@class, 'chart-chart')]",
    "quiz.js": "//form[contains(@class, 'quiz')]",
}
LIBRARIES = ("vega.js", "chart-themes.js")
OWN = ("slides.js", "slides.css")
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "back": "上一张",
        "next": "下一张",
        "overview": "总览",
        "colours": "明暗",
        "slide": "第{number}张，共{count}张",
        "keys": "方向键翻页，Home和End到首尾，数字加回车到某一张，Esc看总览，T换明暗",
    },
    "en": {
        "back": "Previous",
        "next": "Next",
        "overview": "Overview",
        "colours": "Light or dark",
        "slide": "Slide {number} of {count}",
        "keys": "Arrows turn, Home and End go to the ends, a number and Enter to a slide, Esc shows all, "
        "T changes the colours",
    },
}


def write(edition: Edition, folder: Path) -> tuple[Chapter, ...]:
    """Write a deck for each chapter of *edition* below *folder*; those that have one.

    Pages below a chapter, such as those of single cities, have no slides.

    Raises
    ------
    ChapterError
        A deck would ask for what is not in the folder.
    """
    target = folder / edition.language
    decks = {
        chapter: deck.slides(edition.page(chapter)) for chapter in edition.chapters if chapter.depth == 1
    }
    names = {chapter.address for chapter in decks}
    static = target / "_static"
    static.mkdir(parents=True)
    for name in (*LIBRARIES, *SCRIPTS, styles.NAME):
        _copied(edition.folder / "_static" / name, static / name)
    for match in selfcheck.CSS_ADDRESS.finditer((static / styles.NAME).read_text(encoding="utf-8")):
        if not match[1].startswith(selfcheck.INERT):
            _copied(edition.folder / "_static" / match[1], static / match[1])
    for name in OWN:
        (static / name).write_bytes(files("megalopolis").joinpath("assets", name).read_bytes())
    for chapter, shown in decks.items():
        path = target / f"{chapter.address}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_html(edition, chapter, shown, names), encoding="utf-8")
        _drawings(edition, chapter, shown, target)
    faults = selfcheck.faults(target)
    if faults:
        raise ChapterError("\n".join(["slides that do not hold together:", *(f"- {one}" for one in faults)]))
    return tuple(decks)


def _html(edition: Edition, chapter: Chapter, shown: tuple[deck.Slide, ...], decks: set[str]) -> str:
    import lxml.html

    words = WORDS[edition.language]
    up = "../" * chapter.address.count("/")
    sections = []
    for number, slide in enumerate(shown, 1):
        # The source of a chart stands beside it, with its findings: the height is for the chart.
        for note in (one for one in slide.beside if one.tag == "figcaption"):
            note.tag = "div"
            note.set("class", "slide-note")
        body = "".join(
            f'<div class="slide-{name}">'
            + "".join(lxml.html.tostring(one, encoding="unicode", with_tail=False) for one in elements)
            + "</div>"
            for name, elements in (("main", slide.main), ("beside", slide.beside))
            if elements
        )
        tag = "h1" if slide.kind == "title" else "h2"
        above = f'<p class="slide-book">{escape(edition.title)}</p>' if slide.kind == "title" else ""
        label = escape(words["slide"].format(number=number, count=len(shown)))
        sections.append(
            f'<section class="slide slide-of-{slide.kind}" id="slide-{number}" aria-label="{label}"'
            ' tabindex="-1">'
            f'{above}<{tag}>{escape(slide.heading)}</{tag}><div class="slide-body">{body}</div></section>'
        )
    page = lxml.html.document_fromstring(
        f'<html lang="{interface.TAGS[edition.language]}" data-theme="light">'
        '<head><meta charset="utf-8"></head>'
        f'<body class="deck"><main class="bd-article">{"".join(sections)}</main></body></html>'
    )
    _links(page, chapter, decks)
    _drop_doubles(page)
    scripts = [name for name, where in SCRIPTS.items() if page.xpath(where)]
    head = [
        f'<meta http-equiv="{policy.HEADER}" content="{escape(policy.header())}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(chapter.title)} — {escape(edition.title)}</title>",
        f'<link rel="icon" href="{theme.ICON}">',
        *(f'<link rel="stylesheet" href="{up}_static/{name}">' for name in (styles.NAME, "slides.css")),
        f'<script type="application/json" id="deck-words">{json.dumps(words, ensure_ascii=False)}</script>',
        *(f'<script src="{up}_static/{name}" defer></script>' for name in ("slides.js", *scripts)),
    ]
    text = lxml.html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    return str(text).replace('<meta charset="utf-8">', '<meta charset="utf-8">\n' + "\n".join(head), 1) + "\n"


def _links(page: Element, chapter: Chapter, decks: set[str]) -> None:
    """Lead to slides, of this or another chapter; what leads elsewhere becomes plain words."""
    names = set(page.xpath("//@id"))
    folder = posixpath.dirname(chapter.address)
    for link in page.xpath("//a[@href]"):
        address, _, name = link.get("href").partition("#")
        if address.startswith(("http:", "https:")):
            continue
        target = posixpath.normpath(posixpath.join(folder, address)).removesuffix(".html")
        if not address and name in names:
            continue
        if address and target in decks:
            link.set("href", address)
            continue
        link.drop_tag()


def _drop_doubles(page: Element) -> None:
    """A name twice is none: what is shown on two slides keeps that of the first."""
    seen = set()
    for element in page.xpath("//*[@id]"):
        if element.get("id") in seen:
            element.attrib.pop("id")
        else:
            seen.add(element.get("id"))


def _drawings(edition: Edition, chapter: Chapter, shown: tuple[deck.Slide, ...], target: Path) -> None:
    """Copy the drawings that the slides show to the same places as on the site."""
    page = edition.page(chapter).parent
    for slide in shown:
        for element in (*slide.main, *slide.beside):
            for address in element.xpath(".//img/@src|.//source/@srcset"):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(chapter.address), address))
                _copied(page / address, target / path)


def _copied(source: Path, target: Path) -> None:
    """Copy what is there; what is not is found when the folder is looked through."""
    if source.is_file() and not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
