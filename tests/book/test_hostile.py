"""A toy book with hostile names, titles and sentences: the site shows them, or the build refuses."""

import json
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser

from megalopolis.book.places import Places
from megalopolis.errors import ChapterError

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>"
LISTEN = """document.addEventListener("securitypolicyviolation", (event) => {
    window.stopped ||= event.effectiveDirective.startsWith("script-src");
})"""
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def add_cell(places: Places, chapter: str, kind: str, text: str) -> None:
    """Append a cell in Chinese to a chapter."""
    path = places.notebook(chapter)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    cell = {"cell_type": kind, "id": f"added-{len(notebook['cells'])}", "metadata": {"tags": ["zh"]}}
    notebook["cells"].append(cell | code | {"source": text})
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def test_names_titles_and_glued_words_are_shown_as_text(copy, browser):
    """In the table and drawing of a city, in a sentence, in what is searched."""
    copy.replace("data/cities.csv", "a,甲城,Alpha,2020", f"a,{ATTACK},Alpha,2020")
    add_cell(copy.places, "index", "code", 'glue("toy.name", cities[0]["name_zh"], display=False)')
    add_cell(copy.places, "index", "markdown", "这座城叫{glue:text}`toy.name`。")

    copy.build(languages=("zh",))

    site = copy.places.site
    for name in ("zh/region/cities.html", "zh/index.html"):
        text = (site / name).read_text(encoding="utf-8")
        page = lxml.html.document_fromstring(text)
        assert ESCAPED in text, name
        assert [] == page.xpath(
            "//img[@src='x'] | //*[@onerror] | //script[contains(., 'alert')][not(@type)]"
        )
    drawings = [path.read_text(encoding="utf-8") for path in site.rglob("*.svg")]
    assert any(ESCAPED in drawing for drawing in drawings)
    assert not any("<script" in drawing for drawing in drawings)
    assert ([], 2) == attacked(browser, [site / "zh" / "region" / "cities.html", site / "zh" / "index.html"])


def attacked(browser: Browser, pages: list[Path]) -> tuple[list[str], int]:
    """What hostile words did in a browser, and on how many pages the policy stopped what was put in later."""
    opened, stopped = [], 0
    page = browser.new_page()
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    for path in pages:
        page.goto(path.as_uri())
        page.evaluate(LISTEN)
        page.evaluate(f"document.body.insertAdjacentHTML('beforeend', {ATTACK!r})")
        page.wait_for_function("window.stopped", timeout=60_000)
        stopped += 1
    page.close()
    return opened, stopped


def test_a_page_that_would_run_a_script_is_not_published(copy):
    """Markup in prose and in the title of the book is markup: the complaint names it, the site stays."""
    add_cell(copy.places, "index", "markdown", "<p onclick='alert(1)'>x</p>")
    copy.replace("_config.yml", "title: 小书\n", f'title: "小书 {ATTACK}"\n')
    before = (copy.places.site / "zh" / "index.html").read_bytes()

    with pytest.raises(ChapterError) as refused:
        copy.build(languages=("zh",))

    assert "zh/index.html: holds an event handler: p onclick='alert(1)'" in str(refused.value)
    assert "zh/search.html: holds a script that is not of the book: 'alert(1)'" in str(refused.value)
    assert before == (copy.places.site / "zh" / "index.html").read_bytes()
