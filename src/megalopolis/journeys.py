"""Travel between cities as matrices, from the row to the column; a gap is NaN, never 0."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from megalopolis import tables
from megalopolis.errors import ParameterError
from megalopolis.series import unknown

VALUES = ("minutes", "trains", "estimate")


def matrix(mode: str, date: str, value: str, cities: pd.Index, data: Path) -> pd.DataFrame:
    """One value of every directed pair of *cities*, for one mode of travel and one date.

    Parameters
    ----------
    mode, date : str
        As in the table ``travel``: ``rail`` or ``road``, and the day, month or year of the timetable.
    value : {"minutes", "trains", "estimate"}
        Minutes of one direction; direct trains a day; or 1 where the minutes are an estimate and 0 where
        they are not.
    cities : pandas.Index
        Codes, in the order of rows and columns.
    data : pathlib.Path
        Folder of the tables.

    Returns
    -------
    pandas.DataFrame, shape (n, n)
        Rows ``origin``, columns ``destination``; NaN on the diagonal, where the table has no row, and where
        it has a row but does not say (a train that runs but was not counted).

    Raises
    ------
    ParameterError
        There is no such value, or no row of the table has this mode and date; those that exist are named.
    """
    if value not in VALUES:
        raise ParameterError(unknown("value of travel", value, VALUES))
    trips = tables.read("travel", data)
    here = trips[(trips["mode"] == mode) & (trips["date"] == date)]
    if here.empty:
        pairs = zip(trips["mode"], trips["date"], strict=True)
        known = sorted({f"{way} {day}" for way, day in pairs})
        raise ParameterError(unknown("mode and date of travel", f"{mode} {date}", known))
    found = here.pivot(index="origin", columns="destination", values=value)
    square = found.astype("Float64").astype(float).reindex(index=cities, columns=cities)
    return square.rename_axis(index="origin", columns="destination")
