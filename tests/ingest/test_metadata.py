"""What is known about a document, where it is taken from, and what is refused."""

import pytest

from megalopolis.errors import ParameterError
from megalopolis.ingest.metadata import OWN, catalogue, document, given, identifier, read
from megalopolis.ingest.refusal import Refused


@pytest.fixture(scope="module")
def known(toy):
    return catalogue(toy)


def described(known, **said):
    return document("a/b.txt", "正文", {"issuer": "某机关", "year": "2024", "place": "武汉", **said}, known)


def test_what_follows_is_filled_in(known):
    """Code and level from the place, id and locator from the file, a source for the user's own."""
    found = described(known, place="武汉市", title="题目")

    assert ("武汉", "990100", "city", "policy") == (found.place, found.city, found.level, found.kind)
    assert ("a-b", "a/b.txt", OWN, "题目", 2024) == (
        found.id,
        found.locator,
        found.source,
        found.title,
        found.year,
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"place": "东省"}, ("东省", "", "province")),
        ({"place": "", "city": "990200"}, ("长沙", "990200", "city")),
        ({"place": "", "level": "central"}, ("", "", "central")),
        ({"place": "武汉", "level": "central"}, ("武汉", "", "central")),
        ({"place": "别处", "level": "city"}, ("别处", "", "city")),
    ],
)
def test_place_code_and_level_agree(known, said, expected):
    """One follows from the other; what the user says is not overruled."""
    found = described(known, **said)

    assert expected == (found.place, found.city, found.level)


def test_province_with_the_name_of_a_city_is_told_by_its_ending(known):
    """吉林省 is not 吉林."""
    from dataclasses import replace

    both = replace(known, provinces=known.provinces | {"武汉"})
    found = [described(both, place=place) for place in ("武汉省", "武汉市", "武汉")]

    assert [("province", ""), ("city", "990100"), ("city", "990100")] == [
        (one.level, one.city) for one in found
    ]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"issuer": ""}, "lacks issuer"),
        ({"place": "别处"}, "lacks level"),
        ({"year": "二〇二四"}, "year"),
        ({"year": "1066"}, "1921"),
        ({"year": "٢٠٢٤"}, "year"),
        ({"kind": "poem"}, "poem"),
        ({"level": "village"}, "village"),
        ({"city": "123456"}, "cities.csv"),
        ({"source": "nobody"}, "sources.csv"),
        ({"id": "../../etc"}, "id"),
        ({"id": "a" * 300}, "200"),
        ({"issuer": "一\n二"}, "one line"),
        ({"title": "=HYPERLINK(1)"}, "formula"),
        ({"title": "计划\u202e"}, "one line"),
        ({"author": "某人"}, "unknown field author"),
    ],
)
def test_what_the_tables_would_not_hold_is_refused(known, said, named):
    """The field is named, with what it may be."""
    with pytest.raises(Refused, match=named) as refused:
        described(known, **said)
    assert "metadata" == refused.value.rule


def test_table_goes_before_the_head_of_the_text_and_the_star_comes_last():
    """By the path of a file, else by its name."""
    listed = {"x/a.txt": {"year": "1"}, "b.txt": {"year": "2"}, "*": {"year": "9", "issuer": "某机关"}}

    assert {"year": "1", "issuer": "头"} == given("x/a.txt", {"issuer": "头"}, listed)
    assert {"year": "2", "issuer": "某机关"} == given("y/b.txt", {}, listed)
    assert {"year": "5", "issuer": "某机关"} == given("c.txt", {"year": "5"}, listed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_table_is_read_as_offices_save_it(tmp_path, known, encoding):
    """In their encodings, with Chinese headings; blank cells and rows say nothing."""
    path = tmp_path / "m.csv"
    path.write_bytes(
        "文件,发文机关,年份,地区\n.\\甲\\a.txt,某某市人民政府,2024,\n,,,\n".replace(".\\", "").encode(
            encoding
        )
    )

    assert {"甲/a.txt": {"issuer": "某某市人民政府", "year": "2024"}} == read(path, known)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("name,year\na,1\n", "the column file"),
        ("file,year,year\na,1,2\n", "once"),
        ("file,colour\na,red\n", "colour"),
        ("file,year\na,1,2\n", "row 2"),
        ("file,year\na,1\na,2\n", "a again in row 3"),
        ("file,year\n,1\n", "row 2"),
        ('file,year\n"a,1\n', "CSV"),
        ("", "CSV"),
    ],
)
def test_malformed_table_is_an_error_of_the_user(tmp_path, known, content, named):
    """The row or column is named."""
    path = tmp_path / "m.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ParameterError, match=named):
        read(path, known)


def test_missing_table_is_an_error_of_the_user(tmp_path, known):
    """Its path is named."""
    with pytest.raises(ParameterError, match=r"no\.csv"):
        read(tmp_path / "no.csv", known)


def test_identifier_is_the_same_for_the_same_file_and_no_other():
    """ASCII names are kept; others get a hash of the path, since what is left of them may be the same."""
    assert "2024-report-a" == identifier("2024/Report_A.txt")
    assert identifier("报告2024.txt") == identifier("报告2024.txt")
    assert identifier("报告2024.txt") != identifier("规划2024.txt")
    assert identifier("报告2024.txt").startswith("2024-")
    assert len(identifier("a/" * 300 + "b.txt")) <= 100
    assert identifier("_.txt") != ""
