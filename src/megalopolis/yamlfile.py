"""Read YAML in UTF-8, and say on which line reading stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from megalopolis import csvfile
from megalopolis.errors import Breach, DataError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        return yaml.load(place.read_bytes(), Loader=LOADER)
    except yaml.YAMLError as error:
        raise DataError([breach(error, file)]) from None


def breach(error: yaml.YAMLError, file: str) -> Breach:
    """The breach of a file that is not YAML, with the line where reading stopped."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    mend = f"Reading stopped here ({problem}); look at the indentation, the colons and the quotes."
    return Breach(file, None if mark is None else mark.line + 1, "", "", "well-formed YAML", mend)
