"""What is not taken, and how it is said."""

import io
import json
import zipfile

import pytest
import yaml

from megalopolis import tables
from megalopolis.errors import DataError
from megalopolis.ingest.refusal import Refused
from megalopolis.spreadsheet import reading, workbook
from megalopolis.spreadsheet.report import Entry, Report

HEADING = "城市,2021年地区生产总值（亿元）\n"


def reasons(report):
    """Every refusal as it is shown."""
    return [line for line in report.lines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("汉口,5", "found '汉口'; expected: the name or code of one of the cities"),
        ("Suzhou,5", "It may be 宿州 341300 or 苏州 320500"),
        (",5", "expected: the name or code of a city"),
        ("武汉,5①", "mark of a note"),
        ("武汉,约五", "Correct the cell"),
        ('武汉,"1,5"', "Write a point before decimals"),
        ("武汉,5美元", "'美元' cannot be converted"),
        ("武汉,-5", "expected: a number at least 0 亿元 for gdp"),
    ],
)
def test_row_is_refused_with_file_row_and_mend(add, added, row, said):
    """Another row of the same file is taken all the same."""
    report = add({"a.csv": f"{HEADING}长沙,700\n{row}\n".encode()})

    assert ["430100"] == [one[0] for one in added()]
    assert 1 == len(reasons(report))
    assert said in reasons(report)[0]
    assert "a.csv, row 3, column " in reasons(report)[0]


def test_two_values_for_one_place_are_both_refused(add, added):
    """Equal ones count once."""
    report = add({"a.csv": f"{HEADING}武汉,5\n武汉市,6\n长沙,7\n430100,7\n".encode()})

    assert ["430100"] == [row[0] for row in added()]
    assert [
        "Another one stands in row 3" in line or "Another one stands in row 2" in line
        for line in reasons(report)
    ] == [
        True,
        True,
    ]


def test_name_and_code_must_agree(add):
    """A row that names two cities is refused."""
    report = add({"a.csv": "代码,城市,2021年地区生产总值（亿元）\n420100,长沙,5\n360100,南昌,6\n".encode()})

    assert ["Name and code stand for two cities" in line for line in reasons(report)] == [True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("城市,2021年财政收入（亿元）\n武汉,5\n", "no indicator has this name"),
        ("城市,2021年地区生产总值\n武汉,5\n", "no unit is named; that of the book is 亿元"),
        ("城市,地区生产总值（亿元）\n武汉,5\n", "no year is named"),
        (
            "城市,2021年城镇化率（%）\n武汉,50\n",
            "urbanisation_rate is worked out from population_urban and population",
        ),
        ("市辖区主要指标,\n城市,2021年地区生产总值（亿元）\n武汉,5\n", "speaks of city districts"),
    ],
)
def test_what_is_in_doubt_is_drafted_and_nothing_is_taken(add, added, tmp_path, text, said):
    """The draft can be read back; what is blank in it leaves the column out or is asked for again."""
    report = add({"a.csv": text.encode()})
    draft = tmp_path / "a.mapping.yml"

    assert [] == added()
    assert said in "\n".join(reasons(report))
    assert str(draft) == report.draft
    assert said in draft.read_text(encoding="utf-8")
    assert report.failed


def test_draft_that_is_filled_in_takes_the_values(add, added, tmp_path):
    """Unit, city and source are filled in; the column that stays blank is passed over."""
    text = "城市,2021年地区生产总值,2021年财政收入（亿元）\n武汉,52000,1\n江城,700,2\n"
    add({"a.csv": text.encode()}, source="")
    draft = (tmp_path / "a.mapping.yml").read_text(encoding="utf-8")
    filled = draft.replace("    unit:\n", "    unit: 万元\n").replace('"江城":', '"江城": "430100"')
    filled = "source: toy-yearbook\n" + filled[filled.index("\n# The headings") :]
    report = add({"a.csv": text.encode()}, filled, source="")

    assert [["420100", "5.2"], ["430100", "0.07"]] == [[row[0], row[3]] for row in added()]
    assert ["财政收入(亿元)"] == [one.column for one in report.of("passed")]


def test_source_is_required(add, added, tmp_path):
    """Without one nothing is taken, and a draft has the fields of a new one."""
    report = add({"a.csv": f"{HEADING}武汉,5\n".encode()}, source="")

    assert [] == added()
    assert "expected a source" in reasons(report)[0]
    assert "producer_zh:  # needed" in (tmp_path / "a.mapping.yml").read_text(encoding="utf-8")


def test_draft_never_writes_over_another(add, tmp_path):
    """The second one has a number; asked for, nothing is taken."""
    for _ in range(2):
        report = add({"a.csv": f"{HEADING}武汉,5\n".encode()}, drafting=True)

    assert str(tmp_path / "a.mapping-2.yml") == report.draft
    assert {"gdp"} == {
        one["indicator"]
        for one in yaml.safe_load((tmp_path / "a.mapping.yml").read_text("utf-8"))["headings"].values()
    }


@pytest.mark.parametrize(
    ("mapped", "said"),
    [
        ("source: nowhere\n", "column source: found 'nowhere'; expected: the id of a source"),
        ("source: {id: x}\n", "column source.title; expected: a value"),
        ("sauce: toy-census\n", "Did you mean source?"),
        ("headings: {GDP: {indicator: gpd}}\n", "column headings.gdp.indicator: found 'gpd'"),
        ("sheets: {a.csv: {year: soon}}\n", "column sheets.a.csv.year: found 'soon'"),
        ("cities: {江城: '999999'}\n", "found '999999'; expected: the code of a city"),
        ("indicators: [{code: gdp}]\n", "indicators[1].name_zh"),
        ("headings: [1\n", "well-formed YAML"),
        (
            "source: {id: toy-census, producer_zh: 甲, producer_en: A, title: B, licence: C}\n",
            "an id that no other",
        ),
    ],
)
def test_mapping_file_that_says_what_it_cannot_say(add, mapped, said):
    """Every place is named, with what was expected."""
    with pytest.raises(DataError) as error:
        add({"a.csv": f"{HEADING}武汉,5\n".encode()}, mapped, source="")

    assert said in str(error.value)


def test_source_of_the_command_must_be_listed(add):
    """The message says where sources are."""
    with pytest.raises(DataError, match=r"nowhere.*sources\.csv"):
        add({"a.csv": f"{HEADING}武汉,5\n".encode()}, source="nowhere")


def test_hidden_and_empty_sheets_are_named(add, added, make):
    """The visible one is taken."""

    def hide(book):
        book["b"].sheet_state = "hidden"

    row = [["城市", "2021年地区生产总值（亿元）"], ["武汉", 5]]
    report = add({"a.xlsx": make.xlsx({"a": row, "b": row, "c": []}, change=hide)})

    assert 1 == len(added())
    assert ["a.xlsx [b]: is a hidden sheet", "a.xlsx [c]: is an empty sheet"] == [
        line[2:].split(";")[0] for line in reasons(report)
    ]


def test_hidden_rows_and_columns_are_left_out_and_named(add, added, make):
    """A filter hides Changsha, the user a column: neither is taken, and one line says where they stand."""

    def hide(book):
        sheet = book["a"]
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[9].hidden = True  # nothing stands there
        sheet.column_dimensions.group("C", "D", hidden=True)

    heads = ["城市", "2021年地区生产总值（亿元）", "2021年专利（件）", "2020年专利（件）", "2022年专利（件）"]
    rows = [heads, ["武汉", 5, 70, 60, 80], ["长沙", 4, 50, 40, 60]]
    report = add({"a.xlsx": make.xlsx({"a": rows}, change=hide)})

    assert {("420100", "2021", "gdp", "5"), ("420100", "2022", "patents", "80")} == {
        tuple(row[:4]) for row in added()
    }
    assert ["a.xlsx [a]: has row 3 and columns C, D hidden"] == [
        line[2:].split(";")[0] for line in reasons(report)
    ]


def test_merged_heading_in_a_hidden_column_holds_for_those_that_are_seen(add, added, make):
    """The first column of a merged year is hidden; the others still belong to that year."""

    def hide(book):
        book["a"].column_dimensions["B"].hidden = True

    rows = [["城市", "2021年", ""], ["", "专利（件）", "地区生产总值（亿元）"], ["武汉", 70, 5]]
    add({"a.xlsx": make.xlsx({"a": rows}, {"a": ["A1:A2", "B1:C1"]}, hide)})

    assert [["420100", "2021", "gdp", "5"]] == [row[:4] for row in added()]


def test_a_sheet_of_which_all_rows_are_hidden_is_refused(add, added, make):
    """Nothing is taken, and the line speaks of hidden rows and not of an empty sheet."""

    def hide(book):
        for line in range(1, 9):
            book["a"].row_dimensions[line].hidden = True

    rows = [["城市", "2021年地区生产总值（亿元）"], *(["武汉", 5] for _ in range(7))]
    report = add({"a.xlsx": make.xlsx({"a": rows}, change=hide)})

    assert [] == added()
    assert ["a.xlsx [a]: has rows 1, 2, 3, 4, 5 and 3 more hidden"] == [
        line[2:].split(";")[0] for line in reasons(report)
    ]


def test_formula_without_a_stored_value_is_refused(add, added, make):
    """openpyxl stores none; another cell of the row is taken."""
    rows = [["城市", "2021年地区生产总值（亿元）", "2021年专利（件）"], ["武汉", "=1+1", 7]]
    report = add({"a.xlsx": make.xlsx({"a": rows})})

    assert ["patents"] == [row[2] for row in added()]
    assert "The formula has no stored value" in reasons(report)[0]
    assert "a.xlsx [a], row 2, column B" in reasons(report)[0]


def test_form_that_hides_a_factor_is_refused(add, make):
    """A cell that shows 12.3万 holds 123000: which is meant is not guessed."""

    def form(book):
        book["a"]["B2"].number_format = '0!.0,"万"'

    report = add({"a.xlsx": make.xlsx({"a": [["城市", "2021年专利（件）"], ["武汉", 123000]]}, change=form)})

    assert "shows it in 万 or 亿" in reasons(report)[0]


def bomb(make):
    """A workbook whose sheet unpacks to a thousand times its size: 64 MB of blanks."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make.xlsx({"a": [["城市"]]}))) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            block = b" " * 2**24
            for _ in range(4):
                file.write(block)
    return held.getvalue()


def test_bomb_is_refused_unopened(make):
    """By what its archive says of itself."""
    with pytest.raises(Refused, match="not a zip bomb"):
        reading.read("a.xlsx", bomb(make))


def test_far_cell_does_not_make_a_large_sheet(make):
    """A cell in the last row and column costs nothing but a refusal."""

    def far(book):
        book["a"]["XFD1048576"] = 1

    with pytest.raises(Refused, match="remove what is far off"):
        workbook.read("a.xlsx", make.xlsx({"a": [["城市"], ["武汉"]]}, change=far))


@pytest.mark.parametrize(
    ("name", "raw", "rule"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "malformed"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "encrypted"),
        ("a.xlsx", b"a,b", "mismatch"),
        ("a.csv", b"PK\x03\x04", "mismatch"),
        ("a.csv", b"", "empty"),
        ("a.csv", b'a,b\n"c', "malformed"),
        ("a.csv", b"\x81\x00\xff\xfe\xfd", "encoding"),
        ("a.parquet", b"PAR1 broken PAR1", "malformed"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(name, raw, rule):
    """With a word for the rule."""
    with pytest.raises(Refused) as refused:
        reading.read(name, raw)

    assert rule == refused.value.rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("指标,武汉,长沙,南昌\n地区生产总值（亿元）,1,2,3\n", "names cities side by side in line 1"),
        ("月份,数量\n1,2\n", "no column with names or codes of cities"),
        ("武汉,5\n长沙,6\n", "no heading above"),
    ],
)
def test_sheet_without_a_table_of_cities_is_refused(add, text, said):
    """The sentence says what was looked for."""
    assert said in reasons(add({"a.csv": text.encode()}))[0]


def test_report_holds_everything(add, tmp_path):
    """As CSV or JSON: taken, in conflict, refused, with place and values."""
    text = f"{HEADING.replace('2021', '2020')}武汉,2500\n长沙,500\n汉口,1\n合计,9\n"
    report = add({"a.csv": text.encode()})
    report.write(tmp_path / "r.json")
    report.write(tmp_path / "r.csv")
    rows = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))

    assert ["conflict", "there", "refused", "passed"] == [row["outcome"] for row in rows]
    assert [0.25, "420100", 2020, "gdp", 2500, 2000] == [
        rows[0][key] for key in ("difference", "city", "year", "indicator", "value", "before")
    ]
    assert 5 == len((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("outcomes", "failed"),
    [
        ([], True),
        (["passed"], True),
        (["there", "conflict"], True),
        (["there", "passed"], False),
        (["taken", "refused"], False),
        (["replaced"], False),
    ],
)
def test_command_fails_when_nothing_was_taken(outcomes, failed):
    """Unless all that there was to take is there already."""
    assert failed == Report(tuple(Entry(one, "a.csv") for one in outcomes)).failed


def test_package_without_the_table_is_named(add, data):
    """Where to describe it."""
    package = data / "datapackage.yaml"
    package.write_text(
        package.read_text(encoding="utf-8").replace("observations-added", "other"), encoding="utf-8"
    )

    with pytest.raises(Exception, match="observations-added"):
        add({"a.csv": f"{HEADING}武汉,5\n".encode()})
    assert "observations-added" not in {one["name"] for one in tables.resources(None, data)}
