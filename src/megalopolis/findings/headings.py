"""A frame for the reader: names instead of codes, headings instead of column names."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from megalopolis.findings.sentences import called
from megalopolis.region import Region


def headed(here: Region, frame: pd.DataFrame, prefix: str, index: str, **values: object) -> pd.DataFrame:
    """Give *frame* the headings of the labels, and its index as a first column of names.

    Parameters
    ----------
    here : Region
    frame : pandas.DataFrame
        Indexed by city code, agglomeration id, or names that stand for themselves.
    prefix : str
        The label ``<prefix>.<column>`` is the heading of a column.
    index : str
        The label ``<prefix>.<index>`` is the heading of the first column.
    **values
        Placeholders of the labels, such as a year.

    Returns
    -------
    pandas.DataFrame
        The index is kept, so that a map still finds its cities.

    Raises
    ------
    ParameterError
        A label is missing or a placeholder is not given.
    """
    names = [called(here, str(one)) for one in frame.index]
    named = frame.rename(columns=lambda column: here.say(f"{prefix}.{column}", **values))
    named.insert(0, here.say(f"{prefix}.{index}", **values), names)
    return named


def present(here: Region, cities: Iterable[str], frame: pd.DataFrame) -> list[str]:
    """Names of those of *cities* that *frame*, indexed by city, has a row for: what a chart can write."""
    return [str(here.names[city]) for city in cities if city in frame.index]
