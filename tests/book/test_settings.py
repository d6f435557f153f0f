"""The settings and the table of contents hold, as a whole and in each language."""

import shutil
from pathlib import Path

import pytest
import yaml

from megalopolis.book import contents, stage
from megalopolis.book.places import LANGUAGES, Places
from megalopolis.errors import ParameterError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("root", [ROOT, ROOT / "tests" / "data" / "toybook"], ids=["book", "toy"])
@pytest.mark.parametrize("language", [None, *LANGUAGES])
def test_jupyter_book_accepts_settings_and_contents(root, language, tmp_path):
    """As they are written, and as an edition of one language."""
    from jupyter_book.config import validate_yaml
    from sphinx_external_toc.parsing import parse_toc_yaml

    settings, toc = stage.settings(root / "_config.yml"), contents.read(root / "_toc.yml")
    if language:
        settings, toc = stage.edition(settings, language, LANGUAGES), contents.edition(toc, language)
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc, allow_unicode=True), encoding="utf-8")

    validate_yaml(settings, raise_on_errors=True)
    parse_toc_yaml(tmp_path / "_toc.yml")


def test_every_chapter_is_listed_and_every_listed_chapter_exists():
    """Readers find all that there is."""
    places = Places(ROOT)

    assert len(contents.chapters(places)) > 0
    assert () == contents.unlisted(places)


def test_an_edition_has_its_own_words_and_executes_nothing():
    """What stands under the language replaces what is common, setting by setting."""
    written = {
        "title": "both",
        "execute": {"execute_notebooks": "auto", "timeout": 5},
        "sphinx": {
            "config": {
                "language": "zh_CN",
                "options": {"a": 1, "b": 2},
                "megalopolis_editions": {"en": {"title": "E", "sphinx": {"config": {"options": {"b": 3}}}}},
            }
        },
    }

    edition = stage.edition(written, "en", ("zh", "en"))

    config = edition["sphinx"]["config"]
    assert "E" == edition["title"]
    assert {"execute_notebooks": "off", "timeout": 5} == edition["execute"]
    assert {"a": 1, "b": 3} == config["options"]
    assert ("en", ["zh", "en"]) == (config["megalopolis_language"], config["megalopolis_languages"])
    assert "megalopolis_editions" not in config
    assert "megalopolis_editions" in written["sphinx"]["config"]


def test_contents_of_one_language():
    """Captions and titles are halved; a page's path is its chapter's path under the folder."""
    toc = {
        "format": "jb-book",
        "root": "chapters/index",
        "parts": [{"caption": "问题 / Problems", "chapters": [{"file": "chapters/a/b", "title": "甲 / A"}]}],
    }

    assert {
        "format": "jb-book",
        "root": "index",
        "parts": [{"caption": "Problems", "chapters": [{"file": "a/b", "title": "A"}]}],
    } == contents.edition(toc, "en")
    assert "问题" == contents.edition(toc, "zh")["parts"][0]["caption"]


def test_chapters_come_in_reading_order(toy):
    """Sections inside sections as well; the root is first."""
    toy.replace(
        "_toc.yml",
        "chapters/region/cities",
        "chapters/region/cities\n        sections: [{file: chapters/last}]",
    )
    shutil.copy(toy.places.notebook("index"), toy.places.notebook("last"))

    assert ("index", "region/cities", "last") == contents.chapters(toy.places)


def test_every_fault_of_the_contents_is_listed(toy):
    """An entry elsewhere, twice, or without a notebook."""
    toy.replace(
        "_toc.yml",
        "- file: chapters/region/cities",
        "- file: chapters/region/cities\n      - file: chapters/region/cities\n"
        "      - file: chapters/gone\n      - file: README",
    )

    with pytest.raises(ParameterError) as raised:
        contents.chapters(toy.places)

    for word in (
        "region/cities: listed more than once",
        "gone: expected a notebook",
        "README: expected a path",
    ):
        assert word in str(raised.value)


def test_a_forgotten_notebook_is_noticed(toy):
    """A chapter that is in no table of contents is in no book."""
    shutil.copy(toy.places.notebook("index"), toy.places.notebook("forgotten"))

    assert ("forgotten",) == contents.unlisted(toy.places)


@pytest.mark.parametrize("text", ["a: [", "- a", "parts: []"])
def test_broken_contents_are_named(toy, text):
    """The message names the file."""
    toy.places.contents.write_text(text, encoding="utf-8")

    with pytest.raises(ParameterError, match=r"_toc\.yml"):
        contents.read(toy.places.contents)


@pytest.mark.parametrize(("region", "title"), [("toy", "两城之书"), ("other", "另一区域之书")])
def test_the_title_of_an_edition_names_its_region(tmp_path, region, title):
    """Another region's site is not headed by the name of the first."""
    root = Path(shutil.copytree(ROOT / "tests" / "data" / "toybook", tmp_path / "book"))
    settings = root / "_config.yml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace("title: 小书\n", 'title: "{region}之书"\n'), encoding="utf-8")

    found = stage.of_region(Places(root), region)

    assert title == stage.edition(found, "zh", LANGUAGES)["title"]
    assert "The small book" == stage.edition(found, "en", LANGUAGES)["title"]
