"""What the site does for a reader beside its text: doors, hover, downloads, colours, keyboard, paper."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .conftest import PATIENCE

by_width = pytest.mark.parametrize("width", [390, 1440])


@pytest.fixture
def page(browser: Browser, width: int) -> Iterator[Page]:
    """A page of the width that is asked for."""
    opened = browser.new_page(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


@by_width
def test_the_front_page_has_a_picture_and_three_doors(site: Path, page: Page, width: int):
    """Read, rerun, teach: each door leads to a page, large enough for a finger."""
    page.goto((site / "zh" / "index.html").as_uri())
    doors = page.locator(".doors > ul > li")
    names = doors.locator("p:first-child > strong:first-child").all_text_contents()
    targets = [doors.nth(place).locator("a").first.get_attribute("href") for place in range(doors.count())]
    pictures = page.locator("article figure.chart-chart img:visible").count()

    assert ["阅读", "重算", "教学"] == names
    assert all((site / "zh" / str(target).partition("#")[0]).is_file() for target in targets)
    assert 1 == pictures


@by_width
def test_a_chart_answers_to_its_reader(site: Path, page: Page, width: int):
    """A mark tells its values in a box inside the window; table, CSV and SVG can be taken away."""
    page.goto((site / "zh" / "problems" / "innovation.html").as_uri())
    figure = page.locator("figure.chart-chart").nth(2)
    figure.scroll_into_view_if_needed()
    page.mouse.move(5, 5)
    page.wait_for_function("one => one.dataset.ready === '1'", arg=figure.element_handle())
    figure.locator(".chart-live .mark-rect.role-mark path").first.hover()
    box = page.locator("#vg-tooltip-element.visible")
    box.wait_for()
    text, place = box.inner_text(), box.bounding_box()
    laid = box.evaluate("one => getComputedStyle(one).position")
    page.mouse.move(5, 5)
    figure.locator("details:not(.chart-cite) summary").first.click()
    rows = figure.locator("tbody tr:visible").count()
    links = figure.locator(".chart-download a").evaluate_all(
        "all => all.map(one => [one.getAttribute('href'), one.getAttribute('download')])"
    )

    assert ("fixed", True) == (laid, any(sign.isdigit() for sign in text))
    assert place is not None and place["x"] >= 0 and place["x"] + place["width"] <= width + 1
    assert rows > 10
    assert ["problems-innovation-3.csv", "problems-innovation-3.svg"] == [name for _, name in links]
    assert all((site / "zh" / "problems" / address).resolve().is_file() for address, _ in links)


def test_colours_that_were_chosen_stay(site: Path, address: str, browser: Browser):
    """On the next page, and after a reload; the button goes round."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="light")
    page = context.new_page()
    page.goto(f"{address}/zh/problems/innovation.html")
    theme = "document.documentElement.dataset.theme"
    before = page.evaluate(theme)
    page.locator(".theme-switch-button:visible").first.click()
    after = page.evaluate(theme)
    page.goto(f"{address}/zh/problems/green.html")
    again = page.evaluate(theme)
    context.close()

    assert ("light", "dark", "dark") == (before, after, again)


@by_width
def test_keyboard_and_paper(site: Path, page: Page, width: int):
    """The first stop leads past the navigation, and the focus shows; paper gets text and light drawings."""
    page.goto((site / "zh" / "problems" / "innovation.html").as_uri())
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.locator("article figure summary").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.emulate_media(media="print", color_scheme="dark")
    screen = ("#pst-primary-sidebar", ".bd-header-article", "article button", "picture.chart-dark")
    left = {name: page.locator(f"{name}:visible").count() for name in screen}
    drawings = page.locator("picture.chart-light:visible").count()

    assert "#main-content" == first
    assert "none" != outline
    assert dict.fromkeys(screen, 0) == left
    assert page.locator("figure.chart-chart").count() == drawings > 0


def test_movement_stops_for_those_who_ask(site: Path, browser: Browser):
    """No part of a page changes over time when the system asks for less motion."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto((site / "zh" / "problems" / "innovation.html").as_uri())
    slow = page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => parseFloat(getComputedStyle(one)"
        ".transitionDuration) > 0.001).map(one => one.className)"
    )
    page.close()

    assert [] == slow


def test_parts_in_the_other_language_say_so(site: Path):
    """A page says its language, and so does the link to its twin."""
    import lxml.html

    found = {}
    for language in ("zh", "en"):
        path = site / language / "problems" / "innovation.html"
        page = lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()
        twin = page.xpath("//*[contains(@class, 'language-switch') or contains(@class, 'lang-switch')]//a")[0]
        found[language] = (page.get("lang"), twin.get("lang"), twin.get("hreflang"))

    expected = {"zh": ("zh-CN", "en", "en"), "en": ("en", "zh-CN", "zh-CN")}
    assert expected == found, json.dumps(found)
