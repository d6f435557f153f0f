"""The tables of counts: what is written is what was counted."""

import pandas as pd
import pytest

from megalopolis.texts import store
from megalopolis.texts.terms import count_all


def test_tables_hold_the_counts(tmp_path, corpus, words, gazetteer):
    """Row for row, in the order of the documents, and the sizes add up."""
    counts = list(count_all(corpus, words, gazetteer))
    sizes = store.write(counts, tmp_path)
    one = counts[0]
    whole = [(one.document, 0, 0, *word) for word in one.words]
    inside = [(one.document, *hit) for hit in one.hits]
    frames = {name: pd.read_parquet(tmp_path / f"{name}.parquet") for name in store.FIELDS}
    first = {
        name: list(frame[frame["document"] == one.document].itertuples(index=False, name=None))
        for name, frame in frames.items()
    }

    assert {name: list(fields) for name, fields in store.FIELDS.items()} == {
        name: list(frame.columns) for name, frame in frames.items()
    }
    assert [*whole, *inside] == first["terms"]
    assert [(one.document, *mention) for mention in one.cities] == first["places"]
    assert [(one.document, k, *sizes) for k, sizes in enumerate(one.paragraphs, 1)] == first["paragraphs"]
    assert [one.id for one in corpus] == list(frames["paragraphs"]["document"].unique())
    assert [store.size(one) for one in counts] == sizes
    assert sizes[0].characters == sum(one[2] for one in counts[0].paragraphs)


def test_writing_in_portions_changes_no_byte_of_content(tmp_path, corpus, words, monkeypatch):
    """Only some rows are held at once; the tables are the same."""
    counts = list(count_all(corpus, words))
    store.write(counts, tmp_path / "one")
    monkeypatch.setattr(store, "ROWS", 7)
    store.write(counts, tmp_path / "many")

    for name in store.FIELDS:
        whole, portions = (pd.read_parquet(tmp_path / part / f"{name}.parquet") for part in ("one", "many"))
        pd.testing.assert_frame_equal(whole, portions)


def test_same_counts_give_the_same_bytes(tmp_path, corpus, words):
    """Two runs can be compared by checksum."""
    for part in ("one", "two"):
        store.write(count_all(corpus, words), tmp_path / part)

    for name in store.FIELDS:
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
    assert [] == store.write([], tmp_path)
    assert 0 == len(pd.read_parquet(tmp_path / "terms.parquet"))
