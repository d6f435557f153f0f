"""Tables that are shown as tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from megalopolis.charts import grammar as g
from megalopolis.charts.figure import TableFigure
from megalopolis.errors import ParameterError


def table(
    frame: pd.DataFrame,
    *,
    title: str,
    source: str,
    language: str,
    caveat: str = "",
    formats: Mapping[str, str] | None = None,
    anchor: str = "",
) -> TableFigure:
    """A table with caption, source and download; numbers to the right, the first column names the rows.

    Parameters
    ----------
    frame : DataFrame
        Columns are headings in the language; the index is not shown.
    formats : mapping, optional
        Column -> Python format such as ``"{:.1f}"``.
    anchor : str
        Gives each row an address on the page, *anchor* and its index with a hyphen between: with "city" and
        codes as the index a link may lead to ``#city-420100``.

    Raises
    ------
    ParameterError
        There are no rows, a format names no column, or two rows would share an address.
    """
    anchors = [f"{anchor}-{one}" for one in frame.index] if anchor else []
    twice = sorted({one for one in anchors if anchors.count(one) > 1})
    if twice:
        raise ParameterError(f"anchor: expected an index without repetition; found {', '.join(twice)} twice.")
    return TableFigure(
        anchors=tuple(anchors),
        table=g.checked(frame, *(formats or {})).reset_index(drop=True),
        title=title,
        source=source,
        language=language,
        caveat=caveat,
        formats=dict(formats or {}),
    )
