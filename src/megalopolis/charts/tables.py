"""Tables that are shown as tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from megalopolis.charts import grammar as g
from megalopolis.charts.figure import TableFigure


def table(
    frame: pd.DataFrame,
    *,
    title: str,
    source: str,
    language: str,
    caveat: str = "",
    formats: Mapping[str, str] | None = None,
) -> TableFigure:
    """A table with caption, source and download; numbers to the right, the first column names the rows.

    Parameters
    ----------
    frame : DataFrame
        Columns are headings in the language; the index is not shown.
    formats : mapping, optional
        Column -> Python format such as ``"{:.1f}"``.

    Raises
    ------
    ParameterError
        There are no rows, or a format names no column.
    """
    return TableFigure(
        table=g.checked(frame, *(formats or {})).reset_index(drop=True),
        title=title,
        source=source,
        language=language,
        caveat=caveat,
        formats=dict(formats or {}),
    )
