"""What the tables hold, as pages: every table with its fields, every indicator, every source.

All of it is read from the descriptions that the tables themselves rest on. Each entry has an anchor
(``table-…``, ``indicator-…``, ``source-…``), names what it rests on and has room for what builds on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from megalopolis import tables
from megalopolis.reference.words import say
from megalopolis.region import Region

DOWNLOADS = "data"
"""Folder of the site, beside the languages, that holds the tables to download."""


def show(html: str, plain: str) -> None:
    """Put HTML among the outputs of the cell."""
    from IPython.display import display

    put: Callable[..., object] = display
    put({"text/html": html, "text/plain": plain}, raw=True)


def show_tables(here: Region) -> None:
    """Show every table: what it is, its rows and licence, a link to the file, its fields folded."""
    entries = [_table(here, resource) for resource in tables.resources(data=here.data)]
    names = "\n".join(str(resource["name"]) for resource in tables.resources(data=here.data))
    show(f'<div class="dictionary">{"".join(entries)}</div>', names)


def show_indicators(here: Region) -> None:
    """Show every indicator: unit, dimension, direction, years and cities of the region, grade and source."""
    listed = here.table("indicators")
    headings = ("indicator", "unit", "dimension", "direction", "years", "cities", "grade", "source")
    rows = [_indicator(here, row) for row in listed.to_dict("records")]
    show(_list(here, "indicators", headings, rows), "\n".join(listed["code"]))


def show_sources(here: Region) -> None:
    """Show every source: producer, title, year, where it was found, licence."""
    listed = here.table("sources")
    headings = ("source", "producer", "title", "year", "address", "licence")
    rows = [_source(here, row) for row in listed.to_dict("records")]
    show(_list(here, "sources", headings, rows), "\n".join(listed["id"]))


def show_register(here: Region) -> None:
    """Leave the place where the build lists every finding of the edition, and its headings."""
    keys = ("caption", "key", "sentence", "measure", "tables")
    headings = {key: say(here.language, f"register.{key}") for key in keys}
    words = say(here.language, "register.later")
    text = escape(json.dumps(headings, ensure_ascii=False))
    show(f'<div data-register="findings" data-headings="{text}">{escape(words)}</div>', words)


def _table(here: Region, resource: Mapping[str, Any]) -> str:
    name, language = str(resource["name"]), here.language
    english = "" if language == "en" else ' lang="en"'
    english_title, _, title = str(resource["title"]).partition(" / ")
    shown = title if language == "zh" and title else english_title
    fields = "".join(
        f'<tr><th scope="row"><code>{escape(str(field["name"]))}</code></th>'
        f"<td>{escape(str(field['type']))}</td>"
        f"<td{english}>{escape(str(field.get('description') or field.get('title') or ''))}</td></tr>"
        for field in resource["schema"]["fields"]
    )
    head = "".join(f'<th scope="col">{say(language, key)}</th>' for key in ("field", "type", "meaning"))
    caption = escape(say(language, "fields", table=shown))
    licences = "; ".join(str(one.get("title") or one.get("name")) for one in resource.get("licenses", []))
    rows = f"{len(tables.read(name, here.data)):,}"
    file = escape(str(resource["path"]))
    return (
        f'<section class="dictionary-table" id="table-{escape(name)}"><h3>{escape(shown)}</h3>'
        f"<p><code>{escape(name)}</code>{say(language, 'between')}{say(language, 'rows', count=rows)}"
        f"{say(language, 'between')}"
        f'<a data-file="{DOWNLOADS}/{file}">{file}</a></p>'
        f"<p{english}>{escape(' '.join(str(resource.get('description', '')).split()))}</p>"
        f"<p><small>{say(language, 'licence')}{say(language, 'colon')}"
        f"<span{english}>{escape(licences)}</span></small></p><details><summary>{caption}</summary>"
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{fields}</tbody></table></div>"
        f'</details><div data-referrers="table-{escape(name)}"></div></section>'
    )


def _indicator(here: Region, row: Mapping[Any, Any]) -> tuple[str, list[str]]:
    code, language = str(row["code"]), here.language
    panel = here.panel(code)
    known = panel.notna().sum()
    years = known.index[known > 0]
    span = f"{years.min()}–{years.max()}" if len(years) > 1 else "".join(map(str, years))
    direction = {1: "higher", -1: "lower"}.get(_number(row["direction"]), "neither")
    caveat = _text(row[f"caveat_{language}"])
    behind = _joined(here, _text(row["source"]).split(), "source")
    parts = [code for code in (_text(row["numerator"]), _text(row["denominator"])) if code]
    if parts:
        behind = _joined(here, parts, "indicator")
    note = f"<br><small>{escape(caveat)}</small>" if caveat else ""
    return f"indicator-{code}", [
        f"{escape(_text(row[f'name_{language}']))}<br><code>{escape(code)}</code>{note}"
        f'<div data-referrers="indicator-{escape(code)}"></div>',
        escape(_text(row[f"unit_{language}"])),
        escape(here.say(f"data.dimension.{row['dimension']}")),
        say(language, direction),
        escape(span),
        f"{int(known.max()) if len(known) else 0}",
        escape(_text(row["grade"])),
        behind,
    ]


def _source(here: Region, row: Mapping[Any, Any]) -> tuple[str, list[str]]:
    language, identifier = here.language, str(row["id"])
    note = _text(row[f"note_{language}"])
    english = "" if language == "en" else ' lang="en"'
    place = " ".join(_text(row[key]) for key in ("address", "version", "path")).strip()
    return f"source-{identifier}", [
        f"<code>{escape(identifier)}</code>" + f'<div data-referrers="source-{escape(identifier)}"></div>',
        escape(_text(row[f"producer_{language}"])),
        f"<span{english}>{escape(_text(row['title']))}</span>"
        + (f"<br><small>{escape(note)}</small>" if note else ""),
        escape(_text(row["year"])),
        f"<code>{escape(place)}</code>" if place else "",
        f"<span{english}>{escape(_text(row['licence']))}</span>",
    ]


def _list(here: Region, name: str, headings: Sequence[str], rows: Iterable[tuple[str, list[str]]]) -> str:
    """A table whose rows have anchors; the first cell of a row is its heading."""
    language = here.language
    caption = escape(say(language, name))
    head = "".join(f'<th scope="col">{escape(say(language, f"{name}.{key}"))}</th>' for key in headings)
    body = "".join(
        f'<tr id="{escape(anchor)}"><th scope="row">{first}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
        for anchor, (first, *cells) in rows
    )
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _joined(here: Region, names: Iterable[str], kind: str) -> str:
    return say(here.language, "comma").join(
        f'<code data-reference="{kind}-{escape(name)}">{escape(name)}</code>' for name in names
    )


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _number(value: object) -> int:
    return 0 if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]
