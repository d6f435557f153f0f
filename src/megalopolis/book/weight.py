"""What a page asks a reader's line to carry: scripts and styles where they are used, and nowhere else.

The theme's scripts serve a hundred parts and measure every box of a long page; ``book.js`` does what this
book needs. The plain build of Jupyter Book keeps those of the theme.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from megalopolis.book import icons, reduce

Element = Any
SCRIPT = "book.js"
# Scripts that are written and asked for here; others come from the modules that need them.
WRITTEN = (SCRIPT, "charts-tools.js", "quiz.js", "pairing.js")
# Our own scripts, and what must stand on a page that asks for one of them.
OWN = {
    SCRIPT: "//body",
    "charts.js": "//figure[contains(@class, 'chart-chart')]",
    "charts-tools.js": "//figure[contains(@class, 'chart')]",
    "listing.js": "//*[@data-listing]",
    "pairing-data.js": "//*[@data-pairing]",
    "pairing.js": "//*[@data-pairing]",
    "quiz.js": "//form[contains(@class, 'quiz')]",
    "search-texts.js": "//*[@id='search-results']",
    "search.js": "//*[@id='search-results']",
}
WORDS: Mapping[str, Mapping[str, Any]] = {
    "zh": {
        "copy": "复制",
        "copied": "已复制",
        "charts": {
            "pick": "突出城市",
            "everybody": "不突出",
            "png": "下载图片（PNG）",
            "cite": "如何引用",
            "copy": "复制引文",
            "copied": "已复制",
            "citation": "{title}。见：{page}。{address}（{date}查阅）",
        },
        "pairing": {
            "one": "第一个城市",
            "two": "第二个城市",
            "swap": "对调",
            "pages": "两个城市的页面：",
            "and": "、",
            "caption": "{one}与{two}：{what}",
        },
    },
    "en": {
        "copy": "Copy",
        "copied": "Copied",
        "charts": {
            "pick": "Highlight a city",
            "everybody": "None",
            "png": "Download the picture (PNG)",
            "cite": "How to cite this",
            "copy": "Copy the citation",
            "copied": "Copied",
            "citation": "{title}. In: {page}. {address} (accessed {date}).",
        },
        "pairing": {
            "one": "First city",
            "two": "Second city",
            "swap": "Swap",
            "pages": "The pages of the two cities: ",
            "and": ", ",
            "caption": "{one} and {two}: {what}",
        },
    },
}
MENU = "//div[contains(@class, 'dropdown-download-buttons')]"
ANSWER = "//div[contains(@class, 'admonition') and contains(@class, 'dropdown')]"
ATTRIBUTES = ("data-bs-toggle", "data-bs-placement", "data-bs-title")
# What only scripts of the theme would fill or show.
EMPTY = (
    "//*[@id='pst-back-to-top']",
    "//*[contains(@class, 'pst-async-banner-revealer')]",
    "//button[contains(@class, 'btn-fullscreen-button')]",
)
# What the chart library makes on a page and our sheet styles: the box of a mark, and sliders.
MADE = frozenset({"vg-tooltip-element", "visible", "key", "value", "vega-bind"})
# Libraries hold words for parts that no page has.
LIBRARIES = {"vega.js", "search-texts.js", "pairing-data.js"}


class Load(NamedTuple):
    """What a page carries.

    Attributes
    ----------
    signs : collection of str
        Names of the signs on it.
    scripts : collection of str
        Those of ``WRITTEN`` that it asks for.
    names : collection of str
        Classes and ids on it.
    """

    signs: Collection[str]
    scripts: Collection[str]
    names: Collection[str]


def lighten(page: Element, path: Path, language: str) -> Load:
    """Take out of *page*, in place, what it does not use; what is left.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition.
    language : str
    """
    _plain_menu(page)
    _fold(page)
    _plain(page)
    _scripts(page, "../" * (len(path.parts) - 1), language)
    signs = icons.replace(page)
    asked = [name for name in WRITTEN if page.xpath("//script[contains(@src, $name)]", name=f"/{name}")]
    return Load(sorted(signs), asked, sorted(reduce.names([page], ())))


def equip(static: Path, loads: Sequence[Load]) -> frozenset[str]:
    """Write the scripts that pages ask for and remove those of the theme; the names that rules may be about.

    Parameters
    ----------
    static : pathlib.Path
        Folder of the static files of the edition.
    loads : sequence of Load
        What each page carries.
    """
    for name in WRITTEN:
        if any(name in load.scripts for load in loads):
            (static / name).write_bytes(files("megalopolis").joinpath("assets", name).read_bytes())
    for path in sorted(static.rglob("*.js")):
        if path.parent != static or (
            path.name not in OWN and path.name not in {"vega.js", "chart-themes.js"}
        ):
            path.unlink()
    read = [
        path.read_text(encoding="utf-8") for path in sorted(static.glob("*.js")) if path.name not in LIBRARIES
    ]
    return (reduce.names((), read) | MADE).union(*(load.names for load in loads))


def _plain_menu(page: Element) -> None:
    """The downloads of a page as buttons in a row: two entries need no menu, and no library to open it."""
    for menu in page.xpath(MENU):
        for opener in menu.xpath("./button[@data-bs-toggle='dropdown']"):
            opener.drop_tree()
        menu.set("class", "download-buttons")
        for entries in menu.xpath("./ul"):
            entries.attrib.pop("class", None)
        for entry in menu.xpath(".//*[contains(@class, 'dropdown-item')]"):
            entry.set("class", " ".join(one for one in entry.get("class").split() if one != "dropdown-item"))


def _fold(page: Element) -> None:
    """Answers as what a browser folds by itself, without a script."""
    for box in page.xpath(ANSWER):
        box.tag = "details"
        for title in box.xpath("./p[contains(@class, 'admonition-title')]"):
            title.tag = "summary"


def _plain(page: Element) -> None:
    for path in EMPTY:
        for element in page.xpath(path):
            element.drop_tree()
    for element in page.xpath("//*[@data-bs-toggle='tooltip']"):
        if element.get("data-bs-title") and not element.get("title"):
            element.set("title", element.get("data-bs-title"))
        for name in ATTRIBUTES:
            element.attrib.pop(name, None)


def _scripts(page: Element, up: str, language: str) -> None:
    """Our own scripts where they are used; those of the theme, and the lines that set them up, go."""
    for script in page.xpath("//script[@src]|//script[not(@src) and contains(text(), 'toggle')]"):
        name = posixpath.basename((script.get("src") or "").partition("?")[0])
        if name not in OWN or not page.xpath(OWN[name]):
            script.drop_tree()
    if page.xpath("//script[contains(@src, $name)]", name=SCRIPT):
        return
    named = (SCRIPT, "pairing-data.js", *WRITTEN[1:], "search-texts.js", "search.js")
    wanted = [name for name in named if page.xpath(OWN[name])]
    for tag, attributes, text in (
        (
            "script",
            {"type": "application/json", "id": "book-words"},
            json.dumps(WORDS[language], ensure_ascii=False),
        ),
        *(("script", {"src": f"{up}_static/{name}", "defer": ""}, None) for name in wanted),
    ):
        element = page.head.makeelement(tag, attributes)
        element.text, element.tail = text, "\n"
        page.head.append(element)
