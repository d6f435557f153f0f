"""The command: a whole kit of the toy book, replaced as a whole or not at all."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from megalopolis.book import publish, selfcheck
from megalopolis.cli import main
from megalopolis.errors import MegalopolisError
from megalopolis.kit import browser, make


def silent(line: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def made(toybook: Path, once: Callable[..., Path]) -> Path:
    """The kit of the toy book; a missing browser is an error, never a skip."""

    def build(output: Path) -> None:
        make.make(toybook, toybook / "_build" / "site", output, make.Wish(), silent)

    return once("toykit", build)


def titles(outline: list) -> list:
    """The bookmarks, those below one as a list after it."""
    return [titles(one) if isinstance(one, list) else one.title for one in outline]


def test_the_kit_is_complete_and_holds_together(made: Path):
    """Handouts and slides in both languages, the books, the archive, and a page that leads to them."""
    found = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}

    for language in ("zh", "en"):
        for name in ("handouts/{}/index.pdf", "handouts/{}/region/cities.pdf", "handouts/{}/book.pdf"):
            assert name.format(language) in found
        assert {f"slides/{language}/index.html", f"slides/{language}/region/cities.html"} <= found
    assert "classroom.zip" in found
    assert [] == selfcheck.faults(made)
    assert 'href="handouts/zh/region/cities.pdf"' in (made / "index.html").read_text(encoding="utf-8")


def test_a_handout_can_be_searched_and_has_bookmarks(made: Path):
    """Chinese is text in an embedded face; language and title are set, no folder is named."""
    content = (made / "handouts" / "zh" / "region" / "cities.pdf").read_bytes()
    reader = PdfReader(io.BytesIO(content))

    text = "".join(page.extract_text() for page in reader.pages)
    assert "协同发展要看产业同质化" in text
    assert ["城市", ["比较"]] == titles(reader.outline)
    assert ("zh-CN", "城市") == (reader.trailer["/Root"]["/Lang"], reader.metadata.title)
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    faces = [font["/DescendantFonts"][0].get_object() for font in fonts if "/DescendantFonts" in font]
    assert any("MegalopolisPaper" in face["/BaseFont"] for face in faces)
    assert all("/FontFile2" in face["/FontDescriptor"].get_object() for face in faces)
    assert b"file:" not in content


def test_the_whole_book_nests_parts_chapters_and_sections(made: Path):
    """Its contents name the pages on which the chapters begin."""
    reader = PdfReader(io.BytesIO((made / "handouts" / "en" / "book.pdf").read_bytes()))

    assert ["Two cities", ["The sum"], "The region", ["Cities", ["Comparison"]]] == titles(reader.outline)
    contents = reader.pages[1].extract_text().split()
    number = int(contents[contents.index("Cities") + 1])
    assert "Which city is larger?" in reader.pages[number - 1].extract_text()


def test_a_second_kit_is_the_same_bytes(toybook: Path, tmp_path: Path):
    """Handouts included; only what was asked for is made."""
    wish = make.Wish(parts=("handouts", "classroom"), languages=("zh",), chapters=("index",))
    kits = []
    for name in ("one", "two"):
        make.make(toybook, toybook / "_build" / "site", tmp_path / name, wish, silent)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        kits.append({path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in files})

    assert {"index.html", "classroom.zip", "handouts/zh/index.pdf"} == set(kits[0])
    assert kits[0] == kits[1]


def test_a_browser_that_fails_leaves_the_old_kit(
    toybook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One sentence names it; nothing is left beside the kit."""
    output = tmp_path / "out" / "kit"
    output.mkdir(parents=True)
    (output / "index.html").write_text("old", encoding="utf-8")
    monkeypatch.setenv(browser.VARIABLE, "/bin/false")
    wish = make.Wish(parts=("handouts",), languages=("zh",), chapters=("index",))

    with pytest.raises(MegalopolisError, match="the browser ended"):
        make.make(toybook, toybook / "_build" / "site", output, wish, silent)

    assert "old" == (output / "index.html").read_text(encoding="utf-8")
    assert [output] == list(output.parent.iterdir())


def test_a_missing_browser_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """It says what to install and what else can be done."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(browser.VARIABLE, raising=False)

    with pytest.raises(MegalopolisError, match=r"expected Chromium.*install chromium.*--part"):
        browser.executable()


def test_the_command_names_what_it_does_not_know(
    toybook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A chapter that is not there, and a folder that is no kit, end it before anything is made."""
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(toybook))
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    chapter = CliRunner().invoke(main, ["kit", "--chapter", "nowhere"])
    folder = CliRunner().invoke(main, ["kit", "--output", str(tmp_path)])

    assert (2, 2) == (chapter.exit_code, folder.exit_code)
    assert "found nowhere. There are: index, region/cities" in chapter.output
    assert "holds something else" in folder.output
    assert ["mine.txt"] == [path.name for path in tmp_path.iterdir()]


def test_the_published_site_leads_to_the_kit(toybook: Path, made: Path, tmp_path: Path):
    """Words that name a part of the kit become a link where there is one; the site that was built stays."""
    site = tmp_path / "site"
    publish.publish(toybook / "_build" / "site", site)
    page = site / "zh" / "region" / "cities.html"
    text = page.read_text(encoding="utf-8")
    spoken = '<span data-kit="index.html">课堂包</span><span data-kit="none.pdf">无</span>'
    page.write_text(text.replace("</article>", f"{spoken}</article>"), encoding="utf-8")

    make.into_site(made, site)

    shown = page.read_text(encoding="utf-8")
    assert '<a data-kit="index.html" href="../../kit/index.html">课堂包</a>' in shown
    assert '<span data-kit="none.pdf">无</span>' in shown
    assert [] == selfcheck.faults(site)
    graph = json.loads((site / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    (described,) = (one for one in graph if one["@id"] == "zh/region/cities.html")
    assert hashlib.sha256(page.read_bytes()).hexdigest() == described["sha256"]
    assert "data-kit" not in (toybook / "_build" / "site" / "zh" / "region" / "cities.html").read_text(
        encoding="utf-8"
    )
