"""Which result may be used again: the one made from the same code out of the same inputs.

A run has a *recipe*: everything known beforehand, that is its code, the modules that this imports, its
parameters and its environment. What it reads on the way is known afterwards. So beside the results stand, for
each recipe, the inputs that its runs read; the name of a result is made of its recipe, those inputs and what
they looked like. A run that meets the same inputs would read the same and find the same.
"""

from __future__ import annotations

import contextlib
import json
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from megalopolis.book import cache, inputs, modules
from megalopolis.book.places import Places
from megalopolis.book.recorder import EVERYTHING, ROWS, Seen

# So many different lists of inputs are kept for a recipe, the last one first.
LISTS = 4
# What runs a notebook and records it; what the kernel itself imports of the package counts by its imports.
ENGINE = ("collecting", "execute", "forkserver", "kernels", "notebooks", "recorder", "warm")
# What makes a page out of an executed notebook.
MAKER = ("megalopolis.book.normalise",)


@dataclass(frozen=True, slots=True)
class Known:
    """What a build knows before it runs anything.

    Attributes
    ----------
    environment : str
        A name for what kernels run in, engine included.
    modules : callable
        Names the modules on which code rests, see :func:`modules.namer`.
    state : callable
        Says what an input looks like now, see :func:`inputs.states`.
    maker : str
        A name for the code that makes pages of executed notebooks.
    since : int
        When the build began, see :func:`inputs.moment`.
    """

    environment: str
    modules: modules.Namer
    state: inputs.State
    maker: str
    since: int


def known(places: Places) -> Known:
    """What a build of the project knows now."""
    _bytecode()
    namer = modules.namer(places.imports)
    own = Path(__file__).parent
    engine = [cache.file_digest(own / f"{name}.py") for name in ENGINE]
    return Known(
        environment=cache.digest([inputs.environment(places), engine]),
        modules=namer,
        state=inputs.states(places),
        maker=namer(MAKER),
        since=inputs.moment(places),
    )


def _bytecode() -> None:
    """Make the folders of bytecode that the first import of a module would make.

    A folder of the package that a chapter lists would seem to have changed while it was read.
    """
    if sys.dont_write_bytecode:
        return
    for folder in {path.parent for path in modules.PACKAGE.rglob("*.py")}:
        with contextlib.suppress(OSError):
            (folder / "__pycache__").mkdir(exist_ok=True)


def keys(places: Places, recipe: str, state: inputs.State) -> Iterator[str]:
    """Names that a result of *recipe* has if it was made from what the inputs look like now."""
    kept = places.reads / f"{recipe}.json"
    for seen in _lists(kept):
        cache.touch(kept)
        yield _key(recipe, [(one, state(one)) for one in seen])


def keep(places: Places, recipe: str, record: Path, since: int, source: Path | None = None) -> str:
    """The name of the result of a run that has just ended, once the inputs in *record* are kept.

    Parameters
    ----------
    places : Places
    recipe : str
    record : pathlib.Path
        What the kernel wrote down; it is removed.
    since : int
        When the build began, see :func:`inputs.moment`. What changed after it may have been read before or
        after: such a result, and one whose inputs are not known, is found by no later build.
    source : pathlib.Path, optional
        The notebook, which may have changed as well.
    """
    try:
        seen = sorted((str(kind), str(name)) for kind, name in json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        seen = [(EVERYTHING, "")]
    record.unlink(missing_ok=True)
    rested = [*([source] if source else []), *modules.PACKAGE.rglob("*.py")]
    # Some rows of a table: any table may hold them, or may have held them.
    rested += places.data.rglob("*") if any(kind == ROWS for kind, _ in seen) else []
    if (
        any(kind == EVERYTHING for kind, _ in seen)
        or any(inputs.touched(places, one, since) for one in seen)
        or any(inputs.later(path, since) for path in rested)
    ):
        return _key(recipe, [((EVERYTHING, ""), uuid.uuid4().hex)])
    path = places.reads / f"{recipe}.json"
    others = [one for one in _lists(path) if one != seen]
    cache.write(path, json.dumps([seen, *others][:LISTS], ensure_ascii=False))
    state = inputs.states_since(places, since)
    return _key(recipe, [(one, state(one)) for one in seen])


def _key(recipe: str, read: Sequence[tuple[Seen, str]]) -> str:
    return cache.digest([recipe, [[*seen, state] for seen, state in read]])


def _lists(path: Path) -> list[list[Seen]]:
    try:
        lists = json.loads(path.read_text(encoding="utf-8"))
        return [[(str(kind), str(name)) for kind, name in seen] for seen in lists]
    except (OSError, ValueError):
        return []
