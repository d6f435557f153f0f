"""Every reader of the project, each given real files in pieces; what comes back is a result or a sentence."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from click.testing import CliRunner
from damage import TESTS, WORDS, made_files, made_spreadsheets, module_of_tests, mutated, spoilt

from megalopolis import check, cli, tables
from megalopolis.book import contents, notebooks, parameters, stage
from megalopolis.book.contract import contract
from megalopolis.book.places import Places
from megalopolis.book.request import Request, settle
from megalopolis.compare import comparison, edition
from megalopolis.errors import MegalopolisError
from megalopolis.ingest import archive, kinds, metadata
from megalopolis.ingest.archive import Item
from megalopolis.ingest.refusal import Refused
from megalopolis.region import Region
from megalopolis.spreadsheet import looking, mapping, reading

MAPPING = """
source: {id: a, producer_zh: 甲, producer_en: A, title: 题, licence: CC0}
headings: {人口: {indicator: population, unit: 万人, year: 2020}}
sheets: {'2020年': {year: 2020}}
cities: {江城: '990100'}
indicators: []
"""


class Readers:
    """Every reader, each with the real files that it is given in pieces, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = Path(shutil.copytree(TESTS / "data" / "toy", folder / "data"))
        self.texts: Path = module_of_tests("ingest").project(folder / "texts" / "data")
        self.book = Places(Path(shutil.copytree(TESTS / "data" / "toybook", folder / "book")))
        self.documents, self.spreadsheets = made_files(), made_spreadsheets()
        self.sites = [_site(folder / name) for name in ("before", "after")]
        self.cases: Mapping[str, Callable[[random.Random], None]] = {
            "tables": lambda chance: self.table(chance, "*.csv"),
            "descriptions": lambda chance: self.table(chance, "datapackage.yaml"),
            "regions": lambda chance: self.table(chance, "regions/toy.yml"),
            "columns": self.columns,
            "notebooks": self.notebook,
            "settings": self.setting,
            "documents": self.document,
            "spreadsheets": self.spreadsheet,
            "mappings": self.mapped,
            "metadata": self.listed,
            "sites": self.site,
            "parameters": self.words,
            "commands": self.command,
        }

    @contextmanager
    def damaged(self, path: Path, chance: random.Random) -> Iterator[None]:
        """The file with some damage, for a moment."""
        before = path.read_bytes()
        path.write_bytes(spoilt(path.name, before, chance))
        try:
            yield
        finally:
            path.write_bytes(before)

    def table(self, chance: random.Random, pattern: str) -> None:
        """Check the tables, and load the region as a chapter would."""
        with self.damaged(chance.choice(sorted(self.data.rglob(pattern))), chance):
            quietly(lambda: check.require(self.data, self.folder / "verdicts"))
            quietly(lambda: self.load(chance.choice(["zh", "en"])))

    def load(self, language: str) -> None:
        """What a chapter asks a region for."""
        here = Region.load("toy", language, self.data)
        here.indicator("patents_per_10k", 2020)
        here.say("toy.title", region=here.name, year=2020)
        for name in ("statements", "travel", "sources"):
            tables.read(name, self.data)
        assert here.argument is not None

    def columns(self, chance: random.Random) -> None:
        """Read and check a table in Parquet."""
        path = chance.choice(sorted(self.texts.glob("*.parquet")))
        with self.damaged(path, chance):
            quietly(lambda: tables.read(path.stem, self.texts))
            if chance.random() < 0.1:
                quietly(lambda: check.require(self.texts, self.folder / "verdicts"))

    def notebook(self, chance: random.Random) -> None:
        """Read a chapter, keep a language of it, look at its contract and parameters."""
        path = chance.choice(sorted(self.book.chapters.rglob("*.ipynb")))
        with self.damaged(path, chance):
            quietly(lambda: contract(path))

            def whole() -> None:
                notebook = notebooks.keep_language(notebooks.read(path), "zh")
                parameters.defaults(notebook, "index")
                notebooks.text(notebook)

            quietly(whole)

    def setting(self, chance: random.Random) -> None:
        """Read the settings and the contents of the book."""
        with self.damaged(chance.choice([self.book.configuration, self.book.contents]), chance):
            quietly(lambda: stage.edition(stage.settings(self.book.configuration), "zh", ["zh", "en"]))
            quietly(lambda: contents.edition(contents.read(self.book.contents), "zh"))
            quietly(lambda: contents.chapters(self.book))

    def document(self, chance: random.Random) -> None:
        """Read a document, or what an archive holds."""
        name = chance.choice(sorted(self.documents))
        raw = spoilt(name, self.documents[name], chance)
        if not name.endswith(".zip"):
            quietly(lambda: kinds.read(name, raw))
            return
        path = self.folder / name
        path.write_bytes(raw)

        def unpack() -> None:
            for item in archive.items([path]):
                if isinstance(item, Item):
                    quietly(lambda item=item: kinds.read(item.name, archive.content(item)))

        quietly(unpack)

    def spreadsheet(self, chance: random.Random) -> None:
        """Read a spreadsheet and find out what it means."""
        name = chance.choice(sorted(self.spreadsheets))
        raw = spoilt(name, self.spreadsheets[name], chance)

        def look() -> None:
            guide = looking.guided(None, "toy-yearbook", self.texts)
            looking.look(reading.read(name, raw), guide, "", self.texts)

        quietly(look)

    def mapped(self, chance: random.Random) -> None:
        """Read a mapping file, and a spreadsheet by it."""
        path = self.folder / "m.yml"
        path.write_bytes(spoilt(path.name, MAPPING.encode(), chance))

        def look() -> None:
            guide = looking.guided(path, "", self.texts)
            looking.look(reading.read("a.xlsx", self.spreadsheets["a.xlsx"]), guide, path.name, self.texts)

        quietly(lambda: mapping.read(path))
        quietly(look)

    def listed(self, chance: random.Random) -> None:
        """Read a table of metadata, and what it says of a document."""
        path = self.folder / "m.csv"
        raw = "file,issuer,place,year\n*,某机关,东省,2023\na.txt,甲,,2024\n".encode()
        path.write_bytes(spoilt(path.name, raw, chance))
        fields: dict[str, Any] = {"issuer": {"constraints": {"required": True}}, "year": {}}
        fields["year"] = {"type": "integer", **fields["issuer"]}
        known = metadata.Catalogue(
            fields, {"甲": "990100"}, {"990100": "甲"}, {}, frozenset({"东省"}), frozenset()
        )

        def describe() -> None:
            rows = metadata.read(path, known)
            metadata.document("a.txt", "文", metadata.given("a.txt", {}, rows), known)

        quietly(describe)

    def site(self, chance: random.Random) -> None:
        """Compare two sites of which one is damaged."""
        files = sorted(path for path in self.sites[1].rglob("*") if path.is_file())
        with self.damaged(chance.choice(files), chance):
            quietly(
                lambda: comparison.document(comparison.compare(*(edition.read(one) for one in self.sites)))
            )

    def words(self, chance: random.Random) -> None:
        """Parameters of a command."""
        given = [_word(chance) for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.5:
            given = [mutated(b"year=2020", chance).decode("utf-8", "surrogateescape")]
        quietly(lambda: settle(self.book, Request(parameters=parameters.pairs(given))))

    def command(self, chance: random.Random) -> None:
        """A whole command line with strange words; what would take long is stopped where work begins."""
        name, *options = chance.choice(COMMANDS)
        line = [name, *(_word(chance) if one == "WORD" else one for one in options)]
        line = [one for one in line if _typed(one)]
        stop = mock.patch.multiple("megalopolis.book.build", locked=_stopped)
        sweep = mock.patch("megalopolis.sweep.run.locked", _stopped)
        pool = mock.patch("megalopolis.book.jobs.pool", _stopped)
        before = Path.cwd()
        with stop, sweep, pool:
            os.chdir(self.folder)
            try:
                environment = {"MEGALOPOLIS_ROOT": str(self.book.root)}
                done = CliRunner().invoke(cli.main, line, env=environment)
            finally:
                os.chdir(before)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code in (0, 1, 2), f"exit code {done.exit_code}: {line}"
        assert done.exit_code == 0 or done.output.strip(), f"no sentence: {line}"
        assert "Traceback" not in done.output, f"a traceback: {line}"


COMMANDS = [
    ["build", "-p", "WORD"],
    ["build", "--region", "WORD", "--language", "zh"],
    ["build", "--language", "WORD"],
    ["build", "--output", "WORD", "--jobs", "1"],
    ["run", "WORD"],
    ["run", "index", "-p", "WORD", "--output", "WORD"],
    ["check", "--data", "WORD"],
    ["new", "WORD"],
    ["new", "WORD", "--cities", "WORD", "--name-zh", "WORD"],
    ["new", "x", "--agglomeration", "WORD", "--variant", "WORD", "--from", "WORD"],
    ["add", "WORD"],
    ["add", "m.csv", "--source", "WORD", "--mapping", "WORD"],
    ["add", "book", "--metadata", "WORD", "--jobs", "1"],
    ["compare", "WORD", "WORD"],
    ["compare", "before", "after", "--json", "WORD", "--language", "WORD"],
    ["sweep", "--regions", "WORD", "--years", "WORD", "--output", "out"],
    ["sweep", "--languages", "WORD", "-p", "WORD"],
    ["WORD", "WORD"],
]


class ReachedError(MegalopolisError):
    """The words were taken, and the work would begin."""


@contextmanager
def _stopped(*_: object, **__: object) -> Iterator[None]:
    raise ReachedError("the work would begin")
    yield


def _typed(word: str) -> bool:
    """Whether the system lets a word through to a command."""
    try:
        return "\0" not in word and bool(os.fsencode(word) or True)
    except UnicodeEncodeError:
        return False


def _word(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(WORDS)
    seed = chance.choice([b"year=2020", b"toy", b"region/cities", b"a,b", b"2020,2010", b"--output"])
    return mutated(seed, chance).decode("utf-8", "surrogateescape")[:10_000]


def _site(folder: Path) -> Path:
    """What `compare` reads of a site."""
    record = {"key": "a.b", "value": 1.5, "low": 1.0, "high": 2.0, "unit": "%", "sentence": "一句"}
    tests = [{"test": "t", "passed": True, "unsure": False, "value": 1.0, "finding": "a.b", "threshold": 1}]
    verdict = {"problem": "p", "verdict": "supported", "outcomes": tests, "title": "题", "chapter": "index"}
    remark = {"id": "r", "holds": True, "when": [], "chapter": "index"}
    content = {
        **{"schema": 1, "region": "toy", "language": "zh", "parameters": {"year": 2020}},
        **{"findings": [{**record, "chapter": "index"}], "verdicts": [verdict], "remarks": [remark]},
    }
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# 题"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    crate = {"@graph": [{"@id": "#megalopolis", "version": "0.1.0", "softwareRequirements": "0"}]}
    for name, one in (
        ("zh/findings.json", content),
        ("zh/_sources/index.ipynb", notebook),
        ("ro-crate-metadata.json", crate),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(one, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


def quietly(work: Callable[[], object]) -> None:
    """Do it; a sentence for the user is as good as a result."""
    try:
        work()
    except (MegalopolisError, Refused) as error:
        assert str(error).strip(), "a sentence without words"
