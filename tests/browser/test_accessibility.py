"""Axe on a page of which what repeats is taken out finds what is planted deep among what repeats."""

import pytest
from playwright.sync_api import BrowserContext

from .accessibility import THIN, WHOLE_AGAIN, violations

STYLE = "tbody tr:nth-child(even) { background: #eee } .box { overflow: auto; height: 9em }"
ROW = "<tr><th scope='row'>{0}</th><td class='number'>{0} km</td><td><a href='#a'>{0}</a></td></tr>"
ITEM = "<li><span>{0}</span></li>"
FAULTS = [
    ("color-contrast", "<td class='number'>2 km<", "<td class='number' style='color: #ddd'>2 km<"),
    ("link-name", "<a href='#a'>11</a>", "<a href='#a'> </a>"),
    ("label", "<label>7 <input></label>", "<label> <input></label>"),
    ("image-alt", "<p>8</p>", "<p>8 <img src='data:,'></p>"),
    ("list", "<li><span>9</span></li>", "<div>9</div>"),
    ("aria-valid-attr-value", "<p>5</p>", "<p aria-hidden='perhaps'>5</p>"),
    ("aria-allowed-attr", "<p>6</p>", "<p aria-checked='true'>6</p>"),
    ("empty-heading", "<p>7</p>", "<h2></h2>"),
    ("scope-attr-valid", "<th scope='row'>12<", "<th scope='rows'>12<"),
    ("scrollable-region-focusable", " tabindex='0'", ""),
    ("aria-hidden-focus", "<td><a href='#a'>10<", "<td aria-hidden='true'><a href='#a'>10<"),
    ("region", "</main>", "</main><p>5</p>"),
]
# The last: 4.9 on white, 4.2 on the grey of even rows, of which one is enough.
PALE = [
    "tr:nth-child(13) td { color: #eee }",
    "tr:nth-child(12) { background: #222 }",
    ".number { color: #707070 }",
]


def written() -> str:
    """A page without a fault on which nearly all repeats."""
    rows, items = ("".join(map(one.format, range(1, 15))) for one in (ROW, ITEM))
    paragraphs = "".join(f"<p>{number}</p>" for number in range(1, 11))
    fields = "".join(f"<label>{number} <input></label>" for number in range(1, 11))
    return (
        f"<!doctype html><html lang='en'><head><title>Page</title><style>{STYLE}</style></head>"
        f"<body><main id='a'><h1>Page</h1>{paragraphs}"
        f"<table><caption>People</caption><tbody>{rows}</tbody></table>"
        f"<div class='box' tabindex='0'><ul>{items}</ul></div><form>{fields}</form></main></body></html>"
    )


def test_every_fault_among_what_repeats_is_found(context: BrowserContext) -> None:
    """Each at the one element that has it; without them there is none."""
    page, text = context.new_page(), written()
    page.set_content(text)
    clean, _ = violations(page)
    for _, before, after in FAULTS:
        assert before in text
        text = text.replace(before, after)
    page.set_content(text)

    found, _ = violations(page)
    page.close()

    assert [] == clean
    assert sorted((rule, 1) for rule, _, _ in FAULTS) == sorted((rule, len(at)) for rule, at in found)


@pytest.mark.parametrize("style", PALE)
def test_colours_that_depend_on_the_place_are_found(context: BrowserContext, style: str) -> None:
    """No attribute tells the row from others: its colours do."""
    page = context.new_page()
    page.set_content(written().replace("</style>", f"tbody {style}</style>"))

    found, _ = violations(page)
    page.close()

    assert ["color-contrast"] == [rule for rule, _ in found]


def test_a_page_gets_back_all_that_was_taken_out(context: BrowserContext) -> None:
    """In its place and order; in between a good part is gone."""
    page = context.new_page()
    page.set_content(written().replace("<th scope='row'>8", "<th style='color: red' scope='row'>8"))
    before, elements = page.content(), page.locator("*").count()

    page.evaluate(THIN)
    left = page.locator("*").count()
    page.evaluate(WHOLE_AGAIN)

    assert before == page.content()
    assert left < 0.6 * elements
    page.close()
