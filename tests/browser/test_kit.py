"""The seminar kit of the built site: a chapter on paper, and its slides in a browser without a network."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from megalopolis.kit import handouts, slides, source

from .conftest import PATIENCE, Watch

CHAPTER = "problems/innovation"


@pytest.fixture(scope="session")
def decks(site: Path, once: Callable[..., Path]) -> Path:
    """Slides of one chapter."""

    def make(folder: Path) -> None:
        edition = next(one for one in source.editions(site) if one.language == "zh")
        chapters = tuple(one for one in edition.chapters if one.address == CHAPTER)
        slides.write(replace(edition, chapters=chapters), folder)

    return once("decks", make)


def test_a_chapter_on_paper_can_be_searched_and_has_bookmarks(site: Path, tmp_path: Path):
    """The name of the region is found as a reader types it; each section has its bookmark."""
    edition = next(one for one in source.editions(site) if one.language == "zh")

    handouts.write([edition], tmp_path, lambda line: None, [CHAPTER])

    reader = PdfReader(io.BytesIO((tmp_path / "zh" / f"{CHAPTER}.pdf").read_bytes()))
    article = source.parsed(site / "zh" / f"{CHAPTER}.html").xpath("//article")[0]
    headings = ["".join(one.xpath("./text()")).strip() for one in article.xpath(".//h2")]
    chapter, sections = reader.outline
    assert "长江中游城市群" in "".join(page.extract_text() for page in reader.pages)
    assert "".join(article.xpath(".//h1/text()")).strip() == chapter.title
    assert [*headings, "答案与提示"] == [one.title for one in sections]


@pytest.fixture
def page(browser: Browser, width: int) -> Iterator[Page]:
    """A page of the width that is asked for."""
    opened = browser.new_page(viewport={"width": width, "height": 810}, reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_slides_run_from_a_folder(decks: Path, page: Page, width: int):
    """By keyboard from question to quiz: each chart becomes live, nothing is asked outside or said."""
    watch = Watch(page, decks.as_uri())
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((decks / "zh" / f"{CHAPTER}.html").as_uri())
    count, wide = page.locator(".slide").count(), []
    kinds = []
    for number in range(1, count + 1):
        # On a busy machine the address comes a moment after the key.
        page.wait_for_function("number => location.hash === `#slide-${number}`", arg=number)
        shown = page.locator(".slide:visible")
        assert 1 == shown.count()
        kinds.append(str(shown.get_attribute("class")).split()[1].removeprefix("slide-of-"))
        for figure in shown.locator("figure.chart-chart").all():
            page.wait_for_function("one => one.dataset.ready === '1'", arg=figure.element_handle())
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(number)
        page.keyboard.press("ArrowRight")

    order = ["title", "chart", "verdict", "exercise", "quiz"]
    assert order == sorted(order, key=kinds.index)
    assert ([], [], [], []) == (wide, watch.outside, watch.missing, said)


@pytest.mark.parametrize("width", [1440])
def test_keys_and_buttons_lead_to_any_slide(decks: Path, page: Page, width: int):
    """Home and End, a number, the overview and back, an element by its name, the button, T; paper has all."""
    page.goto((decks / "zh" / f"{CHAPTER}.html").as_uri() + "#verdict-innovation")
    count = page.locator(".slide").count()

    def place() -> int:
        return int(page.locator(".slide.current").get_attribute("id").removeprefix("slide-"))  # type: ignore[union-attr]

    assert 1 == page.locator(".slide.current .verdict").count()
    seen = []
    for keys in (["End"], ["Home"], ["4", "Enter"], ["ArrowLeft"]):
        for key in keys:
            page.keyboard.press(key)
        seen.append(place())
    page.keyboard.press("Escape")
    everything = page.locator(".slide:visible").count()
    page.locator(".slide").nth(6).click(position={"x": 20, "y": 20})
    seen.append(place())
    page.get_by_role("button", name="下一张").click()
    seen.append(place())
    theme = "document.documentElement.dataset.theme"
    colours = [page.evaluate(theme)]
    page.keyboard.press("t")
    colours.append(page.evaluate(theme))
    one = page.locator(".slide:visible").count()
    page.emulate_media(media="print")

    assert [count, 1, 4, 3, 7, 8] == seen
    assert (count, 1, count) == (everything, one, page.locator(".slide:visible").count())
    assert ["light", "dark"] == colours
    assert page.locator("figure.chart-chart").count() == page.locator("picture.chart-light:visible").count()
    assert 0 == page.locator(".deck-bar:visible").count()
