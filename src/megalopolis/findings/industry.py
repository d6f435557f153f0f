"""What the census says about the sectors of cities: the 19 sections of the long form, and knowledge work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.region import Region

SECTORS = (
    "empshare_agri",
    "empshare_mining",
    "empshare_manuf",
    "empshare_utilities",
    "empshare_construction",
    "empshare_trade",
    "empshare_transport",
    "empshare_hotel_catering",
    "empshare_info",
    "empshare_finance",
    "empshare_realestate",
    "empshare_leasing_business",
    "empshare_sci_tech",
    "empshare_water_env",
    "empshare_resident_service",
    "empshare_education",
    "empshare_health_social",
    "empshare_culture",
    "empshare_public_admin",
)
"""The 19 sections of GB/T 4754 in the long form of the census, international organisations left out."""

KNOWLEDGE = ("empshare_sci_tech", "empshare_info")
"""Research and technical services; information transmission and software."""


def sectors(here: Region, year: int, without: Sequence[str] = ()) -> pd.DataFrame:
    """The employment of every city of the country by sector, in per cent of all employed.

    Parameters
    ----------
    here : Region
    year : int
        A census year.
    without : sequence of str
        Sectors to leave out, such as farming; the others keep their shares of all employed.

    Returns
    -------
    pandas.DataFrame, shape (n, 19 less those left out)
        A row a city whose shares are all known.

    Raises
    ------
    ParameterError
        A sector to leave out is none of the 19, or no city has shares in *year*.
    """
    unknown = [code for code in without if code not in SECTORS]
    if unknown:
        raise ParameterError(f"without: expected some of {', '.join(SECTORS)}; found {', '.join(unknown)}.")
    kept = [code for code in SECTORS if code not in without]
    return pd.DataFrame({code: here.nation(code, year) for code in kept}).dropna()


def knowledge(here: Region, year: int) -> pd.Series:
    """The share of the employed in science, technology and information, in per cent, for every city."""
    parts = [here.nation(code, year) for code in KNOWLEDGE]
    return (parts[0] + parts[1]).rename("knowledge")


def knowledge_change(here: Region, start: int, end: int) -> pd.Series:
    """How many percentage points the share of :func:`knowledge` rose from one census to another."""
    risen: pd.Series = knowledge(here, end) - knowledge(here, start)
    return risen.rename("knowledge_change")


def contributions(table: pd.DataFrame) -> pd.Series:
    r"""Split the mean Krugman index over pairs of cities by sector.

    .. math:: C_k = \frac{2}{n (n - 1)} \sum_{i < j} | s_{ik} - s_{jk} |

    Parameters
    ----------
    table : pandas.DataFrame, shape (n, m)
        Amounts or shares of each sector in each city.

    Returns
    -------
    pandas.Series, shape (m,)
        In the unit of shares (0 to 1); adds up to the mean of :func:`structure.krugman_pairs` over pairs.
        Largest first.

    Raises
    ------
    ParameterError
        There are fewer than two cities.
    """
    if len(table) < 2:
        raise ParameterError(f"table: expected at least 2 cities; found {len(table)}.")
    from scipy.spatial.distance import pdist

    shares = table.div(table.sum(axis=1), axis=0)
    means = {sector: pdist(shares[[sector]].to_numpy(), "cityblock").mean() for sector in shares}
    return pd.Series(means).sort_values(ascending=False, kind="stable").rename("contribution")


def parts(here: Region, contributions: pd.Series, name: str, value: str) -> pd.DataFrame:
    """Contributions of sectors as a frame with headings *name* and *value*, names in the language."""
    return contributions.rename(index=sector_names(here)).rename_axis(name).rename(value).reset_index()


def share_of(parts: pd.Series, chosen: Sequence[str]) -> float:
    """What some *parts* make of all of them, in per cent."""
    return float(parts.loc[list(chosen)].sum() / parts.sum() * 100)


def above(matrix: pd.DataFrame, threshold: float) -> float:
    """The share of pairs of cities, in per cent, whose cell of a symmetric *matrix* exceeds *threshold*.

    Raises
    ------
    ParameterError
        There are fewer than two cities.
    """
    return float((_pairs(matrix) > threshold).mean() * 100)


def closest(matrix: pd.DataFrame) -> dict[str, float | str]:
    """The two cities with the highest cell of a symmetric *matrix*, for :func:`finding.tell`.

    Returns
    -------
    dict
        ``value``, the cell, and ``first`` and ``second``, the codes.

    Raises
    ------
    ParameterError
        There are fewer than two cities.
    """
    values = _pairs(matrix)
    first, second = values.index[int(values.to_numpy().argmax())]
    return {"value": float(values.max()), "first": str(first), "second": str(second)}


def leaders(values: pd.Series, count: int) -> dict[str, float | list[str]]:
    """The cities with the most of a quantity, for :func:`finding.tell`.

    Returns
    -------
    dict
        ``value``, their share of the total in per cent, and ``cities``, their codes, the largest first.

    Raises
    ------
    ParameterError
        There is nothing to share out.
    """
    known = values.dropna().sort_values(ascending=False, kind="stable")
    if not known.sum() > 0:
        raise ParameterError(f"{values.name}: expected a total above 0; found {known.sum():g}.")
    first = known.iloc[:count]
    return {"value": float(first.sum() / known.sum() * 100), "cities": [str(code) for code in first.index]}


def coverage(values: pd.Series) -> dict[str, float | list[str]]:
    """For how many cities there is a figure, for :func:`finding.tell`.

    Returns
    -------
    dict
        ``value``, how many have one, ``count``, how many cities there are, and ``missing``, the codes of
        those without.
    """
    missing = values.index[values.isna()]
    return {
        "value": float(values.notna().sum()),
        "count": float(len(values)),
        "missing": [str(code) for code in missing],
    }


def cells(here: Region, table: pd.DataFrame, row: str, column: str, value: str) -> pd.DataFrame:
    """A table of cities by sectors as one row a cell, for a heat map, names in the language.

    Cities come in the order of the region, sectors in that of the table; *row*, *column* and *value* are the
    headings. Sector names are labels ``innovation.sector.<code without empshare_>``.
    """
    names = sector_names(here)
    rows = [
        {row: here.names[str(city)], column: names[str(sector)], value: cell}
        for city, cells_of_city in table.iterrows()
        for sector, cell in cells_of_city.items()
    ]
    return pd.DataFrame(rows)


def headings(here: Region, keys: Iterable[str]) -> dict[str, str]:
    """What a chart calls each finding ``….rank``: the label ``….name``."""
    return {key: here.say(f"{key.removesuffix('rank')}name") for key in keys}


def sector_names(here: Region) -> dict[str, str]:
    """The short name of every sector in the language."""
    return {code: here.say(f"innovation.sector.{code.removeprefix('empshare_')}") for code in SECTORS}


def _pairs(matrix: pd.DataFrame) -> pd.Series:
    """The cells above the diagonal, indexed by the two cities."""
    if len(matrix) < 2:
        raise ParameterError(f"matrix: expected at least 2 cities; found {len(matrix)}.")
    upper = np.triu(np.ones(matrix.shape, dtype=bool), k=1)
    rows, columns = np.nonzero(upper)
    index = pd.MultiIndex.from_arrays([matrix.index[rows], matrix.columns[columns]])
    return pd.Series(matrix.to_numpy()[rows, columns], index=index)
