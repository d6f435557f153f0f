"""Numbers, units, names of cities and headings, as yearbooks write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megalopolis.spreadsheet import numbers, units
from megalopolis.spreadsheet.grid import Fault, letter
from megalopolis.spreadsheet.matching import label, stated_unit


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("12.5", "12.5", ""),
        ("1,234,567.8", "1234567.8", ""),
        ("1 234 567", "1234567", ""),
        ("１，２３４．５", "1234.5", ""),
        ("−3.2", "-3.2", ""),
        ("+7", "7", ""),
        (".5", "0.5", ""),
        ("1.2e3", "1200", ""),
        ("63.5％", "63.5", "%"),
        ("3.2亿元", "3.2", "亿元"),
        ("12 万", "12", "万"),
    ],
)
def test_number_is_read_exactly(cell, value, unit):
    """Separators, full-width digits and signs, with the unit behind."""
    assert numbers.Number(Fraction(value), unit) == numbers.parse(cell)


@pytest.mark.parametrize("cell", ["", "—", "…", "-", "N/A", "暂无", "　", "……"])
def test_sign_for_no_value_is_no_value(cell):
    """Blank, never zero."""
    assert numbers.parse(cell.strip("　")) is None


@pytest.mark.parametrize(
    "cell", ["1,5", "12,34", "1.2.3", "1,234.5,6", "123①", "123²", "约五百", "(12)", "12/13"]
)
def test_number_that_could_be_another_is_refused(cell):
    """A decimal comma, the mark of a note, words."""
    assert isinstance(numbers.parse(cell), Fault)


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(["plain", "grouped", "wide", "percent"]))
def test_number_written_in_any_way_comes_back(value, way):
    """Reading undoes writing."""
    written = {
        "plain": f"{value:f}",
        "grouped": f"{value:,f}",
        "wide": f"{value:,f}".translate(str.maketrans("0123456789,.", "０１２３４５６７８９，．")),
        "percent": f" {value:f} % ",
    }[way]

    assert Fraction(value) == numbers.parse(written).value


@pytest.mark.parametrize(
    ("given_", "wanted", "factor"),
    [
        ("万元", ("亿元", "100 million yuan"), Fraction(1, 10**4)),
        ("元", ("亿元",), Fraction(1, 10**8)),
        ("万亿元", ("亿元",), 10**4),
        ("百万元", ("亿元",), Fraction(1, 100)),
        ("billion yuan", ("亿元",), 10),
        ("RMB 100 million", ("亿元",), 1),
        ("10,000 persons", ("万人",), 1),
        ("人", ("万人",), Fraction(1, 10**4)),
        ("亿", ("亿元",), 1),
        ("万", ("人",), 10**4),
        ("公顷", ("平方公里", "km²"), Fraction(1, 100)),
        ("亩", ("公顷",), Fraction(1, 15)),
        ("万吨", ("百万吨",), Fraction(1, 100)),
        ("人/万人", ("人/十万人",), 10),
        ("元/人", ("元/人",), 1),
        ("‰", ("%",), Fraction(1, 10)),
        ("％", ("%",), 1),
        ("㎡/人", ("平方米/人",), 1),
        ("亿千瓦时", ("万千瓦时",), 10**4),
        ("mg/m³", ("微克/立方米",), 1000),
        ("tonnes per million yuan", ("吨/万元",), Fraction(1, 100)),
        ("万美元", ("百万美元",), Fraction(1, 100)),
        ("上年=100", ("上年=100", "previous year = 100"), 1),
    ],
)
def test_unit_is_converted(given_, wanted, factor):
    """By hand: how many of the unit wanted one of the unit given is."""
    assert factor == units.factor(given_, wanted)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("美元", "亿元"),
        ("万人", "万户"),
        ("%", "亿元"),
        ("亿元", "元/人"),
        ("上年=100", "%"),
        ("斤", "吨"),
        ("万", "人/十万人"),
        ("", "亿元"),
        ("000 persons", "万人"),
    ],
)
def test_unit_of_another_thing_is_not_converted(given_, wanted):
    """Dollars are no yuan, households no persons."""
    assert units.factor(given_, (wanted,)) is None


def test_every_unit_of_the_book_is_its_own(indicators):
    """In both languages, for all indicators."""
    wrong = [
        code
        for code in indicators.rows
        for one in indicators.unit(code)
        if units.factor(one, indicators.unit(code)) != 1
    ]

    assert [] == wrong


def test_both_languages_of_a_unit_say_the_same(indicators):
    """Where both are understood, the Chinese unit becomes the English one by the factor 1."""
    pairs = {indicators.unit(code) for code in indicators.rows}
    odd = {
        pair: units.factor(pair[0], pair[1:])
        for pair in pairs
        if units.parse(pair[0]) and units.parse(pair[1]) and units.factor(pair[0], pair[1:]) not in (None, 1)
    }

    assert {} == odd


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("武汉", "420100"),
        ("武汉市", "420100"),
        ("武　汉", "420100"),
        ("Wuhan", "420100"),
        ("wuhan city", "420100"),
        ("420100", "420100"),
        ("420100.0", "420100"),
        ("420100000000", "420100"),
        ("湖北省武汉市", "420100"),
        ("湖北武汉", "420100"),
        ("恩施土家族苗族自治州", "422800"),
        ("恩施", "422800"),
        ("恩施州", "422800"),
        ("海南藏族自治州", "632500"),
        ("吉林市", "220200"),
        ("阿克苏地区", "652900"),
        ("兴安盟", "152200"),
        ("Suzhou (Anhui)", "341300"),
        ("仙桃市", "429004"),
        ("黔西南布依族苗族自治州", "522300"),
        ("北京市", "110100"),
    ],
)
def test_city_is_found_by_any_of_its_names(names, cell, code):
    """With and without ending, province, blanks, in both languages and by code."""
    assert frozenset([code]) == names.find(cell)


def test_name_of_two_cities_needs_the_province(names):
    """Suzhou is 苏州 or 宿州; the province decides."""
    assert {"320500", "341300"} == names.find("Suzhou")
    assert {"341300"} == names.find("Suzhou", "安徽省")


@pytest.mark.parametrize("cell", ["浏阳市", "朝阳区", "420102", "Springfield", "12.5", "万州", "长江"])
def test_what_is_no_city_is_none(names, cell):
    """Counties, districts, other places, numbers."""
    assert frozenset() == names.find(cell)


def test_every_city_is_found_by_its_own_names(names):
    """All of them, in Chinese and by code; none by that of another."""
    wrong = {code for code, shown in names.shown.items() if names.find(shown.split()[0]) != {code}}

    assert set() == wrong
    assert [] == [code for code in names.shown if names.find(code) != {code}]


def test_totals_are_told_from_cities(names):
    """A sum or a province is passed over; 吉林 and 海南州 are cities all the same."""
    assert all(map(names.total, ["合计", "全 国", "平均", "湖北省", "Total", "内蒙古自治区"]))
    assert not any(map(names.total, ["武汉", "吉林", "北京", "浏阳市"]))


@pytest.mark.parametrize(
    ("heading", "name", "unit", "year"),
    [
        ("地区生产总值（亿元）", "地区生产总值", "亿元", None),
        ("2021年地区生产总值(万元)", "地区生产总值", "万元", 2021),
        ("地区生产总值（亿元） 2020", "地区生产总值", "亿元", 2020),
        ("GDP (100 million yuan), 2021", "GDP", "100 million yuan", 2021),
        ("Resident population, 10,000 persons", "Resident population", "10,000 persons", None),
        ("人均GDP 元/人", "人均GDP", "元/人", None),
        ("常住人口（普查年鉴）", "常住人口(普查年鉴)", "", None),
        ("城镇化率（%）", "城镇化率", "%", None),
        ("地区生产总值指数（上年=100）", "地区生产总值指数", "上年=100", None),
        ("2010—2020年增速（%）", "2010—2020年增速", "%", None),
        ("gdp_2019", "gdp", "", 2019),
        ("亿元", "", "亿元", None),
        ("households", "households", "", None),
        ("2020年末户数（单位：万户）", "户数", "万户", 2020),
    ],
)
def test_heading_is_taken_apart(indicators, heading, name, unit, year):
    """Name, unit and year; a range of years is none."""
    found = label(heading, indicators.units)

    assert (name, unit, year) == (found.name, found.unit, found.year)


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("地区生产总值（亿元）", {"gdp"}),
        ("gdp", {"gdp"}),
        ("GDP", {"gdp"}),
        ("Gross Domestic Product (billion yuan)", {"gdp"}),
        ("常住人口（万人）", {"population", "pop_census_yearbook", "pop_census_bulletin"}),
        ("常住人口（普查公报）", {"pop_census_bulletin"}),
        ("地区生产总值指数（上年=100）", {"gdp_index"}),
        ("财政收入（亿元）", set()),
        ("人口", set()),
    ],
)
def test_heading_means_an_indicator_by_its_whole_name(indicators, heading, codes):
    """A name that three indicators share is none of them; likeness is not enough."""
    assert codes == indicators.find(label(heading, indicators.units))


def test_every_indicator_is_found_by_its_names(indicators):
    """In both languages and by code, with its unit behind."""
    lost = [
        name
        for code, row in indicators.rows.items()
        for name in (code, row["name_zh"], row["name_en"], f"{row['name_zh']}（{row['unit_zh']}）")
        if indicators.find(label(str(name), indicators.units)) != {code}
    ]

    assert [] == lost


def test_unit_above_a_table_is_found():
    """As yearbooks print it, in both languages."""
    assert ["亿元", "万人", "100 million yuan", ""] == [
        stated_unit(one) for one in ("单位：亿元", "(计量单位:万人)", "Unit: 100 million yuan", "各市概况")
    ]


def test_columns_have_letters():
    """As spreadsheets count."""
    assert ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"] == [letter(one) for one in (0, 25, 26, 51, 52, 701, 702)]
