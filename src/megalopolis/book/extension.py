"""What the book adds to Sphinx, for ``megalopolis build`` and for plain ``jupyter-book build`` alike.

Named in ``_config.yml`` under ``sphinx.extra_extensions``: search for Chinese, formulas without scripts, the
switch to the twin page, the scripts and styles of the charts; and no script that asks another host.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.addnodes import toctree

from megalopolis.book import formulas, interface, resume, scripts
from megalopolis.book.places import LANGUAGES
from megalopolis.book.search import Pairs

FOREIGN = ("thebe", "mathjax")


def settings(app: Any, config: Any) -> None:
    """Add the templates of the book to those of the theme; follow the reader's light or dark by default.

    A figure or finding shows itself in several forms; that Jupyter Book does not know all of them is meant.
    """
    config.suppress_warnings = [*config.suppress_warnings, "mystnb.unknown_mime_type"]
    config.html_context.setdefault("default_mode", "auto")
    config.templates_path.append(str(files("megalopolis").joinpath("assets", "templates")))


def assets(app: Any) -> None:
    """Write the scripts and styles of the charts beside those of the theme."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in scripts.contents(app.config.megalopolis_scripts).items():
        (folder / name).write_bytes(content)


def unindexed(app: Any) -> None:
    """Make no index of words for a site whose search reads something else."""
    if app.builder.format == "html" and not app.config.megalopolis_indexed:
        app.builder.load_indexer = lambda names: None
        app.builder.index_page = lambda name, doctree, title: None
        app.builder.dump_search_index = lambda: None


def compiled(app: Any) -> None:
    """Keep what the templates of the theme are compiled to; that takes as long as to fill them."""
    folder = app.config.megalopolis_compiled
    if app.builder.format == "html" and folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(folder)


def sidebar(app: Any) -> None:
    """Give the contents beside each page the titles of the others, and not their headings.

    Sphinx copies every heading of the book for every page, and drops them where titles are asked for.
    """
    if app.builder.format != "html":
        return
    whole, titles = app.builder._get_local_toctree, dict[str, Any]()

    def local(name: str, collapse: bool = True, **options: Any) -> Any:
        if not options.get("titles_only"):
            return whole(name, collapse, **options)
        if not titles:
            titles.update((page, _titles(toc)) for page, toc in app.env.tocs.items())
        kept, app.env.tocs = app.env.tocs, titles
        try:
            return whole(name, collapse, **options)
        finally:
            app.env.tocs = kept

    app.builder._get_local_toctree = local


def _titles(toc: Any) -> Any:
    """The contents of a page without its headings, but with the pages below it."""
    short = toc.deepcopy()
    for title in short.children:
        if len(title) > 1 and next(title.findall(toctree), None) is None:
            title.pop(1)
    return short


def colours(app: Any) -> None:
    """Colour the same code once: the pages of a template differ in a parameter, not in their cells."""
    if app.builder.format != "html":
        return
    once = app.builder.highlighter.highlight_block
    known: dict[str, str] = {}

    def highlight(source: str, lang: str, *options: Any, location: Any = None, **more: Any) -> str:
        key = repr((source, lang, options, sorted(more.items())))
        if key not in known:
            known[key] = str(once(source, lang, *options, location=location, **more))
        return known[key]

    app.builder.highlighter.highlight_block = highlight


def twins(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Tell the templates where the same page is in the other languages of the site."""
    own = app.config.megalopolis_language
    up = "../" * (name.count("/") + 1)
    context["twins"] = [
        {"address": f"{up}{other}/{name}.html", "tag": interface.TAGS[other], "name": interface.NAMES[other]}
        for other in app.config.megalopolis_languages
        if other != own
    ]


def plain_titles(app: Any, doctree: Any) -> None:
    """Make quoted findings in headings text like the rest: contents and search know headings as text only."""
    for heading in list(doctree.findall(nodes.title)):
        for quoted in list(heading.findall(nodes.inline)):
            if "pasted-text" in quoted["classes"]:
                quoted.parent.replace(quoted, nodes.Text(quoted.astext()))


def native(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Drop the scripts and styles that would ask another host."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not _foreign(file)]


def _foreign(file: Any) -> bool:
    named = str(getattr(file, "filename", file) or "")
    inside = str((getattr(file, "attributes", None) or {}).get("body") or "")
    return any(word in f"{named} {inside}".lower() for word in FOREIGN)


def setup(app: Any) -> dict[str, bool]:
    """Register everything with Sphinx."""
    app.add_config_value("megalopolis_language", LANGUAGES[0], "html")
    app.add_config_value("megalopolis_languages", [], "html")
    app.add_config_value("megalopolis_editions", {}, "")
    app.add_config_value("megalopolis_scripts", "", "")
    app.add_config_value("megalopolis_compiled", "", "")
    app.add_config_value("megalopolis_indexed", True, "")
    app.add_search_language(Pairs)
    app.add_html_math_renderer(
        "mathml", inline_renderers=(formulas.visit_inline, None), block_renderers=(formulas.visit_block, None)
    )
    app.connect("config-inited", settings)
    app.connect("builder-inited", assets)
    app.connect("builder-inited", unindexed)
    app.connect("builder-inited", compiled)
    app.connect("builder-inited", sidebar)
    app.connect("builder-inited", colours)
    # Sphinx collects the titles at 500.
    app.connect("doctree-read", plain_titles, priority=100)
    # The theme looks at 500 which of its parts are empty, and adds scripts until the end.
    app.connect("html-page-context", twins, priority=100)
    app.connect("env-get-outdated", resume.changed)
    app.connect("env-updated", resume.guard)
    app.connect("html-page-context", native, priority=900)
    app.add_css_file("book.css")
    app.add_js_file("charts.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
