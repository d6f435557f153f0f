"""Pages made ready for paper: one chapter, or the whole book as one document.

A page of the site loses what paper cannot do: scripts, buttons, code, data tables that unfold, the drawings
for dark screens. Drawings stand in the page itself, so that their words can be selected and found. Answers
to exercises and quizzes go to the end of the chapter; on a handout they have a page of their own, which a
teacher may keep back.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from megalopolis.book import interface, styles
from megalopolis.kit.source import Chapter, Edition, parsed

Element = Any
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {"answers": "答案与提示", "contents": "目录", "untitled": "开篇"},
    "en": {"answers": "Answers and hints", "contents": "Contents", "untitled": "Opening"},
}
# What paper has no use for.
DROPPED = (
    ".//script",
    ".//button",
    ".//a[contains(@class, 'headerlink')]",
    ".//details[contains(@class, 'above-input')]",
    ".//div[contains(@class, 'cell_input')]",
    ".//div[contains(@class, 'toctree-wrapper')]",
    ".//picture[contains(@class, 'chart-dark')]",
    ".//figure[contains(@class, 'chart-chart')]//details",
    ".//p[contains(@class, 'chart-download')]",
    ".//details[contains(@class, 'finding-behind')]",
    ".//*[@data-pairing]",
    ".//form[@role='search']",
)
ANSWER = ".//details[contains(@class, 'dropdown')]|.//form[contains(@class, 'quiz')]//details"
REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers", "tabindex", "lang")
IDENTIFIER = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
HEADING = re.compile(r"h([1-6])")


@dataclass
class _Sheet:
    """A document that grows chapter by chapter."""

    edition: Edition
    addresses: Mapping[str, str]
    drawings: dict[str, str] = field(default_factory=dict)
    answers: int = 0


def handout(edition: Edition, chapter: Chapter) -> str:
    """HTML of one chapter for paper."""
    sheet = _Sheet(edition, {chapter.address: "page"})
    body = _article(sheet, chapter, 0)
    return _document(sheet, chapter.title, [body], [], f"{edition.title}", chapter.title)


def book(edition: Edition, pages: Mapping[str, int] | None = None) -> str:
    """HTML of all chapters for paper, with a title page and contents.

    Parameters
    ----------
    edition : Edition
    pages : mapping, optional
        Number of the page on which a chapter begins, by the chapter's address: known once it was printed.
    """
    sheet = _Sheet(edition, {one.address: anchor(one) for one in edition.chapters})
    parts: list[str] = []
    rules, last = [], None
    for place, chapter in enumerate(edition.chapters):
        if chapter.part != last and chapter.part:
            parts.append(f'<h1 class="part">{escape(chapter.part)}</h1>')
        last = chapter.part
        shift = chapter.depth if chapter.part else 0
        body = _article(sheet, chapter, shift)
        # A part stands on the first page of its first chapter.
        heading = parts.pop() if parts and parts[-1].startswith("<h1") else ""
        parts.append(f'<section class="chapter" style="page:c{place}">{heading}{body}</section>')
        rules.append(_running(f"c{place}", edition.title, chapter.title))
    front = _front(edition, pages or {})
    return _document(sheet, edition.title, [front, *parts], rules, edition.title, "")


def anchor(chapter: Chapter) -> str:
    """The name of a chapter inside the book."""
    return "page-" + chapter.address.replace("/", "-")


def _article(sheet: _Sheet, chapter: Chapter, shift: int) -> str:
    """The article of a chapter: its headings lower by *shift*, its names its own, its answers last."""
    import lxml.html

    page = parsed(sheet.edition.page(chapter))
    article = page.xpath("//article")[0]
    for path in DROPPED:
        for element in article.xpath(path):
            element.drop_tree()
    prefix = sheet.addresses[chapter.address]
    _answers(sheet, article)
    for element in article.iter():
        if not isinstance(element.tag, str):
            continue
        for name in REFERRING[: None if element.tag != "span" else -1]:
            element.attrib.pop(name, None)
        if match := HEADING.fullmatch(element.tag):
            element.set("class", f"{element.get('class', '')} level-{match[1]}".strip())
            element.tag = f"h{min(6, int(match[1]) + shift)}"
        if element.get("id"):
            element.set("id", f"{prefix}--{element.get('id')}")
    for link in article.xpath(".//a[@href]"):
        _link(sheet, chapter, link)
    for picture in article.xpath(".//picture"):
        _drawing(sheet, chapter, picture)
    article.tag = "div"
    article.attrib.clear()
    article.set("class", "bd-article")
    article.set("id", prefix)
    return str(lxml.html.tostring(article, encoding="unicode"))


def _answers(sheet: _Sheet, article: Element) -> None:
    """Put a number in the place of every answer, and the answers to the end."""
    found = article.xpath(ANSWER)
    if not found:
        return
    make = article.makeelement
    end = make("section", {"class": "answers"})
    heading = make("h2", {})
    heading.text = WORDS[sheet.edition.language]["answers"]
    end.append(heading)
    for number, box in enumerate(found, 1):
        summary = box.find("summary")
        words = " ".join(summary.text_content().split())
        mark, link = make("p", {"class": "answer-mark"}), make("a", {"href": f"#answer-{number}"})
        link.text = f"{words} {number}"
        mark.append(link)
        box.addprevious(mark)
        mark.tail, box.tail = box.tail, None
        head = make("p", {"class": "answer-head", "id": f"answer-{number}"})
        head.text = f"{words} {number}"
        block = make("div", {"class": "answer"})
        block.append(head)
        block.extend([child for child in box if child is not summary])
        box.drop_tree()
        end.append(block)
    (article.find("section") if article.find("section") is not None else article).append(end)


def _link(sheet: _Sheet, chapter: Chapter, link: Element) -> None:
    """Lead to the place in this document, or to another host; what leads elsewhere becomes plain words."""
    address, _, name = link.get("href").partition("#")
    if re.match(r"https?:", address):
        return
    folder = posixpath.dirname(chapter.address)
    target = (
        posixpath.normpath(posixpath.join(folder, address)).removesuffix(".html")
        if address
        else chapter.address
    )
    if target in sheet.addresses:
        prefix = sheet.addresses[target]
        link.set("href", f"#{prefix}--{name}" if name else f"#{prefix}")
    else:
        link.drop_tag()


def _drawing(sheet: _Sheet, chapter: Chapter, picture: Element) -> None:
    """The light drawing itself in the place of a reference to it."""
    image = picture.find(".//img")
    path = (sheet.edition.page(chapter).parent / image.get("src")).resolve()
    key = f"DRAWING-{len(sheet.drawings) + 1}"
    text = path.read_text(encoding="utf-8")
    sheet.drawings[key] = IDENTIFIER.sub(rf"\g<1>{key}-\g<2>", text).replace(
        "<svg ", '<svg aria-hidden="true" ', 1
    )
    box = picture.makeelement("div", {"class": "drawing", "role": "img", "aria-label": image.get("alt", "")})
    box.text, box.tail = key, picture.tail
    picture.getparent().replace(picture, box)


def _front(edition: Edition, pages: Mapping[str, int]) -> str:
    words = WORDS[edition.language]
    lines, last = [], ""
    for chapter in edition.chapters:
        if chapter.part != last:
            lines.append(f'<li class="contents-part">{escape(chapter.part)}</li>')
        last = chapter.part
        number = f"<span>{pages[chapter.address]}</span>" if chapter.address in pages else "<span>0</span>"
        lines.append(
            f'<li class="contents-{chapter.depth}"><a href="#{anchor(chapter)}">{escape(chapter.title)}</a>'
            f"{number}</li>"
        )
    return (
        '<section class="cover" style="page:front">'
        f'<p class="cover-title">{escape(edition.title)}</p></section>'
        f'<section class="contents" style="page:front"><p class="contents-head">{words["contents"]}</p>'
        f"<ul>{''.join(lines)}</ul></section>"
    )


def _running(name: str, left: str, right: str) -> str:
    sides = (("left", left), ("right", right))
    heads = "".join(f" @top-{side} {{ content: {_quoted(text)} }}" for side, text in sides)
    return f"@page {name} {{{heads} }}"


def _quoted(text: str) -> str:
    """*text* as a string of a style sheet inside of HTML."""
    return '"' + re.sub(r'["\\<>&\n]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


def _document(
    sheet: _Sheet, title: str, parts: Sequence[str], rules: Sequence[str], left: str, right: str
) -> str:
    edition = sheet.edition
    own = files("megalopolis").joinpath("assets", "handout.css").read_text(encoding="utf-8")
    site = (edition.folder / "_static" / styles.NAME).read_text(encoding="utf-8")
    running = "\n".join([_running("", left, right), *rules])
    body = re.sub(r"DRAWING-\d+(?=<)", lambda match: sheet.drawings[match[0]], "\n".join(parts))
    return (
        f'<!DOCTYPE html>\n<html lang="{interface.TAGS[edition.language]}" data-theme="light">'
        f'<head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{site}</style><style>{running}\n{own}</style></head>"
        f'<body><main class="bd-content">{body}</main></body></html>\n'
    )


def write(folder: Path, name: str, html: str) -> Path:
    """The file *name* below *folder* with this content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    return path
