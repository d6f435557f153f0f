"""Figures of a spreadsheet on the page that a reader opens."""

import html
import io
import json
import re
import shutil
from pathlib import Path

from click.testing import CliRunner
from rich.console import Console

from megalopolis import check
from megalopolis.book import build
from megalopolis.book.places import Places
from megalopolis.book.request import Request
from megalopolis.cli import main

TOYBOOK = Path(__file__).parents[1] / "data" / "toybook"
# As a spreadsheet exports it: merged headings are followed by blank cells, and the unit stands in them.
WIDE = """表3-2 各市主要经济指标,,,,
地区,地区生产总值（亿元）,,专利（件）,
,2021,2022,2021,2022
合计,"9,481.5","9,700",,
武汉市,"2,100.5",２２００,3100,—
长　沙,0.73万亿,7400,,510
注：示例，数字为手工编造。,,,,
"""
CHAPTER = """import pandas as pd

from megalopolis import charts
from megalopolis.region import Region

here = Region.load(region, language)
charts.table(
    pd.DataFrame(
        {
            "城市": here.cities["name"],
            "产值": here.indicator("gdp", year),
            "次年": here.indicator("gdp", 2022),
            "第三年": here.indicator("gdp", 2023),
        }
    ),
    title="各市产值",
    source=here.sources("gdp"),
    formats={"产值": "{:,.1f}", "次年": "{:,.1f}", "第三年": "{:,.1f}"},
    language=language,
)
"""


def book(root: Path, equipment: Path) -> Places:
    """Make a book of one chapter, a table of output, of the tables that are there."""
    for name in ("_config.yml", "requirements.txt"):
        shutil.copyfile(TOYBOOK / name, root / name)
    (root / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n", encoding="utf-8")
    notebook = json.loads((TOYBOOK / "chapters/index.ipynb").read_text(encoding="utf-8"))
    title, parameters, last = (notebook["cells"][place] for place in (0, 2, -1))
    parameters["source"] = 'region = "toy"  # which region\nlanguage = "zh"  # zh or en\nyear = 2021  # year'
    last["source"] = CHAPTER
    (root / "chapters").mkdir()
    content = json.dumps({**notebook, "cells": [title, parameters, last]}, ensure_ascii=False)
    (root / "chapters/index.ipynb").write_text(content, encoding="utf-8")
    shutil.copytree(equipment, root / "_build" / "cache", dirs_exist_ok=True)
    return Places(root)


def test_wide_gb18030_and_a_workbook_come_out_on_the_page(
    data: Path, tmp_path: Path, equipment: Path, make, monkeypatch
):
    """亿元 under merged headings in GB18030, 万元 in a workbook: both through the command, and the reader
    sees each city's row in the unit of the book, with the source under the table."""
    monkeypatch.setattr(check, "require", lambda _: None)  # other tests look at the contract
    (tmp_path / "wide.csv").write_text(WIDE, encoding="gb18030")
    sheet = [["2023年", ""], ["城市", "地区生产总值（万元）"], ["武汉", 23456789], ["长沙", "8,000亿"]]
    (tmp_path / "book.xlsx").write_bytes(make.xlsx({"表": sheet}, {"表": ["A1:B1"]}))
    given = [str(tmp_path / "wide.csv"), str(tmp_path / "book.xlsx"), "--source", "toy-yearbook"]
    added = CliRunner().invoke(main, ["add", *given])
    places = book(data.parent, equipment)
    console = Console(file=io.StringIO())
    build.build(places, Request(languages=("zh",), region="toy"), check=lambda _: None, console=console)
    page = (places.site / "zh/index.html").read_text(encoding="utf-8")
    rows = [re.findall(r">([^<>]+)<", row) for row in re.findall(r"<tr.*?</tr>", html.unescape(page), re.S)]
    rows = [[cell.strip() for cell in row if cell.strip()] for row in rows]

    assert (0, "taken: 8") == (added.exit_code, added.output.splitlines()[0][:8]), added.output
    assert ["武汉", "2,100.5", "2,200.0", "2,345.7"] in rows
    assert ["长沙", "7,300.0", "7,400.0", "8,000.0"] in rows
    assert "玩具统计局" in page
