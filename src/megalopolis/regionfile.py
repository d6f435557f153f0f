"""Read a region file and say, line by line, where its shape is not what the book expects."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from megalopolis import csvfile, memory, yamlfile
from megalopolis.argument import OPERATORS
from megalopolis.errors import Breach, DataError

LANGUAGES = ("zh", "en")
Place = tuple[str | int, ...]

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
        "problems": "list of problem?",
        "principles": "list of principle?",
        "measures": "list of measure?",
        "remarks": "list of remark?",
    },
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


@dataclass(frozen=True, slots=True)
class RegionFile:
    """A parsed region file.

    Attributes
    ----------
    file : str
        Path relative to the folder of the tables.
    content : dict
        What the file says.
    lines : dict
        Line number of every key and list item, by the way to it, such as ``("problems", 0, "title")``.
    breaches : tuple of Breach
        Where its shape is wrong; empty when the content can be used.
    """

    file: str
    content: dict[str, Any]
    lines: dict[Place, int]
    breaches: tuple[Breach, ...]

    def breach(self, place: Place, value: object, rule: str, mend: str) -> Breach:
        """A breach at *place*, on the line of its nearest known key."""
        known = next((place[:cut] for cut in range(len(place), -1, -1) if place[:cut] in self.lines), ())
        return Breach(self.file, self.lines.get(known, 1), _dotted(place), str(value), rule, mend)


def names(data: Path) -> tuple[str, ...]:
    """The ids of the regions that have a file, in alphabetical order."""
    return tuple(sorted(path.stem for path in (data / "regions").glob("*.yml")))


def read(name: str, data: Path) -> RegionFile:
    """The file of the region *name*, with every breach of its shape.

    Raises
    ------
    DataError
        The file is missing, is not UTF-8, or is not YAML; the line is named.
    """
    path = data / "regions" / f"{name}.yml"
    file = f"regions/{name}.yml"
    memory.record(path)
    return memory.remember("region file", [path], lambda: _read(path, file, name))


def _read(path: Path, file: str, name: str) -> RegionFile:
    wrong = csvfile.fault(path, file)
    if wrong:
        raise DataError([wrong])
    loader = yamlfile.LOADER(path.read_bytes())
    try:
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise DataError([yamlfile.breach(error, file)]) from None
    finally:
        loader.dispose()
    if node is None or not isinstance(content, dict):
        mend = "Begin with 'id: …' and 'name: …'."
        raise DataError([Breach(file, 1, "", "", "keys and values", mend)])
    lines: dict[Place, int] = {(): 1}
    twice = list(_walk(node, (), lines))
    bare = RegionFile(file, content, lines, ())
    found = [
        bare.breach(place, place[-1], "each key once", "Keep one of the two entries.") for place in twice
    ]
    found += [bare.breach(*one) for one in (*_shape(content, "region", ()), *_whole(content, name))]
    return RegionFile(file, content, lines, tuple(found))


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Iterator[Place]:
    """Note the line of every key and item under *node*; yield the keys that occur twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            if below in lines:
                yield below
            lines[below] = key.start_mark.line + 1
            yield from _walk(value, below, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*place, number)] = value.start_mark.line + 1
            yield from _walk(value, (*place, number), lines)


def _shape(value: Any, kind: str, place: Place) -> Iterator[tuple[Place, object, str, str]]:
    """Every place under *place* that is not of its kind: place, what was found, rule, mend."""
    if kind in SHAPES:
        yield from _mapping(value, SHAPES[kind], kind, place)
    elif kind.startswith("list of "):
        if not isinstance(value, list):
            yield place, value, "a list", "Begin each entry with '- '."
            return
        for number, entry in enumerate(value):
            yield from _shape(entry, kind.removeprefix("list of "), (*place, number))
    else:
        yield from _leaf(value, kind, place)


def _mapping(
    value: Any, shape: Mapping[str, str], kind: str, place: Place
) -> Iterator[tuple[Place, object, str, str]]:
    if not isinstance(value, dict):
        yield place, value, f"the keys of a {kind}: {', '.join(shape)}", "Write 'key: value' lines."
        return
    meant: list[str] = []
    for key in value:
        if key not in shape:
            near = difflib.get_close_matches(str(key), shape, n=1)
            mend = f"Did you mean {near[0]}?" if near else "Remove the key."
            meant += near
            yield (*place, str(key)), key, f"one of {', '.join(shape)}", mend
    for key, below in shape.items():
        if key in value:
            yield from _shape(value[key], below.removesuffix("?"), (*place, key))
        elif not below.endswith("?") and key not in meant:
            yield (*place, key), "", f"the key {key!r} in each {kind}", f"Add '{key}:'."


def _leaf(value: Any, kind: str, place: Place) -> Iterator[tuple[Place, object, str, str]]:
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


def _words(value: Any, blank: bool, place: Place) -> Iterator[tuple[Place, object, str, str]]:
    rule = "a text in both languages {zh, en}" + (", or both blank" if blank else "")
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        yield place, value, rule, "Write 'zh: …' and 'en: …' below it."
        return
    filled = [language for language in LANGUAGES if str(value[language] or "").strip()]
    if len(filled) < len(LANGUAGES) and not (blank and not filled):
        lacking = next(language for language in LANGUAGES if language not in filled)
        yield (*place, lacking), "", rule, f"Add the text in {lacking}."


def _whole(content: Mapping[str, Any], name: str) -> Iterator[tuple[Place, object, str, str]]:
    """What concerns the file as a whole: its id, its cities, and ids that occur twice."""
    if content.get("id") != name:
        yield ("id",), content.get("id", ""), f"the name of the file, {name}", "Rename the file or the id."
    if bool(content.get("agglomeration")) == bool(content.get("cities")):
        mend = "Give one of the two: agglomeration: ID, or cities: ['CODE', …]."
        yield (), "", "either an agglomeration or a list of cities", mend
    for key in ("groups", "problems", "principles", "measures", "remarks"):
        entries = content.get(key)
        yield from _twice(entries, (key,))
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield from _twice(entry.get("tests") if isinstance(entry, dict) else None, (key, number, "tests"))


def _twice(entries: Any, place: Place) -> Iterator[tuple[Place, object, str, str]]:
    ids = [one.get("id") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    for number, key in enumerate(ids):
        if key is not None and key in ids[:number]:
            yield (*place, number, "id"), key, "each id once in its list", "Rename one of the two."


def _dotted(place: Place) -> str:
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
