"""The shape of a region file and of an argument file: which keys there are, and what each may hold."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from megalopolis.argument import OPERATORS

LANGUAGES = ("zh", "en")
Place = tuple[str | int, ...]
Wrong = tuple[Place, object, str, str]
"""A place that is not of its kind: the way to it, what was found, the rule, how to mend."""

LISTS = {
    "problems": "list of problem?",
    "principles": "list of principle?",
    "measures": "list of measure?",
    "remarks": "list of remark?",
}

# A kind ends in "?" when its key may be left out. "words" is {zh, en}, both filled; "words blank" allows both
# to be empty; "free" is a text, a number or words; "list of x" a list of the shape x.
SHAPES: dict[str, dict[str, str]] = {
    "region": {
        "id": "text",
        "name": "words",
        "agglomeration": "text?",
        "variant": "text?",
        "cities": "ids?",
        "groups": "list of group?",
        "extends": "text?",
        "about": "text?",
        **LISTS,
    },
    "argument": {"id": "text", "about": "text?", **LISTS},
    "group": {"id": "text", "name": "words", "customary": "words blank?", "cities": "ids?"},
    "problem": {
        "id": "text",
        "dimension": "text",
        "title": "words",
        "statements": "ids",
        "tests": "list of test",
    },
    "test": {
        "id": "text",
        "finding": "text",
        "operator": "operator",
        "threshold": "number",
        "reason": "words",
    },
    "principle": {"id": "text", "title": "words", "problems": "ids", "statements": "ids"},
    "measure": {
        "id": "text",
        "title": "words",
        "principle": "text",
        "problem": "text",
        "statements": "ids",
        "actor": "words blank",
        "level": "text",
        "indicator": "free",
        "benchmark": "free",
        "horizon": "free",
    },
    "remark": {"id": "text", "chapter": "text", "text": "words", "when": "list of condition"},
    "condition": {"finding": "text", "operator": "operator", "threshold": "number"},
}


def shape(value: Any, kind: str, place: Place = ()) -> Iterator[Wrong]:
    """Every place under *place* that is not of its kind."""
    if kind in SHAPES:
        yield from _mapping(value, SHAPES[kind], kind, place)
    elif kind.startswith("list of "):
        if not isinstance(value, list):
            yield place, value, "a list", "Begin each entry with '- '."
            return
        for number, entry in enumerate(value):
            yield from shape(entry, kind.removeprefix("list of "), (*place, number))
    else:
        yield from _leaf(value, kind, place)


def twice(content: Mapping[str, Any]) -> Iterator[Wrong]:
    """Ids that occur twice in their list."""
    for key in ("groups", *LISTS):
        entries = content.get(key)
        yield from _twice(entries, (key,))
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield from _twice(entry.get("tests") if isinstance(entry, dict) else None, (key, number, "tests"))


def _twice(entries: Any, place: Place) -> Iterator[Wrong]:
    ids = [one.get("id") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    for number, key in enumerate(ids):
        if key is not None and key in ids[:number]:
            yield (*place, number, "id"), key, "each id once in its list", "Rename one of the two."


def _mapping(value: Any, keys: Mapping[str, str], kind: str, place: Place) -> Iterator[Wrong]:
    if not isinstance(value, dict):
        yield place, value, f"the keys of a {kind}: {', '.join(keys)}", "Write 'key: value' lines."
        return
    meant: list[str] = []
    for key in value:
        if key not in keys:
            near = difflib.get_close_matches(str(key), keys, n=1)
            mend = f"Did you mean {near[0]}?" if near else "Remove the key."
            meant += near
            yield (*place, str(key)), key, f"one of {', '.join(keys)}", mend
    for key, below in keys.items():
        if key in value:
            yield from shape(value[key], below.removesuffix("?"), (*place, key))
        elif not below.endswith("?") and key not in meant:
            yield (*place, key), "", f"the key {key!r} in each {kind}", f"Add '{key}:'."


def _leaf(value: Any, kind: str, place: Place) -> Iterator[Wrong]:
    blank = kind == "words blank"
    if kind == "words" or blank or (kind == "free" and isinstance(value, dict)):
        yield from _words(value, blank, place)
    elif kind == "text" and not (isinstance(value, str) and value.strip()):
        yield place, value, "a text that is not blank", "Fill it in; put a number between quotes."
    elif kind == "ids" and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        yield place, value, "a list of ids", "Write [a, b]; put codes such as '420100' between quotes."
    elif kind == "number" and (not isinstance(value, int | float) or isinstance(value, bool)):
        yield place, value, "a number", "Write a number without quotes."
    elif kind == "operator" and value not in OPERATORS:
        yield place, value, f"one of {' '.join(OPERATORS)}", "Put the operator between quotes."
    elif kind == "free" and not isinstance(value, str | int | float):
        yield place, value, 'a text, a number, or {zh, en}; "" when not stated', "Fill it in."


def _words(value: Any, blank: bool, place: Place) -> Iterator[Wrong]:
    rule = "a text in both languages {zh, en}" + (", or both blank" if blank else "")
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        yield place, value, rule, "Write 'zh: …' and 'en: …' below it."
        return
    filled = [language for language in LANGUAGES if str(value[language] or "").strip()]
    if len(filled) < len(LANGUAGES) and not (blank and not filled):
        lacking = next(language for language in LANGUAGES if language not in filled)
        yield (*place, lacking), "", rule, f"Add the text in {lacking}."
