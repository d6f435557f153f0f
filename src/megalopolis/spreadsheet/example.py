"""A spreadsheet to try with: figures of the book itself in the layout of a yearbook that does not exist.

``python -m megalopolis.spreadsheet.example FILE.xlsx`` writes it, and the mapping file that it needs;
``FILE.csv`` writes the same page in GB18030.
"""

from __future__ import annotations

import csv
import io
import sys
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from megalopolis.errors import ParameterError
from megalopolis.reference.dictionary import show
from megalopolis.region import Region
from megalopolis.spreadsheet import draft, mapping, reading
from megalopolis.spreadsheet.existing import compared
from megalopolis.spreadsheet.looking import Looked, look
from megalopolis.spreadsheet.report import Report

REGION = "changjiang-middle-reaches"
NAME = "page.xlsx"
YEARS = (2020, 2021)
TITLE = "主要指标（示例：版式虚构，数字取自本书数据表）"
INCOME, DENSITY = "城镇居民人均可支配收入（元）", "人口密度（人/平方公里）"
MERGED = ("A1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3")

MAPPING = """\
source:
  id: example-page
  producer_zh: 本书（示例）
  producer_en: This book (example)
  title: 示例页：版式虚构，数字取自本书数据表
  licence: CC BY 4.0
headings:
  人口密度（人/平方公里）: {indicator: population_density, year: 2020}
indicators:
  - {code: population_density, name_zh: 人口密度, name_en: Population density, unit_zh: 人/平方公里,
     unit_en: persons per km², dimension: base, minimum: 0, maximum: 50000, decimals: 1, grade: B,
     caveat_zh: 示例，由本书的常住人口和面积相除, caveat_en: Example; residents over area of the book}
"""


def page(here: Region) -> list[list[str | float]]:
    """The cells: a title, two rows of headings, a row for each city of a region, a total and a note.

    GDP is given in 10 000 yuan and the book has it in 100 million; density is residents by area, which is not
    among the indicators of the book.
    """
    gdp = [here.indicator("gdp", year) for year in YEARS]
    income = [here.indicator("income_urban", year) for year in YEARS]
    density = here.indicator("pop_census_yearbook", YEARS[0]) * 10_000 / here.cities["area"]
    rows: list[list[str | float]] = [
        [TITLE],
        ["地区", "地区生产总值（万元）", "", INCOME, "", DENSITY],
        ["", *map(str, YEARS), *map(str, YEARS), ""],
    ]
    names = here.cities["name_zh"]
    for code in here.cities.index:
        parts = [*(_scaled(one[code]) for one in gdp), *(_cell(one[code]) for one in income)]
        name = str(names[code])
        full = name if name.endswith(("州", "盟", "县")) else f"{name}市"
        rows.append([full, *parts, _cell(round(density[code], 1))])
    rows.append(["合计", *(_scaled(one.sum()) for one in gdp)])
    rows.append(["注：—表示无数字。"])
    return rows


def _scaled(value: float) -> str | float:
    return "—" if pd.isna(value) else round(float(value) * 10_000, 2)


def _cell(value: float) -> str | float:
    return "—" if pd.isna(value) else float(value)


def workbook(rows: list[list[str | float]]) -> bytes:
    """The page as a workbook, its headings merged."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "示例"
    for row in rows:
        sheet.append(row)
    for place in MERGED:
        sheet.merge_cells(place)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def text(rows: list[list[str | float]]) -> bytes:
    """The page as comma-separated text in GB18030, as Chinese office programs save it."""
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue().encode("gb18030")


def show_page(here: Region) -> None:
    """Show the page as it stands in the workbook: its headings and its first rows."""
    rows = page(here)
    width = max(map(len, rows))
    shown = [[*row, *[""] * (width - len(row))] for row in (*rows[:8], *rows[-2:])]
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(_plain(cell))}</td>" for cell in row) + "</tr>" for row in shown
    )
    caption = escape(here.say("rerun.page"))
    html = (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f'<caption>{caption}</caption><tbody lang="zh">{cells}</tbody></table></div>'
    )
    show(html, "\n".join("\t".join(map(_plain, row)) for row in shown))


def _plain(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:.12g}"


def show_draft(here: Region) -> None:
    """Show the mapping file that the command drafts for the page."""
    _text(draft.text(_look(here, "")))


def show_mapping() -> None:
    """Show the mapping file with all that was to be filled in."""
    _text(MAPPING)


def study(here: Region) -> Report:
    """What the command would report, given the page and its mapping file; nothing is written."""
    looked = _look(here, MAPPING)
    return Report(tuple(compared(looked.entries, here.data, instead=False)), looked.guide.source)


def show_report(report: Report) -> None:
    """Show the report as the command prints it."""
    _text("\n".join(report.lines()))


def _look(here: Region, mapped: str) -> Looked:
    guide = mapping.parse(yaml.safe_load(mapped), NAME) if mapped else mapping.Guide()
    return look(reading.read(NAME, workbook(page(here))), guide, NAME, here.data)


def _text(content: str) -> None:
    show(f'<div class="highlight"><pre tabindex="0" lang="en">{escape(content)}</pre></div>', content)


def main(arguments: list[str]) -> None:
    """Write the page and its mapping file."""
    if len(arguments) != 1 or not arguments[0].endswith((".xlsx", ".csv")):
        raise ParameterError("expected the name of one file that ends in .xlsx or .csv: write it at the end.")
    place = Path(arguments[0])
    rows = page(Region.load(REGION, "zh"))
    place.write_bytes(workbook(rows) if place.suffix == ".xlsx" else text(rows))
    place.with_suffix(".mapping.yml").write_text(MAPPING, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
