"""YAML that remembers the line of everything it says, and one such file laid over another.

What the upper file says wins; everything else is the lower one's. Mappings are joined key by key and lists
of entries with an id entry by entry; any other list, and a text in two languages, is replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from megalopolis import csvfile, yamlfile
from megalopolis.errors import Breach, DataError
from megalopolis.regionshape import LANGUAGES, Place

Line = tuple[str, int]
"""A file, relative to the folder of the tables, and a line in it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What a file says, and where.

    Attributes
    ----------
    content : dict
    lines : mapping
        File and line of every key and list item, by the way to it, such as ``("problems", 0, "title")``.
    repeated : tuple
        Ways to keys that occur twice.
    """

    content: dict[str, Any]
    lines: Mapping[Place, Line]
    repeated: tuple[Place, ...]


def parse(path: Path, file: str) -> Layer:
    """The content of a YAML file of keys and values.

    Raises
    ------
    DataError
        The file is missing, is not UTF-8, or is not YAML; the line is named.
    """
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
        raise DataError([Breach(file, 1, "", "", "keys and values", "Begin with 'id: …'.")])
    lines: dict[Place, Line] = {(): (file, 1)}
    repeated = tuple(_walk(node, (), file, lines))
    return Layer(content, lines, repeated)


def lay(above: Layer, below: Layer) -> Layer:
    """What *above* and *below* say together; ids and texts of *above* win."""
    lines: dict[Place, Line] = {(): above.lines[()]}
    content = _joined(above, below, (above.content, ()), (below.content, ()), (), lines)
    return Layer(content, lines, above.repeated)


def _walk(node: yaml.Node, place: Place, file: str, lines: MutableMapping[Place, Line]) -> Iterator[Place]:
    """Note the line of every key and item under *node*; yield the keys that occur twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            if below in lines:
                yield below
            lines[below] = (file, key.start_mark.line + 1)
            yield from _walk(value, below, file, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*place, number)] = (file, value.start_mark.line + 1)
            yield from _walk(value, (*place, number), file, lines)


Spot = tuple[Any, Place]
"""A value and the way to it in its file."""


def _joined(
    above: Layer, below: Layer, upper: Spot, lower: Spot, at: Place, lines: MutableMapping[Place, Line]
) -> Any:
    """The value at *at* of the two files together; notes its lines."""
    over, under = upper[0], lower[0]
    if upper[1] in above.lines:
        lines[at] = above.lines[upper[1]]
    if isinstance(over, dict) and isinstance(under, dict) and not set(over) <= set(LANGUAGES):
        keys = [*under, *(key for key in over if key not in under)]
        pairs = {key: (_below(upper, key), _below(lower, key)) for key in keys}
        return {key: _either(above, below, *pairs[key], (*at, str(key)), lines) for key in keys}
    if _named(over) and _named(under):
        uppers = {one["id"]: (one, (*upper[1], number)) for number, one in enumerate(over)}
        lowers = {one["id"]: (one, (*lower[1], number)) for number, one in enumerate(under)}
        ids = [*lowers, *(one for one in uppers if one not in lowers)]
        return [
            _either(above, below, uppers.get(one), lowers.get(one), (*at, number), lines)
            for number, one in enumerate(ids)
        ]
    return _taken(above, upper, at, lines)


def _either(
    above: Layer,
    below: Layer,
    upper: Spot | None,
    lower: Spot | None,
    at: Place,
    lines: MutableMapping[Place, Line],
) -> Any:
    if upper and lower:
        return _joined(above, below, upper, lower, at, lines)
    return _taken(above, upper, at, lines) if upper else _taken(below, lower or (None, ()), at, lines)


def _taken(layer: Layer, spot: Spot, at: Place, lines: MutableMapping[Place, Line]) -> Any:
    """The value of one file as it is; notes its lines."""
    value, place = spot
    if place in layer.lines:
        lines[at] = layer.lines[place]
    steps = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for step in steps:
        key = step if isinstance(value, list) else str(step)
        _taken(layer, (value[step], (*place, key)), (*at, key), lines)
    return value


def _below(spot: Spot, key: Any) -> Spot | None:
    value, place = spot
    return (value[key], (*place, str(key))) if key in value else None


def _named(value: Any) -> bool:
    """Whether a value is a list of entries each with an id that can be looked up."""
    return isinstance(value, list) and all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in value
    )
