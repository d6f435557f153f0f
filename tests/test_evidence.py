"""The chain of evidence on the built site: from each path measure back to sources, and forward again."""

import json
import os
import re
from collections import deque
from pathlib import Path
from urllib.parse import unquote, urldefrag

import lxml.html
import pytest

from megalopolis.region import Region

Place = tuple[str, str]


class Site:
    """The pages of one language, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._pages: dict[str, dict[str, lxml.html.HtmlElement]] = {}
        self._next: dict[Place, frozenset[Place]] = {}

    def page(self, name: str) -> dict[str, lxml.html.HtmlElement]:
        """What has an anchor on a page, by the anchor."""
        if name not in self._pages:
            parser = lxml.html.HTMLParser(encoding="utf-8")
            root = lxml.html.parse(str(self.folder / name), parser).getroot()
            self._pages[name] = {element.get("id"): element for element in root.xpath("//article//*[@id]")}
        return self._pages[name]

    def next(self, place: Place) -> frozenset[Place]:
        """The places to which a place leads by links, on its own or another page."""
        if place not in self._next:
            name, anchor = place
            element = self.page(name).get(anchor)
            links = [] if element is None else element.xpath(".//a/@href")
            found = (self._target(name, str(link)) for link in links)
            self._next[place] = frozenset(target for target in found if target)
        return self._next[place]

    def _target(self, name: str, link: str) -> Place | None:
        path, anchor = urldefrag(link)
        page = (self.folder / name).parent / unquote(path) if path else self.folder / name
        resolved = Path(os.path.normpath(page))
        if not anchor or not resolved.is_relative_to(self.folder) or resolved.suffix != ".html":
            return None
        return resolved.relative_to(self.folder).as_posix(), unquote(anchor)

    def reached(self, start: Place, most: int) -> set[Place]:
        """Every place within *most* links of *start*."""
        seen, waiting = {start}, deque([(start, 0)])
        while waiting:
            place, steps = waiting.popleft()
            if steps < most:
                for other in self.next(place) - seen:
                    seen.add(other)
                    waiting.append((other, steps + 1))
        return seen


@pytest.fixture(scope="module")
def here(root: Path) -> Region:
    """The region of the book."""
    return Region.load("changjiang-middle-reaches", "en", root / "data")


def of_kind(places: set[Place], prefix: str) -> set[str]:
    """The anchors that begin with *prefix*."""
    return {anchor for _, anchor in places if anchor.startswith(prefix)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_measure_leads_back_to_statements_tables_and_sources(
    site: Path, here: Region, language: str
) -> None:
    """Within three links: statements, verdict, principle, tables, the indicator and its source."""
    built = Site(site / language)
    sources = set(here.table("sources")["id"])
    broken = []
    for measure in here.argument.measures:
        dimension = here.argument.problem(measure.problem).dimension
        places = built.reached((f"paths/{dimension}.html", f"measure-{measure.id}"), 3)
        expected = {
            "statements": set(measure.statements) <= of_kind(places, "S-"),
            "verdict": f"verdict-{measure.problem}" in of_kind(places, "verdict-"),
            "principle": f"principle-{measure.principle}" in of_kind(places, "principle-"),
            "tables": bool(of_kind(places, "table-")),
            "indicator": not measure.indicator or f"indicator-{measure.indicator}" in of_kind(places, "ind"),
            "sources": not measure.indicator
            or bool(sources & {one.removeprefix("source-") for one in of_kind(places, "source-")}),
        }
        broken += [(measure.id, step) for step, holds in expected.items() if not holds]

    assert [] == broken


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_measure_rests_on_leads_forward_to_it(site: Path, here: Region, language: str) -> None:
    """From its statements, principle, problem and indicator one link leads to the page of the measure."""
    built = Site(site / language)
    broken = []
    for measure in here.argument.measures:
        page = f"paths/{here.argument.problem(measure.problem).dimension}.html"
        starts = [
            *(("region/statements.html", statement) for statement in measure.statements),
            ("principles/principles.html", f"principle-{measure.principle}"),
            (f"problems/{measure.problem}.html", f"verdict-{measure.problem}"),
            *(("appendix/data.html", f"indicator-{one}") for one in [measure.indicator] if one),
        ]
        broken += [
            (measure.id, start) for start in starts if page not in {name for name, _ in built.next(start)}
        ]

    assert [] == broken


def test_every_source_of_an_indicator_in_use_leads_forward(site: Path, here: Region) -> None:
    """From a source to the indicator that a measure watches, by way of those it is computed from."""
    built = Site(site / "en")
    listed = here.table("indicators").set_index("code")
    watched = {one.indicator for one in here.argument.measures if one.indicator}
    broken = [
        (source, code)
        for code in sorted(watched)
        for source in str(listed.loc[code, "source"]).split()
        if source in set(here.table("sources")["id"])
        and ("appendix/data.html", f"indicator-{code}")
        not in built.reached(("appendix/data.html", f"source-{source}"), 3)
    ]

    assert [] == broken


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_book_has_a_figure_for_every_finding_and_chart(site: Path, language: str) -> None:
    """The region of the book has data for all that its chapters ask; a gap elsewhere is a sentence."""
    gaps = {
        path.relative_to(site).as_posix(): said
        for path in (site / language).rglob("*.html")
        if (said := re.findall(r'class="[^"]*no-figure[^"]*"[^<]*', path.read_text(encoding="utf-8")))
    }
    listed = json.loads((site / language / "findings.json").read_text(encoding="utf-8"))["findings"]

    assert {} == gaps
    assert 300 < len(listed)
    assert [] == [one["key"] for one in listed if one["value"] is None]
