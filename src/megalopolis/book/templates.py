"""Templates: one notebook that is executed for every value of one of its parameters, a page a value.

A notebook says so in its metadata, ``{"megalopolis": {"template": "city"}}``; the region says which values
there are. A page is named by its value and lies in the folder of the template: ``city/profile`` gives
``city/420100``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from megalopolis.book import cache, contract, notebooks
from megalopolis.book.places import LANGUAGES, Places
from megalopolis.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an edition, whatever its language.

    Attributes
    ----------
    address : str
        Where it is published, such as ``problems/innovation`` or ``city/420100``.
    chapter : str
        The notebook behind it, such as ``problems/innovation`` or ``city/profile``.
    parameters : dict
        Given to the notebook beyond its defaults.
    own : dict
        The parameter that the pages of a template differ in, with the value of this one; else empty.
    """

    address: str
    chapter: str
    parameters: dict[str, Any]
    own: dict[str, str] = field(default_factory=dict)


def pages(
    places: Places, region: str, assigned: Mapping[str, Mapping[str, Any]], shared: str
) -> tuple[Page, ...]:
    """The pages of an edition in reading order.

    Parameters
    ----------
    places : Places
    region : str
        Gives the values of the parameters that templates vary.
    assigned : mapping
        Chapter -> the parameters that it is given. A template that is given a value of its own parameter has
        the page of this value only.
    shared : str
        Name of everything that a region may depend on, see :func:`cache.inputs`.

    Raises
    ------
    ParameterError
        A template varies what no region has, or is given a value that this region has not.
    """
    found: list[Page] = []
    for chapter, given in assigned.items():
        name = contract.template(notebooks.read(places.notebook(chapter)))
        if name is None:
            found.append(Page(chapter, chapter, dict(given)))
            continue
        every = values(places, region, name, shared)
        chosen = (_known(name, str(given[name]), every, region),) if name in given else every
        folder = PurePosixPath(chapter).parent
        found += [
            Page((folder / value).as_posix(), chapter, {**given, name: value}, {name: value})
            for value in chosen
        ]
    return tuple(found)


def values(places: Places, region: str, name: str, shared: str) -> tuple[str, ...]:
    """The values of the parameter *name* in *region*, in its order; kept, since a region takes time to load.

    Raises
    ------
    ParameterError
        No region has values of that name.
    """
    if name not in VALUES:
        known = ", ".join(VALUES)
        raise ParameterError(
            f"expected a template that varies one of {known}; found {name!r} in its metadata"
        )
    kept = places.values / cache.digest([name, region, shared])
    if not kept.is_file():
        cache.write(kept, "\n".join(VALUES[name](places, region)))
    cache.touch(kept)
    return tuple(kept.read_text(encoding="utf-8").split())


def _cities(places: Places, region: str) -> Sequence[str]:
    # pandas takes half a second to import, and an unchanged book asks for nothing.
    from megalopolis.region import Region

    return [str(code) for code in Region.load(region, LANGUAGES[0], places.data).cities.index]


VALUES: dict[str, Callable[[Places, str], Sequence[str]]] = {"city": _cities}


def _known(name: str, value: str, every: Sequence[str], region: str) -> str:
    if value not in every:
        near = difflib.get_close_matches(value, every, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ParameterError(
            f"parameter {name}: expected one of the region {region}; found {value!r}.{hint} "
            f"There are: {', '.join(every)}."
        )
    return value
