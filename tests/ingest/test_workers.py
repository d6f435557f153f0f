"""Where words are counted makes no difference; a worker that dies makes none either."""

import builtins
import os
import signal

import pytest
from distributed import Client, LocalCluster

from megalopolis import tables
from megalopolis.cluster import compare
from megalopolis.errors import ParameterError
from megalopolis.ingest import documents, workers
from megalopolis.texts import terms

DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
TABLES = ("documents", "terms", "paragraphs", "places", "sketches")


@pytest.fixture(scope="module")
def cluster():
    """A Dask cluster of two processes on this machine."""
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    with LocalCluster(silence_logs=50, **settings) as made:
        yield made


@pytest.fixture
def folder(tmp_path, make):
    """Twelve documents."""
    place = tmp_path / "in"
    place.mkdir()
    for number in range(12):
        topic = f"第{number}县".translate(DIGITS)
        (place / f"{number:02}.txt").write_text(make.prose(topic), encoding="utf-8")
    (place / "m.csv").write_text("file,issuer,place,year\n*,某机关,东省,2023\n", encoding="utf-8")
    return place


def added(folder, data, executor, engine="rjieba", watch=iter):
    """The bytes of every table after adding the folder to those in *data*, which stay as they are."""
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}
    documents.add([folder], data, listed=folder / "m.csv", executor=executor, engine=engine, watch=watch)
    paths = [data / tables.resources(name, data)[0]["path"] for name in TABLES]
    after = [path.read_bytes() for path in paths]
    for name, content in before.items():
        (data / name).write_bytes(content)
    return after


@pytest.mark.usefixtures("quick")
def test_same_tables_from_every_engine_and_from_a_cluster_that_loses_a_worker(
    folder, data, cluster, monkeypatch
):
    """One process, the other tokenizer, a worker killed with work or results in hand: byte for byte."""
    monkeypatch.setattr(terms, "BATCH", 1000)
    alone = added(folder, data, None)
    slow = added(folder, data, None, engine="jieba")
    with workers.executor(1, cluster.scheduler_address) as dask, Client(cluster) as client:
        ids = client.run(os.getpid)

        def killing(files):
            for number, one in enumerate(files):
                if number == 9:  # eight batches are under way
                    os.kill(next(iter(ids.values())), signal.SIGKILL)
                yield one

        wounded = added(folder, data, dask, watch=killing)

    assert 2 == len(ids)
    assert alone == slow
    assert alone == wounded


def test_without_dask_the_sentence_says_what_to_install(monkeypatch):
    """The package may be missing where somebody uses a part of the lock only."""
    original = builtins.__import__

    def without(name, *rest):
        if name == "distributed":
            raise ImportError(name)
        return original(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with (
        pytest.raises(ParameterError, match="pip install distributed"),
        workers.executor(1, "tcp://127.0.0.1:1"),
    ):
        pass


def test_workers_with_other_versions_are_refused(monkeypatch):
    """They could count otherwise; a cluster without workers counts nothing."""
    mine = ("0.0.0",) * len(workers.DECIDING)
    monkeypatch.setattr("megalopolis.cluster.versions", lambda deciding: mine)

    with pytest.raises(ParameterError, match=r"expected megalopolis 0\.0\.0 on every worker; found 1\.0"):
        compare({"tcp://worker": ("1.0",) * len(mine)}, workers.DECIDING)
    with pytest.raises(ParameterError, match="found none"):
        compare({}, workers.DECIDING)
    compare({"tcp://worker": mine}, workers.DECIDING)
