"""Plain text and Markdown, with a description at their head or without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from megalopolis.ingest.limits import FRONT_MATTER_CHARACTERS
from megalopolis.ingest.refusal import Refused

Front = dict[str, str]

_ACTIVE = re.compile(
    r"<\s*(script|style|iframe|object|embed|html|!doctype|\?xml|\?php|svg)\b|javascript:", re.IGNORECASE
)
_TAG = re.compile(r"</?(div|p|span|table|tr|td|a|br|font|body|img)\b[^>]{0,300}>", re.IGNORECASE)
_TAGS = 20  # a text about the web may name some; a page has more


def text(content: str) -> tuple[str, Front]:
    """The text below its front matter, and the front matter.

    Raises
    ------
    Refused
        ``markup`` when this is a page and no plain text, ``front-matter`` when it cannot be read.
    """
    body, front = parted(content)
    active = _ACTIVE.search(body)
    if active or len(_TAG.findall(body)) > _TAGS:
        found = active.group() if active else "many tags"
        expected = "expected no markup: give a page the ending .html, its scripts are left out"
        raise Refused("markup", f"found {found} in a plain text; {expected}")
    return body, front


def markdown(content: str) -> tuple[str, Front]:
    """The words of a Markdown text, a line for each block, and its front matter; links keep their words.

    Raises
    ------
    Refused
        As for :func:`text`.
    """
    from markdown_it import MarkdownIt

    body, front = text(content)
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(body)
    lines = []
    for token in tokens:
        if token.type == "inline":
            lines.append("".join(_words(token.children or [])))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
    return "\n".join(lines), front


def _words(children: list[Any]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif child.type == "image":
            yield from _words(child.children or [])


def parted(content: str) -> tuple[str, Front]:
    """A text and the YAML between two lines ``---`` at its very head; a text without it is given back whole.

    Raises
    ------
    Refused
        ``front-matter``: it is too long, no YAML, or holds more than single values.
    """
    head, _, rest = content.partition("\n")
    if head.strip() != "---":
        return content, {}
    block: list[str] = []
    size = 0
    lines = iter(rest.split("\n"))
    for line in lines:
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines), _fields("\n".join(block))
        size += len(line)
        if size > FRONT_MATTER_CHARACTERS:
            break
        block.append(line)
    return content, {}


def _fields(block: str) -> Front:
    try:
        # Every scalar as it is written: a year is checked where all fields are.
        held = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        problem = getattr(error, "problem", None) or "not YAML"
        raise Refused("front-matter", f"front matter: {problem}; expected lines such as year: 2024") from None
    if held is None:
        return {}
    if not isinstance(held, dict) or not all(
        isinstance(key, str) and isinstance(value, str) for key, value in held.items()
    ):
        raise Refused("front-matter", "front matter: expected one value a field, such as year: 2024")
    return {key.strip(): value.strip() for key, value in held.items()}
