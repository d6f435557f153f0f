"""Tables are read as described, once for each state of their file, and it is known which were read."""

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megalopolis import csvfile, memory, tables
from megalopolis.errors import DataError, ParameterError

TOY = Path(__file__).parent / "data" / "toy"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A copy of the toy tables that a test may change."""
    return Path(shutil.copytree(TOY, tmp_path / "data"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_types_follow_the_schema():
    """Text stays text (codes keep their digits), whole numbers and numbers are numbers, true is true."""
    observations = tables.read("observations-census", TOY)
    travel = tables.read("travel", TOY)

    assert ["str", "Int64", "str", "float64"] == [str(kind) for kind in observations.dtypes.iloc[:4]]
    assert "990100" == observations["city"].iloc[0]
    assert ["float64", "Int64", "boolean"] == [
        str(travel[one].dtype) for one in ("minutes", "trains", "estimate")
    ]


def test_blank_is_missing_not_zero():
    """A pair without a train count has a missing count."""
    trains = tables.read("travel", TOY)["trains"]

    assert [40, 38, 20] == trains.dropna().tolist()
    assert 2 == trains.isna().sum()


def test_the_text_na_is_text(toy: Path):
    """Only a blank is missing; a city may be called NA."""
    replace(toy / "cities.csv", "990100,甲,Jia", "990100,甲,NA")

    assert "NA" == tables.read("cities", toy)["name_en"].iloc[0]


def test_a_family_is_stacked_in_the_order_of_the_package():
    """``observations`` is all tables ``observations-*``, census before economy."""
    stacked = tables.read("observations", TOY)
    census, economy = (tables.read(f"observations-{name}", TOY) for name in ("census", "economy"))

    assert len(census) + len(economy) == len(stacked)
    pd.testing.assert_frame_equal(census, stacked.iloc[: len(census)])
    assert economy["value"].tolist() == stacked["value"].iloc[len(census) :].tolist()


def test_unknown_table_names_what_exists():
    """The message offers the nearest name and lists all."""
    with pytest.raises(DataError, match=r"Did you mean cities\? Tables that exist: sources, cities, "):
        tables.read("citys", TOY)


def test_a_reader_may_change_its_copy():
    """What one caller does to a frame, the next does not see."""
    mine = tables.read("cities", TOY)
    mine.loc[:, "name_en"] = "changed"
    mine["new"] = 1

    again = tables.read("cities", TOY)
    assert "Jia" == again["name_en"].iloc[0]
    assert "new" not in again


def test_a_changed_file_is_read_again(toy: Path):
    """The memory goes by the state of the file."""
    before = tables.read("cities", toy)["name_en"].iloc[0]
    replace(toy / "cities.csv", "Jia", "Renamed")

    assert ["Jia", "Renamed"] == [before, tables.read("cities", toy)["name_en"].iloc[0]]


def test_a_changed_description_is_read_again(toy: Path):
    """The type of a column comes from the description as it is now."""
    before = str(tables.read("observations-census", toy)["year"].dtype)
    replace(toy / "datapackage.yaml", "constraints: {required: true, minimum: 1949}", "")
    replace(toy / "datapackage.yaml", "- name: year\n      type: integer", "- name: year\n      type: number")

    assert ["Int64", "float64"] == [before, str(tables.read("observations-census", toy)["year"].dtype)]


def test_recording_knows_what_was_read():
    """Inside the block every table counts, also one that memory already holds; nested blocks both see it."""
    tables.read("cities", TOY)
    with tables.recording() as outer:
        tables.read("cities", TOY)
        with tables.recording() as inner:
            tables.read("observations", TOY)
    tables.read("travel", TOY)

    observed = {TOY / "observations" / f"{name}.csv" for name in ("census", "economy")}
    assert observed | {TOY / "datapackage.yaml"} == inner
    assert inner | {TOY / "cities.csv"} == outer
    assert outer | {TOY / "travel.csv"} <= tables.paths_read()


def test_an_entry_counts_only_its_own_row(toy: Path):
    """A label is found in whichever table has it, and the other rows do not count as read."""
    shutil.copy(toy / "labels" / "toy.csv", toy / "labels" / "other.csv")
    replace(toy / "labels" / "other.csv", "toy.title", "other.title")
    text = (toy / "datapackage.yaml").read_text(encoding="utf-8")
    start = text.index("- name: labels-toy")
    block = text[start : text.index("- name: findings-toy")]
    other = block.replace("labels-toy", "labels-other").replace("labels/toy", "labels/other")
    (toy / "datapackage.yaml").write_text(text + other, encoding="utf-8")

    with tables.recording() as read:
        row = tables.entry("labels", "other.title", toy)

    assert "{region}的人口（{year}年）" == row["zh"]
    assert {memory.Rows(toy, "labels", "key", "other.title"), toy / "datapackage.yaml"} == read


def test_an_unknown_entry_offers_a_near_one():
    """The message names the key that was probably meant."""
    with pytest.raises(ParameterError, match=r"'toy.titel'; did you mean toy.title"):
        tables.entry("labels", "toy.titel", TOY)


def test_text_in_a_number_names_row_and_column(toy: Path):
    """Reading fails with the place of the culprit, not with a traceback of pandas."""
    replace(toy / "observations" / "census.csv", "990200,2010,population,500", "990200,2010,population,many")

    with pytest.raises(DataError) as caught:
        tables.read("observations-census", toy)

    (breach,) = caught.value.breaches
    assert ("observations/census.csv", 3, "value", "many") == (
        breach.file,
        breach.row,
        breach.column,
        breach.value,
    )


@pytest.mark.parametrize("first", [True, False], ids=["first row", "later row"])
def test_a_row_too_wide_names_its_line(toy: Path, first: bool):
    """pandas would take the first cell of a first row that is too wide for an index."""
    old = "990100,2010,population,800," if first else "990200,2010,population,500,"
    replace(toy / "observations" / "census.csv", old, old + "extra,")

    with pytest.raises(DataError, match=rf"census.csv, row {2 if first else 3}: found '7 cells'"):
        tables.read("observations-census", toy)


def test_a_missing_file_is_named(toy: Path):
    """The path of the file is in the message."""
    (toy / "cities.csv").unlink()

    with pytest.raises(DataError, match=r"cities\.csv; expected: a file at this place"):
        tables.read("cities", toy)


def test_parquet_is_read_as_described(toy: Path):
    """A resource may be a Parquet file; its types follow the schema."""
    frame = tables.read("cities", toy)
    frame.astype({"name_en": "category"}).to_parquet(toy / "cities.parquet")
    replace(toy / "datapackage.yaml", "path: cities.csv", "path: cities.parquet")

    pd.testing.assert_frame_equal(frame, tables.read("cities", toy))


def test_root_is_the_folder_above_the_tables(toy: Path, monkeypatch: pytest.MonkeyPatch):
    """The first folder at or above the working folder with ``data/datapackage.yaml``."""
    monkeypatch.delenv("MEGALOPOLIS_ROOT", raising=False)
    deep = toy.parent / "chapters" / "deep"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)

    assert toy.parent == tables.root()
    assert 8 == len(tables.read("cities"))


def test_the_environment_chooses_the_root(toy: Path, monkeypatch: pytest.MonkeyPatch):
    """MEGALOPOLIS_ROOT comes before the working folder."""
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(toy.parent))

    assert toy.parent == tables.root()


def test_without_a_project_the_checkout_is_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Started elsewhere, the tables are those beside the package."""
    monkeypatch.delenv("MEGALOPOLIS_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)

    assert Path(tables.__file__).resolve().parents[2] == tables.root()


def test_broken_yaml_names_the_line(toy: Path):
    """A tab in the description is found on its line."""
    replace(toy / "datapackage.yaml", "name: toy\n", "name: toy\n\tbroken: [\n")

    with pytest.raises(DataError, match=r"datapackage.yaml, row 3; expected: well-formed YAML"):
        tables.package(toy)


@pytest.mark.parametrize("version", ["1.0.0", "1", "1.7.2", ""])
def test_tables_of_this_form_are_read(toy: Path, version: str):
    """Tables from before forms were numbered have the first; additions and corrections do not change it."""
    if version:
        replace(toy / "datapackage.yaml", "name: toy\n", f"name: toy\nversion: {version}\n")

    assert "toy" == tables.package(toy)["name"]


@pytest.mark.parametrize("version", ["2.0.0", "0.9", "10.0.0", "later"])
def test_tables_of_another_form_are_refused(toy: Path, version: str):
    """Rather than misread; the message says what reads them."""
    replace(toy / "datapackage.yaml", "name: toy\n", f"name: toy\nversion: {version}\n")

    expected = (
        rf"datapackage.yaml, column version: found .{version}.; expected: tables of form 1.*take that one"
    )
    with pytest.raises(DataError, match=expected):
        tables.read("cities", toy)


def test_importing_is_light():
    """Reading tables and loading a region need neither frictionless nor geopandas."""
    code = (
        "import sys, megalopolis.region; print({'geopandas', 'frictionless', 'shapely'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "set()" == done.stdout.strip()


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x00\x85\u2028\u2029\v\f\x1c\x1d\x1e"), max_size=8
)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_records_are_found_on_their_lines(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
):
    """Whatever a cell holds, line breaks included, each record is on the line where its text starts."""
    import csv
    import io

    path = tmp_path_factory.mktemp("records") / "table.csv"
    expected, text = [(1, ["a", "b"])], "a,b\n"
    for row in rows:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerow(row)
        expected.append((text.count("\n") + 1, list(row)))
        text += buffer.getvalue()
    path.write_text(text, encoding="utf-8", newline="")

    assert expected == list(csvfile.records(path))
