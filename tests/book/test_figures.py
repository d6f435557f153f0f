"""Figures as HTML: complete without scripts, safe whatever the tables hold."""

import copy
import csv
import io
import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from megalopolis.book import figures
from megalopolis.errors import MegalopolisError

DRAWING = '<svg width="{width}" height="80"><text>武汉</text></svg>'
PAYLOAD: dict[str, Any] = {
    "kind": "chart",
    "title": "城镇化率",
    "description": "六个城市的条形图，武汉最高。",
    "source": "人口普查（2020）",
    "caveat": "",
    "language": "zh",
    "spec": {"mark": "bar", "data": {"values": [{"name": "武汉"}]}},
    "drawings": {
        "light": DRAWING.format(width=700),
        "dark": DRAWING.format(width=700) + " ",
        "light-narrow": DRAWING.format(width=350),
        "dark-narrow": DRAWING.format(width=350) + " ",
    },
    "table": {
        "columns": ["城市", "人口（万人）", "年份"],
        "rows": [["武汉", 1364.9, 2020], ["天门", None, 2020]],
        "formats": {"人口（万人）": "{:,.1f}"},
    },
}
PLACE = {"stem": "problems/innovation", "number": 2, "page_depth": 1, "language": "zh"}


def changed(**words: Any) -> dict[str, Any]:
    """The payload with other words."""
    return {**copy.deepcopy(PAYLOAD), **words}


def test_page_is_complete_without_scripts() -> None:
    """Heading, two pictures with alternative text and size, source, and the data as a table."""
    page = BeautifulSoup(figures.html(PAYLOAD, **PLACE)[0], "lxml")

    pictures = page.select("figure#fig-problems-innovation-2 picture img")
    assert ["六个城市的条形图，武汉最高。"] * 2 == [picture["alt"] for picture in pictures]
    assert {("700", "80", "lazy")} == {(one["width"], one["height"], one["loading"]) for one in pictures}
    assert "图 2 城镇化率" == page.select_one(".chart-title").get_text()
    assert "来源：人口普查（2020）" == page.select_one(".chart-source").get_text()
    assert page.select_one(".chart-caveat") is None
    assert ["城市", "人口（万人）", "年份"] == [
        cell.get_text() for cell in page.select("thead th[scope=col]")
    ]
    assert ["武汉", "天门"] == [cell.get_text() for cell in page.select("tbody th[scope=row]")]


def test_numbers_and_gaps_are_shown_as_such() -> None:
    """A format is applied, a year stays a year, a gap is said to be one."""
    page = BeautifulSoup(figures.html(PAYLOAD, **PLACE)[0], "lxml")

    assert ["1,364.9", "2020", "—无数据", "2020"] == [cell.get_text() for cell in page.select("tbody td")]


def test_files_lie_where_the_page_looks() -> None:
    """Every address of the page, taken from its folder, is a file that was handed over, and the reverse."""
    html, files = figures.html(PAYLOAD, **PLACE)

    named = re.findall(r'(?:src|srcset|href)="\.\./([^"]+)"', html)

    assert sorted(files) == sorted(set(named))
    assert 5 == len(files)


def test_same_payload_same_bytes() -> None:
    """The order of keys does not matter, and a changed drawing changes its file's name."""
    turned = dict(reversed(PAYLOAD.items()))
    other = changed(drawings={**PAYLOAD["drawings"], "light": DRAWING.format(width=701)})

    assert figures.html(PAYLOAD, **PLACE) == figures.html(turned, **PLACE)
    assert 1 == len(set(figures.html(other, **PLACE)[1]) - set(figures.html(PAYLOAD, **PLACE)[1]))


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)> & \u2028'


@pytest.mark.parametrize("word", ["title", "description", "source", "caveat"])
@pytest.mark.parametrize("kind", ["chart", "table"])
def test_hostile_words_stay_text(word: str, kind: str) -> None:
    """Whatever a table holds, the page gets no element and no handler from it."""
    html, _ = figures.html(changed(kind=kind, **{word: HOSTILE}), **PLACE)

    page = BeautifulSoup(html, "lxml")
    assert [] == page.select("script:not([type='application/json'])")
    assert [] == page.select("[onerror]")


def test_hostile_data_stay_data() -> None:
    """The specification cannot end its script element, and goes through unchanged; cells are escaped."""
    spec = {"data": {"values": [{"name": HOSTILE, "other": "<!--<script>"}]}}
    table = {"columns": [HOSTILE], "rows": [[HOSTILE]], "formats": {}}

    html, _ = figures.html(changed(spec=spec, table=table), **PLACE)

    page = BeautifulSoup(html, "html.parser")
    assert spec == json.loads(page.select_one("script.chart-spec").string)
    assert HOSTILE == page.select_one("tbody th").get_text()
    assert 1 == html.count("<script")


def test_spreadsheet_opens_in_chinese_and_runs_nothing() -> None:
    """A byte order mark for Excel, text that looks like a formula disarmed, numbers untouched, gaps empty."""
    rows = [["=1+1", -5.5], ["@x", None], ["武汉", 3], ["-", 1], ["+86", 2]]
    table = {"columns": ["=名称", "值"], "rows": rows, "formats": {}}

    content = figures.spreadsheet(table)

    assert content.startswith(b"\xef\xbb\xbf")
    expected = [["'=名称", "值"], ["'=1+1", "-5.5"], ["'@x", ""], ["武汉", "3"], ["'-", "1"], ["'+86", "2"]]
    assert expected == list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_table_has_a_caption_and_a_region_to_scroll() -> None:
    """A table that is wider than the page can be reached and scrolled by keyboard."""
    page = BeautifulSoup(figures.html(changed(kind="table"), **PLACE)[0], "lxml")

    assert "表 2 城镇化率" == page.select_one("table > caption").get_text()
    region = page.select_one("[role=region][tabindex='0']")
    assert "表 2：城镇化率" == region["aria-label"]
    assert 1 == len(page.select("a[download]"))


def test_chart_that_scrolls_can_be_reached() -> None:
    """A chart with a least width takes the focus on a telephone; others do not."""
    wide = changed(spec={**PAYLOAD["spec"], "usermeta": {"minimumWidth": 600}})

    assert ["0"] == [one["tabindex"] for one in _drawings(wide) if one.has_attr("tabindex")]
    assert [] == [one for one in _drawings(PAYLOAD) if one.has_attr("tabindex")]


def _drawings(payload: dict[str, Any]) -> list[Any]:
    return BeautifulSoup(figures.html(payload, **PLACE)[0], "lxml").select(".chart-drawing")


@pytest.mark.parametrize("pattern", ["{0.__class__}", "{:.1f}{:.1f}", "none", "{x}"])
def test_strange_format_is_refused(pattern: str) -> None:
    """A format is one replacement field without a name."""
    with pytest.raises(MegalopolisError, match="format"):
        figures.formatted(1.5, pattern)


def test_english_page_speaks_english() -> None:
    """The words around an English figure hold no Chinese character."""
    payload = changed(
        title="Urbanisation", description="Bars.", source="Census", language="en",
        table={"columns": ["City"], "rows": [["Wuhan"], [None]], "formats": {}},
        spec={}, drawings=dict.fromkeys(PAYLOAD["drawings"], '<svg width="1" height="1"></svg>'),
    )  # fmt: skip

    html, _ = figures.html(payload, **(PLACE | {"language": "en"}))

    assert [] == re.findall(r"[\u3000-\u9fff]", html)


def test_assets_leave_no_global_names() -> None:
    """The bundle stands inside a function: its names would collide with those of other scripts."""
    assets = figures.assets()

    assert {"book.css", "charts.js", "chart-themes.js", "vega.js"} == set(assets)
    assert assets["vega.js"].startswith(b"(function(){")
    assert b"window.vegaEmbed" in assets["vega.js"]
    assert {"light", "dark"} == set(
        json.loads(assets["chart-themes.js"].decode().split("=", 1)[1].rstrip(";\n"))
    )


def test_rows_have_their_addresses_on_the_page() -> None:
    """A table of cities with anchors gives each row an id; without them no row has one."""
    plain = {**changed(kind="table")}
    table = {**plain["table"], "anchors": ["city-420100", "city-429006"]}
    page = BeautifulSoup(figures.html({**plain, "table": table}, **PLACE)[0], "lxml")

    assert ["city-420100", "city-429006"] == [row["id"] for row in page.select("tbody tr")]
    assert "<tr id" not in figures.html(plain, **PLACE)[0]
