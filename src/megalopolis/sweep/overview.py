"""Editions and their verdicts side by side: region by problem by year, as a page and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from megalopolis import yamlfile
from megalopolis.book import cache, report
from megalopolis.book.places import Places
from megalopolis.findings.words import say
from megalopolis.sweep.outcome import Outcome, table

PAGE = "index.html"
TABLE = "verdicts.csv"
COLUMNS = (
    "region",
    "region_zh",
    "region_en",
    "year",
    "problem",
    "problem_zh",
    "problem_en",
    "verdict",
    "tests",
    "tested",
    "passed",
    "unsure",
)
VERDICTS = ("supported", "partly", "not-supported", "not-testable", "not-stated-problem")
WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "title": "各区域、各年份的判定",
        "languages": "语言",
        "lead": "每行是一个版本，每列是一个问题；点判定看逐项检验，点区域看全书。",
        "caption": "问题是否成立，按区域和年份",
        "region": "区域",
        "year": "年份",
        "default": "各章自定",
        "failed": "未能生成",
        "absent": "—",
        "failures": "有版本未能生成，原因见editions.csv。",
        "tests": "有数据的{tested}项检验中{passed}项成立",
        "files": "同样的内容：",
        "nothing": "这些版本没有判定。",
    },
    "en": {
        "title": "Verdicts by region and year",
        "languages": "Languages",
        "lead": "A row an edition, a column a problem; a verdict leads to its tests, a region to its site.",
        "caption": "Whether the problems are supported, by region and year",
        "region": "Region",
        "year": "Year",
        "default": "as in the chapters",
        "failed": "could not be made",
        "absent": "—",
        "failures": "Some editions could not be made; editions.csv says why.",
        "tests": "{passed} of {tested} tests with data hold",
        "files": "The same as tables: ",
        "nothing": "These editions have no verdicts.",
    },
}


def write(places: Places, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write the page and the table into *folder*; the same editions give the same bytes.

    Parameters
    ----------
    places : Places
    outcomes : sequence of Outcome
        At least one, all in the same languages.
    folder : pathlib.Path
        The sites lie below it.
    """
    names = {one.edition.region: _names(places, one.edition.region) for one in outcomes}
    cache.write(folder / TABLE, table(COLUMNS, list(_rows(outcomes, names))))
    languages = outcomes[0].edition.languages
    page = report.html(
        "sweep.html",
        languages=languages,
        words={name: {**WORDS[name], **{word: say(name, word) for word in VERDICTS}} for name in languages},
        editions=[_edition(one, names, folder) for one in outcomes],
        problems={name: _problems(outcomes, name) for name in languages},
        files=(TABLE, "editions.csv", "editions.json"),
    )
    cache.write(folder / PAGE, page)


def _names(places: Places, region: str) -> dict[str, str]:
    """What a region is called; its id where its description does not say."""
    path = places.region(region)
    named: dict[str, Any] = yamlfile.parse(path, path.name).get("name") or {}
    return {language: str(named.get(language, region)) for language in WORDS}


def _problems(outcomes: Sequence[Outcome], language: str) -> dict[str, str]:
    """Problem -> its title, the first that an edition gives; in order of id."""
    found: dict[str, str] = {}
    for one in (verdict for outcome in outcomes for verdict in outcome.verdicts):
        found[one["problem"]] = found.get(one["problem"]) or one["title"].get(language, "")
    return {problem: found[problem] or problem for problem in sorted(found)}


def _edition(one: Outcome, names: dict[str, dict[str, str]], folder: Path) -> dict[str, Any]:
    return {
        "region": names[one.edition.region],
        "year": one.edition.year,
        "state": one.state,
        "site": one.edition.site.relative_to(folder).as_posix(),
        "verdicts": {verdict["problem"]: verdict for verdict in one.verdicts},
    }


def _rows(outcomes: Sequence[Outcome], names: dict[str, dict[str, str]]) -> Any:
    for one in outcomes:
        region = one.edition.region
        for verdict in one.verdicts:
            yield {
                "region": region,
                "region_zh": names[region]["zh"],
                "region_en": names[region]["en"],
                "year": one.edition.year,
                "problem_zh": verdict["title"].get("zh", ""),
                "problem_en": verdict["title"].get("en", ""),
                **{
                    name: verdict[name]
                    for name in ("problem", "verdict", "tests", "tested", "passed", "unsure")
                },
            }
