"""A numpydoc docstring as its parts, each in HTML: parsed by napoleon and docutils, formulas as MathML.

Only text, formulas, lists, tables and links come through; raw HTML and files are refused by the parser, and
everything else is escaped.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from megalopolis.errors import MegalopolisError
from megalopolis.reference.markup import Link, html, parser

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
            draft.sections.setdefault(section, []).append(html(child, name))
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
        return publish_doctree(source, parser=parser(link), settings_overrides=SETTINGS)
    except SystemMessage as error:
        raise MegalopolisError(
            f"docstring of {name}: expected reStructuredText with the sections of numpydoc; found {error}. "
            "Put it right where the function is defined."
        ) from None


def _field(draft: _Draft, one: Any, name: str) -> None:
    kind, _, about = one[0].astext().partition(" ")
    text = "".join(html(child, name) for child in one[1].children)
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
