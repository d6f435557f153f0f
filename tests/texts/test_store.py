"""The tables of counts: what is written is what was counted."""

from dataclasses import replace

import pandas as pd
import pyarrow.parquet as parquet
import pytest

from megalopolis.texts import store
from megalopolis.texts.documents import paragraphs
from megalopolis.texts.terms import FIELDS, count_all
from megalopolis.texts.tokens import han


def test_tables_hold_the_counts(tmp_path, corpus, words, gazetteer):
    """Row for row, in the order of the documents, and the sizes add up."""
    counts = list(count_all(corpus, words, gazetteer))
    sizes = store.write(counts, tmp_path)

    for name, fields in FIELDS.items():
        frame = pd.read_parquet(tmp_path / f"{name}.parquet")
        expected = pd.concat([getattr(one, name).to_pandas() for one in counts], ignore_index=True)
        assert list(fields) == list(frame.columns)
        pd.testing.assert_frame_equal(expected.astype(frame.dtypes), frame)
    assert [one.id for one in corpus] == list(sizes.index)
    assert [sum(map(han, paragraphs(one.text))) for one in corpus] == sizes["characters"].tolist()
    assert [len(paragraphs(one.text)) for one in corpus] == sizes["paragraphs"].tolist()


def test_tables_hold_strings_and_whole_numbers(tmp_path, corpus, words, gazetteer):
    """Whoever reads a table finds plain columns, not the dictionaries in which they were counted."""
    store.write(count_all(corpus, words, gazetteer), tmp_path)
    texts = {"document", "term", "city"}

    for name, fields in FIELDS.items():
        expected = ["string" if field in texts else "int32" for field in fields]
        assert expected == [str(kind) for kind in parquet.read_schema(tmp_path / f"{name}.parquet").types]


def test_writing_in_portions_changes_no_byte_of_content(tmp_path, corpus, words, monkeypatch):
    """Only some rows are held at once; the tables are the same."""
    counts = list(count_all(corpus, words))
    store.write(counts, tmp_path / "one")
    monkeypatch.setattr(store, "ROWS", 7)
    store.write(counts, tmp_path / "many")

    for name in FIELDS:
        whole, portions = (pd.read_parquet(tmp_path / part / f"{name}.parquet") for part in ("one", "many"))
        pd.testing.assert_frame_equal(whole, portions)


def test_same_counts_give_the_same_bytes(tmp_path, corpus, words):
    """Two runs can be compared by checksum."""
    for part in ("one", "two"):
        store.write(count_all(corpus, words), tmp_path / part)

    for name in FIELDS:
        assert (tmp_path / "one" / f"{name}.parquet").read_bytes() == (
            tmp_path / "two" / f"{name}.parquet"
        ).read_bytes()


def test_failure_leaves_the_old_tables(tmp_path, corpus, words):
    """When a text fails half-way, what was there stays, and nothing is left lying about."""
    store.write(count_all(corpus[:1], words), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def failing():
        yield from count_all(corpus, words)
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="disk"):
        store.write(failing(), tmp_path)
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_no_document_gives_empty_tables(tmp_path):
    """An empty corpus has tables with headings and no rows."""
    assert 0 == len(store.write([], tmp_path))
    assert 0 == len(pd.read_parquet(tmp_path / "terms.parquet"))


def test_sizes_stand_in_the_order_of_documents(tmp_path, corpus, words):
    """However many documents a batch holds."""
    many = [replace(corpus[number % 5], id=f"d-{number * 37 % 200}") for number in range(200)]
    sizes = store.write(count_all(many, words), tmp_path)

    assert [one.id for one in many if one.text.strip()] == list(sizes.index)


def test_joined_tables_are_those_of_both(tmp_path, corpus, words, gazetteer):
    """What is joined in two steps is what is counted at once; documents left out are gone."""
    for part, chosen in (("one", corpus[:2]), ("two", corpus[2:]), ("all", corpus), ("less", corpus[1:])):
        store.write(count_all(chosen, words, gazetteer), tmp_path / part)
    for part in ("joined", "dropped"):
        (tmp_path / part).mkdir()
    store.join(tmp_path / "one", tmp_path / "two", tmp_path / "joined")
    store.join(tmp_path / "one", tmp_path / "two", tmp_path / "dropped", {corpus[0].id})

    for name in FIELDS:
        whole, joined, less, dropped = (
            pd.read_parquet(tmp_path / part / f"{name}.parquet")
            for part in ("all", "joined", "less", "dropped")
        )
        keys = list(FIELDS[name][:-1])
        expected = whole.sort_values(keys).reset_index(drop=True)
        pd.testing.assert_frame_equal(expected, joined.sort_values(keys).reset_index(drop=True))
        expected = less.sort_values(keys).reset_index(drop=True)
        pd.testing.assert_frame_equal(expected, dropped.sort_values(keys).reset_index(drop=True))
