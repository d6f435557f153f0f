"""Turn the payload of a figure into HTML for a page and files beside it.

The page works without scripts: drawings, words and the data stand in it. ``charts.js`` brings the same
specification to life where it can. Payload text comes from tables and texts: all of it is escaped.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from megalopolis.drawing import library
from megalopolis.errors import MegalopolisError

PAYLOAD = "application/vnd.megalopolis.figure+json"
FOLDER = "_static/charts"

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "chart": "图 {number}",
        "table": "表 {number}",
        "source": "来源：",
        "caveat": "注意：",
        "data": "数据表",
        "region": "{label}的数据表：{title}",
        "download": "下载数据（CSV）",
        "drawing": "下载图形（SVG）",
        "missing": "无数据",
        "reset": "恢复原来的权重",
        "controls": "权重",
        "scroll": "{label}：{title}",
        "pages": "点击图上的城市，可打开它的页面；数据表里的城市名也通向同一页面。",
    },
    "en": {
        "chart": "Figure {number}",
        "table": "Table {number}",
        "source": "Source: ",
        "caveat": "Note: ",
        "data": "Data table",
        "region": "Data table of {label}: {title}",
        "download": "Download the data (CSV)",
        "drawing": "Download the drawing (SVG)",
        "missing": "no data",
        "reset": "Restore the original weights",
        "controls": "Weights",
        "scroll": "{label}: {title}",
        "pages": "Click a city on the map to open its page; its name in the data table leads there too.",
    },
}

FORMAT = re.compile(r"[^{}]*\{:[^{}]*\}[^{}]*")
SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


def html(
    payload: Mapping[str, Any], *, stem: str, number: int, page_depth: int, language: str
) -> tuple[str, dict[str, bytes]]:
    """HTML of one figure and the files that it names.

    Parameters
    ----------
    payload : mapping
        What a figure of :mod:`megalopolis.charts` hands over, of kind ``chart`` or ``table``.
    stem : str
        Name of the page, such as ``problems/innovation``.
    number : int
        Number of the figure on its page, from 1, charts and tables counted apart.
    page_depth : int
        Folders between the page and the root of its edition: 1 for ``problems/innovation.html``.
    language : {"zh", "en"}
        Language of the headings around the figure.

    Returns
    -------
    tuple
        The HTML, and the files by their path from the root of the edition; their names hold a hash of
        their content.
    """
    words = WORDS[language]
    kind = str(payload["kind"])
    name = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    identifier = f"{'fig' if kind == 'chart' else 'tab'}-{name}-{number}"
    label = words[kind].format(number=number)
    up = "../" * page_depth
    table = payload["table"]
    written: dict[str, bytes] = {}

    def file(suffix: str, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()[:10]
        path = f"{FOLDER}/{identifier}-{digest}{suffix}"
        written[path] = content
        return up + path

    download = file(".csv", spreadsheet(table))
    heading = f'<span class="chart-number">{escape(label)}</span> {escape(payload["title"])}'
    if kind == "chart":
        drawings = {key: (file(".svg", text.encode()), text) for key, text in payload["drawings"].items()}
        region = escape(words["region"].format(label=label, title=payload["title"]))
        body = (
            f'<p class="chart-title" id="{identifier}-title">{heading}</p>'
            + _pictures(drawings, payload, words["scroll"].format(label=label, title=payload["title"]))
            + f'<script type="application/json" class="chart-spec">{inert(payload["spec"])}</script>'
        )
        data = f"<details><summary>{words['data']}</summary>{_table(table, region, words)}"
        drawing = f'<a href="{drawings["light"][0]}" download="{name}-{number}.svg">{words["drawing"]}</a>'
        end = f'{_download(download, name, number, words)}</details><p class="chart-download">{drawing}</p>'
    else:
        region = escape(words["scroll"].format(label=label, title=payload["title"]))
        body = _table(
            table, region, words, f'<caption id="{identifier}-title"><span>{heading}</span></caption>'
        )
        data, end = "", _download(download, name, number, words)
    return (
        f'<figure class="chart chart-{kind}" id="{identifier}" aria-labelledby="{identifier}-title"'
        f' lang="{"zh-CN" if payload["language"] == "zh" else "en"}" data-reset="{words["reset"]}"'
        f' data-controls="{words["controls"]}" data-pages="{words["pages"]}">'
        f"{body}<figcaption>{_notes(payload, words)}{data}{end}</figcaption></figure>"
    ), written


def inert(value: Any) -> str:
    """JSON that no HTML parser can leave: sorted keys, and no ``<`` that opens or closes anything."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _pictures(drawings: Mapping[str, tuple[str, str]], payload: Mapping[str, Any], region: str) -> str:
    description = escape(payload["description"])
    pictures = []
    for mode in ("light", "dark"):
        (wide, text), (narrow, small) = drawings[mode], drawings[f"{mode}-narrow"]
        pictures.append(
            f'<picture class="chart-{mode}">'
            f'<source media="(max-width: 599px)" srcset="{narrow}" {_size(small)}>'
            # The theme puts a white box behind pictures in dark mode, except those of this class.
            f'<img class="dark-light" src="{wide}" {_size(text)} loading="lazy" alt="{description}">'
            "</picture>"
        )
    scrolls = payload["spec"].get("usermeta", {}).get("minimumWidth", 0) > 0
    reachable = f' role="region" tabindex="0" aria-label="{escape(region)}"' if scrolls else ""
    return f'<div class="chart-drawing"{reachable}>{"".join(pictures)}</div>'


def _size(drawing: str) -> str:
    found = SIZE.search(drawing)
    if found is None:
        raise MegalopolisError(f"expected a drawing with a width and a height; found {drawing[:80]!r}")
    return f'width="{found[1]}" height="{found[2]}"'


def _notes(payload: Mapping[str, Any], words: Mapping[str, str]) -> str:
    lines = [(part, words[part], payload.get(part, "")) for part in ("source", "caveat")]
    return "".join(
        f'<p class="chart-{part}"><span>{head}</span>{escape(text)}</p>' for part, head, text in lines if text
    )


def _download(address: str, name: str, number: int, words: Mapping[str, str]) -> str:
    return (
        f'<p class="chart-download"><a href="{address}" download="{name}-{number}.csv">'
        f"{words['download']}</a></p>"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _table(table: Mapping[str, Any], region: str, words: Mapping[str, str], caption: str = "") -> str:
    columns: Sequence[str] = table["columns"]
    rows: Sequence[Sequence[Any]] = table["rows"]
    cells_of = [[row[place] for row in rows if row[place] is not None] for place in range(len(columns))]
    number = [' class="number"' if all(map(_is_number, cells)) else "" for cells in cells_of]
    patterns = [table["formats"].get(column, "") for column in columns]
    missing = f'<span aria-hidden="true">—</span><span class="visually-hidden">{words["missing"]}</span>'

    def shown(value: Any, pattern: str) -> str:
        return missing if value is None else escape(formatted(value, pattern))

    head = "".join(
        f'<th scope="col"{css}>{escape(column)}</th>' for column, css in zip(columns, number, strict=True)
    )
    body = []
    anchors: Sequence[str] = table.get("anchors") or [""] * len(rows)
    for row, anchor in zip(rows, anchors, strict=True):
        cells = [shown(value, pattern) for value, pattern in zip(row, patterns, strict=True)]
        first = f'<th scope="row"{number[0]}>{cells[0]}</th>'
        rest = (f"<td{css}>{cell}</td>" for cell, css in zip(cells[1:], number[1:], strict=True))
        address = f' id="{escape(anchor)}"' if anchor else ""
        body.append(f"<tr{address}>{first}{''.join(rest)}</tr>")
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{region}"><table>{caption}'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def formatted(value: Any, pattern: str) -> str:
    """A cell as the reader sees it: by *pattern* if there is one, else at most two decimals.

    Raises
    ------
    MegalopolisError
        The pattern is not one replacement field without a name, such as ``"{:.1f}"``.
    """
    if not _is_number(value):
        return str(value)
    if not pattern:
        return f"{value:,.2f}" if isinstance(value, float) else str(value)
    if not FORMAT.fullmatch(pattern):
        raise MegalopolisError(f"expected a format such as '{{:.1f}}' for a table column; found {pattern!r}")
    return pattern.format(value)


def spreadsheet(table: Mapping[str, Any]) -> bytes:
    """The data as CSV that Excel opens in Chinese; text that a spreadsheet would run starts with ``'``."""

    def safe(value: Any) -> Any:
        if isinstance(value, str) and value.startswith(tuple("=+-@＝＋－＠\t\r")):
            return f"'{value}"
        return "" if value is None else value

    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([safe(column) for column in table["columns"]])
    lines.writerows([safe(value) for value in row] for row in table["rows"])
    return text.getvalue().encode("utf-8-sig")


def assets() -> dict[str, bytes]:
    """Scripts and styles of all charts, by name; to be put into one folder of an edition.

    ``vega.js`` is :func:`library.script`.
    """
    own = files("megalopolis").joinpath("assets")
    themes = json.loads(own.joinpath("chart-themes.json").read_text(encoding="utf-8"))
    return {
        "book.css": own.joinpath("book.css").read_bytes(),
        "charts.js": own.joinpath("charts.js").read_bytes(),
        "chart-themes.js": f"window.megalopolisThemes={inert(themes)};\n".encode(),
        library.FILE: library.script().encode(),
    }
