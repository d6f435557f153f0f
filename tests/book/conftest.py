"""The toy book: two chapters, two languages, four figures, and ways to change and build it."""

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from megalopolis.book import build
from megalopolis.book.places import Places
from megalopolis.book.request import Request
from megalopolis.book.reserve import Reserve

TOYBOOK = Path(__file__).parents[1] / "data" / "toybook"


@dataclass(frozen=True)
class Toy:
    """A copy of the toy book that a test may change."""

    root: Path

    @property
    def places(self) -> Places:
        """Its folders."""
        return Places(self.root)

    def build(self, reserve: Reserve | None = None, **wishes: object) -> tuple[build.Built, str]:
        """Build it; what was built, and what the user saw."""
        seen = io.StringIO()
        console, request = Console(file=seen, width=200), Request(**wishes)  # type: ignore[arg-type]
        done = build.build(self.places, request, check=lambda data: None, console=console, reserve=reserve)
        return done, seen.getvalue()

    def replace(self, file: str, before: str, after: str) -> None:
        """Change the text of one of its files."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{file} does not hold {before!r}"
        path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture
def toy(tmp_path: Path, equipment: Path) -> Toy:
    """The toy book as it is committed, with what the caches of every book hold alike."""
    root = Path(shutil.copytree(TOYBOOK, tmp_path / "toy"))
    shutil.copytree(equipment, root / "_build" / "cache")
    return Toy(root)


@pytest.fixture(scope="session")
def built(once: Callable[..., Path], equipment: Path) -> Toy:
    """The toy book after its first build; tests must leave it as it is."""

    def build(root: Path) -> None:
        new = Toy(Path(shutil.copytree(TOYBOOK, root)))
        shutil.copytree(equipment, new.places.build / "cache")
        new.build()

    return Toy(once("toybook", build))


@pytest.fixture
def copy(built: Toy, tmp_path: Path) -> Toy:
    """A copy of the built toy book, caches and site included, that a test may change."""
    return Toy(Path(shutil.copytree(built.root, tmp_path / "copy")))


@pytest.fixture
def notebook() -> Callable[..., dict]:
    """Makes a notebook out of cells given as (type, source, tags)."""

    def make(*cells: tuple[str, str, list[str]]) -> dict:
        made = []
        for place, (kind, source, tags) in enumerate(cells):
            cell = {"cell_type": kind, "id": f"cell-{place}", "metadata": {"tags": tags}, "source": source}
            made.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        return {"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}

    return make


@pytest.fixture
def save(tmp_path: Path) -> Callable[[dict], Path]:
    """Writes a notebook to a file."""

    def write(content: dict) -> Path:
        path = tmp_path / "chapter.ipynb"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    return write
