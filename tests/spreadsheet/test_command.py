"""The command `add` with spreadsheets, as a user calls it."""

import csv
import subprocess
import sys

import pytest
from click.testing import CliRunner

from megalopolis import check, journal, tables
from megalopolis.cli import main

TEXT = "城市,2021年地区生产总值（亿元）\n武汉,2100\n长沙,600\n"


@pytest.fixture
def call(data, monkeypatch):
    """Call the command in the toy project, whose contract other tests look at."""
    monkeypatch.setattr(check, "require", lambda *_given: None)
    return lambda *given: CliRunner().invoke(main, ["add", *map(str, given)])


@pytest.fixture
def page(tmp_path):
    """A spreadsheet."""
    path = tmp_path / "page.csv"
    path.write_text(TEXT, encoding="gb18030")
    return path


def test_values_are_added_and_the_report_says_so(call, page, added, tmp_path):
    """Exit code 0, and 0 again when all of it is there."""
    first = call(page, "--source", "toy-yearbook", "--report", tmp_path / "r.csv")
    again = call(page, "--source", "toy-yearbook")

    assert (0, "taken: 2 (gdp 2; source toy-yearbook)") == (first.exit_code, first.stdout.splitlines()[0])
    assert (0, "already there: 2") == (again.exit_code, again.stdout.splitlines()[1])
    assert ["420100", "430100"] == [row[0] for row in added()]
    report = csv.DictReader((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines())
    assert ["taken", "taken"] == [row["outcome"] for row in report]


def test_without_a_source_nothing_is_taken(call, page, added):
    """Exit code 2, and a draft to go on with."""
    found = call(page)

    assert 2 == found.exit_code
    assert "draft of a mapping file: " in found.stdout
    assert [] == added()


def test_draft_is_all_that_is_asked_for(call, page, added):
    """Exit code 0 and one line."""
    found = call(page, "--draft")

    assert (0, 1, []) == (found.exit_code, len(found.stdout.splitlines()), added())


def test_folder_of_spreadsheets_is_taken_whole(call, tmp_path, added):
    """A file for each year."""
    folder = tmp_path / "years"
    folder.mkdir()
    for year in (2021, 2022):
        (folder / f"{year}.csv").write_text(TEXT.replace("2021", str(year)), encoding="utf-8")
    call(folder, "--source", "toy-yearbook")

    assert {"2021", "2022"} == {row[1] for row in added()}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["page.csv", "a.txt"], "add page.csv by itself"),
        (["a.txt", "--source", "toy-yearbook"], "are for spreadsheets"),
        (["page.csv", "--source", "nowhere"], "nowhere"),
        (["page.csv", "--mapping", "none.yml"], "none.yml"),
        (["page.csv", "--mapping", "bad.yml"], "well-formed YAML"),
    ],
)
def test_bad_input_is_a_sentence(call, page, tmp_path, given, named):
    """No traceback; exit code 2."""
    (tmp_path / "a.txt").write_text("一", encoding="utf-8")
    (tmp_path / "bad.yml").write_text("a: [", encoding="utf-8")
    found = call(*given)

    assert 2 == found.exit_code
    assert named in found.stderr
    assert "Traceback" not in found.output


def test_help_says_what_is_taken():
    """Whoever reads it knows both kinds of files."""
    text = CliRunner().invoke(main, ["add", "--help"]).stdout

    assert all(
        word in text for word in (".xlsx", ".csv", ".parquet", "--mapping", "--source", "--draft", ".docx")
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from megalopolis import journal
from megalopolis.ingest import reader
from megalopolis.ingest.archive import Item
from megalopolis.spreadsheet import adding, writing

def read_all(items, _readers, _seconds, how):
    return ((one, reader.read(one, how)) for one in items)

def killed(*_given, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

adding.reader.read_all = read_all
writing.writing.require = lambda _data: None
if sys.argv[2] == "before":
    journal.commit = killed
else:
    moved = Path.replace
    last = "indicators.csv"
    Path.replace = lambda one, other: (moved(one, other), killed() if other.name == last else None)
adding.add([Item("page.csv", Path(sys.argv[1]))], Path(sys.argv[3]), source="toy-text")
"""


@pytest.mark.parametrize(("moment", "count"), [("before", 0), ("between", 2)])
def test_killed_in_the_middle_leaves_old_or_new(data, page, moment, count):
    """All tables are old before the list is written; after one was moved the next command moves the rest."""
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    done = subprocess.run([sys.executable, "-c", KILLED, str(page), moment, str(data)], check=False)
    journal.settle(data, data.parent / "lock")
    after = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}

    assert -9 == done.returncode
    assert count == len(tables.read("observations-added", data))
    assert (count == 0) == (before == after)
    assert count == tables.read("indicators", data)["source"].str.contains("toy-text").any() * 2
