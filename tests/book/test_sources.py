"""An earlier site is made again from what lies in it, after the project has moved on."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from megalopolis import tables
from megalopolis.book import bill, crate, sources
from megalopolis.book.places import Places
from megalopolis.book.request import Request
from megalopolis.errors import DataError, ParameterError


def everything(folder):
    """Every file below a folder, to the byte."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# Every Python process of a build begins with this: only the machine itself can be reached.
OFFLINE = """
import os, sys
def cut(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    else:
        return
    if host not in (None, "", "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1"):
        with open(os.environ["ATTEMPTS"], "a") as file:
            file.write(f"{event} {host}\\n")
        raise OSError(101, "Network is unreachable")
sys.addaudithook(cut)
"""
AGAIN = """
import sys
from megalopolis import check, cli
check.require = lambda data: None
cli.main(["build", "--from", sys.argv[1], "--output", sys.argv[2]])
"""


def test_a_site_is_made_again_to_the_byte_without_network_after_the_project_moved_on(copy, tmp_path):
    """Its language, region and parameters, its tables and chapters: from the site alone, by the command."""
    site, again = tmp_path / "site", tmp_path / "again"
    copy.build(parameters={"year": "2010", "share": "0.25"}, languages=("en",), output=site)
    copy.replace("data/cities.csv", "a,甲城,Alpha,2010", "a,新城,Newtown,2010")
    copy.replace("chapters/index.ipynb", "This small book", "This other book")
    copy.places.region("toy").unlink()
    (tmp_path / "offline").mkdir()
    (tmp_path / "offline" / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
    attempts = tmp_path / "attempts"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "offline"), *sys.path]),
        "MEGALOPOLIS_ROOT": str(copy.root),
        **{"HOME": str(tmp_path / "home"), "USER": "another", "LOGNAME": "another", "TZ": "Asia/Shanghai"},
        **{"PYTHONHASHSEED": "7", "LANG": "C.UTF-8"},
        "ATTEMPTS": str(attempts),
    }

    command = [sys.executable, "-c", AGAIN, str(site), str(again)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert not attempts.exists(), attempts.read_text(encoding="utf-8")
    before, after = everything(site), everything(again)
    assert sorted(before) == sorted(after)
    assert [] == [name for name in before if before[name] != after[name]]
    host = socket.gethostname().encode()
    # A short or common name stands in many words.
    named = [] if len(host) < 8 or host == b"localhost" else [name for name in after if host in after[name]]
    assert [] == named
    assert {"year": 2010, "share": 0.25} == {
        name: value
        for name, value in json.loads(after["en/findings.json"])["parameters"].items()
        if name not in ("region", "language")
    }


def test_the_cut_of_the_network_is_one(tmp_path):
    """Else the build above would show nothing."""
    (tmp_path / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
    script = "import socket; socket.create_connection(('192.0.2.1', 80), 5)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "ATTEMPTS": str(tmp_path / "attempts")}

    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)

    assert "Network is unreachable" in done.stderr
    assert "socket.getaddrinfo 192.0.2.1\n" == (tmp_path / "attempts").read_text(encoding="utf-8")


def test_the_description_lists_the_bill_of_materials_and_all_sources(built):
    """Each with its checksum."""
    site = built.places.site
    graph = json.loads((site / crate.NAME).read_text(encoding="utf-8"))["@graph"]
    entries = {one["@id"]: one for one in graph}

    kept = [f"{sources.FOLDER}/{path.relative_to(built.root)}" for path in sources.files(built.places)]
    for name in (bill.NAME, *kept):
        assert hashlib.sha256((site / name).read_bytes()).hexdigest() == entries[name]["sha256"]
    assert {f"source/{name}" for name in ("_toc.yml", "data/regions/toy.yml", "chapters/index.ipynb")} <= {
        *kept
    }


@pytest.mark.parametrize("harm", ["changed", "gone", "more", "no description", "no sources", "nothing"])
def test_a_site_that_is_not_whole_is_refused(built, tmp_path, harm):
    """The message names the file; nothing is laid out."""
    site = tmp_path / "site"
    for name in (sources.FOLDER, "data", "zh"):
        shutil.copytree(built.places.site / name, site / name)
    shutil.copy(built.places.site / crate.NAME, site)
    chapter = site / "source" / "chapters" / "index.ipynb"
    expected = "source/chapters/index.ipynb"
    if harm == "changed":
        chapter.write_text("{}", encoding="utf-8")
    elif harm == "gone":
        chapter.unlink()
    elif harm == "more":
        (site / "data" / "more.csv").write_text("a\n", encoding="utf-8")
        expected = "data/more.csv"
    elif harm == "no description":
        (site / crate.NAME).write_text("[", encoding="utf-8")
        expected = crate.NAME
    elif harm == "no sources":
        shutil.rmtree(site / sources.FOLDER)
        expected = "the folder source"
    else:
        shutil.rmtree(site)
        expected = crate.NAME

    with pytest.raises(ParameterError, match=expected):
        sources.again(Places(tmp_path), site, Request())
    assert not (tmp_path / "_build").exists()


def test_a_site_with_tables_of_another_form_is_refused(built, tmp_path):
    """Before anything is laid out or run; the message says what reads them."""
    site = Path(shutil.copytree(built.places.site, tmp_path / "site"))
    description = site / "data" / "datapackage.yaml"
    description.write_text("version: 2.0.0\n" + description.read_text(encoding="utf-8"), encoding="utf-8")
    crate.refresh(site, [description])

    with pytest.raises(DataError, match=r"found .2\.0\.0.; expected: tables of form 1.*another version"):
        sources.again(Places(tmp_path), site, Request())
    assert not (tmp_path / "_build").exists()


def test_a_site_described_in_another_form_is_refused(built, tmp_path):
    """A later RO-Crate may say elsewhere what the build was given."""
    site = Path(shutil.copytree(built.places.site, tmp_path / "site"))
    text = (site / crate.NAME).read_text(encoding="utf-8")
    (site / crate.NAME).write_text(text.replace("ro/crate/1.1", "ro/crate/2.0"), encoding="utf-8")

    with pytest.raises(ParameterError, match=r"form .*crate/1\.1; found .*crate/2\.0.*with that one"):
        sources.again(Places(tmp_path), site, Request())


@pytest.mark.parametrize("name", ["data/cities.csv", "data/regions/toy.yml", "chapters/index.ipynb"])
def test_a_link_out_of_the_project_is_not_published(toy, tmp_path, name):
    """It might lead to anything on the machine; one inside the project is a file like any other."""
    place, outside = toy.root / name, tmp_path / "outside"
    place.rename(outside)
    place.symlink_to(outside)

    with pytest.raises(ParameterError, match=f"{name}; found a link to .*outside"):
        sources.copy(toy.places, tmp_path / "site")
    assert not (tmp_path / "site").exists()
    place.unlink()
    outside.rename(toy.root / "data" / "kept")
    place.symlink_to(toy.root / "data" / "kept")
    sources.copy(toy.places, tmp_path / "site")
    assert (tmp_path / "site" / "source" / "_toc.yml").is_file()


def test_a_circle_of_links_is_a_sentence(toy):
    """Neither a hang nor a traceback."""
    place = toy.root / "data" / "cities.csv"
    place.unlink()
    place.symlink_to(place)

    with pytest.raises(DataError, match=r"cities\.csv"):
        tables.read("people", toy.root / "data")


def test_what_the_site_says_is_not_asked_again(built, tmp_path):
    """Two answers to one question would be one too many."""
    for given in ({"region": "toy"}, {"languages": ("zh",)}, {"parameters": {"year": "2010"}}):
        with pytest.raises(ParameterError, match="the site says them"):
            sources.again(Places(tmp_path), built.places.site, Request(**given))


def test_another_package_or_lock_is_said(built, tmp_path):
    """The same sources under other software need not give the same numbers."""
    (tmp_path / "requirements.txt").write_text("other\n", encoding="utf-8")

    _, _, notes = sources.again(Places(tmp_path), built.places.site, Request())

    assert 1 == len(notes)
    assert notes[0].startswith("the site was made with another lock (")
