"""Two regions by two years: killed on the way, resumed, one edition failing, everything known afterwards."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from rich.console import Console

from megalopolis.book.places import Places
from megalopolis.errors import ParameterError
from megalopolis.sweep import grid, run
from megalopolis.sweep.grid import Wish
from megalopolis.sweep.outcome import Outcome

from .conftest import write

FAULT = "\nassert (region, year) != ('other', 2010), 'no such figure'"
WISH = Wish(years="2010,2020", languages="en", workers=2)
PROGRAM = """
from pathlib import Path
from rich.console import Console
from megalopolis.book.places import Places
from megalopolis.sweep import run
from megalopolis.sweep.grid import Wish
if __name__ == "__main__":
    wish = Wish(years="2010,2020", languages="en", workers=2)
    run.sweep(Places(Path.cwd()), wish, check=lambda data: None, console=Console())
"""


def swept(places: Places, wish: Wish = WISH) -> tuple[Outcome, ...]:
    """A sweep whose lines nobody sees."""
    return run.sweep(places, wish, check=lambda data: None, console=Console(quiet=True))


def files(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="session")
def killed(once: Callable[..., Path], equipment: Path) -> Places:
    """A sweep of which one edition fails; killed at once when the first good one is there, then resumed."""

    def make(root: Path) -> None:
        write(root, equipment, FAULT)
        (root / "program.py").write_text(PROGRAM, encoding="utf-8")
        command = [sys.executable, "program.py"]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            lines = []
            for line in process.stdout:
                lines.append(line)
                if " built in " in line:
                    os.kill(process.pid, signal.SIGKILL)
                    break
            process.stdout.close()
        (root / "killed.txt").write_text("".join(lines), encoding="utf-8")
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        assert 0 == done.returncode, done.stdout + done.stderr
        (root / "resumed.txt").write_text(done.stdout, encoding="utf-8")

    return Places(once("sweep", make))


def test_one_failed_edition_does_not_stop_the_others(killed):
    """The table says which, the terminal why; the good sites are there."""
    seen = (killed.root / "resumed.txt").read_text(encoding="utf-8")
    sites = killed.build / "sweep"
    with (sites / "editions.csv").open(encoding="utf-8") as file:
        rows = {(row["region"], row["year"]): row for row in csv.DictReader(file)}

    assert "failed" == rows["other", "2010"]["state"]
    assert "AssertionError: no such figure" in rows["other", "2010"]["error"]
    assert "other/2010 failed: 1 chapter failed:\n- en/index, cell 7 (total)" in seen
    assert not (sites / "other" / "2010").exists()
    for region, year in (("other", "2020"), ("toy", "2010"), ("toy", "2020")):
        page = (sites / region / year / "en" / "index.html").read_text(encoding="utf-8")
        assert {"2010": "140", "2020": "150"}[year] in page


def test_a_killed_sweep_goes_on_where_it_ended(killed):
    """What was built is left alone; nothing of the dead sweep stays behind."""
    before = (killed.root / "killed.txt").read_text(encoding="utf-8")
    after = (killed.root / "resumed.txt").read_text(encoding="utf-8")
    first = next(line.split(": ")[1].split()[0] for line in before.splitlines() if " built in " in line)
    rows = [line.split() for line in after.splitlines()]
    states = {(row[0], row[1]): row[2] for row in rows if len(row) == 5}

    assert "cached" == states[tuple(first.split("/"))]
    assert "4 editions, " in after
    assert " 1 failed" in after
    assert [] == [path.name for path in (killed.build / "sweep").rglob(".*")]


def test_whoever_writes_into_a_site_changes_nothing_that_a_sweep_reads(killed):
    """No file of the sites is one of the cache under another name."""
    cache, sites = (
        {path.stat().st_ino for path in (killed.build / name).rglob("*") if path.is_file()}
        for name in ("cache", "sweep")
    )

    assert cache
    assert set() == cache & sites


def test_a_second_sweep_finds_everything(killed):
    """The same bytes; only what failed is tried again."""
    before = files(killed.build / "sweep")

    outcomes = swept(killed)

    assert ["failed", "cached", "cached", "cached"] == [one.state for one in outcomes]
    after = files(killed.build / "sweep")
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed <= {"editions.csv", "editions.json"}


def test_verdicts_stand_side_by_side(killed):
    """A row an edition, a column a problem; what could not be made says so."""
    sites = killed.build / "sweep"
    page = lxml.html.parse(str(sites / "index.html")).getroot()
    rows = [[cell.text_content() for cell in row.xpath("th | td")] for row in page.xpath("//tbody/tr")]
    links = page.xpath("//tbody//a/@href")
    with (sites / "verdicts.csv").open(encoding="utf-8") as file:
        verdicts = [(row["region_zh"], row["year"], row["verdict"]) for row in csv.DictReader(file)]

    assert ["Region", "Year", "Crowded"] == page.xpath("//thead//th/text()")
    assert ["Another region", "2010", "could not be made"] == rows[0]
    assert ["Two cities", "2020", "supported1 of 1 tests with data hold"] == rows[3]
    assert ["not supported0 of 1 tests with data hold"] == rows[2][2:]
    assert all((sites / link).is_file() for link in links)
    assert ("两城", "2020", "supported") in verdicts
    assert 3 == len(verdicts)
    assert 4 == len(json.loads((sites / "editions.json").read_text(encoding="utf-8"))["editions"])


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish(regions="toy,nowhere"), "There are: other, toy"),
        (Wish(regions="toy,,other"), "a list such as A,B"),
        (Wish(years="2010,soon"), "expected a whole number"),
        (Wish(years="2010", parameters={"year": "2020"}), "contradict"),
        (Wish(parameters={"region": "toy"}), "with --regions"),
        (Wish(parameters={"yaer": "2020"}), "did you mean year"),
        (Wish(languages="zh,fr"), "found 'fr'"),
        (Wish(output=Path("chapters")), "holds something else"),
        (Wish(scheduler="carrier pigeon"), "dask scheduler"),
    ],
)
def test_bad_input_is_refused_before_anything_is_built(places, monkeypatch, wish, message):
    """With a sentence, and without a site."""
    monkeypatch.chdir(places.root)
    monkeypatch.setattr("megalopolis.cluster.CONNECT", 1)

    with pytest.raises(ParameterError, match=message):
        swept(places, wish)

    assert not places.executed.exists()


def test_editions_are_named_by_region_and_year(places):
    """Each once, in the order given; without years the chapters keep theirs."""
    wishes = (Wish(regions="toy,other,toy", years="2020,2010"), Wish(regions="toy"))
    given = (Wish(regions="toy", parameters={"year": "2010", "language": "zh"}),)

    names = [[one.name for one in grid.editions(places, wish)] for wish in (*wishes, *given)]

    assert [["toy/2020", "toy/2010", "other/2020", "other/2010"], ["toy/default"], ["toy/2010"]] == names
    assert ("zh",) == grid.editions(places, given[0])[0].languages
