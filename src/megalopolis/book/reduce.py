"""Only the rules of a style sheet that some page can use: the theme brings rules for a hundred parts.

A rule is left out when every one of its selectors names a class or an id that stands on no page and in no
script. What stands inside ``:is()``, ``:not()`` and their kin does not count, so a rule that might be used
always stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
# A string, a parenthesis without one inside, or what ends or opens something.
TOKEN = re.compile(rf"{STRING}|url\([^)'\"]*\)|[{{}};]", re.DOTALL)
PARENTHESES = re.compile(rf"\((?:{STRING}|[^()\"'])*\)", re.DOTALL)
BRACKETS = re.compile(rf"\[(?:{STRING}|[^\]\"'])*\]")
NAME = re.compile(r"[.#]((?:\\.|[\w-]|[^\x00-\x7f])+)")
WORD = re.compile(r"[A-Za-z_][\w-]*")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
INNER = rf"\((?:{STRING}|[^()\"'])*\)"
OUTER = rf"\((?:{STRING}|{INNER}|[^()\"'])*\)"
DECLARED = re.compile(
    rf"(?:^|(?<=[;{{\s]))(--[\w-]+)\s*:((?:{STRING}|{OUTER}|[^;{{}}()\"'])*)(?:;|(?=\s*}}))"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
EMPTY = re.compile(r"(?<=[}\n])[^{}@;]+\{\s*\}\n?")
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
GROUPS = ("@media", "@supports", "@layer", "@container", "@scope")
# A custom property may be read by another one only.
PASSES = 6


def names(pages: Iterable[Any], scripts: Iterable[str]) -> frozenset[str]:
    """Every class and id on *pages*, and every word in *scripts*, which may give or make them."""
    found: set[str] = set()
    for page in pages:
        for value in page.xpath("//@class"):
            found.update(value.split())
        found.update(page.xpath("//@id"))
    for script in scripts:
        found.update(WORD.findall(script))
    return frozenset(found)


def kept(sheet: str, known: Collection[str]) -> str:
    """*sheet* without rules for classes and ids that are not *known*, and without what only they need.

    Font faces go altogether: the book is set in the fonts of the reader's machine, and its signs are drawn.
    Animations go when no rule left names them, and custom properties when none reads them.
    """
    # A remark that is kept is a licence; its apostrophes open no string.
    licences = "".join(f"{one}\n" for one in dict.fromkeys(COMMENT.findall(sheet)))
    text = FACE.sub("", "".join(_rules(COMMENT.sub("", sheet), known)))
    while unused := _unused_keyframes(text):
        for name in unused:
            text = "".join(_without_keyframes(text, name))
    for _ in range(PASSES):
        text = _read(text, known)
    return licences + EMPTY.sub("", text)


def _read(text: str, known: Collection[str]) -> str:
    """*text* without custom properties that nothing reads."""
    read = set(VARIABLE.findall(text)) | {f"--{name}" for name in known}
    return DECLARED.sub(lambda match: match[0] if match[1] in read else "", text)


def _blocks(text: str) -> Iterator[tuple[str, str | None]]:
    """Prelude and body of each block of *text*, in order; a statement such as ``@charset`` has no body."""
    start, place, depth, opened = 0, 0, 0, 0
    while match := TOKEN.search(text, place):
        place, sign = match.end(), match[0]
        if sign == "{":
            opened = match.start() if depth == 0 else opened
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield text[start:opened], text[opened + 1 : match.start()]
                start = place
        elif sign == ";" and depth == 0:
            yield text[start:place], None
            start = place


def _rules(text: str, known: Collection[str]) -> Iterator[str]:
    for prelude, body in _blocks(text):
        head = prelude.strip()
        if body is None:
            yield f"{head}\n"
        elif head.startswith(GROUPS):
            inside = "".join(_rules(body, known))
            if inside:
                yield f"{head}{{{inside}}}\n"
        elif head.startswith("@"):
            yield f"{head}{{{body.strip()}}}\n"
        else:
            used = [one for one in selectors(head) if usable(one, known)]
            if used:
                yield f"{','.join(used)}{{{body.strip()}}}\n"


def _unused_keyframes(text: str) -> list[str]:
    """Names of animations that nothing else mentions; without one, another may be unused, so ask again."""
    declared = re.findall(r"@(?:-webkit-)?keyframes\s+([\w-]+)", text)
    return [
        name
        for name in sorted(set(declared))
        if declared.count(name) == len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))
    ]


def _without_keyframes(text: str, name: str) -> Iterator[str]:
    for prelude, body in _blocks(text):
        head = prelude.strip()
        if not re.fullmatch(rf"@(?:-webkit-)?keyframes\s+{re.escape(name)}", head):
            yield f"{head}\n" if body is None else f"{head}{{{body}}}\n"


def selectors(prelude: str) -> list[str]:
    """The selectors of a list, cut at the commas that stand in no parentheses, brackets or strings."""
    plain = list(prelude)
    for match in re.finditer(STRING, prelude, re.DOTALL):
        plain[match.start() : match.end()] = " " * len(match[0])
    found, start, depth = [], 0, 0
    for place, sign in enumerate(plain):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            found.append(prelude[start:place].strip())
            start = place + 1
    return [*found, prelude[start:].strip()]


def usable(selector: str, known: Collection[str]) -> bool:
    """Whether every class and id that *selector* asks for is *known*."""
    plain, before = BRACKETS.sub("", selector), ""
    while plain != before:
        plain, before = PARENTHESES.sub("", plain), plain
    return all(re.sub(r"\\(.)", r"\1", name) in known for name in NAME.findall(plain))
