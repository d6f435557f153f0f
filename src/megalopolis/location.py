"""Where the project lies, found without a library: a command that has nothing to do is done at once."""

from __future__ import annotations

import os
from pathlib import Path

from megalopolis.errors import Breach, DataError

PACKAGE = "datapackage.yaml"


def root() -> Path:
    """The folder of the project.

    The environment variable MEGALOPOLIS_ROOT when it is set, else the first folder at or above the working
    folder that holds ``data/datapackage.yaml``, else the checkout in which this package lies.

    Raises
    ------
    DataError
        None of them holds ``data/datapackage.yaml``.
    """
    chosen = os.environ.get("MEGALOPOLIS_ROOT")
    if chosen:
        return Path(chosen).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / "data" / PACKAGE).is_file():
            return folder
    mend = f"Start from the folder of the project, or set MEGALOPOLIS_ROOT to it (started from {here})."
    raise DataError([Breach(f"data/{PACKAGE}", None, "", "", "a description of the tables", mend)])
