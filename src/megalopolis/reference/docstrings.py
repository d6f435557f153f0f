"""A numpydoc docstring as its parts, each in HTML: parsed by napoleon and docutils, formulas as MathML.

Only text, formulas, lists, tables and links come through; raw HTML and files are refused by the parser, and
everything else is escaped.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from megalopolis.book.formulas import mathml
from megalopolis.errors import MegalopolisError

# Roles of Sphinx that name a place in the code.
ROLES = frozenset({"func", "class", "meth", "mod", "attr", "data", "exc"})
SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "doctitle_xform": False,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 2,
    "halt_level": 2,
    "warning_stream": False,
}
SECTIONS = {"param": "parameters", "ivar": "attributes", "raises": "raises", "returns": "returns"}
TYPES = {"type": "parameters", "vartype": "attributes", "rtype": "returns"}
DOI = re.compile(r"\bdoi[: ](10\.\d{4,9}/[^\s<>;,]*[^\s<>;,.)])")
CLASS = re.compile(r"(?<![.\w&])[A-Z][A-Za-z]+\b(?![^<]*>)")
Link = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter, an attribute, a result or an error.

    Attributes
    ----------
    name : str
        As text; several that share type and description are one, such as ``permutations, seed``.
    kind, text : str
        Type and description, in HTML.
    """

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Docstring:
    """The parts of a docstring, in HTML.

    Attributes
    ----------
    summary : str
        The first paragraph, without the element around it.
    body : str
        What follows it before the first section.
    values : mapping of str to tuple of Value
        For ``parameters``, ``attributes``, ``returns`` and ``raises``, those that there are.
    sections : mapping of str to str
        For ``notes``, ``references`` and ``examples``.
    formulas : int
        How many formulas stand in it.
    """

    summary: str
    body: str
    values: Mapping[str, tuple[Value, ...]]
    sections: Mapping[str, str]
    formulas: int


@dataclass(slots=True)
class _Draft:
    values: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=dict)


def read(text: str, name: str, link: Link) -> Docstring:
    """Read the docstring *text* of the object called *name*.

    Parameters
    ----------
    text : str
        In reStructuredText with the sections of numpydoc.
    name : str
        For messages.
    link : callable
        The anchor of a name in a role, such as ``theil``; None where it has none.

    Returns
    -------
    Docstring

    Raises
    ------
    MegalopolisError
        The text is not understood, or a formula is not; the message names the object.
    """
    from docutils import nodes

    document = _parsed(text, name, link)
    formulas = sum(1 for _ in document.findall(lambda node: isinstance(node, nodes.math | nodes.math_block)))
    draft, section = _Draft(), "body"
    for child in document.children:
        if isinstance(child, nodes.field_list):
            for one in child.children:
                _field(draft, one, name)
        elif isinstance(child, nodes.rubric):
            section = child.astext().lower()
        elif not isinstance(child, nodes.comment | nodes.target):
            draft.sections.setdefault(section, []).append(_html(child, name))
    first, *rest = draft.sections.pop("body", [""])
    return Docstring(
        summary=re.sub(r"^<p>|</p>\s*$", "", first),
        body="".join(rest),
        values=_values(draft),
        sections={title: "".join(parts) for title, parts in draft.sections.items()},
        formulas=formulas,
    )


def _parsed(text: str, name: str, link: Link) -> Any:
    from docutils.core import publish_doctree
    from docutils.utils import SystemMessage
    from sphinx.ext.napoleon import Config
    from sphinx.ext.napoleon.docstring import NumpyDocstring

    config: Any = Config(napoleon_use_param=True, napoleon_use_rtype=True, napoleon_use_ivar=True)
    source = str(NumpyDocstring(inspect.cleandoc(text), config))
    try:
        return publish_doctree(source, parser=_parser(link), settings_overrides=SETTINGS)
    except SystemMessage as error:
        raise MegalopolisError(
            f"docstring of {name}: expected reStructuredText with the sections of numpydoc; found {error}. "
            "Put it right where the function is defined."
        ) from None


def _parser(link: Link) -> Any:
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


def _field(draft: _Draft, one: Any, name: str) -> None:
    kind, _, about = one[0].astext().partition(" ")
    text = "".join(_html(child, name) for child in one[1].children)
    if kind in TYPES:
        # Of a type, docutils makes a paragraph, and of one in braces or with a star no more than that.
        draft.values.setdefault((TYPES[kind], about), ["", ""])[0] = re.sub(r"</?p>|\n", "", text)
    elif kind in SECTIONS:
        # Between the name of a result and its description napoleon writes two hyphens.
        clean = text.replace("</strong> -- ", "</strong>: ")
        draft.values.setdefault((SECTIONS[kind], about), ["", ""])[1] += clean


def _values(draft: _Draft) -> dict[str, tuple[Value, ...]]:
    """Parameters that were documented together, which napoleon takes apart, are one again."""
    found: dict[str, list[Value]] = {}
    for (section, name), (kind, text) in draft.values.items():
        listed = found.setdefault(section, [])
        if listed and name and (listed[-1].kind, listed[-1].text) == (kind, text):
            listed[-1] = Value(f"{listed[-1].name}, {name}", kind, text)
        else:
            listed.append(Value(name, kind, text))
    return {section: tuple(values) for section, values in found.items()}


def _html(node: Any, name: str) -> str:
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
