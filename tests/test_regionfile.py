"""A region file laid over the argument that it extends: what wins, and which file and line is to blame."""

import shutil
from pathlib import Path

import pytest

from megalopolis import check, regionfile
from megalopolis.findings import problems
from megalopolis.region import Region

TOY = Path(__file__).parent / "data" / "toy"
HEAD = "id: new\nname: {zh: 新, en: New}\nagglomeration: toy-south\nextends: common\n"
OVERRIDE = """problems:
  - id: innovation
    tests:
      - id: spread
        threshold: 0.5
        reason: {zh: 界限放宽。, en: A wider limit.}
"""
OWN = """measures:
  - id: second-city
    title: {zh: 培育副中心, en: Raise a second centre}
    principle: together
    problem: innovation
    statements: [T-2]
    actor: {zh: "", en: ""}
    level: agglomeration
    indicator: population
    benchmark: ""
    horizon: ""
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toy tables to which a test may add files; its tables are looked at once for all tests."""
    monkeypatch.setattr(check, "CACHE", tmp_path_factory.getbasetemp() / "looked-at")
    return Path(shutil.copytree(TOY, tmp_path / "data"))


def put(data: Path, text: str) -> None:
    (data / "regions" / "new.yml").write_text(text, encoding="utf-8")


def test_a_region_takes_over_the_argument_that_it_extends(toy: Path):
    """Problems, principles and measures of the common file are those of the region."""
    put(toy, HEAD)

    argument = Region.load("new", "en", data=toy).argument

    assert ["innovation"] == [one.id for one in argument.problems]
    assert ["patents", "spread"] == [one.id for one in argument.problems[0].tests]
    assert ["together"] == [one.id for one in argument.principles]
    assert ["laboratories"] == [one.id for one in argument.measures]
    assert () == check.check(toy)


def test_an_entry_of_the_same_id_changes_the_keys_that_it_names(toy: Path):
    """Threshold and reason are the region's, finding and operator the common ones, other tests untouched."""
    put(toy, HEAD + OVERRIDE)

    patents, spread = Region.load("new", "en", data=toy).argument.problems[0].tests

    assert ("toy.gini", ">", 0.5) == (spread.finding, spread.operator, spread.threshold)
    assert "A wider limit." == spread.reason
    assert 1 == patents.threshold
    assert 0.6 == regionfile.argument("common", toy).content["problems"][0]["tests"][1]["threshold"]


def test_entries_of_new_ids_come_after_the_common_ones(toy: Path):
    """A region adds a measure without repeating the others."""
    put(toy, HEAD + OWN)

    measures = Region.load("new", "zh", data=toy).argument.measures

    assert ["laboratories", "second-city"] == [one.id for one in measures]


@pytest.mark.parametrize(("agglomeration", "about"), [("toy-south", "toy"), ("toy", "")])
def test_a_region_says_of_whom_the_sources_state_its_problems(toy: Path, agglomeration: str, about: str):
    """Taken over by another region, the problems come with a sentence; for the one they are about, not."""
    common = toy / "arguments" / "common.yml"
    common.write_text(common.read_text(encoding="utf-8") + "about: toy\n", encoding="utf-8")
    put(toy, HEAD.replace("toy-south", agglomeration))

    here = Region.load("new", "en", data=toy)

    assert about == here.argument.about
    assert bool(about) is ("The sources state these problems of the Toy" in problems.borrowed(here))


def test_an_argument_may_be_left_out(toy: Path):
    """Without `extends` a region states what its own file states."""
    put(toy, HEAD.replace("extends: common\n", ""))

    assert () == Region.load("new", "en", data=toy).argument.problems


@pytest.mark.parametrize(
    ("text", "file", "row", "column", "words"),
    [
        pytest.param(
            HEAD.replace("common", "comon"),
            "regions/new.yml", 4, "extends", "Did you mean common", id="extends",
        ),
        pytest.param(
            HEAD + OVERRIDE.replace("threshold: 0.5", "threshold: much"),
            "regions/new.yml", 9, "problems[1].tests[2].threshold", "a number", id="value",
        ),
        pytest.param(
            HEAD + OVERRIDE.replace("{zh: 界限放宽。, en: A wider limit.}", "{zh: 界限放宽。}"),
            "regions/new.yml", 10, "problems[1].tests[2].reason", "both languages", id="half a text",
        ),
        pytest.param(
            HEAD + OVERRIDE.replace("id: spread", "id: sprawl"),
            "regions/new.yml", 8, "problems[1].tests[3].finding", "the key 'finding'", id="new entry",
        ),
        pytest.param(
            HEAD + OWN.replace("[T-2]", "[T-9]"),
            "regions/new.yml", 10, "measures[2].statements[1]", "a statement that exists", id="reference",
        ),
        pytest.param(
            HEAD + OWN + OWN.removeprefix("measures:\n"),
            "regions/new.yml", 16, "measures[2].id", "each id once", id="twice",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_the_region_file_is_found_there(
    toy: Path, text: str, file: str, row: int, column: str, words: str
):
    """File, line and entry of the region file, although most of what it says stands in another one."""
    put(toy, text)

    breaches = [one for one in check.check(toy) if words in f"{one.rule} {one.mend}"]

    assert [(file, row, column)] == [(one.file, one.row, one.column) for one in breaches]


@pytest.mark.parametrize(
    ("old", "new", "row", "words"),
    [
        ("finding: toy.gini", "finding: toy.ginny", 15, "a finding that exists"),
        ("statements: [T-1]", "statements: [T-7]", 7, "a statement that exists"),
        ("threshold: 0.6", "threshold: high", 17, "a number"),
        ("principles:", "about: toyland\nprinciples:", 19, "Did you mean toy"),
        ("id: common", "id: other", 2, "the name of the file, common"),
        ("principles:", "principels:", 19, "Did you mean principles"),
    ],
)
def test_a_mistake_in_the_argument_is_found_there_once(toy: Path, old: str, new: str, row: int, words: str):
    """Two regions extend it, and the breach is told once, of the common file."""
    put(toy, HEAD)
    (toy / "regions" / "more.yml").write_text(HEAD.replace("id: new", "id: more"), encoding="utf-8")
    common = toy / "arguments" / "common.yml"
    text = common.read_text(encoding="utf-8")
    assert old in text
    common.write_text(text.replace(old, new), encoding="utf-8")

    breaches = [one for one in check.check(toy) if words in f"{one.rule} {one.mend}"]

    assert [("arguments/common.yml", row)] == [(one.file, one.row) for one in breaches]


def test_every_agglomeration_has_a_region_file(root: Path):
    """The 19 ship with the book; each has cities and the five problems, and only one has remarks."""
    from megalopolis import tables

    data = root / "data"

    regions = [Region.load(name, "zh", data=data) for name in regionfile.names(data)]

    assert set(tables.read("agglomerations", data)["agglomeration"]) <= {one.agglomeration for one in regions}
    assert {5} == {len(one.argument.problems) for one in regions}
    assert all(len(one.cities) >= 4 for one in regions)
    assert ["changjiang-middle-reaches"] == [one.id for one in regions if one.argument.remarks]
