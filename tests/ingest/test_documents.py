"""Documents are added whole or not at all, and the tables keep their contract."""

import csv

import pandas as pd
import pytest

from megalopolis import check, tables
from megalopolis.errors import DataError, ParameterError
from megalopolis.ingest import documents, journal
from megalopolis.texts import terms

pytestmark = pytest.mark.usefixtures("reading_here")


def everything(data):
    """Every file under the tables, to the byte."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()
    }


def table(data, name):
    return tables.read(name, data)


@pytest.fixture
def folder(tmp_path, make):
    """A document of each form, described in a table."""
    place = tmp_path / "in"
    place.mkdir()
    topics = dict(zip("abcde", ("路", "河", "林", "学校", "医院"), strict=True))
    for name, topic in topics.items():
        text = make.prose(topic)
        lines = text.split("\n")
        ending, raw = {
            "a": (
                ".txt",
                make.front(issuer="武汉市人民政府", place="武汉市", year=2024, title="题").encode()
                + text.encode(),
            ),
            "b": (".md", "\n\n".join(lines).encode("gb18030")),
            "c": (".html", f"<p>{'</p><p>'.join(lines)}</p><script>x</script>".encode()),
            "d": (".docx", make.docx(*lines)),
            "e": (".pdf", make.pdf(lines)),
        }[name]
        (place / f"{name}{ending}").write_bytes(raw)
    (place / "m.csv").write_text("file,issuer,place,year\n*,某机关,东省,2023\n", encoding="utf-8")
    return place


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


def test_failure_on_the_way_changes_nothing(folder, data, monkeypatch):
    """Counting, joining or checking may fail: the tables are as they were, and the next time it works."""
    before = everything(data)
    for module, name in (
        (documents.store, "join"),
        (documents.entries, "write"),
        (documents.writing, "require"),
    ):

        def failing(*_args, **_options):
            raise OSError("the disk is full")

        with monkeypatch.context() as patched, pytest.raises(OSError, match="full"):
            patched.setattr(module, name, failing)
            add(folder, data)
        assert before == everything(data)

    assert 5 == len(add(folder, data).taken)


def test_killed_while_moving_is_finished_by_the_next_command(folder, data, monkeypatch):
    """The tables are the new ones then, all of them."""

    def killed(_data):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(journal, "finish", lambda _data: None)
        with patched.context() as inner:
            inner.setattr(journal, "commit", _begun(killed))
            add(folder, data)
    assert 0 == len(table(data, "documents"))
    journal.settle(data, data.parent / "lock")

    assert list("abcde") == table(data, "documents")["id"].tolist()
    assert () == check.check(data)


def _begun(killed):
    original = journal.commit

    def commit(data, removed=()):
        original(data, removed)
        killed(data)

    return commit


def test_tables_that_are_broken_already_are_not_added_to(folder, data):
    """Every breach is listed, and nothing is written."""
    path = data / "cities.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "990100,武汉二,Two,东省,East,prefecture,,,,toy-census\n", "utf-8"
    )
    before = everything(data)

    with pytest.raises(DataError, match=r"cities\.csv"):
        add(folder, data)
    assert before == everything(data)


def test_package_without_tables_of_texts_is_named(folder, data):
    """The table that is lacking is said."""
    package = data / "datapackage.yaml"
    package.write_text(
        package.read_text(encoding="utf-8").replace("name: lexicon", "name: words"), encoding="utf-8"
    )

    with pytest.raises(ParameterError, match="lexicon"):
        add(folder, data)


def test_documents_pass_one_after_another(folder, data, make, monkeypatch):
    """Texts are not gathered: when the first batch is counted, later files have not been described."""
    for number in range(30):
        (folder / f"n{number:02}.txt").write_text(
            make.prose(f"第{number}县".translate(str.maketrans("0123456789", "零一二三四五六七八九"))),
            encoding="utf-8",
        )
    described = []
    original = documents.metadata.document
    monkeypatch.setattr(terms, "BATCH", 1)
    monkeypatch.setattr(
        documents.metadata, "document", lambda *given: described.append(1) or original(*given)
    )
    seen = []
    count_all = documents.count_all

    def watched(*given):
        for one in count_all(*given):
            seen.append(len(described))
            yield one

    monkeypatch.setattr(documents, "count_all", watched)
    add(folder, data)

    assert 35 == len(described)
    assert seen[0] <= 2
