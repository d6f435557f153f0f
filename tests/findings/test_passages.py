"""Passages beside their origins, out of texts that a test puts there."""

import pandas as pd
import pytest

from megalopolis.findings import passages
from megalopolis.region import Region

TEXT = "城市开放。港口开放<b>。道路开放。机场开放。"


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in Chinese."""
    return Region.load("changjiang-middle-reaches", "zh")


@pytest.fixture
def ids(here, tmp_path, monkeypatch) -> list[str]:
    """Two documents of the book, whose texts are the same four sentences here."""
    chosen = list(here.table("documents")["id"].iloc[:2])
    for one in chosen:
        (tmp_path / f"{one}.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(passages, "TEXTS", tmp_path)
    return chosen


def test_at_most_so_many_of_each_document_and_in_all(here, ids):
    """Three of each and twenty in all by default; two of each are four; in the order asked for."""
    counts = {
        "default": [one.document for one in passages.show(here, ["开放"]).passages],
        "each": [one.document for one in passages.show(here, ["开放"], ids[::-1], each=2).passages],
        "limit": [one.document for one in passages.show(here, ["开放"], ids, limit=4).passages],
    }

    (passages.TEXTS / f"{ids[0]}.txt").write_text(TEXT * 9, encoding="utf-8")
    many = passages.show(here, ["开放"], each=99).passages

    first, second = ids
    assert 20 == len(many)
    assert {
        "default": [first] * 3 + [second] * 3,
        "each": [second] * 2 + [first] * 2,
        "limit": [first] * 3 + [second],
    } == counts


def test_each_passage_names_title_or_issuer_and_year(here, ids):
    """Congress reports carry no title, so that their issuer stands in; what is shown is escaped."""
    document = here.table("documents").set_index("id").loc[ids[0]]

    found = passages.show(here, ["港口"], ids[:1], width=3)

    bundle = found._repr_mimebundle_()
    assert (f"{document['issuer']}, {document['year']}",) == found.origins
    assert "…开放。[港口]开放<…" == bundle["text/plain"]
    assert (
        '<ul class="passages"><li>…开放。<mark>港口</mark>开放&lt;… '
        f"<cite>{found.origins[0]}</cite></li></ul>" == bundle["text/html"]
    )


def test_a_title_stands_before_the_issuer(here, tmp_path, monkeypatch):
    """A document with both is named by its title, which is escaped; one without text is passed over."""
    monkeypatch.setattr(passages, "TEXTS", tmp_path)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    table = {"id": ["a", "b"], "title": [None, "<题>"], "issuer": ["甲市", "乙市"], "year": [2023, 2024]}
    known = {
        "documents": pd.DataFrame(table),
        "lexicon": pd.DataFrame({"term": ["开放"]}),
        "cities": here.table("cities"),
    }
    monkeypatch.setattr(passages.tables, "read", lambda name, folder: known[name])

    found = passages.show(here, ["开放"], limit=1)

    assert ("<题>, 2024",) == found.origins
    assert "<cite>&lt;题&gt;, 2024</cite>" in found._repr_mimebundle_()["text/html"]
