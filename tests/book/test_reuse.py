"""A chapter runs again exactly when something that it rests on changed, and nobody had to declare what."""

import json
import os
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from megalopolis import memory
from megalopolis.book import build, cache, inputs, jobs, modules, planning, recorder, reuse
from megalopolis.book.places import Places
from megalopolis.book.request import Request
from megalopolis.book.templates import Page

TOY = Path(__file__).parents[1] / "data" / "toy"
CHAPTERS = {
    "plain": "print(year)",
    "table": "from megalopolis import tables\nprint(tables.read('plans')['name_en'].iloc[0])",
    "series": (
        "from megalopolis.region import Region\nhere = Region.load('toy', language)\n"
        "print(here.indicator('gdp', 2020).sum(), here.sources('gdp'), here.say('toy.axis'))"
    ),
    "files": (
        "import os\nfrom pathlib import Path\nimport helper\nroot = Path(os.environ['MEGALOPOLIS_ROOT'])\n"
        "notes = root / 'notes'\nprint(helper.NAME, len(list(notes.iterdir())), (root / 'extra').is_file())\n"
        "print((notes / 'one.txt').read_text())"
    ),
}


class Project:
    """Four chapters that read in different ways, executed without making pages of the site."""

    def __init__(self, root: Path) -> None:
        self.root, self.places = root, Places(root)
        shutil.copytree(TOY, root / "data")
        for name, text in (
            ("requirements.txt", "x==1\n"),
            ("notes/one.txt", "one"),
            ("notes/two.txt", "two"),
        ):
            self.write(name, text)
        self.write("chapters/helper.py", "NAME = 'helper'\n")
        for name, code in CHAPTERS.items():
            self.chapter(name, code)

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def replace(self, name: str, before: str, after: str) -> None:
        """Change a file of the project."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert before in text
        self.write(name, text.replace(before, after, 1))

    def chapter(self, name: str, code: str) -> None:
        """Write a chapter of one paragraph and two cells of code."""
        first = "language = 'en'  # language\nyear = 2020  # year"
        cells = [("markdown", "prose", "# Prose", []), ("code", "first", first, ["parameters"])]
        cells.append(("code", "second", code, []))
        made = [
            {"cell_type": kind, "id": identifier, "metadata": {"tags": tags}, "source": source}
            | ({"outputs": [], "execution_count": None} if kind == "code" else {})
            for kind, identifier, source, tags in cells
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        content = {"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        self.write(f"chapters/{name}.ipynb", json.dumps(content))

    def planned(self, year: int = 2020, language: str = "en") -> list[jobs.Job]:
        """What a build would do."""
        pages = [Page(name, name, {"year": year}) for name in CHAPTERS]
        return planning.plan(self.places, pages, language, known=reuse.known(self.places), engine="warm")

    def waiting(self, year: int = 2020, language: str = "en") -> set[str]:
        """The chapters that a build would execute."""
        return {job.chapter for job in self.planned(year, language) if job.runs}

    def kept(self) -> dict[Path, bytes]:
        """Every file of the project."""
        files = [path for path in self.root.rglob("*") if path.is_file()]
        own = [path.relative_to(self.root) for path in files if path.suffix != ".pyc"]
        return {path: (self.root / path).read_bytes() for path in own if path.parts[0] != "_build"}

    def restore(self, kept: dict[Path, bytes]) -> None:
        """Put the files of the project back."""
        for path in self.kept().keys() - kept.keys():
            (self.root / path).unlink()
        for path, content in kept.items():
            if not (self.root / path).is_file() or (self.root / path).read_bytes() != content:
                (self.root / path).write_bytes(content)

    def run(self) -> tuple[set[str], dict[str, str]]:
        """Execute what waits; the chapters that were executed, and the page of each."""
        planned = self.planned()
        again = {job.chapter for job in planned if job.runs}
        _, done = build.execute(self.places, planned, Request(), Console(quiet=True))
        return again, {job.chapter: (job.page / "page.ipynb").read_text(encoding="utf-8") for job in done}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The project after its first build."""
    made = Project(tmp_path_factory.mktemp("reuse") / "project")
    again, _ = made.run()
    assert set(CHAPTERS) == again
    return made


CHANGES = [
    ("nothing", lambda one: None, set()),
    ("prose", lambda one: one.replace("chapters/plain.ipynb", "# Prose", "# Other"), set()),
    ("cell", lambda one: one.replace("chapters/plain.ipynb", "print(year)", "print(-year)"), {"plain"}),
    ("table", lambda one: one.replace("data/plans.csv", "Toy", "Other"), {"table"}),
    (
        "rows",
        lambda one: one.replace("data/observations/economy.csv", "990100,2020,gdp,", "990100,2020,gdp,1"),
        {"series"},
    ),
    (
        "other rows",
        lambda one: one.replace(
            "data/observations/economy.csv", "990100,2010,patents,", "990100,2010,patents,1"
        ),
        set(),
    ),
    ("other table", lambda one: one.replace("data/travel.csv", "rail", "road"), set()),
    ("label", lambda one: one.replace("data/labels/toy.csv", "Resident", "All the"), {"series"}),
    (
        "other label",
        lambda one: one.replace(
            "data/labels/toy.csv", "Population of the {region}", "People of the {region}"
        ),
        set(),
    ),
    ("region", lambda one: one.replace("data/regions/toy.yml", "id: toy", "id: toy  # same"), {"series"}),
    ("file", lambda one: one.write("notes/one.txt", "other"), {"files"}),
    ("other file", lambda one: one.write("notes/two.txt", "other"), set()),
    ("listing", lambda one: one.write("notes/three.txt", "three"), {"files"}),
    ("absence", lambda one: one.write("extra", ""), {"files"}),
    ("module beside", lambda one: one.write("chapters/helper.py", "NAME = 'helped'\n"), {"files"}),
    ("description", lambda one: one.replace("data/datapackage.yaml", "name:", "name: "), {"table", "series"}),
    ("lock", lambda one: one.write("requirements.txt", "x==2\n"), set(CHAPTERS)),
]


def test_exactly_the_chapters_that_rest_on_a_change_run_again(project):
    """Code, tables, rows, files, folders, absence, lock: each runs its readers again, and no other.

    A change that is taken back finds the former result.
    """
    expected = {name: again for name, _, again in CHANGES}

    found = {}
    for name, change, _ in CHANGES:
        kept = project.kept()
        change(project)
        found[name] = project.waiting()
        project.restore(kept)

    assert expected == found
    assert set() == project.waiting()


def test_after_all_changes_the_pages_are_those_of_a_clean_build(project, tmp_path):
    """Nothing stale is left."""
    for _, change, _ in CHANGES:
        change(project)
    clean = Project(tmp_path / "clean")
    clean.restore(project.kept())

    again, pages = project.run()

    assert set(CHAPTERS) == again
    assert clean.run()[1] == pages
    assert "helped" in pages["files"]


def test_parameters_and_language_are_inputs(project):
    """Another year or language runs everything."""
    assert [set(CHAPTERS)] * 2 == [project.waiting(year=2010), project.waiting(language="zh")]


@pytest.mark.parametrize(
    ("module", "again"),
    [("series.py", {"series"}), ("tables.py", {"table", "series"}), ("measures/inequality.py", set())],
)
def test_a_changed_module_runs_what_imports_it(project, monkeypatch, tmp_path, module, again):
    """Directly or through other modules; the rest stays."""
    package = tmp_path / "megalopolis"
    shutil.copytree(modules.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    text = (package / module).read_text(encoding="utf-8")
    (package / module).write_text(f"{text}\n# another line\n", encoding="utf-8")
    monkeypatch.setattr(modules, "PACKAGE", package)

    assert again == project.waiting()


@pytest.mark.parametrize(
    "seen", [["content", "root:notes/one.txt"], ["rows", '["observations", "indicator", "gdp"]']]
)
def test_what_changes_while_it_is_read_is_found_by_no_later_build(project, seen):
    """Nobody knows whether such a result saw the file, or rows of a table, before or after the change."""
    record = project.root / "record.json"
    since = reuse.known(project.places).since
    names = []
    for moment in (since - 10**12, since + 10**12):
        project.write("notes/one.txt", "again")
        record.write_text(json.dumps([seen]), encoding="utf-8")
        names.append(reuse.keep(project.places, seen[0], record, moment))

    assert names[1:] == list(reuse.keys(project.places, seen[0], reuse.known(project.places).state))


def test_bytecode_written_by_the_first_import_changes_no_folder(project, monkeypatch, tmp_path):
    """A chapter that lists a folder of the package is found by the build after the first one."""
    package = tmp_path / "megalopolis"
    shutil.copytree(modules.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    monkeypatch.setattr(modules, "PACKAGE", package)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    since = reuse.known(project.places).since

    bytecode = package / "texts" / "__pycache__"
    bytecode.mkdir(exist_ok=True)
    (bytecode / "tokens.cpython-311.pyc").write_bytes(b"")

    assert not inputs.touched(project.places, ("listing", str(package / "texts")), since)


def test_a_kernel_writes_its_record_when_it_read_something_new(monkeypatch, tmp_path):
    """Each cell that reads nothing new leaves the file as it is."""
    target = tmp_path / "record.json"
    monkeypatch.setenv(recorder.TARGET, str(target))
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(tmp_path))
    read: set[memory.Read] = {tmp_path / "data" / "cities.csv"}

    recorder.write(read)
    first = target.stat().st_ino
    recorder.write(read)
    second = target.stat().st_ino
    read.add(memory.Rows(tmp_path / "data", "labels", "key", "toy.axis"))
    recorder.write(read)

    assert first == second
    assert [
        ["content", "root:data/cities.csv"],
        ["rows", '["labels", "key", "toy.axis"]'],
    ] == json.loads(target.read_text(encoding="utf-8"))


def test_work_is_foreseen_when_a_file_is_newer_than_the_site(project):
    """Processes then start before the tables are looked at; after a site nothing is newer than it."""
    stamp = project.places.stamp("toy")
    before = build.newer(project.places, "toy")
    cache.write(stamp, "")
    after = build.newer(project.places, "toy")
    later = stamp.stat().st_mtime + 10
    os.utime(project.root / "chapters" / "plain.ipynb", (later, later))

    assert [True, False, True] == [before, after, build.newer(project.places, "toy")]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import pandas", set()),
        ("from megalopolis.measures import scale", {"megalopolis.measures.", "megalopolis.measures.scale"}),
        ("def f():\n    import megalopolis.tables as t", {"megalopolis.tables"}),
        ("import importlib\nimportlib.import_module('megalopolis.region')", {"megalopolis.region"}),
        ("import importlib\nimportlib.import_module(name)", {"*"}),
        ("exec(text)", {"*"}),
        ("%magic", {"*"}),
    ],
)
def test_imports_are_found_wherever_they_stand(code, found):
    """In functions and by call; what is worked out while the code runs may be anything."""
    assert found == modules.imports(code, "", package=False)


def test_a_name_of_modules_changes_with_what_lies_behind_them(tmp_path, monkeypatch):
    """Through other modules too; a package that is imported as such stands for all that lies in it."""
    package = tmp_path / "megalopolis"
    sources = {
        "__init__": "",
        "a": "from megalopolis import b",
        "b": "",
        "c": "",
        "d/__init__": "",
        "d/e": "",
    }
    for name, text in sources.items():
        (package / f"{name}.py").parent.mkdir(parents=True, exist_ok=True)
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(modules, "PACKAGE", package)
    asked = [["megalopolis.a"], ["megalopolis.c"], ["megalopolis.d"], ["*"]]

    def names():
        return [modules.namer(tmp_path / "imports.json")(one) for one in asked]

    before = names()
    changed = {}
    for name in ("b", "c", "d/e"):
        (package / f"{name}.py").write_text("x = 1\n", encoding="utf-8")
        after = names()
        changed[name] = [old != new for old, new in zip(before, after, strict=True)]
        before = after

    assert {
        "b": [True, False, False, True],
        "c": [False, True, False, True],
        "d/e": [False, False, True, True],
    } == changed
    assert cache.file_digest(package / "b.py") == cache.file_digest(package / "c.py")
