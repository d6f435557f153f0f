"""Formulas as MathML, written when the book is built: a browser draws them without a script."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from sphinx.util import logging

# A function by its name with no bracket after it: TeX knows the space between the two, MathML must be told.
APPLIED = re.compile(r"(<mi>(?:ln|log|exp)</mi>)(?=<m(?!o|space))")
LOGGER = logging.getLogger(__name__)
# Environments that the converter does not know, and those that look the same.
ENVIRONMENTS = {"aligned": "align*", "split": "align*", "gathered": "matrix"}


def mathml(tex: str, *, block: bool) -> str:
    """MathML of a formula in LaTeX, with the LaTeX beside it for who copies it.

    Raises
    ------
    ValueError
        The formula is not understood.
    """
    from latex2mathml.converter import convert

    known = tex
    for name, like in ENVIRONMENTS.items():
        known = known.replace(f"{{{name}}}", f"{{{like}}}")
    try:
        drawn: str = convert(known, display="block" if block else "inline")
        # What the converter does not know it passes on as it is: as marks that are no XML, or as commands.
        left = "".join(ElementTree.fromstring(drawn).itertext())
    except Exception as error:
        raise ValueError(f"{type(error).__name__} {error}".strip()) from error
    if "\\" in left:
        raise ValueError(f"UnknownCommandError in {left!r}")
    for side in ("left", "right", "center"):
        drawn = drawn.replace(f'columnalign="{side}"', f'style="text-align: {side}"')
    drawn = APPLIED.sub(r'\1<mspace width="0.1667em" />', drawn)
    note = f'<annotation encoding="application/x-tex">{escape(tex)}</annotation>'
    head, inside = drawn.removesuffix("</math>").split(">", 1)
    return f"{head}><semantics><mrow>{inside}</mrow>{note}</semantics></math>"


def _drawn(node: Any, tex: str, *, block: bool) -> str:
    try:
        return mathml(tex, block=block)
    except ValueError as error:
        LOGGER.warning("the formula %r is not understood: %s", tex, error, location=node)
        return f"<code>{escape(tex)}</code>"


def visit_inline(translator: Any, node: Any) -> None:
    """Write a formula inside a sentence."""
    translator.body.append(_drawn(node, node.astext(), block=False))
    raise nodes.SkipNode


def visit_block(translator: Any, node: Any) -> None:
    """Write a formula on a line of its own, with its number when it has one."""
    tex = node.astext()
    if ("&" in tex or r"\\" in tex) and r"\begin" not in tex:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    translator.body.append(translator.starttag(node, "div", CLASS="formula", tabindex="0"))
    if node.get("number"):
        translator.body.append(f'<span class="eqno">({node["number"]})</span>')
    translator.body.append(f"{_drawn(node, tex, block=True)}</div>\n")
    raise nodes.SkipNode
