"""The preview as an author sees it: a chapter is saved, and the open page shows it."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from .conftest import PATIENCE, Watch

TOYBOOK = Path(__file__).parents[1] / "data" / "toybook"
# The toy tables are no package of the book: the check is left out. A shell that runs the tests in the
# background has children ignore Ctrl-C.
PROGRAM = """
import signal
import megalopolis.check
from megalopolis.cli import main
megalopolis.check.require = lambda data: None
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


def test_a_saved_chapter_shows_itself_on_the_open_page(browser: Browser, equipment: Path, tmp_path: Path):
    """Prose and code, one after the other, without a hand on the browser; Ctrl-C ends it in peace."""
    root = Path(shutil.copytree(TOYBOOK, tmp_path / "book"))
    shutil.copytree(equipment, root / "_build" / "cache")
    chapter = root / "chapters" / "region" / "cities.ipynb"
    environment = {**os.environ, "MEGALOPOLIS_ROOT": str(root)}
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = next(line.split()[0] for line in process.stdout if line.startswith("http"))
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        watch = Watch(page, address)
        page.goto(f"{address}en/region/cities.html")
        expect(page.locator("article")).to_contain_text("Which city is larger?")
        for before, after in (("Which city is larger?", "Which is larger?"), ("人口", "Persons")):
            text = chapter.read_text(encoding="utf-8")
            assert before in text
            chapter.write_text(text.replace(before, after), encoding="utf-8")
            expect(page.locator("article")).to_contain_text(after, timeout=PATIENCE)
        page.close()
        process.send_signal(signal.SIGINT)
        try:
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()

    assert ([], [], []) == (watch.outside, watch.missing, watch.errors)
    assert "Traceback" not in said
