"""A small project with empty tables of texts, and files of every kind made of our own words."""

import io
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml

from megalopolis import check, tables
from megalopolis.ingest import documents, reader
from megalopolis.ingest.refusal import Refusal
from megalopolis.texts import store

TESTS = Path(__file__).parents[1]
TEXTS = ("documents", "terms", "paragraphs", "places", "sketches")
NAMES = {
    "甲": "武汉",
    "乙": "长沙",
    "丙": "南昌",
    "丁": "黄石",
    "戊": "岳阳",
    "己": "九江",
    "庚": "宜昌",
    "辛": "株洲",
}
DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy tables with names of real cities, the lexicon and no documents; not to be changed."""
    return project(tmp_path_factory.mktemp("toy") / "data")


def project(data: Path) -> Path:
    """Write them into a new folder, for tests and for benchmarks."""
    shutil.copytree(TESTS / "data" / "toy", data)
    cities = (data / "cities.csv").read_text(encoding="utf-8")
    for short, name in NAMES.items():
        cities = cities.replace(f",{short},", f",{name},")
    (data / "cities.csv").write_text(cities, encoding="utf-8")
    described = tables.resources()
    chosen = [one for one in described if one["name"] in (*TEXTS, "lexicon")]
    package = yaml.safe_load((data / "datapackage.yaml").read_text(encoding="utf-8"))
    package["resources"] += chosen
    (data / "datapackage.yaml").write_text(yaml.safe_dump(package, allow_unicode=True), encoding="utf-8")
    shutil.copy(tables.folder() / "lexicon.csv", data)
    fields = next(one for one in chosen if one["name"] == "documents")["schema"]["fields"]
    (data / "documents.csv").write_text(",".join(one["name"] for one in fields) + "\n", encoding="utf-8")
    store.write([], data)
    empty = pd.DataFrame({"document": pd.Series(dtype="str"), "hash": pd.Series(dtype="int64")})
    empty.to_parquet(data / "sketches.parquet", index=False)
    return data


@pytest.fixture
def data(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the toy tables in a project of its own."""
    shutil.copytree(toy, tmp_path / "project" / "data")
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(tmp_path / "project"))
    monkeypatch.setattr(check, "CACHE", toy.parent / "cache")  # what is unchanged is looked at once
    return tmp_path / "project" / "data"


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, which is quicker; the processes have tests of their own."""

    def read_all(items, _readers, _seconds):
        for item in items:
            found = item if isinstance(item, Refusal) else reader.read(item)
            yield found if isinstance(found, Refusal) else (item, found)

    monkeypatch.setattr(documents.reader, "read_all", read_all)


@pytest.fixture
def folder(tmp_path, make):
    """A document of each form, described in a table."""
    place = tmp_path / "in"
    place.mkdir()
    topics = dict(zip("abcde", ("路", "河", "林", "学校", "医院"), strict=True))
    for name, topic in topics.items():
        text = make.prose(topic)
        lines = text.split("\n")
        ending, raw = {
            "a": (
                ".txt",
                make.front(issuer="武汉市人民政府", place="武汉市", year=2024, title="题").encode()
                + text.encode(),
            ),
            "b": (".md", "\n\n".join(lines).encode("gb18030")),
            "c": (".html", f"<p>{'</p><p>'.join(lines)}</p><script>x</script>".encode()),
            "d": (".docx", make.docx(*lines)),
            "e": (".pdf", make.pdf(lines)),
        }[name]
        (place / f"{name}{ending}").write_bytes(raw)
    (place / "m.csv").write_text("file,issuer,place,year\n*,某机关,东省,2023\n", encoding="utf-8")
    return place


@pytest.fixture
def quick(reading_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the check inside the command, for tests that check the tables themselves or change none."""
    monkeypatch.setattr(documents.writing, "require", lambda _data: None)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The functions below that make files."""
    return SimpleNamespace(prose=prose, front=front, docx=docx, pdf=pdf, packed=packed, rezipped=rezipped)


def prose(topic: str = "路", sentences: int = 30) -> str:
    """A text of our own words, long enough for the gate, another one for each topic."""
    lines = [
        f"第{number}件事是为{topic}修一座桥，让武汉和长沙的人常来常往。".translate(DIGITS)
        for number in range(sentences)
    ]
    return "\n".join(["今年要办的事情", *lines, "科技创新要有平台，碧水蓝天要有人守护。"])


def front(**fields: object) -> str:
    """Front matter."""
    return "\n".join(["---", *(f"{name}: {value}" for name, value in fields.items()), "---", ""])


def docx(*paragraphs: str) -> bytes:
    """A Word document with these paragraphs."""
    from docx import Document

    document = Document()
    for one in paragraphs:
        document.add_paragraph(one)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def packed(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def rezipped(raw: bytes, changed: dict[str, bytes]) -> bytes:
    """An archive with some members changed or added."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed({**members, **changed})


def pdf(lines: list[str], password: bool = False) -> bytes:
    """A PDF of one page with a line for each string; a ToUnicode table names its characters.

    The font has no shapes: nobody looks at the page, the words are what is read.
    """
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    characters = sorted({character for line in lines for character in line})
    mapping = "\n".join(f"<{ord(one):04X}> <{ord(one):04X}>" for one in characters[:100])
    table = StreamObject()
    table.set_data(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{len(characters[:100])} beginbfchar\n{mapping}\nendbfchar\nendcmap end end"
        ).encode()
    )
    kind = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/Plain"),
            NameObject("/DW"): NumberObject(1000),
        }
    )
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/Plain"),
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([writer._add_object(kind)]),
            NameObject("/ToUnicode"): writer._add_object(table),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F"): writer._add_object(font)})}
    )
    content = StreamObject()
    shown = [
        f"BT /F 12 Tf 50 {800 - 16 * number} Td <{''.join(f'{ord(one):04X}' for one in line)}> Tj ET"
        for number, line in enumerate(lines)
    ]
    content.set_data("\n".join(shown).encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt("secret", algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()
