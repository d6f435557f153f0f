"""What a page may run: the lines of the theme that are known, and nothing that came in with a text."""

from pathlib import Path

import lxml.html
import pytest

from megalopolis.book import landing, policy, selfcheck

MODE = (
    'document.documentElement.dataset.mode = localStorage.getItem("mode") || "auto";\n'
    'document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";\n'
)
HEAD = f"""<meta charset="utf-8"><title>t</title><script>{MODE}</script>
<script src="_static/doctools.js" defer></script><script>let toggleHintShow = '点击展开';</script>
<script>var togglebuttonSelector = '.toggle, .admonition.dropdown';</script>"""
BUTTONS = '<button onclick="window.print()">p</button><button onclick="toggleFullScreen()">f</button>'
DOCTOOLS = 'Documentation.PLURAL_EXPR = new Function(\n  "n",\n  `return (${catalog.plural_expr})`\n);'


def page(body: str = "", head: str = HEAD) -> lxml.html.HtmlElement:
    """A page of the theme with a text of its own."""
    return lxml.html.document_fromstring(
        f"<!DOCTYPE html><html><head>{head}</head><body>{BUTTONS}<article class='bd-article'>{body}</article>"
        "</body></html>"
    )


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """The static files of an edition."""
    (tmp_path / "doctools.js").write_text(DOCTOOLS, encoding="utf-8")
    (tmp_path / "translations.js").write_text('({"plural_expr": "(n != 1)"})', encoding="utf-8")
    return tmp_path


def protected(static: Path, body: str = "", path: str = "index.html") -> lxml.html.HtmlElement:
    """The page after the pass."""
    made = page(body)
    policy.write(static, policy.protect(made, Path(path)))
    return made


def test_a_page_has_a_policy_without_unsafe_scripts(static):
    """It stands right after the encoding, names what stays on the page, and allows no other script."""
    made = protected(static)

    first, second = made.head[:2]
    assert ("utf-8", policy.HEADER) == (first.get("charset"), second.get("http-equiv"))
    rules = dict(rule.split(" ", 1) for rule in second.get("content").split("; "))
    assert "'none'" == rules["default-src"]
    assert f"'self' file: '{policy.digest(MODE)}'" == rules["script-src"]
    assert "unsafe-eval" not in second.get("content")
    assert [] == list(policy.complaints(made))


def test_names_that_the_theme_sets_go_into_a_file_before_their_readers(static):
    """No definition is lost, and the file comes first of the deferred scripts."""
    made = protected(static, path="part/page.html")

    assert ["../_static/settings.js", "_static/doctools.js"] == made.xpath("//head/script[@src]/@src")[:2]
    text = (static / policy.SETTINGS).read_text(encoding="utf-8")
    assert text.splitlines() == [
        "let toggleHintShow = '点击展开';",
        "var togglebuttonSelector = '.toggle, .admonition.dropdown';",
    ]


def test_the_buttons_of_the_theme_keep_their_work(static):
    """Their handlers move into a file, which knows both."""
    made = protected(static)

    assert [] == made.xpath("//@onclick")
    assert ["print", "fullscreen"] == made.xpath("//button/@data-action")
    assert ["_static/buttons.js"] == made.xpath("//script[contains(@src, 'buttons')]/@src")
    text = (static / policy.BUTTONS).read_text(encoding="utf-8")
    assert all(f"{action}: () => window." in text for action in policy.ACTIONS.values())


def test_the_rule_of_plurals_is_written_out(static):
    """Sphinx would evaluate a text, which the policy forbids."""
    protected(static)

    expected = "Documentation.PLURAL_EXPR = (n) => ((n != 1));"
    assert expected == (static / "doctools.js").read_text(encoding="utf-8")


HOSTILE = [
    "<script>alert(1)</script>",
    f"</article><script>{MODE}; alert(1)</script>",
    "<script>let toggleHintShow = ''; alert('1');</script>",
    "<script type='module'>alert(1)</script>",
    "<img src='x' onerror='alert(1)'>",
    "<svg ONLOAD='alert(1)'></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java&#115;cript:alert(1)'>x</a>",
    "<a href='data:text/html,<b>x</b>'>x</a>",
    "<meta http-equiv='refresh' content='0; url=index.html'>",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_what_came_in_with_a_text_is_named_and_not_allowed(static, body):
    """The site is not published; and if it were, the browser would not run it."""
    made = protected(static, body)

    assert list(policy.complaints(made))
    [content] = made.xpath(f"//meta[@http-equiv='{policy.HEADER}']/@content")
    assert 1 == content.count("sha256-")


def test_a_page_without_policy_is_a_fault():
    """Nothing is published that a browser would not watch over."""
    assert ["expected one Content-Security-Policy; found 0"] == list(policy.complaints(page(head="")))[:1]


def test_the_first_page_runs_nothing_and_writes_titles_as_text():
    """Titles are words of the settings."""
    html = landing.html({"zh": "<script>alert(1)</script>"}, ["zh"])

    made = lxml.html.document_fromstring(html)
    assert [] == made.xpath("//script")
    assert [] == list(policy.complaints(made))


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg><script>alert(1)</script></svg>",
        "<svg onload='alert(1)'/>",
        "<svg><a href='javascript:alert(1)'/></svg>",
        "<svg><foreignObject/></svg>",
    ],
)
def test_a_drawing_with_a_script_is_a_fault(tmp_path, drawing):
    """A drawing that is opened by itself is a page."""
    (tmp_path / "a.svg").write_text(drawing, encoding="utf-8")

    assert ["a.svg: holds a script"] == selfcheck.faults(tmp_path)


def test_words_of_a_drawing_are_words(tmp_path):
    """Text that only looks like markup is published."""
    (tmp_path / "a.svg").write_text(
        "<svg><text>&lt;script&gt; on = javascript: </text></svg>", encoding="utf-8"
    )

    assert [] == selfcheck.faults(tmp_path)


@pytest.mark.parametrize("suffix", [".csv", ".json", ".ipynb", ".svg", ".js", ".yaml"])
def test_no_file_names_a_folder_of_the_machine(tmp_path, suffix):
    """Pages, data, notebooks and drawings alike."""
    (tmp_path / f"a{suffix}").write_text("x /home/someone/book/data y", encoding="utf-8")

    assert [f"a{suffix}: names the folder /home/someone of this machine"] == selfcheck.faults(
        tmp_path, machine=["/home/someone"]
    )
