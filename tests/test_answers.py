"""Answers that a build keeps are those of the present tables, and count as read like any other."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from megalopolis import answers, memory, tables
from megalopolis.findings import city, composite_index, evidence, index_choices
from megalopolis.region import Region

TOY = Path(__file__).parent / "data" / "toy"
ASKED: list[tuple[object, ...]] = []
OPENED: list[str] = []
WATCHING: list[bool] = []


@answers.kept
def total(year: int, *, weight: float = 1.0) -> float:
    """A sum over a table, which remembers that it was asked for."""
    ASKED.append((year, weight))
    rows = tables.read("people")
    return weight * float(rows.loc[rows["year"] == year, "people"].sum())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one table, of which a build has just begun; nothing was asked yet."""
    data = tmp_path / "book" / "data"
    data.mkdir(parents=True)
    (data / "people.csv").write_text("year,people\n2010,100\n2020,120\n", encoding="utf-8")
    schema = "{fields: [{name: year, type: integer}, {name: people, type: integer}]}"
    described = f"name: book\nresources: [{{name: people, path: people.csv, schema: {schema}}}]\n"
    (data / "datapackage.yaml").write_text(described, encoding="utf-8")
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(data.parent))
    begin(tmp_path / "one", monkeypatch)
    ASKED.clear()
    return data.parent


def begin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build begin whose answers lie in *folder*."""
    folder.mkdir()
    (folder / memory.BEGUN).touch()
    since = (folder / memory.BEGUN).stat().st_ctime_ns
    (folder / memory.BEGUN).write_text(str(since), encoding="ascii")
    monkeypatch.setenv(memory.ANSWERS, str(folder))


def test_a_question_is_worked_out_once(project: Path) -> None:
    """Another question, also by a parameter with a name, is another one."""
    found = [total(2010), total(2020), total(2020, weight=0.5), total(2010), total(2020, weight=0.5)]

    assert [100.0, 120.0, 60.0, 100.0, 60.0] == found
    assert [(2010, 1.0), (2020, 1.0), (2020, 0.5)] == ASKED


def test_a_kept_answer_counts_as_read(project: Path) -> None:
    """Whoever rests on it rests on the table."""
    total(2010)

    with memory.recording() as read:
        total(2010)

    assert project / "data" / "people.csv" in read


def test_a_table_that_changes_during_the_build_makes_no_answer(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is named after the tables at the beginning: what holds for others is not put there."""
    path = project / "data" / "people.csv"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("100", "110"), encoding="utf-8")
    changed = total(2010)
    path.write_text(before, encoding="utf-8")

    assert [110.0, 100.0] == [changed, total(2010)]


def test_another_state_is_another_folder(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build with other tables finds no answer of before."""
    total(2010)
    (project / "data" / "people.csv").write_text("year,people\n2010,130\n", encoding="utf-8")
    begin(tmp_path / "two", monkeypatch)

    assert 130.0 == total(2010)


@pytest.mark.parametrize("damage", [b"", b"\x80\x05K", b"nothing of the kind"])
def test_half_an_answer_is_none(project: Path, tmp_path: Path, damage: bytes) -> None:
    """A file that a full disk cut off is not believed."""
    total(2010)
    [path] = (one for one in (tmp_path / "one").iterdir() if one.name != memory.BEGUN)
    path.write_bytes(damage)

    assert 100.0 == total(2010)
    assert 2 == len(ASKED)


def test_outside_a_build_nothing_is_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables may change while somebody works with them."""
    monkeypatch.delenv(memory.ANSWERS)
    total(2010)
    total(2010)

    assert 2 == len(ASKED)


def test_a_question_that_cannot_be_spelled_is_refused(project: Path) -> None:
    """An object without a name of its own could be taken for another."""
    with pytest.raises(TypeError, match="found ndarray"):
        total(pd.Series([2010]).to_numpy())


@answers.shared
def largest(here: Region, year: int) -> str:
    """The code of the largest city, which remembers in what language it was asked for."""
    ASKED.append((here.language, here.name, year))
    return str(here.indicator("population", year).idxmax())


@answers.shared
def named(here: Region) -> str:
    """A name, which a region without words does not have."""
    return str(here.names.iloc[0])


@pytest.fixture
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Region]:
    """The toy region in both languages, of which a build has just begun; nothing was asked yet."""
    data = Path(shutil.copytree(TOY, tmp_path / "book" / "data"))
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(data.parent))
    begin(tmp_path / "answers", monkeypatch)
    ASKED.clear()
    return [Region.load("toy", language, data) for language in ("zh", "en")]


def test_a_number_is_worked_out_once_for_all_languages(editions: list[Region]) -> None:
    """Whoever works it out does not learn the language."""
    found = [largest(here, 2020) for here in editions]

    assert ["990100", "990100"] == found
    assert [("", "", 2020)] == ASKED


def test_another_set_of_cities_is_another_question(editions: list[Region]) -> None:
    """Leaving cities out changes the answer."""
    here = editions[0]
    other = replace(here, cities=here.cities.drop(index="990100"))

    assert largest(here, 2020) != largest(other, 2020)


def test_an_answer_for_all_languages_can_say_nothing(editions: list[Region]) -> None:
    """A name would be that of the language in which it was first asked for."""
    with pytest.raises(KeyError, match="name_"):
        named(editions[0])


def heard(event: str, arguments: tuple[object, ...]) -> None:
    """Note what is opened or listed while somebody watches, but for what is accounted for."""
    if WATCHING and event in ("open", "os.scandir") and not memory.remembering():
        OPENED.append(str(arguments[0]))


def test_answers_of_the_book_are_those_worked_out_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read from the disk is what was worked out, and no table is opened behind the record."""
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(root))
    here = Region.load("changjiang-middle-reaches", "zh", root / "data")

    def ask() -> str:
        verdicts = evidence.verdicts(here, composite_index.SEED)
        standing = city.standing(here, 2020, 50, composite_index.SEED)
        return f"{verdicts}{standing}{index_choices.indicators(here, 2020)}"

    expected = ask()
    begin(tmp_path / "answers", monkeypatch)
    sys.addaudithook(heard)
    WATCHING.append(True)
    fresh = ask()
    WATCHING.clear()

    again = ask()

    assert expected == fresh == again
    assert [] == [path for path in OPENED if path.startswith(str(root / "data"))]
    assert len(list((tmp_path / "answers").iterdir())) > len(evidence.TESTED)
