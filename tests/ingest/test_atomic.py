"""Whatever goes wrong on the way, the tables are the old ones or the new ones, whole."""

import pytest

from megalopolis import check, journal, tables
from megalopolis.errors import DataError, ParameterError
from megalopolis.ingest import documents
from megalopolis.texts import terms

pytestmark = pytest.mark.usefixtures("reading_here")


def everything(data):
    """Every file under the tables, to the byte."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()
    }


def table(data, name):
    return tables.read(name, data)


def add(folder, data, **options):
    return documents.add([folder], data, listed=folder / "m.csv", **options)


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
