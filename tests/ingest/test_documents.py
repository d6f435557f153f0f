"""Documents are added whole or not at all, and the tables keep their contract."""

import csv

import pandas as pd
import pytest

from megalopolis import check, tables
from megalopolis.ingest import documents

pytestmark = pytest.mark.usefixtures("quick")


def everything(data):
    """Every file under the tables, to the byte."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()
    }


def table(data, name):
    return tables.read(name, data)


def add(folder, data, **options):
    return documents.add([folder], data, listed=folder / "m.csv", **options)


def test_documents_of_every_form_are_added(folder, data):
    """Rows, counts, sketches, source and texts; the tables pass their check."""
    report = add(folder, data)
    rows = table(data, "documents").set_index("id")

    assert ["a", "b", "c", "d", "e"] == [one.id for one in report.taken] == list(rows.index)
    assert () == report.refused
    assert ("武汉市人民政府", "武汉", "990100", 2024, "题") == tuple(
        rows.loc["a", ["issuer", "place", "city", "year", "title"]]
    )
    assert ["province"] * 4 == rows.loc["b":, "level"].tolist()
    assert (
        {"own-documents"}
        == set(rows["source"])
        == set(table(data, "sources")["id"])
        - {
            "toy-census",
            "toy-yearbook",
            "toy-plan",
            "toy-text",
        }
    )
    for name in ("terms", "paragraphs", "places", "sketches"):
        assert list("abcde") == sorted(table(data, name)["document"].unique())
    assert {f"{id}.txt" for id in "abcde"} == {path.name for path in (data / "texts").iterdir()}
    assert () == check.check(data)


def test_counts_are_those_of_the_engine(folder, data, make):
    """One bridge a sentence: words of the lexicon and cities, counted by hand."""
    add(folder, data)
    words = table(data, "terms").query("document == 'b' and paragraph == 0").set_index("term")["count"]
    places = table(data, "places").query("document == 'b'")

    assert (1, 30) == (words["科技创新"], words["一座"])
    assert 30 == places.query("city == '990100'")["count"].sum()
    assert 32 == table(data, "documents").set_index("id").loc["b", "paragraphs"]


def test_second_add_is_refused_line_by_line_and_changes_nothing(folder, data):
    """Each is the same as the one that is there."""
    add(folder, data)
    before = everything(data)
    report = add(folder, data)

    assert ["duplicate"] * 5 == [one.rule for one in report.refused]
    assert before == everything(data)


def test_adding_in_two_steps_gives_what_one_step_gives(folder, data, toy, tmp_path):
    """Whatever the portions."""
    import shutil

    at_once = tmp_path / "other" / "data"
    shutil.copytree(toy, at_once)
    add(folder, at_once)
    for path in sorted(folder.iterdir()):
        if path.suffix != ".csv":
            documents.add([path], data, listed=folder / "m.csv")

    for name in ("documents", "sketches", "paragraphs", "places", "terms"):
        keys = list(tables.resources(name, data)[0]["schema"]["primaryKey"])
        one, two = (table(place, name).sort_values(keys).reset_index(drop=True) for place in (data, at_once))
        pd.testing.assert_frame_equal(one, two)


def test_replaced_document_leaves_no_trace(folder, data, make):
    """Same file, other text: refused without --replace, taken instead with it."""
    add(folder, data)
    (folder / "b.md").write_text(make.prose("机场", 40), encoding="utf-8")
    refused = documents.add([folder / "b.md"], data, listed=folder / "m.csv").refused
    report = documents.add([folder / "b.md"], data, listed=folder / "m.csv", replace=True)
    rows = table(data, "documents")
    paragraphs = table(data, "paragraphs").query("document == 'b'")

    assert ["id"] == [one.rule for one in refused]
    assert [("b",)] == [one.replaces for one in report.taken]
    assert ["a", "c", "d", "e", "b"] == rows["id"].tolist()
    assert 42 == len(paragraphs) == rows.set_index("id").loc["b", "paragraphs"]
    assert "机场" in (data / "texts" / "b.txt").read_text(encoding="utf-8")
    assert () == check.check(data)


def test_same_text_under_another_name_replaces_the_first(folder, data, make):
    """The text of the one that goes goes with it."""
    add(folder, data)
    (folder / "z.txt").write_text(make.prose("河"), encoding="utf-8")
    report = documents.add([folder / "z.txt"], data, listed=folder / "m.csv", replace=True)

    assert [("b",)] == [one.replaces for one in report.taken]
    assert not (data / "texts" / "b.txt").exists()
    assert "b" not in set(table(data, "terms")["document"])
    assert () == check.check(data)


def test_nearly_the_same_text_is_known_again_in_another_form(folder, data, make):
    """Sketches are kept with the tables: a sentence more makes no new document."""
    add(folder, data)
    (folder / "again.docx").write_bytes(
        make.docx(*make.prose("河").split("\n"), "又加了一句别处没有说过的话。")
    )
    report = documents.add([folder / "again.docx"], data, listed=folder / "m.csv")

    assert ["again.docx: is the same text as the document b, or nearly; --replace takes it instead"] == [
        str(one) for one in report.refused
    ]


def test_each_refusal_has_its_reason_and_the_rest_is_taken(folder, data, make):
    """Short, twice, without description, missing: a line each."""
    (folder / "b.txt").write_text(make.prose("港口"), encoding="utf-8")
    (folder / "short.txt").write_text("太短。", encoding="utf-8")
    (folder / "m.csv").write_text(
        "file,issuer,place,year\nb.md,某机关,东省,2023\nb.txt,某机关,东省,2023\nshort.txt,某机关,东省,2023\n"
        "none.txt,某机关,东省,2023\n",
        encoding="utf-8",
    )
    report = add(folder, data)

    assert ["a", "b"] == [one.id for one in report.taken]
    assert {
        "none.txt": "missing",
        "b.txt": "id",
        "c.html": "metadata",
        "d.docx": "metadata",
        "e.pdf": "metadata",
        "short.txt": "short",
    } == {one.file: one.rule for one in report.refused}
    assert ["taken: 2", "refused: 6 (id 1, metadata 3, missing 1, short 1)"] == list(report.lines())[:2]


def test_report_lists_every_file(folder, data, tmp_path):
    """As a table: file, outcome, document, rule, reason."""
    (folder / "x.exe").write_bytes(b"MZ")
    add(folder, data).write(tmp_path / "deep" / "report.csv")
    with (tmp_path / "deep" / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert ["taken"] * 5 + ["refused"] == [row["outcome"] for row in rows]
    assert ("x.exe", "kind") == (rows[-1]["file"], rows[-1]["rule"])
