"""What several tests share: the root of the project and the built site."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from megalopolis.book import modules, scripts
from megalopolis.book.places import Places

ROOT = Path(__file__).parents[1]

# A quarter of the usual number, to keep the suite short; `benchmarks/fuzzing.py` is the long form.
settings.register_profile("suite", max_examples=25)
settings.load_profile("suite")

# As the package has it once it has read a table: tests in any order see strings of one kind.
pd.options.mode.string_storage = "python"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of sites first: one worker begins with the book, the others never wait for it idly."""
    items.sort(key=lambda item: "site" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Makes a file or folder once for all workers of a run; the others wait for it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[Path], None]) -> Path:
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / name).exists():
                half = shared / f"{name}.half"
                make(half)
                half.rename(shared / name)
        return shared / name

    return made


@pytest.fixture(scope="session")
def equipment(once: Callable[..., Path]) -> Path:
    """Content of the cache that every book of this package makes alike, and that takes seconds to make."""

    def make(cache: Path) -> None:
        places = Places(cache.parent / "equipment-of")
        with scripts.meanwhile(places):
            modules.namer(places.imports)(["megalopolis"])
        assert scripts.folder(places).is_dir()
        shutil.copytree(places.build / "cache", cache)

    return once("equipment", make)


@pytest.fixture(scope="session")
def site(once: Callable[..., Path]) -> Path:
    """The book in both languages, built as a user builds it, with the page of one city for all of them."""

    def build(output: Path) -> None:
        command = [sys.executable, "-m", "megalopolis", "build", "-p", "city=420100", "--output", str(output)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
        assert 0 == done.returncode, done.stdout[-4000:] + done.stderr[-4000:]

    return once("site", build)


def executable() -> str:
    """The browser that the test command found, or one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("MEGALOPOLIS_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise RuntimeError(
            "no browser found: run `make test`, which installs one, or set MEGALOPOLIS_BROWSER"
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for all tests of a worker."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable(), args=flags)
        yield running
        running.close()
