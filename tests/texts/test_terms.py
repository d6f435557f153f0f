"""Counts: worked by hand, and the same from every engine, pool and cluster."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import pytest

from megalopolis.errors import ParameterError
from megalopolis.texts import terms
from megalopolis.texts.documents import Document
from megalopolis.texts.terms import count, count_all


def document(text, id="d", city=""):
    return Document(id, "policy", "city", "某机关", "", city, 2024, "own", "x", text)


@pytest.fixture(scope="module")
def many(corpus):
    """Forty documents, large enough to be under way when a worker dies."""
    return [replace(one, id=f"{one.id}-{number}", text=one.text * 8) for number in range(8) for one in corpus]


def rows(table):
    """The rows of a pyarrow table, as tuples without the document."""
    return [tuple(row.values())[1:] for row in table.to_pylist()]


def all_rows(stream):
    """Every row of every table, in order."""
    return [[table.to_pylist() for table in (one.terms, one.paragraphs, one.places)] for one in stream]


def test_words_are_counted_by_paragraph_and_sentence():
    """Worked by hand: two paragraphs, three sentences, one number."""
    text = "城市群要创新。科技创新，创新！\n\n都市圈有3个。"
    found = count([document(text)], frozenset({"城市群", "都市圈", "创新", "科技创新"}))
    whole = [("个", 1), ("创新", 2), ("城市群", 1), ("有", 1), ("科技创新", 1), ("要", 1), ("都市圈", 1)]
    inside = [
        (1, 1, "创新", 1),
        (1, 1, "城市群", 1),
        (1, 2, "创新", 1),
        (1, 2, "科技创新", 1),
        (2, 1, "都市圈", 1),
    ]

    assert [*((0, 0, *word) for word in whole), *inside] == rows(found.terms)
    assert [(1, 2, 5, 12), (2, 1, 4, 5)] == rows(found.paragraphs)
    assert [] == rows(found.places)


def test_documents_of_a_batch_are_kept_apart():
    """Counted together or one by one, each document has the same rows."""
    texts = ["创新。\n创新，GDP；5G", "——\n绿色创新", "", "１９５４年。我們國家創新"]
    batch = [document(text, id=f"d-{number}") for number, text in enumerate(texts)]
    lexicon = frozenset({"创新", "绿色"})
    together = count(batch, lexicon)
    alone = [count([one], lexicon) for one in batch]

    for table in ("terms", "paragraphs"):
        expected = sorted(str(row) for one in alone for row in getattr(one, table).to_pylist())
        assert expected == sorted(str(row) for row in getattr(together, table).to_pylist())


def test_traditional_script_is_counted_as_simplified(corpus, words):
    """The report of 1954 gives the same words as if it were printed today."""
    found = rows(count([corpus[2]], words).terms)

    assert {"教育", "人才", "对外贸易"} <= {term for *_, term, _ in found}
    assert [(2, 1, "人才", 1), (2, 1, "教育", 1), (2, 2, "对外贸易", 1)] == [
        row for row in found if row[0] == 2
    ]


def test_letters_of_every_width_are_counted():
    """Worked by hand: letters of one to four bytes, joints that lead a word, words side by side."""
    found = count([document("αAβ-x𠮷3 -- é%b.c. 3α，㐀éα\n城市7")], frozenset({"城市"}))
    whole = [("A", 1), ("b.c.", 1), ("x𠮷3", 1), ("é", 2), ("α", 3), ("β", 1), ("㐀", 1), ("城市", 1)]

    assert [*((0, 0, *word) for word in whole), (2, 1, "城市", 1)] == rows(found.terms)
    assert [(1, 1, 11, 0), (2, 1, 2, 2)] == rows(found.paragraphs)


def test_text_without_words_counts_nothing(corpus, words):
    """A line of dashes is a paragraph without sentences; an empty text has no paragraph."""
    found = count([corpus[3]], words)

    assert ([], [(1, 0, 0, 0)]) == (rows(found.terms), rows(found.paragraphs))
    assert [] == rows(count([document("")], words).paragraphs)


def test_cities_are_counted_where_they_stand(corpus, words, gazetteer):
    """Worked by hand in the first document; 武汉大学, 长沙县 and 鞍山不是马鞍山 are the traps."""
    found = count([corpus[0]], words, gazetteer)
    expected = [
        (1, 1, "420100", 1),
        (3, 3, "420200", 1),
        (3, 3, "420700", 1),
        (3, 3, "420900", 1),
        (5, 1, "210300", 1),
        (5, 1, "340500", 1),
    ]

    assert expected == rows(found.places)


def test_sums_agree(corpus, words):
    """The words of the lexicon add up to the same in the document and in its paragraphs."""
    terms_, paragraphs = (
        table.to_pandas() for table in (count(corpus, words).terms, count(corpus, words).paragraphs)
    )
    known = terms_[terms_["term"].isin(words)]
    whole, parts = (
        known[(known["paragraph"] == 0) == flag].groupby(["document", "term"])["count"].sum().to_dict()
        for flag in (True, False)
    )
    counted = terms_[terms_["paragraph"] == 0].groupby("document")["count"].sum()

    assert whole == parts
    assert (counted <= paragraphs.groupby("document")["words"].sum().reindex(counted.index)).all()


def test_every_engine_counts_alike(corpus, words, gazetteer):
    """jieba and rjieba, with lexicon and gazetteer in the dictionary."""
    fast = all_rows(count_all(corpus, words, gazetteer))

    assert fast == all_rows(count_all(corpus, words, gazetteer, "jieba"))


@pytest.mark.parametrize("workers", [1, 2])
def test_every_number_of_workers_counts_alike(many, words, gazetteer, workers, monkeypatch):
    """A pool gives the counts of one process, in the same order."""
    monkeypatch.setattr(terms, "BATCH", 1000)
    alone = all_rows(count_all(many, words, gazetteer))
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        shared = all_rows(count_all(many, words, gazetteer, executor=pool))

    assert alone == shared


def test_cluster_counts_alike_though_a_worker_is_killed(many, words, monkeypatch):
    """Two Dask workers; one dies with work or results in hand, and nothing is lost or counted twice."""
    from distributed import Client, LocalCluster

    monkeypatch.setattr(terms, "BATCH", 1000)
    alone = all_rows(count_all(many, words))
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(silence_logs=50, **settings) as cluster, Client(cluster) as client:
        stream = count_all(many, words, executor=client.get_executor(pure=False))
        shared = [next(stream)]
        workers = client.run(os.getpid)
        os.kill(next(iter(workers.values())), signal.SIGKILL)
        shared.extend(stream)

    assert 2 == len(workers)
    assert alone == all_rows(shared)


def test_documents_are_read_as_they_are_needed(corpus, words, monkeypatch):
    """The stream is not read to its end before the first counts come out."""
    monkeypatch.setattr(terms, "BATCH", 1)
    read = []

    def endless():
        while True:
            read.append(1)
            yield corpus[2]

    stream = count_all(endless(), words)
    next(stream)
    next(stream)

    assert len(read) <= 3


def test_unknown_engine_is_named(corpus, words):
    """The message lists those that exist."""
    with pytest.raises(ParameterError, match="pkuseg"):
        count(corpus, words, engine="pkuseg")
