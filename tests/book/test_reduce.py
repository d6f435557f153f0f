"""Only the rules of a style sheet that some page can use."""

import lxml.html
import pytest

from megalopolis.book import reduce

KNOWN = {"here", "also-here", "place"}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (".here", True),
        (".gone", False),
        ("#place > p", True),
        ("#nowhere p", False),
        (".here .gone", False),
        (".here:not(.gone)", True),
        (":is(.gone, .here) a", True),
        ('a[href=".gone"]', True),
        (r".also\-here:hover", True),
        ("p::before", True),
    ],
)
def test_a_selector_is_usable_when_its_names_are_known(selector: str, expected: bool):
    """What stands in parentheses or brackets asks for nothing."""
    assert expected == reduce.usable(selector, KNOWN)


def test_only_known_rules_stay():
    """By hand: a list keeps its known selectors, an emptied group goes, strings open nothing."""
    sheet = (
        "/*! it's a licence */ .here,.gone{color:red} .gone{color:blue}"
        "@media print{.gone{x:y}} @media screen{.here{content:'}'}}"
    )

    kept = reduce.kept(sheet, KNOWN)

    assert "/*! it's a licence */\n.here{color:red}\n@media screen{.here{content:'}'}\n}\n" == kept


def test_what_only_dropped_rules_needed_goes():
    """Fonts, animations and properties that no rule reads any more; a property read by a property stays."""
    sheet = (
        "@font-face{font-family:Signs;src:url(x.woff2)}"
        "@keyframes turn{from{a:b}to{c:d}} @keyframes still{from{a:b}}"
        ":root{--used:var(--deep);--deep:url(\"data:a(b);c='d'\");--unused:1;--tail:2}"
        ".here{color:var(--used);animation:still 1s}.gone{animation:turn 1s}"
    )

    kept = reduce.kept(sheet, KNOWN)

    assert "font-face" not in kept
    assert "turn" not in kept
    assert "@keyframes still{from{a:b}}" in kept
    assert ":root{--used:var(--deep);--deep:url(\"data:a(b);c='d'\");}" in kept


def test_animations_that_only_unused_ones_mention_go_in_any_order():
    """Names came out of a set, so that equal books had unequal styles in one build of several."""
    pairs = zip("edcba", "fedcb", strict=True)
    chain = "".join(f"@keyframes k{one}{{from{{y:k{other}}}}}" for one, other in pairs)

    assert "" == reduce.kept(f"{chain}@keyframes kf{{from{{y:z}}}}", KNOWN)


def test_reducing_again_changes_nothing():
    """The reduction is a projection."""
    once = reduce.kept("@media print{.here{a:b}.gone{c:d}} #place{e:f}", KNOWN)

    assert once == reduce.kept(once, KNOWN)


def test_names_come_from_pages_and_scripts():
    """A class that a script gives counts as one that stands on a page."""
    page = lxml.html.document_fromstring('<p class="one two" id="three"></p>')

    found = reduce.names([page], ['box.className = "four-five"'])

    assert {"one", "two", "three", "four-five"} <= found
