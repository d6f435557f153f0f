"""The structure of the composite index, as the table of indicators gives it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from megalopolis import tables

DIMENSIONS = ("innovation", "coordination", "green", "openness", "sharing")
ROOT = "index"
COLUMNS = ["code", "parent", "level", "direction", "weight", "goalpost_low", "goalpost_high"]


def framework(data: Path) -> pd.DataFrame:
    """One row a node: code, parent, level, direction, weight, goalpost_low, goalpost_high.

    Indicators that have a weight are level 1, their dimensions level 2 with equal weights, ``index`` is
    level 3 and has no parent. Goalposts belong to indicators, in their units; above them they are missing.
    """
    table = tables.read("indicators", data)
    used = table[table["weight"].notna() & table["dimension"].isin(DIMENSIONS)]
    leaves = used.rename(columns={"dimension": "parent"}).assign(level=1)
    present = [name for name in DIMENSIONS if name in set(used["dimension"])]
    above: list[dict[str, object]] = [
        {"code": name, "parent": ROOT, "level": 2, "direction": 1, "weight": 1.0} for name in present
    ]
    above.append({"code": ROOT, "parent": None, "level": 3, "direction": 1, "weight": 1.0})
    rows = [*leaves.reindex(columns=COLUMNS).to_dict("records"), *above]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"level": int, "direction": int, "weight": float})
