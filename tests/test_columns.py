"""Parquet files are looked at in portions, and nothing is overlooked for it."""

import pandas as pd
import pyarrow
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.checks import columns

FIELDS = [{"name": "document", "type": "string"}, {"name": "paragraph", "type": "integer"}]
RESOURCE = {
    "name": "sizes",
    "path": "sizes.parquet",
    "schema": {
        "fields": FIELDS,
        "primaryKey": ["document", "paragraph"],
        "foreignKeys": [{"fields": ["document"], "reference": {"resource": "texts", "fields": ["id"]}}],
    },
}
TEXTS = {"name": "texts", "path": "texts.csv", "schema": {"fields": [{"name": "id", "type": "string"}]}}


def written(place, rows, size=2):
    """The rows as a file of row groups of this size, beside a table of the documents a, b and c."""
    documents, paragraphs = ([row[field] for row in rows] for field in (0, 1))
    table = pyarrow.table(
        {
            "document": pyarrow.array(documents, pyarrow.string()),
            "paragraph": pyarrow.array(paragraphs, pyarrow.int32()),
        }
    )
    parquet.write_table(table, place / "sizes.parquet", row_group_size=size)
    (place / "texts.csv").write_text("id\na\nb\nc\n", encoding="utf-8")
    return place


def found(place):
    return [(one.column, one.value) for one in columns.look(RESOURCE, {"texts": TEXTS}, place)]


def test_sound_file_has_no_breach(tmp_path):
    """Nor has an empty one."""
    assert [] == found(written(tmp_path, [("a", 1), ("a", 2), ("b", 1)]))
    assert [] == found(written(tmp_path, []))


@pytest.mark.parametrize(
    "rows",
    [
        [("a", 1), ("a", 1), ("b", 1)],
        [("b", 2), ("a", 1), ("a", 1), ("b", 1)],
        [("a", 1), ("b", 1), ("b", 2), ("c", 1), ("c", 2), ("a", 1)],
        [("a", 1), ("a", 2), ("a", 3), ("a", 4), ("a", 1)],
    ],
)
def test_key_that_occurs_twice_is_found_wherever_it_stands(tmp_path, rows):
    """In one row group, across the border of two, and far apart."""
    assert [("document, paragraph", "a, 1")] == found(written(tmp_path, rows))


def test_document_that_nobody_describes_is_found(tmp_path):
    """Once, however often it is named."""
    assert [("document", "z")] == found(written(tmp_path, [("a", 1), ("z", 1), ("z", 2), ("z", 3)]))


def test_column_of_another_type_is_named(tmp_path):
    """Before anything else is asked of it."""
    place = written(tmp_path, [])
    pd.DataFrame({"document": ["a"], "paragraph": ["one"]}).to_parquet(place / "sizes.parquet")

    assert [("paragraph", "")] == found(place)


def test_file_that_is_no_parquet_and_other_columns_are_named(tmp_path):
    """With what was expected."""
    (tmp_path / "sizes.parquet").write_bytes(b"something else")
    (unreadable,) = columns.heading(RESOURCE, tmp_path / "sizes.parquet")
    pd.DataFrame({"document": ["a"]}).to_parquet(tmp_path / "sizes.parquet")
    (lacking,) = columns.heading(RESOURCE, tmp_path / "sizes.parquet")

    assert "a readable Parquet file" == unreadable.rule
    assert "paragraph" == lacking.column


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), max_size=20), st.integers(1, 6))
def test_portions_find_what_the_whole_shows(tmp_path_factory, rows, size):
    """Whatever the order of rows and the size of row groups."""
    place = written(tmp_path_factory.mktemp("place"), rows, size)
    expected = {
        f"{document}, {paragraph}" for document, paragraph in rows if rows.count((document, paragraph)) > 1
    }

    assert expected == {value for _, value in found(place)}
