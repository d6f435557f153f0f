"""Read YAML in UTF-8, and say on which line reading stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from megalopolis import csvfile
from megalopolis.errors import Breach, DataError

DEEPEST, MOST = 100, 1_000_000
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(raw: bytes) -> Any:
    """Plain data from YAML: no tags that make objects, no nesting and no references without end.

    Nodes inside nodes by the thousand end the process inside the library, and references to references grow
    without bound, so both are looked for in the stream of events before anything is made of them.

    Raises
    ------
    yaml.YAMLError
        It is not YAML, or one of these.
    ValueError
        A date does not exist.
    """
    count, sizes, opened = 0, dict[str, int](), list[tuple[str | None, int]]()
    for event in yaml.parse(raw, Loader=LOADER):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            if anchor not in sizes:
                raise _refused(event, "a reference to what is not there, or not complete yet")
            count += sizes[anchor]
        elif isinstance(event, yaml.CollectionStartEvent):
            opened.append((anchor, count))
        elif isinstance(event, yaml.CollectionEndEvent):
            name, before = opened.pop()
            sizes |= {name: count - before + 1} if name else {}
        elif anchor:
            sizes[anchor] = 1
        count += 1
        if len(opened) > DEEPEST:
            raise _refused(event, f"nesting beyond {DEEPEST}")
        if count > MOST:
            raise _refused(event, f"references that stand for more than {MOST} values")
    return yaml.load(raw, Loader=LOADER)


def _refused(event: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def parse(place: Path, file: str) -> Any:
    """Plain data from a YAML file in UTF-8.

    Raises
    ------
    DataError
        The file is missing, not UTF-8, or not YAML; the line is named.
    """
    wrong = csvfile.fault(place, file)
    if wrong:
        raise DataError([wrong])
    try:
        return load(place.read_bytes())
    except yaml.YAMLError as error:
        raise DataError([breach(error, file)]) from None
    except ValueError as error:
        mend = f"Reading stopped ({error}); look for a date that does not exist."
        raise DataError([Breach(file, None, "", "", "well-formed YAML", mend)]) from None


def breach(error: yaml.YAMLError, file: str) -> Breach:
    """The breach of a file that is not YAML, with the line where reading stopped."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    mend = f"Reading stopped here ({problem}); look at the indentation, the colons and the quotes."
    return Breach(file, None if mark is None else mark.line + 1, "", "", "well-formed YAML", mend)
