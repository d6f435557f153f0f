"""What the book adds to Sphinx changes no page: it spares work whose result is dropped."""

from docutils import nodes
from sphinx.addnodes import compact_paragraph, toctree

from megalopolis.book import extension


def item(title, *inside):
    """An entry of a table of contents, with what is below it."""
    below = [nodes.bullet_list("", *inside)] if inside else []
    return nodes.list_item("", compact_paragraph("", "", nodes.reference("", title)), *below)


def test_the_sidebar_knows_titles_and_pages_below_and_no_headings():
    """Sphinx drops the headings where titles are asked for, and keeps pages below a heading."""
    plain = nodes.bullet_list("", item("Page", item("First", item("Below")), item("Second")))
    parent = nodes.bullet_list("", item("Part", item("Pages", nodes.list_item("", toctree()))))
    before = [plain.pformat(), parent.pformat()]

    short, kept = extension._titles(plain), extension._titles(parent)

    assert nodes.bullet_list("", item("Page")).pformat() == short.pformat()
    assert parent.pformat() == kept.pformat()
    assert before == [plain.pformat(), parent.pformat()]


class Builder:
    """As much of a builder as the sidebar asks for; it says what headings it was given."""

    format = "html"

    def __init__(self, env):
        self.env = env

    def _get_local_toctree(self, name, collapse=True, **options):
        return {page: len(toc.pformat()) for page, toc in self.env.tocs.items()}


class App:
    """A Sphinx with two pages."""

    def __init__(self):
        self.env = type("Env", (), {"tocs": {"a": nodes.bullet_list("", item("Page", item("First")))}})()
        self.builder = Builder(self.env)


def test_contents_with_headings_are_left_alone():
    """Only where titles are asked for; afterwards everything is as it was."""
    app = App()
    whole = app.builder._get_local_toctree("a")
    extension.sidebar(app)

    short = app.builder._get_local_toctree("a", titles_only=True)

    assert short["a"] < whole["a"]
    assert whole == app.builder._get_local_toctree("a", titles_only=False)
