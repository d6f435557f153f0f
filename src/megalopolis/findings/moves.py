"""How often cities move between classes of a quantity from year to year, also by the class of neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from megalopolis.findings.sentences import plain
from megalopolis.measures import convergence
from megalopolis.region import Region

FEW = 5
"""Moves below which a share says nothing: the usual bound of expected counts for a chi-squared test."""


def chain(levels: pd.DataFrame, classes: int) -> convergence.Markov | None:
    """Moves between *classes* of the level relative to the mean of the year; None without any city."""
    return None if levels.empty else convergence.markov(levels, classes)


def chain_by_neighbours(
    levels: pd.DataFrame, matrix: pd.DataFrame, classes: int
) -> convergence.SpatialMarkov | None:
    """The same apart for each class of the neighbours' mean; None where no city has a neighbour."""
    linked = matrix.loc[levels.index, levels.index]
    return convergence.spatial_markov(levels, linked, classes) if linked.to_numpy().any() else None


def table(here: Region, found: convergence.Markov | None) -> pd.DataFrame:
    """Moves between classes, their shares and the long run, headed for a table; no rows without moves."""
    if found is None:
        return pd.DataFrame()
    size = len(found.counts)
    rows = []
    for place, counts in enumerate(found.counts.to_numpy()):
        row: dict[str, Any] = {here.say("space.markov.from"): _class(here, place + 1, size)}
        row |= {
            here.say("space.markov.to", name=_class(here, end + 1, size)): int(count)
            for end, count in enumerate(counts)
        }
        row[here.say("space.markov.stay")] = 100 * found.probability.to_numpy()[place, place]
        row[here.say("space.markov.ergodic")] = 100 * found.ergodic.to_numpy()[place]
        rows.append(row)
    return pd.DataFrame(rows)


def table_by_neighbours(here: Region, found: convergence.SpatialMarkov | None) -> pd.DataFrame:
    """Moves apart for each class of the neighbours' mean, headed for a table; no rows without moves."""
    if found is None:
        return pd.DataFrame()
    size = found.counts.shape[1]
    rows = []
    for place, counts in enumerate(found.counts.to_numpy()):
        row: dict[str, Any] = {
            here.say("space.markov.lag"): _class(here, place // size + 1, size),
            here.say("space.markov.from"): _class(here, place % size + 1, size),
        }
        row |= {
            here.say("space.markov.to", name=_class(here, end + 1, size)): int(count)
            for end, count in enumerate(counts)
        }
        rows.append(row)
    return pd.DataFrame(rows)


def figures(found: convergence.Markov | None) -> dict[str, float | None]:
    """How many moves there are and how many change the class, for :func:`finding.tell`."""
    if found is None:
        return dict.fromkeys(("value", "count", "share", "up"))
    counts = found.counts.to_numpy()
    total = int(counts.sum())
    changed = total - int(counts.trace())
    return {
        "value": float(changed),
        "count": float(total),
        "share": 100 * changed / total,
        "up": float(sum(counts[i, j] for i in range(len(counts)) for j in range(i + 1, len(counts)))),
    }


def cell_figures(found: convergence.SpatialMarkov | None) -> dict[str, float | None]:
    """How thinly the moves fill the cells, and the test of the neighbours, for :func:`finding.tell`.

    ``value`` are the cells with fewer than 5 moves, ``count`` all cells, ``changed`` moves out of a class.
    """
    if found is None:
        return dict.fromkeys(("value", "count", "changed", "p", "few"))
    counts = found.counts.to_numpy()
    size = counts.shape[1]
    stayed = sum(int(counts[lag * size + i, i]) for lag in range(len(counts) // size) for i in range(size))
    return {
        "value": float((counts < FEW).sum()),
        "count": float(counts.size),
        "changed": float(counts.sum() - stayed),
        "p": plain(found.q_p),
        "few": float(FEW),
    }


def _class(here: Region, number: int, size: int) -> str:
    words: Sequence[str] = ("low", "high") if size == 2 else ("low", "middle", "high")
    if size > 3:
        return str(number)
    return here.say(f"space.markov.class.{words[number - 1]}")
