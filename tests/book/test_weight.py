"""What a page carries: signs that are drawn, menus and answers that need no script."""

from pathlib import Path

import lxml.html
import pytest

from megalopolis.book import icons, reduce, weight
from megalopolis.errors import MegalopolisError

PAGE = """<html><head><script src="../_static/bootstrap.js"></script>
<script src="../_static/listing.js"></script>
</head><body><button><i class="fa-solid fa-bars fa-lg"></i></button>
<div class="dropdown dropdown-download-buttons"><button data-bs-toggle="dropdown">v</button>
<ul class="dropdown-menu"><li><a class="btn dropdown-item" href="#" title="t" data-bs-toggle="tooltip">x</a>
</li></ul></div><article class="bd-article"><div class="dropdown admonition">
<p class="admonition-title">Answer</p><p>42</p></div>
</article></body></html>"""


@pytest.fixture
def page(tmp_path):
    """A page of the theme after the pass, one folder below the root."""
    parsed = lxml.html.document_fromstring(PAGE)
    (tmp_path / "book.css").write_text(
        ".icon{a:var(--sign)} .dropdown-menu{c:d} #vg-tooltip-element.visible td.key{e:f}", encoding="utf-8"
    )
    (tmp_path / "bootstrap.js").write_text("dropdown-menu", encoding="utf-8")
    load = weight.lighten(parsed, Path("part/page.html"), "en")
    sheet = tmp_path / "book.css"
    text = sheet.read_text(encoding="utf-8") + icons.css(load.signs)
    sheet.write_text(reduce.kept(text, weight.equip(tmp_path, [load])), encoding="utf-8")
    return parsed


def test_answers_fold_without_a_script(page):
    """The browser folds them: a box with a summary."""
    assert "Answer" == page.xpath("string(//details/summary)")
    assert "42" == page.xpath("string(//details/p)")


def test_downloads_stand_in_a_row(page):
    """No menu is left that a library would have to open, and the title stays."""
    assert [] == page.xpath("//*[@data-bs-toggle]|//div[contains(@class, 'download')]/button")
    assert "t" == page.xpath("string(//div[@class='download-buttons']//a/@title)")


def test_scripts_of_the_theme_go(page, tmp_path):
    """From the page, and from the folder; and with them the rules that only they used."""
    assert ["../_static/book.js"] == page.xpath("//script/@src")
    assert ["book.js"] == [path.name for path in tmp_path.glob("*.js")]
    sheet = (tmp_path / "book.css").read_text(encoding="utf-8")
    assert ".icon{a:var(--sign)}" in sheet
    assert "dropdown-menu" not in sheet
    assert ".icon-bars{--sign:url(" in sheet


def test_what_the_chart_library_makes_keeps_its_rules(page, tmp_path):
    """The box that tells the values of a mark stands on no page until the pointer comes."""
    sheet = (tmp_path / "book.css").read_text(encoding="utf-8")

    assert "#vg-tooltip-element.visible td.key{e:f}" in sheet


def test_a_sign_without_a_drawing_is_named():
    """A new version of the theme may bring a new sign: the build says so."""
    with pytest.raises(MegalopolisError, match="rocket"):
        icons.css(["bars", "rocket"])
