"""What the tests of texts share: a small corpus of our own words, the lexicon and the gazetteer."""

from pathlib import Path

import pandas as pd
import pytest

from megalopolis import tables
from megalopolis.texts import documents, places

HERE = Path(__file__).parents[1] / "data" / "texts"


@pytest.fixture(scope="session")
def corpus() -> list[documents.Document]:
    """Five documents that the project's own people wrote."""
    return list(documents.read_lines(HERE / "corpus.jsonl"))


@pytest.fixture(scope="session")
def lexicon() -> pd.DataFrame:
    """The lexicon of the book."""
    return tables.read("lexicon")


@pytest.fixture(scope="session")
def words(lexicon: pd.DataFrame) -> frozenset[str]:
    """The words of the lexicon."""
    return frozenset(lexicon["term"])


@pytest.fixture(scope="session")
def gazetteer() -> places.Gazetteer:
    """The names of the cities of the book."""
    return places.gazetteer(tables.read("cities"))
