"""Pass over the HTML that Jupyter Book writes: lighter, accessible, in one language, asking no other host."""

from __future__ import annotations

import posixpath
import shutil
from pathlib import Path
from typing import Any

from megalopolis.book import (
    alternatives,
    chain,
    downloads,
    interface,
    lines,
    listings,
    names,
    pairing,
    passages,
    policy,
    register,
    styles,
    subjects,
    weight,
)
from megalopolis.book.shown import Shown

Element = Any
LABELS = ("title", "aria-label", "data-bs-title", "placeholder")
DROPPED_FILES = (
    ".buildinfo",
    "_static/locales",
    "_static/images/logo_*",
    "_static/scripts/fontawesome.js*",
    "_static/scripts/*.map",
    "_static/styles/*.map",
    "_static/webpack-macros.html",
    "_static/sbt-webpack-macros.html",
    "_static/sphinx-thebe.*",
    "_static/vendor",
    "searchindex.js",
)
# What the theme writes for services that the book does not use.
UNUSED = (
    "//script[@type='text/x-thebe-config']",
    "//script[contains(text(), 'kernelName')]",
    "//script[contains(text(), 'DOCUMENTATION_OPTIONS.pagename')]",
    "//script[contains(text(), 'search_as_you_type')]",
    "//script[contains(@src, 'fontawesome.js')]",
    "//script[contains(@src, 'thebe') or contains(@src, 'athjax')]",
    "//link[contains(@href, 'thebe')]",
    "//link[@rel='preload' and @as='script']",
    "//meta[starts-with(@name, 'docsearch:')]",
    "//*[@id='ethical-ad-placement']",
    "//head/comment()",
    "//body//comment()",
)
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='%231f6f78'%3E"
    "%3Ccircle cx='4' cy='11' r='3'/%3E%3Ccircle cx='12' cy='11' r='3'/%3E%3Ccircle cx='8' cy='4' r='3'/%3E"
    "%3C/svg%3E"
)
DESCRIPTION = 150


def polish(folder: Path, language: str, shown: Shown) -> None:
    """Pass over every page of one language, in place.

    Parameters
    ----------
    folder : pathlib.Path
        The pages: a copy that belongs to the build.
    language : str
    shown : Shown
    """
    import lxml.html

    _drop(folder)
    paths = sorted(folder.rglob("*.html"))
    pages = {path: lxml.html.document_fromstring(path.read_text(encoding="utf-8")) for path in paths}
    if language == "zh":
        for page in pages.values():
            lines.join(page)
    sheets = list(dict.fromkeys(name for page in pages.values() for name in _sheets(page)))
    static = folder / "_static"
    (static / styles.NAME).write_text(styles.bundle(static, sheets), encoding="utf-8")
    placed = {path.relative_to(folder): page for path, page in pages.items()}
    register.fill(placed, shown.found, language)
    passages.write(static, placed, shown, language)
    pairing.write(static, placed, shown.of_templates)
    names.link(placed)
    chain.link(placed, shown.chapters, language, shown.of_templates)
    downloads.link(placed, shown.tables)
    subjects.link(placed, shown.of_templates)
    alternatives.choose(placed)
    listings.equip(static, placed)
    for sheet in static.rglob("*.css"):
        if sheet != static / styles.NAME:
            sheet.unlink()
    for path, page in pages.items():
        up = "../" * (len(path.relative_to(folder).parts) - 1)
        _lighten(page)
        _one_sheet(page, f"{up}_static/{styles.NAME}")
        _scripts(page)
        _translate(page, language)
        _make_accessible(page, language)
        _describe(page)
    weight.lighten(static, placed, static / styles.NAME, language)
    policy.protect(static, placed)
    for path, page in pages.items():
        path.write_text(
            lxml.html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>") + "\n", encoding="utf-8"
        )


def _drop(folder: Path) -> None:
    for pattern in DROPPED_FILES:
        for path in sorted(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _sheets(page: Element) -> list[str]:
    """The style sheets of the theme that a page asks for, relative to ``_static``."""
    found = []
    for link in page.xpath("//link[@rel='stylesheet']"):
        _, mark, name = link.get("href", "").partition("_static/")
        if mark:
            found.append(posixpath.normpath(name.partition("?")[0]))
    return found


def _remove(element: Element) -> None:
    """Remove an element and keep the text after it."""
    element.drop_tree()


def _lighten(page: Element) -> None:
    for path in UNUSED:
        for element in page.xpath(path):
            _remove(element)
    for extra in page.xpath("//meta[@name='viewport']")[1:]:
        _remove(extra)


def _one_sheet(page: Element, address: str) -> None:
    first, *others = page.xpath("//link[@rel='stylesheet'][contains(@href, '_static/')]")
    for link in others:
        _remove(link)
    first.attrib.clear()
    first.set("rel", "stylesheet")
    first.set("href", address)


def _scripts(page: Element) -> None:
    """Defer every script that has an address; their order stays."""
    for script in page.xpath("//script[@src]"):
        script.set("defer")
    seen = set()
    for script in page.xpath("//script[not(@src) and not(@type)]"):
        if script.text in seen:
            _remove(script)
        seen.add(script.text)


def _translate(page: Element, language: str) -> None:
    words = interface.WORDS[language]
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        for label in LABELS:
            if (value := element.get(label)) in words:
                element.set(label, words[value])
        if (
            not len(element)
            and (text := (element.text or "").strip()) in words
            and not _inside_article(element)
        ):
            element.text = words[text]
    for element in page.xpath("//p[@class='copyright']"):
        text = element.text_content().replace("©", "").replace("Copyright", "").strip().rstrip(".")
        for child in list(element):
            element.remove(child)
        element.text = interface.COPYRIGHT[language].format(text=text)
    for element in page.xpath("//p[@class='component-author']"):
        element.text = (element.text or "").replace("： ", "：")


def _inside_article(element: Element) -> bool:
    return any("bd-article" in (above.get("class") or "").split() for above in element.iterancestors())


def _make_accessible(page: Element, language: str) -> None:
    # A control with visible words must be called by them; one with a title only needs a name.
    for element in page.xpath("//summary[@aria-label]|//button[contains(@class, 'search-button-field')]"):
        element.attrib.pop("aria-label", None)
    for element in page.xpath("//button[@title and not(@aria-label)][not(normalize-space(.))]"):
        element.set("aria-label", element.get("title"))
    for element in page.xpath("//div[@id='pst-primary-sidebar']"):
        element.set("role", "navigation")
        element.set("aria-label", interface.SIDEBAR[language])
    for element in page.xpath(
        "//li[contains(@class, 'has-children')]/details/summary[not(normalize-space(.))]"
    ):
        title = " ".join(element.getparent().getparent()[0].text_content().split())
        element.set("aria-label", interface.BELOW[language].format(title=title))
    for element in page.xpath("//a[contains(@class, 'btn-download-source-button')]"):
        element.set("title", interface.NOTEBOOK[language])
        element.set("download")
        element.attrib.pop("target", None)
    for element in page.xpath("//th[not(normalize-space(.)) and not(*)]"):
        element.tag = "td"
        element.attrib.pop("scope", None)
    for element in page.xpath("//dialog[.//input[@type='search']]"):
        element.set("aria-label", page.xpath("string(//dialog//input[@type='search']/@aria-label)"))


def _describe(page: Element) -> None:
    """A description from the first paragraph, and an icon that no server is asked for.

    The twin page is named where a reader chooses it: a reference for machines would have to name a host,
    and a site that works from any folder knows none.
    """
    head = page.head
    paragraphs = page.xpath("//article//p[normalize-space(.)]")
    if paragraphs and not page.xpath("//meta[@name='description']"):
        text = " ".join(paragraphs[0].text_content().split())
        _append(head, "meta", name="description", content=text[:DESCRIPTION])
    if not page.xpath("//link[@rel='icon']"):
        _append(head, "link", rel="icon", href=ICON)


def _append(head: Element, tag: str, **attributes: str) -> None:
    element = head.makeelement(tag, attributes)
    element.tail = "\n"
    head.append(element)
