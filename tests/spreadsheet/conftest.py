"""A small project with real names of cities, and spreadsheets made by hand."""

import csv
import io
import shutil
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import yaml

from megalopolis import check, tables
from megalopolis.ingest import reader
from megalopolis.ingest.archive import Item
from megalopolis.ingest.refusal import Refusal
from megalopolis.spreadsheet import adding, cities, matching, writing

TOY = Path(__file__).parents[1] / "data" / "toy"
# Code and name of a made-up city, and of the real one whose name it bears here.
NAMES = {
    ("990100", "甲", "Jia"): ("420100", "武汉", "Wuhan"),
    ("990200", "乙", "Yi"): ("430100", "长沙", "Changsha"),
    ("990300", "丙", "Bing"): ("420200", "黄石", "Huangshi"),
    ("980100", "丁", "Ding"): ("320500", "苏州", "Suzhou (Jiangsu)"),
    ("980200", "戊", "Wu"): ("341300", "宿州", "Suzhou (Anhui)"),
    ("980300", "己", "Ji"): ("422800", "恩施州", "Enshi"),
    ("970100", "庚", "Geng"): ("429004", "仙桃", "Xiantao"),
    ("970200", "辛", "Xin"): ("360100", "南昌", "Nanchang"),
}


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy tables with names of real cities and a table for added observations; not to be changed."""
    data = tmp_path_factory.mktemp("toy") / "data"
    shutil.copytree(TOY, data)
    for path in [*data.rglob("*.csv"), *data.rglob("*.yml")]:
        text = path.read_text(encoding="utf-8")
        for (code, name, english), (other, chinese, latin) in NAMES.items():
            text = text.replace(f"{code},{name},{english},", f"{other},{chinese},{latin},").replace(
                code, other
            )
        path.write_text(text, encoding="utf-8")
    place = data / "datapackage.yaml"
    package = yaml.safe_load(place.read_text(encoding="utf-8"))
    like = next(one for one in package["resources"] if one["name"] == "observations-economy")
    package["resources"].append({**like, "name": writing.TABLE, "path": "observations/added.csv"})
    # As in the book, an indicator may name several sources.
    described = next(one for one in package["resources"] if one["name"] == "indicators")["schema"]
    described["foreignKeys"] = [one for one in described["foreignKeys"] if one["fields"] != "source"]
    place.write_text(yaml.safe_dump(package, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (data / "observations" / "added.csv").write_text(
        "city,year,indicator,value,source,flag\n", encoding="utf-8"
    )
    return data


@pytest.fixture
def data(toy, tmp_path, monkeypatch, request) -> Path:
    """A copy of the toy tables in a project of its own.

    To be quick, files are read in this process, and only tests that ask for `whole` look at the contract.
    """
    shutil.copytree(toy, tmp_path / "project" / "data")
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(tmp_path / "project"))
    monkeypatch.setattr(check, "CACHE", toy.parent / "cache")  # what is unchanged is looked at once
    monkeypatch.chdir(tmp_path)

    def read_all(items, _readers, _seconds, how):
        for item in items:
            found = item if isinstance(item, Refusal) else reader.read(item, how)
            yield found if isinstance(found, Refusal) else (item, found)

    monkeypatch.setattr(adding.reader, "read_all", read_all)
    if "whole" not in request.fixturenames:
        monkeypatch.setattr(writing.writing, "require", lambda _data: None)
    return tmp_path / "project" / "data"


@pytest.fixture
def whole() -> None:
    """Nothing is left out of the command."""


@pytest.fixture
def add(data: Path, tmp_path: Path):
    """Add files, given as name=bytes, under the source toy-yearbook."""

    def adding_(files: dict[str, bytes], mapped: str = "", source: str = "toy-yearbook", **options):
        items = []
        for name, raw in files.items():
            (tmp_path / name).write_bytes(raw)
            items.append(Item(name, tmp_path / name))
        path = tmp_path / "m.yml"
        path.write_text(mapped, encoding="utf-8")
        given = {"source": source, "mapped": path if mapped else None, **options}
        return adding.add(items, data, **given)

    return adding_


@pytest.fixture
def added(data: Path):
    """The rows that were added."""
    return lambda: list(csv.reader(io.StringIO((data / "observations/added.csv").read_text("utf-8"))))[1:]


@pytest.fixture(scope="session")
def names() -> cities.Cities:
    """The cities of the book."""
    return cities.cities(tables.read("cities"))


@pytest.fixture(scope="session")
def indicators() -> matching.Indicators:
    """The indicators of the book."""
    return matching.indicators(tables.read("indicators"))


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The functions below that make files."""
    return SimpleNamespace(xlsx=xlsx, text=text)


def xlsx(
    sheets: dict[str, list[list[object]]], merged: dict[str, list[str]] | None = None, change=None
) -> bytes:
    """A workbook with these sheets, some ranges merged; *change* is called with it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for place in (merged or {}).get(name, []):
            sheet.merge_cells(place)
    if change:
        change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def text(rows: list[list[object]], encoding: str = "utf-8", mark: str = ",") -> bytes:
    """A text file of these rows."""
    held = io.StringIO()
    csv.writer(held, delimiter=mark).writerows(rows)
    return held.getvalue().encode(encoding)
