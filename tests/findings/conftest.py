"""A toy region and what a notebook would have stored."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from megalopolis.region import Region


class Notebook:
    """Collects what was displayed and what was glued."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.glued: dict[str, str] = {}

    def display(self, bundle: dict[str, Any], raw: bool = False) -> None:
        """Stand in for IPython's display of a raw bundle."""
        assert raw
        self.outputs.append(bundle)

    def glue(self, name: str, variable: str, display: bool = True) -> None:
        """Stand in for myst_nb's glue without display."""
        assert not display
        self.glued[name] = variable


@pytest.fixture
def toy() -> Region:
    """The toy region in English."""
    return Region.load("toy", "en", Path(__file__).parents[1] / "data" / "toy")


@pytest.fixture
def toy_zh() -> Region:
    """The toy region in Chinese."""
    return Region.load("toy", "zh", Path(__file__).parents[1] / "data" / "toy")


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """A notebook that keeps what is shown and glued."""
    kept = Notebook()
    monkeypatch.setattr("IPython.display.display", kept.display)
    monkeypatch.setattr("myst_nb.ext.glue.glue", kept.glue)
    return kept


def rows(path: Path) -> list[dict[str, str]]:
    """A table as dictionaries, read without the project, for second computations."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def members(root: Path) -> dict[str, list[str]]:
    """Cities of each agglomeration of the main list."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows(root / "data" / "agglomerations.csv"):
        if row["variant"] == "base":
            found[row["agglomeration"]].append(row["city"])
    return found
