"""What the site answers to a reader, opened from a folder: search by keys, weights in a link, quizzes."""

from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest
from playwright.sync_api import Browser, BrowserContext

from megalopolis.book import passages, weight

from .conftest import PATIENCE

LABELS = "//body//@title|//body//@aria-label|//body//@placeholder|//body//@alt"
HAN = range(0x3400, 0xA000)


@pytest.mark.parametrize(("key", "width"), [("/", 1440), ("Control+k", 390)])
def test_the_search_opens_by_keys_and_leads_to_the_city(
    site: Path, context: BrowserContext, key: str, width: int
):
    """Traditional characters are found as well; the arrow and the return key lead to the page."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.goto((site / "zh" / "problems" / "innovation.html").as_uri())
    page.keyboard.press(key)
    page.keyboard.type("武漢市")
    page.locator("#pst-search-dialog .search-cities li a").first.wait_for(timeout=PATIENCE)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/city/420100.html")
    page.close()


def test_the_search_groups_what_it_finds(site: Path, context: BrowserContext):
    """By pinyin, by the number of a statement, by the key of a finding, each in its group."""
    page = context.new_page()
    found = {}
    for query in ("wu han", "S-003", "innovation.krugman.rank"):
        page.goto(f"{(site / 'zh' / 'search.html').as_uri()}?q={quote(query)}")
        page.locator("#search-results .search-count").wait_for(timeout=PATIENCE)
        found[query] = page.locator("#search-results section").evaluate_all(
            "all => Object.fromEntries(all.map(one =>"
            " [one.classList[1], one.querySelector('a').getAttribute('href')]))"
        )
    page.close()

    assert "city/420100.html" == found["wu han"]["search-cities"]
    assert "region/statements.html#S-003" == found["S-003"]["search-statements"]
    assert found["innovation.krugman.rank"]["search-findings"].endswith("#finding-innovation.krugman.rank")


@pytest.mark.parametrize("width", [390, 1440])
def test_weights_stay_in_the_address(site: Path, context: BrowserContext, width: int):
    """A link with weights opens with them, and the button takes them away again."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.goto((site / "zh" / "diagnosis" / "index.html").as_uri())
    place = page.locator("figure.chart-chart").evaluate_all(
        "all => all.findIndex(one => one.querySelector('.chart-spec').textContent.includes('\"bind\"'))"
    )
    figure = page.locator("figure.chart-chart").nth(place)
    figure.scroll_into_view_if_needed()
    figure.locator("input[type=range]").first.wait_for(timeout=PATIENCE)
    figure.locator("input[type=range]").first.fill("0.9")
    page.wait_for_function("() => location.search.includes('w-fig-')")
    link = page.url
    other = context.new_page()
    other.set_viewport_size({"width": width, "height": 844})
    other.goto(link)
    again = other.locator("figure.chart-chart").nth(place)
    again.scroll_into_view_if_needed()
    again.locator("input[type=range]").first.wait_for(timeout=PATIENCE)
    other.wait_for_function("() => document.querySelector('input[type=range]').value === '0.9'")
    again.get_by_role("button", name="恢复原来的权重").click()
    other.wait_for_function("() => !location.search.includes('w-fig-')")
    with other.expect_download() as taken:
        again.get_by_role("button", name="PNG").click()
    again.locator(".chart-cite summary").click()
    citation = again.locator(".chart-citation")
    # It is written when the part unfolds, which the browser says a moment after the click.
    other.wait_for_function("one => one.textContent.trim() !== ''", arg=citation.element_handle())
    words = citation.text_content()
    page.close()
    other.close()

    assert taken.value.suggested_filename.endswith(".png")
    assert "五维综合指数" in words


@pytest.mark.parametrize("width", [390, 1440])
def test_a_quiz_checks_itself(site: Path, browser: Browser, width: int):
    """Wrong at first; right once the choices are those that the page was built with; by keyboard."""
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto((site / "en" / "problems" / "innovation.html").as_uri())
    form = page.locator("form.quiz").last
    right = form.get_attribute("data-right")
    inputs = form.locator("input")
    wrong = next(place for place in range(inputs.count()) if str(place) != right)
    inputs.nth(wrong).focus()
    page.keyboard.press("Space")
    form.locator("button").focus()
    page.keyboard.press("Enter")
    first = form.locator(".quiz-status").inner_text()
    inputs.nth(int(str(right))).check()
    form.locator("button").click()
    second = form.locator(".quiz-status").inner_text()
    opened = form.locator("details").get_attribute("open")
    page.close()

    assert ("Not yet; think again.", "That is right.") == (first, second)
    assert opened is not None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_label_is_in_the_other_language(site: Path, language: str):
    """Titles, labels and alternative texts of a page are in its language."""
    strange = set()
    for path in sorted((site / language).rglob("*.html")):
        page = lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()
        for label in page.xpath(LABELS):
            element = label.getparent()
            if element.xpath("ancestor-or-self::*[@lang and not(starts-with(@lang, $own))]", own=language):
                continue
            chinese = any(ord(sign) in HAN for sign in label)
            if label.strip() and chinese != (language == "zh") and any(sign.isalpha() for sign in label):
                strange.add(f"{path.relative_to(site)}: {label[:60]}")

    assert set() == strange


def test_words_of_scripts_are_in_both_languages():
    """Each word has its twin, with the same places to fill in, and is written in its own script."""

    def flat(words, above=""):
        for key, value in words.items():
            yield from (flat(value, f"{above}{key}.") if isinstance(value, dict) else [(above + key, value)])

    for source in (weight.WORDS, passages.WORDS):
        chinese, english = dict(flat(source["zh"])), dict(flat(source["en"]))

        assert chinese.keys() == english.keys()
        assert [] == [value for value in english.values() if any(ord(sign) in HAN for sign in value)]
