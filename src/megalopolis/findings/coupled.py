"""How far the five dimensions of each city develop together: three forms of one model, and what they hide.

``weights`` and ``without`` are those of :mod:`megalopolis.findings.composite_index`; they enter the level T
and the scores, never the coupling degree C.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from megalopolis.findings.composite_index import dimensions, scores
from megalopolis.measures import coupling
from megalopolis.measures.composite import Index
from megalopolis.region import Region

SHIFTS = (-0.05, -0.02, 0.0, 0.02, 0.05)
RANDOM = 20_000
WORDS = {"C": "degree", "T": "level", "D": "coordination"}


def systems(index: Index, year: int) -> pd.DataFrame:
    """Scores of the dimensions from 0 to 1, cities from the highest index down."""
    return scores(index, year)[dimensions(index)] / 100


def coordinated(index: Index, year: int, form: str = "original") -> pd.DataFrame:
    """C, T, D, grade and lag of every city with the weights of the index; see ``coupling.coordination``."""
    return coupling.coordination(systems(index, year), index.weights[dimensions(index)], form)


def beside_mean(index: Index, year: int) -> pd.DataFrame:
    """The original D with equal weights beside the root of the geometric mean of the scores.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``degree`` C, ``level`` T, ``coordination`` D, ``root`` (square root of the
        geometric mean) and ``gap``, how far D is from it.
    """
    table = systems(index, year)
    found = coupling.coordination(table)[["C", "T", "D"]]
    root = np.sqrt(table.prod(axis=1, skipna=False) ** (1 / table.shape[1]))
    return found.rename(columns=WORDS).assign(root=root, gap=(found["D"] - root).abs())


def every_form(index: Index, year: int) -> pd.DataFrame:
    """C and D of every city by each form: columns ``C-original`` to ``D-fan``."""
    found = {form: coordinated(index, year, form) for form in coupling.FORMS}
    return pd.DataFrame(
        {f"{letter}-{form}": table[letter] for letter in ("C", "D") for form, table in found.items()}
    )


def spread(here: Region, index: Index, year: int) -> pd.DataFrame:
    """C of every city by each form in long form, headed for a strip of dots."""
    table = every_form(index, year)
    columns = {f"C-{form}": here.say(f"coupling.form.{form}") for form in coupling.FORMS}
    wide = table[list(columns)].rename(columns=columns)
    wide.insert(0, here.say("coupling.city"), here.names[wide.index])
    return wide.melt(
        id_vars=here.say("coupling.city"),
        var_name=here.say("coupling.form"),
        value_name=here.say("coupling.degree"),
    )


def at_random(systems: int, seed: int, draws: int = RANDOM) -> pd.Series:
    """Median C by form when the scores of *systems* dimensions are drawn evenly between 0 and 1."""
    uniform = pd.DataFrame(np.random.default_rng(seed).uniform(size=(draws, systems)))
    return pd.Series({form: coupling.degree(uniform, form).median() for form in coupling.FORMS})


def graded(here: Region, index: Index, year: int, shifts: Sequence[float] = SHIFTS) -> pd.DataFrame:
    """Number of cities in each grade of the original D when all cut-offs move by a shift.

    Returns
    -------
    pandas.DataFrame
        The name of the grade, from the worst, and a column a shift, headed for the reader; grades that no
        city has under any shift are left out.
    """
    d = coordinated(index, year)["D"].dropna()
    counts = pd.DataFrame(
        {f"{shift:+.2f}" if shift else "0": coupling.grade(d, shift).value_counts() for shift in shifts}
    )
    known = [one for one in coupling.GRADES if one.id in counts.index]
    table = counts.reindex([one.id for one in known]).fillna(0).astype(int)
    table.insert(0, here.say("coupling.grades.grade"), [getattr(one, here.language) for one in known])
    return table


def regraded(index: Index, year: int, shift: float) -> pd.Series:
    """Whether the grade of a city changes when the cut-offs move by *shift* up or down."""
    d = coordinated(index, year)["D"].dropna()
    own, up, down = (coupling.grade(d, step) for step in (0, shift, -shift))
    return (up != own) | (down != own)


def lags(index: Index, year: int) -> pd.DataFrame:
    """The lagging dimension of each city, on the scale of the index and against the region.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``absolute``, the dimension with the lowest score; ``relative``, the one furthest
        below the mean of the region in standard deviations.  A dimension in which all cities are alike lags
        nowhere in the second sense.
    """
    table = systems(index, year).dropna()
    deviation = table.std(ddof=1)
    standard = (table - table.mean()).loc[:, deviation > 0] / deviation[deviation > 0]
    return pd.DataFrame(
        {"absolute": coupling.coordination(table)["lag"], "relative": standard.idxmin(axis=1)}
    )


def lag_types(here: Region, index: Index, first: int, last: int) -> pd.DataFrame:
    """How many cities lag in each dimension, by both readings in two years.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name of the dimension (or "synchronous"): ``absolute_first``, ``absolute_last``,
        ``relative_first``, ``relative_last``, counts of cities.
    """
    counted = {
        f"{kind}_{moment}": lags(index, year)[kind].value_counts()
        for kind in ("absolute", "relative")
        for moment, year in (("first", first), ("last", last))
    }
    table = pd.DataFrame(counted).fillna(0).astype(int)
    order = [one for one in (*dimensions(index), coupling.SYNCHRONOUS) if one in table.index]
    named = [
        here.say("coupling.synchronous")
        if one == coupling.SYNCHRONOUS
        else here.say(f"index.dimension.{one}")
        for one in order
    ]
    return table.reindex(order).set_axis(named)


def cities(here: Region, index: Index, year: int) -> pd.DataFrame:
    """The table of cities: C, T, D and grade of the original form, and both lags."""
    table = coordinated(index, year)
    lag = lags(index, year).reindex(table.index)
    names = {one.id: getattr(one, here.language) for one in coupling.GRADES}
    dimension = {one: here.say(f"index.dimension.{one}") for one in dimensions(index)}
    return pd.DataFrame(
        {
            "degree": table["C"],
            "level": table["T"],
            "coordination": table["D"],
            "grade": table["grade"].map(names),
            "absolute": lag["absolute"].map(
                {**dimension, coupling.SYNCHRONOUS: here.say("coupling.synchronous")}
            ),
            "relative": lag["relative"].map(dimension),
        }
    )


def two_years(index: Index, first: int, last: int) -> pd.DataFrame:
    """D of the original form in two years."""
    return pd.DataFrame({"first": coordinated(index, first)["D"], "last": coordinated(index, last)["D"]})


def moved(index: Index, first: int, last: int) -> pd.DataFrame:
    """Mean change of C and D over the cities by form: a row a form, columns ``C`` and ``D``."""
    change = (every_form(index, last) - every_form(index, first)).mean()
    return pd.DataFrame(
        {letter: {form: change[f"{letter}-{form}"] for form in coupling.FORMS} for letter in ("C", "D")}
    )


def moved_by_form(here: Region, index: Index, first: int, last: int) -> pd.DataFrame:
    """The table of :func:`moved`, indexed by the name of the form."""
    table = moved(index, first, last).rename(columns=WORDS)
    return table.set_axis([here.say(f"coupling.form.{form}") for form in table.index])
