"""The toy book from notebooks to a published site, and every way in which that can go wrong."""

import json
from pathlib import Path

import pytest

from megalopolis.book import selfcheck
from megalopolis.errors import ChapterError, ParameterError


def site(root: Path) -> dict[str, bytes]:
    """Every file of the published site."""
    folder = root / "_build" / "site"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_site_in_both_languages(built):
    """Each page speaks its language only, shows its figures, and quotes its findings."""
    files = site(built.root)
    zh, en = (files[f"{language}/index.html"].decode() for language in ("zh", "en"))

    assert {"index.html", "zh/region/cities.html", "en/region/cities.html", "zh/findings.json"} <= set(files)
    left = [
        path.name for path in built.places.chapters.rglob("*") if path.is_socket() or path.suffix == ".json"
    ]
    assert [] == left
    assert "这本小书" in zh
    assert "This small book" not in zh
    assert "This small book" in en
    assert "这本小书" not in en
    assert "150" in zh
    assert "<math" in zh
    assert b'<figure class="chart' in files["zh/region/cities.html"]
    assert [] == selfcheck.faults(built.places.site, ["zh/index", "en/region/cities"])


def test_what_no_page_needs_is_not_made(built):
    """Our search reads passages, so Sphinx makes no index; templates are compiled once for both languages."""
    made = [path.name for path in built.places.rendered("zh").rglob("*")]

    assert "search.html" in made
    assert "searchindex.js" not in made
    assert any(built.places.templates.iterdir())


def test_whoever_writes_into_the_published_site_changes_nothing_that_a_build_reads(built):
    """No file of it is one of the cache under another name."""
    cache = {path.stat().st_ino for path in (built.places.build / "cache").rglob("*") if path.is_file()}
    shown = {path.stat().st_ino for path in built.places.site.rglob("*") if path.is_file()}

    assert cache
    assert set() == cache & shown


def test_twin_pages_lead_to_each_other(built):
    """From a chapter to the same chapter, not to the first page."""
    page = site(built.root)["zh/region/cities.html"].decode()

    assert 'href="../../en/region/cities.html"' in page


def test_findings_are_gathered(built):
    """One file a language, with what it holds for."""
    found = json.loads(site(built.root)["en/findings.json"])

    expected = {"key": "toy.total", "value": 150, "unit": "10 000 persons", "chapter": "index"}
    assert [expected] == found["findings"]
    assert ("toy", "en") == (found["region"], found["language"])


def test_the_notebook_to_take_away_was_executed_and_names_no_file_beside_it(built):
    """It shows the same anywhere: drawings inside, nothing of this machine."""
    text = site(built.root)["zh/_sources/region/cities.ipynb"].decode()
    cells = json.loads(text)["cells"]

    shown = [output["data"] for cell in cells for output in cell.get("outputs", [])]
    assert any("image/svg+xml" in data for data in shown)
    assert all(cell["execution_count"] for cell in cells if cell["cell_type"] == "code")
    assert "_static" not in text
    assert str(built.root) not in text


def test_no_word_of_the_interface_is_left_in_english(built):
    """Outside of the chapters a Chinese page has no English but names of formats, keys and languages."""
    import re

    import lxml.html

    allowed = {"English", "Ctrl", "ipynb", "pdf", "PDF", "JavaScript", "The", "testers", "CSV", "SVG"}
    found = set()
    for name, content in site(built.root).items():
        if not name.startswith("zh/") or not name.endswith(".html"):
            continue
        page = lxml.html.document_fromstring(content.decode())
        for element in page.xpath(
            "//article//div[contains(@class, 'highlight')] | //script | //style | //annotation"
        ):
            element.drop_tree()
        words = [
            text
            for text in page.xpath("//body//text()")
            if not text.getparent().xpath("ancestor-or-self::math")
        ]
        words += page.xpath("//@title | //@aria-label | //@placeholder | //@data-bs-title")
        found |= {word for text in words for word in re.findall(r"[A-Za-z]{3,}", text)} - allowed

    assert {"name", "population"} >= found


def test_an_unchanged_book_is_neither_executed_nor_rendered(copy):
    """The second build says so and changes no byte."""
    before = site(copy.root)

    done, seen = copy.build()

    assert (0, False) == (done.executed, done.rendered)
    assert "0 notebooks executed, pages unchanged" in seen
    assert before == site(copy.root)


def test_a_site_that_somebody_touched_is_made_whole(copy):
    """A deleted page comes back without executing or rendering anything."""
    (copy.places.site / "zh" / "index.html").unlink()

    done, _ = copy.build()

    assert (0, False) == (done.executed, done.rendered)
    assert (copy.places.site / "zh" / "index.html").is_file()


def test_a_changed_sentence_is_rendered_and_executes_nothing(copy):
    """Prose is no input of the code."""
    copy.replace("chapters/index.ipynb", "这本小书只用来检验成书的过程。", "这本小书换了一句话。")

    done, _ = copy.build(languages=("zh",))

    assert (0, True) == (done.executed, done.rendered)
    assert "换了一句话" in site(copy.root)["zh/index.html"].decode()


def test_one_language_alone_has_no_twin(copy):
    """No link leads to pages that are not there."""
    done, _ = copy.build(languages=("en",), output=copy.root / "out")

    assert 0 == done.executed
    assert not (copy.root / "out" / "zh").exists()
    assert "hreflang" not in (copy.root / "out" / "en" / "index.html").read_text(encoding="utf-8")


def test_a_changed_figure_changes_the_page_and_elsewhere_gives_the_same_bytes(copy, toy, monkeypatch):
    """Executed in another folder, time zone and hash seed, the site is the same byte for byte."""
    for book in (copy, toy):
        book.replace("data/cities.csv", "2020,120", "2020,170")

    done, _ = copy.build()
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    toy.build()

    assert 4 == done.executed
    assert "200" in site(copy.root)["zh/index.html"].decode()
    assert site(copy.root) == site(toy.root)


def test_every_failed_chapter_is_reported_and_the_site_stays(copy):
    """Chapter, cell in the source, error, half-run notebook; of all that failed, in both languages."""
    before = site(copy.root)
    copy.replace("chapters/index.ipynb", "total = sum(", "total = missing_name(")
    copy.replace("chapters/region/cities.ipynb", "TableFigure(cities", "1 / 0; TableFigure(cities")

    with pytest.raises(ChapterError) as raised:
        copy.build()

    message = str(raised.value)
    assert 1 == raised.value.exit_code
    assert message.startswith("4 chapters failed:")
    for language in ("zh", "en"):
        assert (
            f"{language}/index, cell 7 (total)\n    NameError: name 'missing_name' is not defined" in message
        )
        assert f"{language}/region/cities, cell 8 (table)\n    ZeroDivisionError: division by zero" in message
        half = copy.places.failed / language / "region" / "cities.ipynb"
        assert f"half-run notebook: {half.relative_to(copy.root)}" in message
        shown = [
            cell for cell in json.loads(half.read_text(encoding="utf-8"))["cells"] if cell.get("outputs")
        ]
        assert "ZeroDivisionError" == shown[-1]["outputs"][-1]["ename"]
    assert before == site(copy.root)


def test_a_kernel_that_dies_is_reported(copy):
    """The cell that killed it is named."""
    copy.replace("chapters/index.ipynb", "total = sum(", "os._exit(1); total = sum(")

    with pytest.raises(ChapterError, match=r"zh/index, cell 7 \(total\)\n    DeadKernelError"):
        copy.build(languages=("zh",))


def test_a_page_that_sphinx_complains_about_is_named(copy):
    """Page, cell in the source and message; nothing is published."""
    before = site(copy.root)
    copy.replace("chapters/index.ipynb", "这本小书只用来检验成书的过程。", "见 {ref}`nowhere`。")

    with pytest.raises(ChapterError, match=r"zh/index, cell 1 \(title-zh\): undefined label: 'nowhere'"):
        copy.build(languages=("zh",))

    assert before == site(copy.root)


def test_a_site_with_a_fault_is_not_published(copy):
    """A broken link in raw HTML escapes Sphinx, not the self-check."""
    before = site(copy.root)
    copy.replace(
        "chapters/index.ipynb", "<p class='finding'>", "<p class='finding'><a href='gone.html'>x</a>"
    )

    with pytest.raises(ChapterError, match=r"zh/index\.html: leads nowhere: gone\.html"):
        copy.build(languages=("zh",))

    assert before == site(copy.root)


def test_a_misspelt_parameter_stops_before_anything_is_done(toy):
    """The list says what the chapters take."""
    with pytest.raises(ParameterError, match=r"did you mean year\?") as raised:
        toy.build(parameters={"yaer": "2010"})

    assert "- share = 0.5 (region/cities)" in str(raised.value)
    assert ["cache"] == [path.name for path in toy.places.build.iterdir()]


def test_a_scheduler_that_is_not_there_is_named(toy, monkeypatch):
    """Notebooks go to the cluster that is asked for, and nothing is executed here instead."""
    monkeypatch.setattr("megalopolis.cluster.CONNECT", 1)
    with pytest.raises(ParameterError, match=r"expected a Dask scheduler at tcp://127\.0\.0\.1:9"):
        toy.build(scheduler="tcp://127.0.0.1:9")

    assert not toy.places.site.exists()


def test_an_unknown_region_lists_those_that_there_are(toy):
    """The message names the file that is looked for."""
    with pytest.raises(ParameterError, match="There are: other, toy"):
        toy.build(region="nowhere")


def test_tables_that_break_their_contract_stop_the_build(toy):
    """The check comes before everything else."""
    from rich.console import Console

    from megalopolis.book import build
    from megalopolis.book.request import Request
    from megalopolis.errors import Breach, DataError

    def refuse(data):
        raise DataError([Breach("cities.csv", 2, "year", "x", "a year", "Mend it.")])

    with pytest.raises(DataError, match="row 2"):
        build.build(toy.places, Request(), check=refuse, console=Console(quiet=True))

    assert ["cache"] == [path.name for path in toy.places.build.iterdir()]


def test_another_region_has_its_own_place_and_leaves_the_first(copy):
    """A region other than the book's own is published inside its site, and survives its next build."""
    done, _ = copy.build(region="other", languages=("en",), parameters={"year": "2010"})

    assert copy.places.site / "other" == done.site
    assert "140" in (done.site / "en" / "index.html").read_text(encoding="utf-8")
    copy.replace("chapters/index.ipynb", "这本小书只用来检验成书的过程。", "换一句。")
    copy.build(languages=("zh",))
    assert (done.site / "en" / "index.html").is_file()


def test_tables_that_passed_are_not_checked_again_until_they_change(toy):
    """One check for the same tables and code; a failed one is not remembered."""
    from megalopolis.book import build, cache
    from megalopolis.errors import DataError

    asked = []

    def check(data):
        asked.append(data)
        if len(asked) == 1:
            raise DataError([])

    with pytest.raises(DataError):
        build.ensure(toy.places, cache.inputs(toy.places), check)
    build.ensure(toy.places, cache.inputs(toy.places), check)
    build.ensure(toy.places, cache.inputs(toy.places), check)
    toy.replace("data/cities.csv", "2020,120", "2020,121")
    build.ensure(toy.places, cache.inputs(toy.places), check)

    assert 3 == len(asked)
