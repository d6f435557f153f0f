"""What a chapter shows on slides: its question, charts with their findings, verdict, exercises, in its order.

Prose stays in the book, except lists, listings and formulas of sections that show nothing else. A chart or
a narrow table takes the findings told with it along, up to three; the others have slides of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from megalopolis.kit.source import parsed

Element = Any
BESIDE, ALONE = 3, 5
# Columns of a table that leaves room for findings.
NARROW = 5
# What a slide has no room for; the book has it.
DROPPED = (
    ".//a[contains(@class, 'headerlink')]",
    ".//p[contains(@class, 'chart-download')]",
    ".//figure[contains(@class, 'chart-chart')]//details",
    ".//details[contains(@class, 'finding-behind')]",
    ".//*[contains(@class, 'referrers')]",
    ".//p[contains(@class, 'verdict-rule')]",
    ".//details[contains(@class, 'above-input')]",
    ".//div[contains(@class, 'cell_input')]",
    ".//div[contains(@class, 'toctree-wrapper')]",
    ".//*[@data-pairing]",
)
LISTS = (
    "./ul|./ol|./dl|./div[contains(@class, 'formula')]|./div[contains(@class, 'highlight')]"
    "|./div[contains(@class, 'doors')]/ul"
)


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Attributes
    ----------
    kind : str
        ``title``, ``chart``, ``table``, ``findings``, ``verdict``, ``list``, ``exercise`` or ``quiz``.
    heading : str
        Of the section that it comes from.
    main, beside : tuple of lxml elements
        What it shows, and what stands beside that.
    """

    kind: str
    heading: str
    main: tuple[Element, ...]
    beside: tuple[Element, ...] = ()


def slides(page: Any) -> tuple[Slide, ...]:
    """The slides of the chapter in the file *page*."""
    article = parsed(page).xpath("//article")[0]
    for path in DROPPED:
        for element in article.xpath(path):
            element.drop_tree()
    # A drawing that is read late may be read too late for paper.
    for image in article.xpath(".//img[@loading]"):
        image.attrib.pop("loading")
    top = article.xpath("./section")[0]
    title = top.xpath("./h1")[0]
    question = top.xpath("./p[normalize-space(.)]")[:1]
    found = [Slide("title", _words(title), tuple(question))]
    for section in article.xpath("./section/section"):
        found += _section(section)
    return tuple(found)


def _words(element: Element) -> str:
    return " ".join(element.text_content().split())


def _section(section: Element) -> Iterator[Slide]:
    heading = _words(section[0])
    outputs = section.xpath(
        "./div[contains(@class, 'cell')]//div[contains(@class, 'text_html')]/*"
        "|./div[contains(@class, 'cell')]//div[contains(@class, 'text_html')]//form"
    )
    answers = section.xpath("./details[contains(@class, 'dropdown')]")
    if outputs:
        yield from _outputs(heading, [one for one in outputs if "quizzes" not in (one.get("class") or "")])
    elif not answers and (lists := section.xpath(LISTS)):
        yield Slide("list", heading, tuple(lists))
    for answer in answers:
        asked: list[Element] = []
        before = answer.getprevious()
        while before is not None and before.tag not in {"details", "h2", "h3"}:
            asked.insert(0, before)
            before = before.getprevious()
        yield Slide("exercise", heading, (*asked, answer))
    for inner in section.xpath("./section"):
        yield from _section(inner)


def _outputs(heading: str, outputs: list[Element]) -> Iterator[Slide]:
    """Slides of what the cells of a section show."""
    waiting: list[Element] = []
    shown: Slide | None = None
    for element in [*outputs, None]:
        kind = "" if element is None else _kind(element)
        if kind == "findings":
            waiting.append(element)
            continue
        # What was told before a chart belongs to the chart that follows, unless another one came before.
        if shown is not None:
            yield replace(shown, beside=(*waiting[:BESIDE], *shown.beside))
            waiting = waiting[BESIDE:]
        if shown is not None or kind != "chart":
            yield from _alone(heading, waiting)
            waiting = []
        *before, shown = [None] if element is None else _shown(heading, element, kind)
        yield from (slide for slide in before if slide is not None)


def _shown(heading: str, element: Element, kind: str) -> list[Slide | None]:
    """The slides of one output, the last of which takes findings beside it; None where there is no room."""
    if kind == "chart":
        notes = element.xpath("./figcaption")
        for note in notes:
            element.remove(note)
        return [Slide(kind, heading, (element,), tuple(notes))]
    made: list[Slide | None] = [Slide(kind, heading, (part,)) for part in _parts(element, kind)]
    narrow = kind == "table" and element.tag == "figure" and len(element.xpath(".//thead//th")) <= NARROW
    return made if narrow else [*made, None]


def _alone(heading: str, findings: list[Element]) -> Iterator[Slide]:
    for start in range(0, len(findings), ALONE):
        yield Slide("findings", heading, tuple(findings[start : start + ALONE]))


def _kind(element: Element) -> str:
    names = set((element.get("class") or "").split())
    if element.tag == "form":
        return "quiz"
    if "chart-chart" in names:
        return "chart"
    if "verdict" in names:
        return "verdict"
    return "findings" if names & {"finding", "remark"} or element.tag == "p" else "table"


def _parts(element: Element, kind: str) -> list[Element]:
    """Several tables of one output are a slide each; the verdict is shown without the reasons of tests."""
    if kind == "verdict":
        for row in element.xpath(".//table[contains(@class, 'verdict-tests')]//tr"):
            row.remove(row[2])
        return [element]
    tables = element.xpath("./table")
    if kind != "table" or len(tables) < 2:
        return [element]
    made = []
    for table in tables:
        box = element.makeelement("div", {"class": element.get("class")})
        table.tail = None
        box.append(table)
        made.append(box)
    return made
