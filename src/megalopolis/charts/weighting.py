"""A composite index that the reader re-weights in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

import pandas as pd

from megalopolis.charts import grammar as g
from megalopolis.charts.figure import Figure, Words
from megalopolis.errors import ParameterError


def sliders(
    data: pd.DataFrame,
    *,
    name: str,
    weights: Mapping[str, float],
    score: str,
    rank: str,
    group: str | None = None,
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """Bars of a weighted mean with one slider a dimension; they re-sort and show their rank.

    .. math:: I = \\sum_d w_d x_d / \\sum_d w_d

    Parameters
    ----------
    data : DataFrame
        One row a city; a column a dimension, all on one scale (0 to 100).
    weights : mapping
        Column of a dimension -> weight at the start, from 0 to 1.
    score, rank : str
        Headings of the index and of the rank in the table and the hover details.
    group : str, optional
        Colours the bars, with a legend.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        A score is missing (a mean over fewer dimensions would not compare), a weight is not from 0 to 1,
        or all weights are 0.
    """
    dimensions = list(weights)
    frame = g.single(g.checked(data, name, group, *dimensions), name)
    wrong = [f"{column}: {weight}" for column, weight in weights.items() if not 0 <= weight <= 1]
    if wrong or not sum(weights.values()):
        found = ", ".join(wrong) or "zeros only"
        raise ParameterError(f"expected weights from 0 to 1, one of them above 0; found {found}")
    holes = frame.loc[frame[dimensions].isna().any(axis=1), name].astype(str)
    if len(holes):
        raise ParameterError(
            f"expected a score in every dimension; there is none in one or more for {', '.join(holes)}"
        )
    short = {f"d{place}": column for place, column in enumerate(dimensions)}
    rows = g.records(frame, {"name": name, "group": group, **short})
    above = " + ".join(f"w{place} * datum.d{place}" for place in range(len(dimensions)))
    below = " + ".join(f"w{place}" for place in range(len(dimensions)))
    y = g.channel(
        "line",
        "nominal",
        sort={"field": "score", "op": "max", "order": "descending"},
        axis={"labelLimit": 220},
    )
    x = g.channel("score", title=score, scale={"domain": [0, 100], "nice": False},
                  axis={"values": [0, 20, 40, 60, 80, 100]})  # fmt: skip
    number = g.decimal(decimals)
    details = g.tip(
        {"name": name, "group": group, "rank": rank, "score": score, **short},
        {"rank": "d", "score": number} | dict.fromkeys(short, number),
    )
    bar = {"y": y, "x": x, "tooltip": details}
    if group is not None:
        bar |= {"color": g.grouped(group, data[group])}
    text = {"y": y, "x": x, "text": g.channel("score", format=number)}
    layers = [
        g.layer("bar", "ours", bar, height={"band": 0.72}),
        g.layer("text", "label-quiet", text, align="left", dx=4),
    ]
    parameters = [
        {
            "name": f"w{place}",
            "value": round(float(weight), 4),
            "bind": {"input": "range", "min": 0, "max": 1, "step": 0.05, "name": column},
        }
        for place, (column, weight) in enumerate(weights.items())
    ]
    calculate = [
        {"calculate": f"({above}) / max({below}, 1e-9)", "as": "score"},
        {"window": [{"op": "rank", "as": "rank"}], "sort": [{"field": "score", "order": "descending"}]},
        {"calculate": "datum.rank + '  ' + datum.name", "as": "line"},
    ]
    mean = frame[dimensions].mul(pd.Series(weights)).sum(axis=1) / sum(weights.values())
    table = frame.assign(**{score: mean, rank: mean.rank(ascending=False, method="min").astype(int)})
    return Figure(
        spec=g.whole(layers, rows, g.ROW * len(rows), params=parameters, transform=calculate),
        table=g.shown(
            table.sort_values([rank, name], kind="stable"), (rank, name, group, score, *dimensions)
        ),
        formats=dict.fromkeys([score, *dimensions], g.pattern(decimals)),
        **words,
    )
