"""Damaged files and strange words for every reader: what comes back is a result or a sentence.

Cases are drawn from a seed: a real file, cut, doubled, swapped, recoded, or with a nasty piece put into it.
"""

from __future__ import annotations

import random
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from damage import TESTS, WORDS, made_files, mutated

from megalopolis import check, tables
from megalopolis.book import contents, notebooks, parameters, stage
from megalopolis.book.contract import contract
from megalopolis.book.places import Places
from megalopolis.book.request import Request, settle
from megalopolis.errors import MegalopolisError
from megalopolis.ingest import archive, kinds, metadata
from megalopolis.ingest.refusal import Refused
from megalopolis.region import Region

SECONDS = 10
MEMORY = 1_000_000_000


@dataclass(frozen=True)
class Fault:
    """A case that ended in neither a result nor a sentence."""

    reader: str
    number: int
    what: str


class Slow(BaseException):
    """Raised when a case takes too long; no reader may catch it by mistake."""


class Readers:
    """Every reader, each with the real files that it is given in pieces, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = Path(shutil.copytree(TESTS / "data" / "toy", folder / "data"))
        self.book = Places(Path(shutil.copytree(TESTS / "data" / "toybook", folder / "book")))
        self.documents = made_files()
        self.cases: Mapping[str, Callable[[random.Random], None]] = {
            "tables": lambda chance: self.table(chance, "*.csv"),
            "descriptions": lambda chance: self.table(chance, "datapackage.yaml"),
            "regions": lambda chance: self.table(chance, "regions/toy.yml"),
            "notebooks": self.notebook,
            "settings": self.setting,
            "documents": self.document,
            "metadata": self.listed,
            "parameters": self.words,
        }

    @contextmanager
    def damaged(self, path: Path, chance: random.Random) -> Iterator[None]:
        """The file with some damage, for a moment."""
        before = path.read_bytes()
        path.write_bytes(mutated(before, chance))
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
        raw = mutated(self.documents[name], chance)
        if not name.endswith(".zip"):
            quietly(lambda: kinds.read(name, raw))
            return
        path = self.folder / name
        path.write_bytes(raw)

        def unpack() -> None:
            for item in archive.items([path]):
                if isinstance(item, archive.Item):
                    quietly(lambda item=item: kinds.read(item.name, archive.content(item)))

        quietly(unpack)

    def listed(self, chance: random.Random) -> None:
        """Read a table of metadata, and what it says of a document."""
        path = self.folder / "m.csv"
        path.write_bytes(
            mutated("file,issuer,place,year\n*,某机关,东省,2023\na.txt,甲,,2024\n".encode(), chance)
        )
        fields: dict[str, Any] = {"issuer": {"constraints": {"required": True}}, "year": {"type": "integer"}}
        known = metadata.Catalogue(
            fields, {"甲": "990100"}, {"990100": "甲"}, {}, frozenset({"东省"}), frozenset()
        )

        def describe() -> None:
            rows = metadata.read(path, known)
            metadata.document("a.txt", "文", metadata.given("a.txt", {}, rows), known)

        quietly(describe)

    def words(self, chance: random.Random) -> None:
        """Parameters of a command."""
        given = [chance.choice(WORDS) for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.5:
            given = [mutated(b"year=2020", chance).decode("utf-8", "surrogateescape")]
        quietly(lambda: settle(self.book, Request(parameters=parameters.pairs(given))))


def quietly(work: Callable[[], object]) -> None:
    """Do it; a sentence for the user is as good as a result."""
    try:
        work()
    except (MegalopolisError, Refused) as error:
        assert str(error).strip(), "a sentence without words"


def run(
    folder: Path, cases: int, seed: int, readers: frozenset[str] = frozenset()
) -> tuple[int, list[Fault]]:
    """Try *cases* cases, one reader after another; how many were tried, and what went wrong."""
    every = Readers(folder)
    found: list[Fault] = []
    # The check of the tables takes a hundred times as long as the other readers: these get more cases.
    names = [name for name in every.cases if not readers or name in readers]
    names += [name for name in names if name not in ("tables", "descriptions", "regions")] * 3

    def ring(*_: object) -> None:
        raise Slow

    # Processor time, so that a busy machine is not taken for a slow reader.
    before = signal.signal(signal.SIGPROF, ring)
    quietly(lambda: check.require(every.data, folder / "verdicts"))
    try:
        for number in range(cases):
            name = names[number % len(names)]
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                every.cases[name](random.Random(f"{seed}-{number}"))
            except Slow:
                found.append(Fault(name, number, f"took more than {SECONDS} s"))
            except Exception as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                what = (
                    f"{type(error).__name__}: {str(error)[:100]} ({Path(place.filename).name}:{place.lineno})"
                )
                found.append(Fault(name, number, what))
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.signal(signal.SIGPROF, before)
    return cases, found


def main(cases: int, seed: int, folder: Path) -> bool:
    """Print the counts; whether nothing went wrong."""
    started, before = time.perf_counter(), peak()
    tried, found = run(folder, cases, seed)
    for fault in found:
        print(f"  {fault.reader} case {fault.number}: {fault.what}")
    grown = peak() - before
    print(
        f"{tried} damaged inputs in {time.perf_counter() - started:.0f} s: {len(found)} without result or "
        f"sentence; peak memory grew by {grown / 1e6:.0f} MB (limit {MEMORY / 1e6:.0f})"
    )
    return not found and grown < MEMORY


def peak() -> int:
    """Bytes of memory that this process has held at most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
