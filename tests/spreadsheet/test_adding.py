"""Spreadsheets of many shapes go in, and their numbers come out of the region."""

import io

import pandas as pd
import pytest

from megalopolis import check, tables
from megalopolis.errors import DataError
from megalopolis.region import Region


def shown(report):
    """The report as one text."""
    return "\n".join(report.lines())


WIDE = [
    ["表3-2 各市主要经济指标", "", "", "", ""],
    ["", "", "", "", "单位：见表头"],
    ["地区", "地区生产总值（亿元）", "", "专利（件）", ""],
    ["", "2021", "2022", "2021", "2022"],
    ["合计", "3,210", "3,333", "", ""],
    ["武汉市", "2,100.5", "２２００", "3100", "—"],
    ["", "", "", "", ""],
    ["长　沙", "0.52万亿", "600", "", "510"],
    ["注：示例，数字为手工编造。", "", "", "", ""],
]


@pytest.mark.usefixtures("whole")
def test_wide_gb18030_with_merged_headings_comes_out_of_the_region(add, data):
    """Two rows of headings, 亿元, a title, a blank row, a total and a note; the page reads what was added."""
    report = add({"wide.csv": make_text(WIDE, "gb18030")})
    region = Region.load("toy", "zh", data)

    assert 6 == len(report.of("taken"))
    assert {"420100": 2100.5, "430100": 5200.0} == region.indicator("gdp", 2021).dropna().to_dict()
    assert 2200 == region.indicator("gdp", 2022)["420100"]
    assert 510 == region.indicator("patents", 2022)["430100"]
    assert pd.isna(region.indicator("patents", 2022)["420100"])
    assert "玩具统计局（2022）" == region.sources(["gdp"])
    assert ["合计"] == [one.found for one in report.of("passed")]


def make_text(rows, encoding="utf-8", mark=","):
    """A text file of rows."""
    return "\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)


LONG = [
    ["city", "year", "indicator", "value"],
    ["Wuhan", "2021", "gdp", "2100"],
    ["Nanchang", "2021", "gdp", "77"],
]
EXPECTED = [["420100", "2021", "gdp", "2100"], ["360100", "2021", "gdp", "77"]]


@pytest.mark.parametrize(
    "raw",
    [
        make_text(LONG),
        b"\xef\xbb\xbf" + make_text(LONG),
        make_text(LONG, "utf-16"),
        make_text(LONG, mark=";"),
        make_text(LONG, mark="\t"),
        make_text(
            [
                ["城市", "年份", "指标", "数值"],
                *([a, b, "地区生产总值（亿元）", d] for a, b, _, d in LONG[1:]),
            ],
            "gb18030",
        ),
        make_text(
            [
                ["城市", "年份", "指标", "单位", "数值"],
                *([a, b, "地区生产总值", "亿元", d] for a, b, _, d in LONG[1:]),
            ]
        ),
        make_text(
            [
                ["代码", "城市", "2021年地区生产总值（万元）"],
                ["420100", "武汉市", "21,000,000"],
                ["360100", "南昌市", "770000"],
            ]
        ),
        make_text([["地区生产总值（亿元）", ""], ["城市", "2021"], ["武汉", "2100"], ["南昌", "77"]]),
        make_text([["单位：亿元", ""], ["城市", "2021年地区生产总值"], ["武汉", "2100"], ["南昌", "77"]]),
        make_text(
            [["省份", "城市", "2021年GDP（billion yuan）"], ["湖北", "武汉", "210"], ["江西", "南昌", "7.7"]]
        ),
    ],
    ids=[
        "utf-8",
        "bom",
        "utf-16",
        "semicolon",
        "tab",
        "gb18030",
        "unit",
        "codes",
        "title",
        "unit above",
        "billion",
    ],
)
def test_every_form_of_text_gives_the_same_rows(add, added, raw):
    """Long or wide, in any encoding, with any separator."""
    add({"a.csv": raw})

    assert EXPECTED == [row[:4] for row in added()]


def test_parquet_gives_the_same_rows(add, added):
    """Numbers as numbers, codes as integers; a heading that is a code, though it could be a unit."""
    held = io.BytesIO()
    pd.DataFrame(
        {"city": [420100, 360100], "year": [2021, 2021], "gdp": [2100.0, 77.0], "patents": [None, 5]}
    ).to_parquet(held)
    add({"a.parquet": held.getvalue()})

    assert sorted([*EXPECTED, ["360100", "2021", "patents", "5"]]) == sorted(row[:4] for row in added())


def test_workbook_with_a_sheet_for_each_year(add, added, make):
    """The name of the sheet is the year; merged cells, a percent form, whole numbers, years of a column."""

    def percent(book):
        for sheet in book:
            sheet["C4"].number_format = "0.0%"

    rows = [
        ["主要指标", "", ""],
        ["城市", "经济社会", ""],
        ["", "地区生产总值（亿元）", "平均受教育年限（年）"],
    ]
    sheets = {
        "2021年": [*rows, ["武汉", 2100, 0.11]],
        "2022": [*rows, ["武汉", 2200.1 + 0.2, 0.12]],
    }
    merged = {name: ["A1:C1", "A2:A3", "B2:C2"] for name in sheets}
    mapped = (
        "headings:\n  经济社会 地区生产总值（亿元）: {indicator: gdp}\n"
        "  经济社会 平均受教育年限（年）: {indicator: }\n"
    )
    report = add({"a.xlsx": make.xlsx(sheets, merged, percent)}, mapped)

    assert [["420100", "2021", "gdp", "2100"], ["420100", "2022", "gdp", "2200.3"]] == [
        row[:4] for row in added()
    ]
    assert 2 == len(report.of("passed"))


def test_percent_form_of_a_cell_is_its_unit(add, added, make):
    """0.0935 shown as 9.35% is 9.35 in an indicator in percent; the book's value is 9.5."""

    def form(book):
        book["s"]["B2"].number_format = "0.00%"

    package = {"a.xlsx": make.xlsx({"s": [["城市", "文盲率 2021"], ["武汉", 0.0935]]}, change=form)}
    mapped = (
        "indicators:\n- {code: illiterate, name_zh: 文盲率, name_en: Illiteracy, unit_zh: '%', unit_en: '%', "
        "dimension: sharing, direction: -1, minimum: 0, maximum: 100, decimals: 1, grade: C}\n"
    )
    add(package, mapped)

    assert ["420100", "2021", "illiterate", "9.35", "toy-yearbook", ""] == added()[0]


def test_conflict_is_shown_and_left_alone(add, added, data):
    """City, year, old, new and relative difference; equal values are there already."""
    raw = make_text(
        [["城市", "2020年地区生产总值（亿元）"], ["武汉", "2100"], ["长沙", "500.0"], ["黄石", "200"]]
    )
    report = add({"a.csv": raw})

    assert [] == added()
    assert "already there: 2" in shown(report)
    assert "- 武汉 420100, 2020, gdp: 2000 -> 2100 亿元 (+5 %); a.csv, row 2, column B (" in shown(report)
    assert "before from toy-yearbook" in shown(report)
    assert report.failed
    assert 2000 == Region.load("toy", "zh", data).indicator("gdp", 2020)["420100"]


def test_replace_takes_the_new_value_and_keeps_the_contract(add, added, data):
    """The row leaves its table, and a correction of it goes with it."""
    raw = make_text([["城市", "地区生产总值（亿元）"], ["武汉", "2100"], ["苏州", "160"]])
    before = tables.read("observations", data)
    report = add({"a.csv": raw}, "sheets: {a.csv: {year: 2010}}\n", "toy-census", instead=True)
    after = tables.read("observations", data)

    assert ["420100", "320500"] == [row[0] for row in added()]
    assert len(before) == len(after)
    assert {"gdp"} == {one.indicator for one in report.of("replaced")}
    assert [140.0] == [one.before for one in report.of("replaced") if one.city == "320500"]
    assert "C-1" not in set(tables.read("corrections", data)["id"])
    assert 160 == Region.load("toy", "zh", data).indicator("gdp", 2010)["320500"]
    assert () == check.check(data)


def test_adding_twice_changes_nothing(add, data):
    """The second time all of it is there; no file has changed."""
    raw = make_text(LONG)
    add({"a.csv": raw})
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    report = add({"a.csv": raw})

    assert (2, False) == (len(report.of("there")), report.failed)
    assert before == {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}


NEW = """
source: {id: survey, producer_zh: 某大学, producer_en: A university, title: Survey, year: 2023, licence: CC0}
headings:
  公园（个）: {indicator: parks}
indicators:
- {code: parks, name_zh: 公园数, name_en: Parks, unit_zh: 个, unit_en: parks, dimension: green, direction: 1,
   minimum: 0, maximum: 5000, decimals: 0, grade: C}
"""


def test_new_source_and_new_indicator_are_described_in_the_mapping(add, data):
    """Both get a row of their own, and the page names them; the same mapping holds a second time."""
    first = make_text([["城市", "2021年公园（个）"], ["武汉", "40"]])
    second = make_text([["城市", "2022年公园（个）"], ["武汉", "41"]])
    add({"a.csv": first}, NEW, source="")
    report = add({"b.csv": second}, NEW, source="")
    region = Region.load("toy", "en", data)

    assert 1 == len(report.of("taken"))
    assert [40, 41] == region.panel("parks").loc["420100"].tolist()
    assert "A university (2023)" == region.sources(["parks"])
    assert "Parks" in region.label("parks")
    assert () == check.check(data)


def test_source_is_credited_at_the_indicator_and_what_rests_on_it(add, data):
    """gdp, and co2_per_gdp, which is divided by it."""
    add({"a.csv": make_text(LONG)}, source="toy-text")
    source = tables.read("indicators", data).set_index("code")["source"]

    assert ["toy-census toy-text"] * 2 == [source["gdp"], source["co2_per_gdp"]]
    assert "toy-census" == source["beds"]


@pytest.mark.usefixtures("whole")
def test_values_that_break_the_contract_of_others_are_not_taken(add, data):
    """Urban population above the population: every table stays, and the share that it breaks is named."""
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    raw = make_text([["城市", "2020年城镇人口（万人）"], ["武汉", "1500"]])

    with pytest.raises(DataError, match=r"150 for 420100 in 2020.*urbanisation_rate"):
        add({"a.csv": raw}, instead=True)
    assert before == {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
