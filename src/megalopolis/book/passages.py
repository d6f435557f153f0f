"""What the search reads, in one script: chapters with their texts, cities, statements, findings.

A page opened from a folder may not read its neighbours, so everything comes with the search. Nothing of it is
asked for until a reader begins to search.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from megalopolis.book import links
from megalopolis.book.figures import inert
from megalopolis.book.shown import Shown

PAGE = "search.html"
SCRIPTS = ("search-texts.js", "search.js")
SILENT = "|".join(
    (
        ".//script",
        ".//style",
        ".//annotation",
        ".//a[contains(@class, 'headerlink')]",
        ".//details[contains(@class, 'hide')]",
        # The figures of a chart repeat its data; what it is about stands above and below them.
        ".//figure[contains(@class, 'chart-chart')]//details",
    )
)
BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "div",
    "section",
    "summary",
    "caption",
    "figure",
}
STATEMENT = re.compile(r"S-\d+")
HEADINGS = "//article//section[@id]/*[self::h2 or self::h3]"
WORDS = {
    "zh": {
        "cities": "城市",
        "pages": "章节",
        "statements": "陈述",
        "findings": "发现",
        "none": "没有找到“{query}”。",
        "count": "找到{count}处。",
        "more": "再列出{count}处",
        "reading": "正在读取索引……",
    },
    "en": {
        "cities": "Cities",
        "pages": "Chapters",
        "statements": "Statements",
        "findings": "Findings",
        "none": "Nothing was found for “{query}”.",
        "count": "{count} places found.",
        "more": "List {count} more",
        "reading": "Reading the index …",
    },
}
HAN = range(0x4E00, 0xA000)


def text(page: Any) -> str:
    """What a reader reads on a page, without folded code and without the LaTeX behind formulas."""
    read: list[str] = []
    for article in page.xpath("//article[contains(@class, 'bd-article')]"):
        read += _words(article, set(article.xpath(SILENT)))
    return " ".join("".join(read).split())


def _words(element: Any, silent: set[Any]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child not in silent:
            yield from _words(child, silent)
            yield " " if child.tag in BLOCKS else ""
        yield child.tail or ""


def names(data: Path) -> dict[str, tuple[str, ...]]:
    """Name of a city in either language -> the other ways to write it; nothing without a table of cities.

    The English name is the pinyin; what stands in brackets tells namesakes apart and is not asked for.
    """
    table = data / "cities.csv"
    if not table.is_file():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            pinyin = row["name_en"].partition("(")[0].strip()
            plain = re.sub(r"[^a-z]", "", pinyin.lower())
            both = (row["name_zh"], f"{row['name_zh']}市", pinyin, plain, row.get("code", ""))
            found[row["name_zh"]] = found[row["name_en"]] = tuple(filter(None, both))
    return found


def traditional(characters: Iterable[str]) -> str:
    """Pairs of a traditional character and its simplified one, for those simplified ones that occur."""
    import opencc

    wanted, signs = set(characters), [chr(code) for code in HAN]
    # A line a character, so that no phrase is converted as such.
    simplified = opencc.OpenCC("t2s").convert("\n".join(signs)).split("\n")
    return "".join(a + b for a, b in zip(signs, simplified, strict=True) if a != b and b in wanted)


class Passage(NamedTuple):
    """What can be found of a page: its text, its headings, and statements and findings on it."""

    text: str = ""
    headings: Sequence[Sequence[str]] = ()
    statements: Sequence[Sequence[str]] = ()
    findings: Sequence[Sequence[str]] = ()


def read(page: Any, path: Path) -> Passage:
    """What can be found of the *page* at *path*, counted from the root of the edition."""
    if path.name == PAGE:
        return Passage()
    return Passage(text(page), _headings(page), list(_statements(path, page)), list(_findings(path, page)))


def write(
    static: Path, titles: Mapping[Path, str], found: Mapping[Path, Passage], shown: Shown, language: str
) -> None:
    """Write what the search reads, and the search itself.

    Pages of templates, such as those of cities, say the same of different things: each is found by its name.

    Parameters
    ----------
    static : pathlib.Path
        Folder of the static files of the edition.
    titles : mapping
        Every page -> its title.
    found : mapping
        Every page that no template made -> what :func:`read` gives.
    shown : Shown
    language : str
    """
    series = {Path(f"{one}.html") for one in shown.of_templates}
    chapters = dict(sorted(found.items()))
    content = {
        "words": WORDS[language],
        "cities": [
            [path.as_posix(), titles[path], list(shown.names.get(titles[path], ()))]
            for path in sorted(series & set(titles))
        ],
        "pages": [
            [path.as_posix(), titles[path], one.text, one.headings]
            for path, one in chapters.items()
            if one.text
        ],
        "statements": [each for one in chapters.values() for each in one.statements],
        "findings": [each for one in chapters.values() for each in one.findings],
        "traditional": (
            traditional("".join(one.text for one in chapters.values())) if language == "zh" else ""
        ),
    }
    (static / SCRIPTS[0]).write_text(f"window.megalopolisSearch = {inert(content)};\n", encoding="utf-8")
    (static / SCRIPTS[1]).write_bytes(files("megalopolis").joinpath("assets", SCRIPTS[1]).read_bytes())


def _headings(page: Any) -> list[list[str]]:
    return [
        [one.getparent().get("id"), links.plain(one.text_content().rstrip("#"))]
        for one in page.xpath(HEADINGS)
    ]


def _statements(path: Path, page: Any) -> Iterator[list[str]]:
    for row in page.xpath("//article//tr[starts-with(@id, 'S-')]"):
        cells = row.xpath("./td")
        if cells and STATEMENT.fullmatch(row.get("id")):
            yield [f"{path.as_posix()}#{row.get('id')}", row.get("id"), links.plain(cells[0].text_content())]


def _findings(path: Path, page: Any) -> Iterator[list[str]]:
    for box in page.xpath("//article//*[starts-with(@id, 'finding-')][contains(@class, 'finding')]"):
        for sentence in box.xpath("./p[1]"):
            key = box.get("id").removeprefix("finding-")
            yield [f"{path.as_posix()}#{box.get('id')}", key, links.plain(sentence.text_content())]
