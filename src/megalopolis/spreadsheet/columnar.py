"""Parquet files as a grid: the names of the columns are its heading."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from megalopolis.ingest.refusal import Refused
from megalopolis.spreadsheet.grid import Cell, Grid, grid
from megalopolis.spreadsheet.limits import CELLS, COLUMNS


def read(name: str, raw: bytes) -> list[Grid]:
    """The one table of a Parquet file; line 1 is the heading, as if it were text.

    Raises
    ------
    Refused
        ``malformed`` or ``large``.
    """
    import pyarrow
    import pyarrow.parquet as parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(raw), memory_map=False)
        size = file.metadata.num_rows * file.metadata.num_columns
        if size > CELLS or file.metadata.num_columns > COLUMNS:
            found = f"has {file.metadata.num_rows:,} rows of {file.metadata.num_columns:,} columns"
            raise Refused("large", f"{found}; expected at most {CELLS:,} cells: part it")
        table = file.read(use_threads=False)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        kind = type(error).__name__
        raise Refused("malformed", f"not readable as Parquet ({kind}); expected a whole file") from None
    columns = [column.to_pylist() for column in table.columns]
    rows = zip(*columns, strict=True)
    return [grid(name, "", _rows(table.column_names, rows))]


def _rows(heading: list[str], rows: Any) -> Iterator[tuple[int, list[Cell]]]:
    yield 1, [str(one) for one in heading]
    for line, cells in enumerate(rows, start=2):
        yield line, [text(cell) for cell in cells]


def text(value: object) -> str:
    """What a spreadsheet would show for a value, with all the digits that it carries."""
    if value is None or value != value:  # NaN differs from itself
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    return str(value)
