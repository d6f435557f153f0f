"""Read a region file with the argument it extends, and say, line by line, where it is not as expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from megalopolis import layered, memory
from megalopolis.errors import Breach
from megalopolis.layered import Layer, Line
from megalopolis.regionshape import LANGUAGES, Place, Wrong, shape, twice
from megalopolis.series import near

__all__ = ["LANGUAGES", "Place", "RegionFile", "argument", "arguments", "names", "read"]


@dataclass(frozen=True, slots=True)
class RegionFile:
    """A parsed region file, together with the argument that it extends; or an argument file alone.

    Attributes
    ----------
    content : dict
        What the files say together; the region file wins.
    lines : mapping
        File and line of every key and list item, by the way to it, such as ``("problems", 0, "title")``.
    breaches : tuple of Breach
        Where its shape is wrong; empty when the content can be used.
    """

    content: dict[str, Any]
    lines: Mapping[Place, Line]
    breaches: tuple[Breach, ...]

    def breach(self, place: Place, value: object, rule: str, mend: str) -> Breach:
        """A breach at *place*, in the file and on the line of its nearest known key."""
        return _breach(self.lines, (place, value, rule, mend))


def names(data: Path) -> tuple[str, ...]:
    """The ids of the regions that have a file, in alphabetical order."""
    return tuple(sorted(path.stem for path in (data / "regions").glob("*.yml")))


def arguments(data: Path) -> tuple[str, ...]:
    """The ids of the arguments that a region file may extend, in alphabetical order."""
    return tuple(sorted(path.stem for path in (data / "arguments").glob("*.yml")))


def read(name: str, data: Path) -> RegionFile:
    """The file of the region *name* laid over the argument it extends, with every breach of its shape.

    Raises
    ------
    DataError
        One of the files is missing, is not UTF-8, or is not YAML; the line is named.
    """
    own = _layer(data / "regions" / f"{name}.yml", f"regions/{name}.yml")
    extended = own.content.get("extends")
    found = [*_repeated(own), *twice(own.content), *_membership(own.content, name)]
    if "extends" not in own.content or not isinstance(extended, str):
        return _file(own, found, "region", own)
    if extended not in arguments(data):
        mend = near(extended, arguments(data)) or f"There are: {', '.join(arguments(data)) or 'none'}."
        wrong = (("extends",), extended, "a file data/arguments/<id>.yml", mend)
        return RegionFile(own.content, own.lines, _breaches(own, [*found, wrong]))
    below = argument(extended, data)
    if below.breaches:
        return RegionFile(own.content, own.lines, (*_breaches(own, found), *below.breaches))
    kept = {key: value for key, value in below.content.items() if key != "id"}
    return _file(layered.lay(own, Layer(kept, below.lines, ())), found, "region", own)


def files(name: str, data: Path) -> tuple[Path, ...]:
    """The file of the region *name*, and that of the argument which it extends, where there is one.

    Errors as :func:`read`.
    """
    path = data / "regions" / f"{name}.yml"
    extended = _layer(path, f"regions/{name}.yml").content.get("extends")
    return (path, data / "arguments" / f"{extended}.yml") if extended in arguments(data) else (path,)


def argument(name: str, data: Path) -> RegionFile:
    """The argument *name* by itself, with every breach of its shape; errors as :func:`read`."""
    own = _layer(data / "arguments" / f"{name}.yml", f"arguments/{name}.yml")
    return _file(own, [*_repeated(own), *twice(own.content), *_identity(own.content, name)], "argument", own)


def _layer(path: Path, file: str) -> Layer:
    memory.record(path)
    return memory.remember("region file", [path], lambda: layered.parse(path, file))


def _file(whole: Layer, found: list[Wrong], kind: str, own: Layer) -> RegionFile:
    """The files as one: *found* lies in the upper one, the shape is that of both together."""
    breaches = (*_breaches(own, found), *_breaches(whole, shape(whole.content, kind)))
    return RegionFile(whole.content, whole.lines, breaches)


def _breaches(layer: Layer, found: Iterable[Wrong]) -> tuple[Breach, ...]:
    return tuple(_breach(layer.lines, one) for one in found)


def _breach(lines: Mapping[Place, Line], one: Wrong) -> Breach:
    place, value, rule, mend = one
    known = next((place[:cut] for cut in range(len(place), -1, -1) if place[:cut] in lines), ())
    file, line = lines[known]
    return Breach(file, line, _dotted(place), str(value), rule, mend)


def _repeated(layer: Layer) -> list[Wrong]:
    mend = "Keep one of the two entries."
    return [(place, place[-1], "each key once", mend) for place in layer.repeated]


def _identity(content: Mapping[str, Any], name: str) -> Iterator[Wrong]:
    if content.get("id") != name:
        yield ("id",), content.get("id", ""), f"the name of the file, {name}", "Rename the file or the id."


def _membership(content: Mapping[str, Any], name: str) -> Iterator[Wrong]:
    """What concerns a region file as a whole: its id and its cities."""
    yield from _identity(content, name)
    if bool(content.get("agglomeration")) == bool(content.get("cities")):
        mend = "Give one of the two: agglomeration: ID, or cities: ['CODE', …]."
        yield (), "", "either an agglomeration or a list of cities", mend


def _dotted(place: Place) -> str:
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
