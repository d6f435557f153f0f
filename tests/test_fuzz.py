"""Damaged files and strange words for every reader, in a short form of ``benchmarks/faults.py fuzz``."""

import importlib
import json
import re
import shutil
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from megalopolis import check, csvfile, tables, yamlfile
from megalopolis.book import contents, contract_prose, downloads, notebooks
from megalopolis.errors import DataError, ParameterError

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


@pytest.fixture(scope="module")
def fuzzing() -> ModuleType:
    """The module beside the benchmark."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module("fuzzing")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.mark.parametrize(
    ("readers", "cases"),
    [
        (("notebooks", "settings", "documents", "metadata", "parameters", "columns", "sites"), 84),
        (("spreadsheets", "mappings", "commands"), 30),
        (("tables", "regions"), 4),
    ],
)
def test_damage_is_a_result_or_a_sentence(
    fuzzing: ModuleType, tmp_path: Path, readers: tuple[str, ...], cases: int
):
    """No traceback, nothing slower than ten seconds of work."""
    tried, faults = fuzzing.run(tmp_path, cases, 2024, frozenset(readers))

    assert (cases, []) == (tried.total(), faults)


def test_a_reader_without_a_sentence_would_be_noticed(fuzzing: ModuleType):
    """Errors of the program are faults, and so are sentences without words."""
    with pytest.raises(KeyError):
        fuzzing.quietly(lambda: {}["x"])
    with pytest.raises(AssertionError):
        fuzzing.quietly(lambda: (_ for _ in ()).throw(ParameterError(" ")))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- " * 5000, "nesting beyond 100"),
        ("[" * 100_000, "nesting beyond 100"),
        (LAUGHS, "more than 1000000 values"),
        ("a: &a [*a]", "not complete yet"),
        ("a: 2020-02-30", "a date that does not exist"),
        ('!!python/object/apply:os.system ["true"]', "could not determine a constructor"),
    ],
)
def test_yaml_that_would_end_or_fill_the_process_is_refused(tmp_path: Path, text: str, problem: str):
    """Deep nesting ends the process inside the library, references grow without bound, tags make objects."""
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=problem):
        yamlfile.parse(path, "a.yml")
    with pytest.raises(ParameterError, match="expected YAML"):
        contents.parsed(path, "settings")


def test_a_damaged_parquet_table_is_named(tmp_path: Path):
    """Reading it raises errors of the library, which know nothing of our tables."""
    shutil.copytree(BENCHMARKS.parent / "tests" / "data" / "toy", tmp_path / "data")
    (tmp_path / "data" / "a.parquet").write_bytes(b"PAR1 and no more")
    package = tmp_path / "data" / tables.PACKAGE
    entry = "- {name: a, path: a.parquet, schema: {fields: [{name: b}]}}\n"
    package.write_text(package.read_text("utf-8").replace("resources:\n", f"resources:\n{entry}"), "utf-8")

    with pytest.raises(DataError, match=r"a\.parquet; expected: a readable Parquet file"):
        tables.read("a", tmp_path / "data")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ({"metadata": {"tags": 1}}, "metadata without a list of tags in cell 1"),
        ({"metadata": {"tags": [["zh"]]}}, "a tag that is no text in cell 1"),
        ({"metadata": None}, "metadata without a list of tags in cell 1"),
        ({"source": 1}, "no text as source in cell 1"),
        ({"source": [None]}, "no text as source in cell 1"),
        ({"id": []}, "an id that is no text in cell 1"),
        ({"outputs": ["x"]}, "outputs that are no list of objects in cell 1"),
    ],
)
def test_a_cell_of_another_shape_is_named(tmp_path: Path, cell: dict[str, object], found: str):
    """Programs write notebooks, too; the number of the cell says where to look."""
    whole = {"cell_type": "markdown", "id": "a", "metadata": {"tags": ["zh"]}, "source": "# 题"}
    content = {"cells": [{**whole, **cell}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(ParameterError, match=found):
        notebooks.read(path)
    assert [found] == [breach.value.removeprefix("found ") for breach in notebooks.contract(path)]


def test_a_number_described_as_text_is_named(tmp_path: Path):
    """It could be read, and then every rule that calculates with it would fail without a sentence."""
    data = Path(shutil.copytree(BENCHMARKS.parent / "tests" / "data" / "toy", tmp_path / "data"))
    package = data / tables.PACKAGE
    text = package.read_text("utf-8")
    start = text.index("name: corrections")
    field = re.compile(r"(name: expected,? *(?:\n +)?type: )number")
    package.write_text(text[:start] + field.sub(r"\1string", text[start:], count=1), "utf-8")

    values = [(one.column, one.value) for one in check.check(data, tmp_path / "cache")]

    assert ("corrections", "string") in values


def test_references_that_copy_are_read(tmp_path: Path):
    """The description of the tables says what is common to fields once."""
    assert {"a": {"b": 1}, "c": {"b": 1}} == yamlfile.load(b"a: &a {b: 1}\nc: {<<: *a}")


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../secret.csv", "a/../../secret.csv", "C:/a.csv", "x\u202e.csv"]
)
def test_a_table_lies_in_the_folder_of_the_tables(tmp_path: Path, path: str):
    """A description from elsewhere must not have other files read, and offered to readers."""
    package = f"resources: [{{name: a, path: '{path}', schema: {{fields: [{{name: b}}]}}}}]"
    (tmp_path / "data").mkdir()
    (tmp_path / "secret.csv").write_text("b\n1\n", encoding="utf-8")
    (tmp_path / "data" / tables.PACKAGE).write_text(package, encoding="utf-8")

    with pytest.raises(DataError, match="below the folder of the tables"):
        tables.package(tmp_path / "data")
    assert ("datapackage.yaml",) == downloads.tables(tmp_path / "data")


@pytest.mark.parametrize(
    "schema",
    [
        None,
        [],
        {"fields": None},
        {"fields": [{"type": "string"}]},
        {"fields": [{"name": "a", "constraints": 1}]},
        {"fields": [], "missingValues": 0},
        {"fields": [], "foreignKeys": [{"fields": "a"}]},
    ],
)
def test_a_schema_of_another_shape_is_named(schema: object):
    """Readers count on its shape."""
    assert list(csvfile.misdescribed({"name": "a", "path": "a.csv", "schema": schema}))


def test_a_word_as_long_as_a_book_is_read_in_time():
    """Time grows with the length of the text, not with its square."""
    started = time.process_time()

    assert [] == list(contract_prose.breaches("a" * 200_000, chinese=False))
    assert time.process_time() - started < 5


def test_settings_in_another_encoding_are_named(tmp_path: Path):
    """An office program saved them."""
    path = tmp_path / "_toc.yml"
    path.write_bytes("root: chapters/甲".encode("gb18030"))

    with pytest.raises(ParameterError, match="expected UTF-8"):
        contents.read(path)
