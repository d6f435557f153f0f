"""Read a table that is a Parquet file, and say what is wrong with one that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from megalopolis import csvfile
from megalopolis.errors import Breach, DataError


def read(path: Path, file: str, types: Mapping[str, str], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """The table at *path*, called *file* in messages.

    Parameters
    ----------
    path : pathlib.Path
    file : str
    types : mapping
        Column -> its type as described.
    dtypes : mapping
        Described type -> that of pandas; text for the others.

    Raises
    ------
    DataError
        It cannot be read, or its columns are not as described.
    """
    try:
        frame = pd.read_parquet(path)
        wrong = csvfile.heading_fault(list(frame.columns), list(types), file)
        if not wrong:
            return frame.astype({name: dtypes.get(kind, "str") for name, kind in types.items()})
    except (ValueError, TypeError, OSError) as error:  # pyarrow's errors are among them
        mend = f"Reading said: {str(error)[:200]}. Take the file from the last state that was whole."
        wrong = Breach(file, None, "", "", "a readable Parquet file with columns as described", mend)
    raise DataError([wrong])
