"""Quantities in classes: a reader can name the class of a colour, not its shade."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from megalopolis.charts.grammar import Spec, channel, legend_columns, pattern
from megalopolis.errors import ParameterError


def classed(value: str, bounds: Sequence[float], middle: bool, decimals: int) -> Spec:
    """Colour of the key ``class`` (see :func:`sorted_into`), with a legend that states the bounds."""
    names = names_of(bounds, decimals)
    return channel(
        "class",
        "ordinal",
        title=value,
        legend={"symbolType": "square", "symbolSize": 160, "columns": legend_columns(names)},
        scale={"domain": names, "range": "diverging" if middle else "ramp"},
    )


def names_of(bounds: Sequence[float], decimals: int) -> list[str]:
    """What the classes between *bounds* are called: ``< 0.8``, ``0.8 – 1.2``, ``≥ 1.2``."""
    texts = [pattern(decimals).format(bound) for bound in bounds]
    between = [f"{low} – {high}" for low, high in pairwise(texts)]
    return [f"< {texts[0]}", *between, f"≥ {texts[-1]}"]


def sorted_into(
    rows: Iterable[Mapping[str, Any]], bounds: Sequence[float], decimals: int
) -> list[dict[str, Any]]:
    """Rows with ``class``: the name of the class of their ``value``; a bound belongs to the upper class."""
    names = names_of(bounds, decimals)
    return [
        {**row, "class": None if row["value"] is None else names[bisect_right(bounds, row["value"])]}
        for row in rows
    ]


def bounds_of(values: pd.Series, breaks: Sequence[float] | None, count: int, decimals: int) -> list[float]:
    """Bounds of the classes of a coloured quantity: *breaks*, or quantiles at *decimals*.

    Raises
    ------
    ParameterError
        *breaks* are not *count* rising numbers, or are left out where they have a meaning (count 6).
    """
    if values.isna().all():
        raise ParameterError("expected at least one number to put into classes; found none")
    if breaks is None:
        if count != 4:
            raise ParameterError(
                f"expected {count} breaks for classes about a middle; found none: pass breaks="
            )
        quantiles = values.dropna().astype(float).quantile([0.2, 0.4, 0.6, 0.8])
        return sorted({round(float(value), decimals) for value in quantiles})
    bounds = [float(value) for value in breaks]
    if len(bounds) != count or sorted(set(bounds)) != bounds:
        raise ParameterError(f"expected {count} rising breaks; found {', '.join(map(str, breaks))}")
    return bounds
