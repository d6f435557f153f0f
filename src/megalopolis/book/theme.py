"""One page as the theme wrote it: lighter, in one language, accessible, describing itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from megalopolis.book import interface, styles

Element = Any
LABELS = ("title", "aria-label", "data-bs-title", "placeholder")
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


def adapt(page: Element, path: Path, language: str) -> None:
    """Change what the theme wrote, in place.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition.
    language : str
    """
    _lighten(page)
    _one_sheet(page, f"{'../' * (len(path.parts) - 1)}_static/{styles.NAME}")
    _scripts(page)
    _translate(page, language)
    _make_accessible(page, language)
    _describe(page)


def _lighten(page: Element) -> None:
    for path in UNUSED:
        for element in page.xpath(path):
            element.drop_tree()
    for extra in page.xpath("//meta[@name='viewport']")[1:]:
        extra.drop_tree()


def _one_sheet(page: Element, address: str) -> None:
    first, *others = page.xpath("//link[@rel='stylesheet'][contains(@href, '_static/')]")
    for link in others:
        link.drop_tree()
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
            script.drop_tree()
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
