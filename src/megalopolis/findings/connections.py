"""Direct trains between the cities of a region, and what a border between its groups costs.

A pair of cities without a row in the timetable is not known to have no train; it is left out unless asked.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import resample
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

Cells = npt.NDArray[np.float64]

EARTH = 6371.0
"""Mean radius of the Earth, km."""


def pairs(here: Region, date: str) -> pd.DataFrame:
    """Every pair of cities of the region that stand in the timetable of a date, each pair once.

    Parameters
    ----------
    here : Region
    date : str
        A date of the rail rows of the table ``travel``.

    Returns
    -------
    pandas.DataFrame
        A row a pair: ``first``, ``second`` (codes), ``km`` (great circle between the seats), ``across`` (the
        two lie in different groups), ``minutes`` of the fastest direct train and direct ``trains`` a day,
        both as means of the two ways; NaN where the timetable has no row, whether or not a train runs.

    Raises
    ------
    ParameterError
        The table has no rail rows of this date.
    """
    table = {name: here.travel("rail", date, name) for name in ("minutes", "trains")}
    minutes = table["minutes"]
    listed = minutes.index[minutes.notna().any(axis=1) | minutes.notna().any()]
    cities = here.cities.loc[listed]
    first, second = np.triu_indices(len(cities), 1)
    codes, group = cities.index.to_numpy(), cities["group"].to_numpy()
    found = pd.DataFrame(
        {
            "first": codes[first],
            "second": codes[second],
            "km": distances(cities)[first, second],
            "across": group[first] != group[second],
        }
    )
    for name, matrix in table.items():
        square = matrix.loc[listed, listed].to_numpy()
        ways = pd.DataFrame({"out": square[first, second], "back": square[second, first]})
        found[name] = ways.mean(axis=1)
    return found


def distances(cities: pd.DataFrame) -> npt.NDArray[np.float64]:
    r"""Great-circle distances between cities with ``longitude`` and ``latitude`` in degrees, km.

    .. math:: d = 2 R \arcsin \sqrt{\sin^2 \frac{\Delta\varphi}{2}
              + \cos \varphi_1 \cos \varphi_2 \sin^2 \frac{\Delta\lambda}{2}}
    """
    east, north = (np.radians(cities[name].to_numpy(dtype=float)) for name in ("longitude", "latitude"))
    half = (
        np.sin((north[:, None] - north) / 2) ** 2
        + np.cos(north[:, None]) * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    )
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def border(
    table: pd.DataFrame,
    column: str,
    absent: Literal["unknown", "zero"] = "unknown",
    interval: bool = True,
) -> dict[str, float | None]:
    r"""By how much pairs across a border differ from pairs within a group, for :func:`finding.tell`.

    .. math:: \ln y_{ij} = a_i + a_j + b \ln d_{ij} + c\,B_{ij}, \qquad \text{border} = 100\,(e^c - 1)

    where B is 1 for two cities in different groups. The effects a of the cities take up their size and their
    place in the network, d the distance; so the border compares like with like.

    Parameters
    ----------
    table : pandas.DataFrame
        As :func:`pairs` gives it.
    column : str
        y, such as ``trains`` or ``minutes``; above 0 where known.
    absent : {"unknown", "zero"}
        Pairs without a figure are left out, or counted as 0; then the equation is fitted to y itself by
        Poisson pseudo maximum likelihood.
    interval : bool
        Without it ``low`` and ``high`` are None, and the equation is fitted once.

    Returns
    -------
    dict
        ``value`` in per cent with ``low`` and ``high`` (5th to 95th percentile, from a jackknife that leaves
        out one city with all its pairs at a time), ``count`` pairs used, ``across`` of them across a border.
        None where the pairs do not tell the border from the cities.

    Raises
    ------
    ParameterError
        *absent* is neither, or a figure is not above 0.

    References
    ----------
    McCallum (1995), National Borders Matter, *American Economic Review* 85 (3); Santos Silva and Tenreyro
    (2006), The Log of Gravity, *Review of Economics and Statistics* 88 (4).
    """
    if absent not in ("unknown", "zero"):
        raise ParameterError(f"absent: expected unknown or zero; found {absent!r}.")
    known = table[table["km"] > 0]
    wrong = known.loc[known[column] <= 0, ["first", "second"]]
    if len(wrong):
        pair = " and ".join(wrong.iloc[0])
        raise ParameterError(f"{column}: expected figures above 0; found another for {pair}.")
    zeros = absent == "zero"
    used = known.fillna({column: 0.0}) if zeros else known.dropna(subset=[column])
    cities = sorted({*used["first"], *used["second"]})
    sides = [used[side].to_numpy(dtype=object)[:, None] for side in ("first", "second")]
    # arrays from here on: the equation is fitted once for every city that is left out
    touches = ((sides[0] == cities) | (sides[1] == cities)).astype(float)
    values, across, distance = (used[name].to_numpy(dtype=float) for name in (column, "across", "km"))
    design = np.column_stack([across, np.log(distance), touches])
    effect = _effect(values, design, zeros)
    apart: npt.NDArray[np.bool_] | list[npt.NDArray[np.bool_]] = (touches == 0).T if interval else []
    left_out = np.array([_effect(values[kept], design[kept], zeros) for kept in apart])
    size = len(left_out)
    error = np.sqrt((size - 1) / size * ((left_out - left_out.mean()) ** 2).sum()) if size else np.nan
    from scipy.stats import norm

    low, high = (effect + error * norm.ppf(end) for end in resample.INTERVAL)
    return {
        **{
            name: plain(100 * np.expm1(one))
            for name, one in (("value", effect), ("low", low), ("high", high))
        },
        "count": float(len(used)),
        "across": float(used["across"].sum()),
    }


def _effect(values: Cells, design: Cells, zeros: bool) -> float:
    """The coefficient of the first column of *design*, the border; NaN where it is not identified.

    From its third column on *design* says which city a pair touches.
    """
    known = values > 0
    # the effect of a city without any figure would run to minus infinity, and its pairs tell nothing
    empty = ~design[known, 2:].any(axis=0)
    told = ~design[:, 2:][:, empty].any(axis=1)
    values, design = values[told], design[told]
    if not len(values):
        return float("nan")
    from scipy.linalg import orth

    # the same columns turned into independent ones: cities that hang on one pair repeat each other
    design = np.column_stack([design[:, 0], orth(design[:, 1:])])
    if len(values) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return float("nan")
    # not statsmodels.api, which takes seconds to import
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.regression.linear_model import OLS

    model: Any = GLM(values, design, family=Poisson()) if zeros else OLS(np.log(values), design)
    return float(model.fit().params[0])
