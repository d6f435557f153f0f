"""Cities that a reader chooses: highlighted on every chart of a page, and two of them side by side.

The site of the tests has the page of one city. A choice takes more, so these pages are put beside it: the
data are written here, the scripts and the pages are those of the site.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from .conftest import PATIENCE, Watch

CITIES = {"420100": "武汉", "430100": "长沙", "360100": "南昌"}
PAIRS = {
    "tables": [{"head": ["维度", "得分", "名次"], "rows": ["创新", "绿色"]}],
    "pages": [
        {
            "code": code,
            "name": name,
            "address": f"city/{code}.html",
            "cells": [[[f"{place}1.0", str(place)], ["", f"{place}9"]]],
        }
        for place, (code, name) in enumerate(CITIES.items(), 1)
    ],
}
by_width = pytest.mark.parametrize("width", [390, 1440])


@pytest.fixture(scope="module")
def cities(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Chinese edition as if the pages of three cities had been built."""
    folder = tmp_path_factory.mktemp("cities") / "zh"
    shutil.copytree(site / "zh", folder, copy_function=os.link)

    def replace(name: str, text: str) -> None:
        (folder / name).unlink()
        (folder / name).write_text(text, encoding="utf-8")

    replace("_static/pairing-data.js", f"window.megalopolisPairing = {json.dumps(PAIRS)};")
    page = lxml.html.parse(str(folder / "diagnosis" / "index.html"), lxml.html.HTMLParser(encoding="utf-8"))
    for link in page.xpath("//figure//table//a[contains(@href, 'city/')]"):
        link.drop_tag()
    names = {name: code for code, name in CITIES.items()}
    for cell in page.xpath("//figure//tbody//th[not(*)]"):
        if (cell.text or "").strip() in names:
            link = cell.makeelement("a", {"href": f"../city/{names[cell.text.strip()]}.html"})
            link.text, cell.text = cell.text.strip(), None
            cell.append(link)
    text = lxml.html.tostring(page.getroot(), encoding="unicode", doctype="<!DOCTYPE html>")
    replace("diagnosis/index.html", text)
    return folder


@pytest.fixture
def page(browser: Browser, width: int) -> Iterator[Page]:
    """A page of the width that is asked for."""
    opened = browser.new_page(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def too_wide(page: Page) -> bool:
    """Whether the page has to be moved sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


@by_width
def test_a_city_picked_once_is_picked_on_the_whole_page(cities: Path, page: Page, width: int):
    """In every list, in the tables and on the live chart; the address keeps it; None, or its row, lets go."""
    watch = Watch(page, cities.as_uri())
    page.goto((cities / "diagnosis" / "index.html").as_uri())
    lists = page.locator(".chart-tools select")
    lists.first.select_option("430100")
    chosen = lists.evaluate_all("all => [...new Set(all.map(one => one.value))]")
    address = page.url
    figure = page.locator("figure.chart-chart:has(.chart-tools select)").first
    figure.scroll_into_view_if_needed()
    page.mouse.move(9, 9)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.chart-live .picked')].some(one => one.closest('svg'))"
    )
    picked = page.locator("tbody tr.picked a").evaluate_all("all => [...new Set(all.map(one => one.text))]")
    wide = too_wide(page)
    lists.last.select_option("")
    left = page.locator(".picked").count()
    page.goto(address)
    again = lists.first.input_value()
    details = page.locator("figure:has(tbody tr.picked) details:not(.chart-cite)").first
    details.locator("summary").click()
    details.locator("tbody tr.picked td").first.click()

    assert lists.count() > 1
    assert (["430100"], ["长沙"]) == (chosen, picked)
    assert "city=430100" in address and "city=" not in page.url
    assert (0, "430100", "") == (left, again, lists.first.input_value())
    assert not wide
    assert ([], []) == (watch.outside, watch.errors)


@by_width
def test_two_cities_stand_side_by_side(cities: Path, page: Page, width: int):
    """Chosen by keyboard, swapped, kept in a link; what is missing is a dash, an unknown code is as none."""
    watch = Watch(page, cities.as_uri())
    page.goto((cities / "city" / "compare.html").as_uri())
    place = page.locator("[data-pairing]")
    first, second = (place.locator("select").nth(number) for number in (0, 1))
    opened = [first.input_value(), second.input_value()]
    second.focus()
    page.keyboard.press("ArrowDown")
    # A list tells what was chosen once it is left, or at once where the system has no list of its own.
    page.keyboard.press("Tab")
    page.wait_for_function("() => location.search.includes('two=360100')")
    cells = place.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    place.get_by_role("button", name="对调").click()
    swapped = place.locator("thead tr").nth(1).inner_text().split()
    links = place.locator(".pairing-tables > p a").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    label = str(place.locator(".table-scroll").first.get_attribute("aria-label"))
    wide, address, again = too_wide(page), page.url, []
    for link in (address, address.partition("?")[0] + "?one=1&two=%3Cscript%3E"):
        page.goto(link)
        again.append(place.locator("select").evaluate_all("all => all.map(one => one.value)"))

    assert ["420100", "430100"] == opened
    assert [["创新", "11.0", "31.0", "1", "3"], ["绿色", "—", "—", "19", "39"]] == cells
    assert ["南昌", "武汉", "南昌", "武汉"] == swapped
    assert ["../city/360100.html", "../city/420100.html"] == links
    assert "one=360100" in address and "two=420100" in address
    assert [["360100", "420100"], ["420100", "430100"]] == again
    assert "武汉" in label
    assert not wide
    assert ([], []) == (watch.outside, watch.errors)


def test_without_scripts_the_page_leads_to_the_cities(site: Path, browser: Browser):
    """Words and a link stand where the tables would be."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "en" / "city" / "compare.html").as_uri())
    links = page.locator("[data-pairing] a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    context.close()

    assert ["index.html"] == links
