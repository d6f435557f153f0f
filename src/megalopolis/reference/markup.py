"""HTML of pieces of reStructuredText: formulas as MathML, names of code as links, nothing that could run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import Any

from megalopolis.book.formulas import mathml
from megalopolis.errors import MegalopolisError

# Roles of Sphinx that name a place in the code.
ROLES = frozenset({"func", "class", "meth", "mod", "attr", "data", "exc"})
DOI = re.compile(r"\bdoi[: ](10\.\d{4,9}/[^\s<>;,]*[^\s<>;,.)])")
CLASS = re.compile(r"(?<![.\w&])[A-Z][A-Za-z]+\b(?![^<]*>)")
Link = Callable[[str], str | None]


def parser(link: Link) -> Any:
    """A parser of docutils that knows the roles of Sphinx; *link* gives the anchor of a name."""
    from docutils import nodes
    from docutils.parsers.rst import Parser, states

    # Of this one parser only: to register the roles would be for everybody, and a subclass loses patterns.
    inliner = states.Inliner()
    known = inliner.interpreted

    def interpreted(rawsource: str, text: str, role: str, lineno: int) -> Any:
        if role not in ROLES:
            return known(rawsource, text, role, lineno)
        full = text.lstrip("~")
        shown = full.rpartition(".")[2] if text.startswith("~") else full
        literal = nodes.literal(rawsource, shown.removeprefix("megalopolis.measures."))
        anchor = link(full)
        return [nodes.reference("", "", literal, refuri=f"#{anchor}") if anchor else literal], []

    inliner.interpreted = interpreted
    return Parser(inliner=inliner)


def html(node: Any, name: str) -> str:
    """HTML of a node of docutils; *name* is whose docstring it is from.

    Raises
    ------
    MegalopolisError
        A formula is not understood; the message names the object.
    """
    translator = _translator()(node.document)
    translator.owner = name
    node.walkabout(translator)
    return "".join(translator.body)


@cache
def _translator() -> Any:
    from docutils import nodes
    from docutils.frontend import get_default_settings
    from docutils.writers import html5_polyglot

    defaults = get_default_settings(html5_polyglot.Writer())

    class Translator(html5_polyglot.HTMLTranslator):  # type: ignore[misc]
        """Formulas as MathML, code as ``code``, and no link but to a place on the page or to a paper."""

        owner = ""

        def __init__(self, document: Any) -> None:
            for key, value in vars(defaults).items():
                if not hasattr(document.settings, key):
                    setattr(document.settings, key, value)
            super().__init__(document)

        def visit_math(self, node: Any) -> None:
            self.body.append(self._formula(node, block=False))
            raise nodes.SkipNode

        def visit_math_block(self, node: Any) -> None:
            drawn = self._formula(node, block=True)
            self.body.append(f'<div class="formula" tabindex="0">{drawn}</div>\n')
            raise nodes.SkipNode

        def visit_literal(self, node: Any) -> None:
            self.body.append(f"<code>{escape(node.astext())}</code>")
            raise nodes.SkipNode

        def visit_reference(self, node: Any) -> None:
            address = node.get("refuri", "")
            kept = address if address.startswith(("#", "https://")) else ""
            self.body.append(f'<a href="{escape(kept)}">' if kept else "<span>")
            node["closing"] = "</a>" if kept else "</span>"

        def depart_reference(self, node: Any) -> None:
            self.body.append(node["closing"])

        def visit_Text(self, node: Any) -> None:  # noqa: N802
            self.body.extend(_linked(node.astext()))

        def depart_Text(self, node: Any) -> None:  # noqa: N802
            """Nothing is left open."""

        def _formula(self, node: Any, *, block: bool) -> str:
            try:
                return mathml(node.astext(), block=block)
            except ValueError as error:
                raise MegalopolisError(
                    f"docstring of {self.owner}: expected a formula in LaTeX that can be drawn as MathML; "
                    f"found {node.astext()!r} ({error}). Put it right where the function is defined."
                ) from None

    return Translator


def linked_classes(kind: str, link: Link) -> str:
    """A type in HTML with a link on every class that has a place on the page."""

    def linked(match: re.Match[str]) -> str:
        anchor = link(match[0])
        return f'<a href="#{escape(anchor)}">{match[0]}</a>' if anchor else match[0]

    return CLASS.sub(linked, kind)


def _linked(text: str) -> Iterator[str]:
    """The text, escaped, with a link where a paper is named by its DOI."""
    last = 0
    for match in DOI.finditer(text):
        yield escape(text[last : match.start()])
        yield f'<a href="https://doi.org/{escape(match[1])}">{escape(match[0])}</a>'
        last = match.end()
    yield escape(text[last:])
