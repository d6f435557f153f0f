"""The command `add`, as a user calls it."""

import pytest
from click.testing import CliRunner

from megalopolis import check, journal, tables
from megalopolis.cli import main


@pytest.fixture
def call(data):
    """Call the command in the toy project."""
    return lambda *given: CliRunner().invoke(main, ["add", *map(str, given), "--jobs", "1"])


def test_document_is_added_and_the_report_says_so(call, data, tmp_path, make):
    """Exit code 0; the text is in data/texts, where passages are read from."""
    path = tmp_path / "一份.txt"
    path.write_text(
        make.front(issuer="武汉市人民政府", place="武汉", year=2024) + make.prose(), encoding="utf-8"
    )
    found = call(path, "--report", tmp_path / "report.csv")
    (id,) = tables.read("documents", data)["id"]

    assert (0, "taken: 1\nrefused: 0\n") == (found.exit_code, found.stdout)
    assert make.prose() == (data / "texts" / f"{id}.txt").read_text(encoding="utf-8")
    assert f"一份.txt,taken,{id},," in (tmp_path / "report.csv").read_text(encoding="utf-8")
    assert () == check.check(data)


def test_when_nothing_is_taken_the_exit_code_says_so(call, tmp_path):
    """A line for the refusal, and 2."""
    (tmp_path / "a.txt").write_bytes(b"")
    found = call(tmp_path / "a.txt")

    assert (2, "taken: 0\nrefused: 1 (empty 1)\n- a.txt: the file is empty; expected a text\n") == (
        found.exit_code,
        found.stdout,
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["nowhere.txt"], "nowhere.txt"),
        ([".", "--metadata", "none.csv"], "none.csv"),
        ([".", "--scheduler", "tcp://127.0.0.1:9"], "dask scheduler"),
        ([".", "--scheduler", "carrier pigeon"], "dask scheduler"),
    ],
)
def test_bad_input_is_one_sentence(call, tmp_path, monkeypatch, given, named):
    """No traceback; exit code 2."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("megalopolis.cluster.CONNECT", 1)
    found = call(*given)

    assert 2 == found.exit_code
    assert named in found.stderr
    assert "Traceback" not in found.output


def test_interrupted_add_is_finished_by_any_command(data, monkeypatch):
    """`check` finds the folder of an interrupted add and clears it away."""
    (data / journal.FOLDER / journal.NEW).mkdir(parents=True)
    CliRunner().invoke(main, ["check"])

    assert not (data / journal.FOLDER).exists()


def test_help_names_the_forms_and_the_fields():
    """Whoever reads it can write the metadata."""
    text = CliRunner().invoke(main, ["add", "--help"]).stdout

    assert all(word in text for word in (".docx", ".pdf", "issuer", "year", "--replace", "tcp://", "GB18030"))
