"""The commands: exit codes, messages without tracebacks, quick help."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from megalopolis.cli import main


@pytest.fixture
def command(monkeypatch):
    """Runs a command in a project whose tables need no check."""

    def run(book, *arguments):
        monkeypatch.setenv("MEGALOPOLIS_ROOT", str(book.root))
        monkeypatch.setattr("megalopolis.check.require", lambda *given: None)
        return CliRunner().invoke(main, list(arguments))

    return run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "-p", "yaer=2010"], "did you mean year?"),
        (["build", "-p", "year=soon"], "expected a whole number"),
        (["build", "-p", "year"], "NAME=VALUE"),
        (["build", "--language", "zh", "-p", "language=en"], "contradict"),
        (["build", "-p", "language=fr"], "expected one of zh, en"),
        (["build", "--region", "nowhere"], "There are: other, toy"),
        (["build", "--region", "toy", "-p", "region=other"], "contradict"),
        (["build", "--output", "{root}/chapters"], "holds something else"),
        (["build", "--jobs", "0"], "--jobs"),
        (["build", "--engine", "steam"], "--engine"),
        (["run", "region/towns"], "- region/cities"),
        (["run", "index", "-p", "share=1"], "no chapter takes it"),
        (["run", "index", "-p", "language=fr"], "expected one of zh, en"),
        (["run", "index", "-p", "region=nowhere"], "There are: other, toy"),
        (["run", "index", "--output", "{root}/out.html"], "name of a notebook"),
        (["run", "index", "--output", "{root}/chapters/index.ipynb"], "where sources are kept"),
        (["check", "--data", "{root}/nowhere"], "datapackage.yaml"),
    ],
)
def test_bad_input_ends_with_2_and_a_sentence(toy, command, arguments, message):
    """No traceback, and nothing is written beside what was there."""
    done = command(toy, *(argument.format(root=toy.root) for argument in arguments))

    assert 2 == done.exit_code, done.output
    assert message in done.output
    assert "Traceback" not in done.output
    assert ["cache"] == [path.name for path in (toy.root / "_build").iterdir()]


def test_a_failed_chapter_ends_with_1(copy, command):
    """The report names it; its notebook can be opened."""
    copy.replace("chapters/index.ipynb", "total = sum(", "total = missing_name(")

    done = command(copy, "run", "index", "--output", str(copy.root / "out.ipynb"))

    assert 1 == done.exit_code
    assert "zh/index, cell 7 (total)" in done.output
    assert not (copy.root / "out.ipynb").exists()
    assert (copy.places.failed / "zh" / "index.ipynb").is_file()


def test_run_writes_an_executed_notebook(copy, command):
    """By address or by path; results that are known are not computed again."""
    for name in ("index", "chapters/index.ipynb"):
        done = command(copy, "run", name, "-p", "language=en", "--output", str(copy.root / "out.ipynb"))

        assert 0 == done.exit_code, done.output
        cells = json.loads((copy.root / "out.ipynb").read_text(encoding="utf-8"))["cells"]
        assert any("150" in str(cell.get("outputs")) for cell in cells)
        assert "这本小书" not in str(cells)


def test_build_prints_the_address(copy, command):
    """The last line is what to open."""
    done = command(copy, "build")

    assert 0 == done.exit_code, done.output
    assert str(copy.places.site / "index.html") == done.output.strip().splitlines()[-1]


def test_help_needs_no_heavy_library():
    """What --help imports is the standard library and click."""
    heavy = "{'pandas', 'papermill', 'rich', 'lxml'}"
    code = f"import sys, megalopolis.cli; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


def test_a_build_reads_no_table_before_it_has_to():
    """One in which nothing changed ends before pandas and the templates are imported."""
    code = (
        "import sys, megalopolis.book.build; print(sorted({'pandas', 'jinja2', 'sphinx'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


def test_papermill_alone_runs_a_chapter(toy, tmp_path, monkeypatch):
    """Nobody is locked into our commands."""
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(toy.places.notebook("index")),
        str(tmp_path / "x.ipynb"),
    ]
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(toy.root))

    subprocess.run([*command, "-p", "year", "2010", "-p", "language", "en"], check=True, capture_output=True)

    assert "140" in (tmp_path / "x.ipynb").read_text(encoding="utf-8")


def test_jupyter_book_alone_builds_the_book(toy, monkeypatch):
    """Both languages on one page, executed by Jupyter Book itself, and an index of pairs for its search."""
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(toy.root))
    monkeypatch.delenv("MEGALOPOLIS_BUILD", raising=False)
    code = "from jupyter_book.cli.main import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", code, "build", str(toy.root)], capture_output=True, text=True
    )

    assert 0 == done.returncode, done.stdout[-2000:] + done.stderr[-2000:]
    html = toy.root / "_build" / "html"
    page = (html / "chapters" / "index.html").read_text(encoding="utf-8")
    assert f'"{json.dumps("座城")[1:-1]}"' in (html / "searchindex.js").read_text(encoding="utf-8")
    assert "这本小书" in page
    assert "This small book" in page
    assert "150" in page
