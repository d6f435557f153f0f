"""Known errors of the sources, put right where they are known and only while they are there."""

from __future__ import annotations

from typing import Any

import pandas as pd

from megalopolis.errors import Breach, DataError

KEY = ["city", "year", "indicator"]
ACTIONS = ("drop", "override", "flag", "choose")


def corrected(observations: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """The observations after the known errors of their sources have been put right.

    ``drop`` leaves the value out and ``override`` puts another in its place. ``flag`` keeps it, with the id
    of the correction in the column ``flag`` where that is blank. ``choose`` keeps it too: where sources
    differ it says which figure was taken, and the reason names the other.

    Parameters
    ----------
    observations : pandas.DataFrame
        Columns table (name of the resource), city, year, indicator, value, source, flag.
    corrections : pandas.DataFrame
        The table ``corrections``.

    Raises
    ------
    DataError
        A correction expects a value that the observations do not hold, or knows no such action.
    """
    wrong = guards(observations, corrections)
    if wrong:
        raise DataError(wrong)
    key = ["table", *KEY]
    acting = corrections.set_index(key)
    touched = _touched(observations, corrections)
    at = pd.MultiIndex.from_frame(touched[key])
    action = pd.Series(acting["action"].reindex(at).to_numpy(), index=touched.index)
    other = pd.Series(acting["value"].reindex(at).to_numpy(), index=touched.index)
    names = pd.Series(acting["id"].reindex(at).to_numpy(), index=touched.index)
    value = touched["value"].mask(action == "override", other)
    flag = touched["flag"].mask((action == "flag") & touched["flag"].isna(), names)
    changed = touched.assign(value=value, flag=flag)[action != "drop"]
    kept = observations.drop(index=touched.index)
    return pd.concat([kept, changed]).sort_index().reset_index(drop=True)


def _touched(observations: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """The observations that a correction names."""
    key = ["table", *KEY]
    near = observations["indicator"].isin(corrections["indicator"])
    near &= observations["city"].isin(corrections["city"])
    subset = observations[near]
    return subset[pd.MultiIndex.from_frame(subset[key]).isin(pd.MultiIndex.from_frame(corrections[key]))]


def guards(observations: pd.DataFrame, corrections: pd.DataFrame) -> tuple[Breach, ...]:
    """Corrections that no longer fit: each expects the value that the observations hold.

    Once a source is repaired its correction must go, and this is what says so.
    """
    held = _touched(observations, corrections).groupby(["table", *KEY])["value"].first()
    again = corrections.duplicated(["table", *KEY])
    found = []
    offset = 0 if corrections.index.name == "line" else 2
    records: list[dict[Any, Any]] = corrections.to_dict("records")
    for index, repeated, one in zip(corrections.index, again, records, strict=True):
        row = int(index) + offset
        if one["action"] not in ACTIONS:
            mend = "Correct the action."
            found.append(_breach(row, "action", one["action"], f"one of {', '.join(ACTIONS)}", mend))
        if repeated:
            mend = "Keep the one that is meant."
            found.append(_breach(row, "id", one["id"], "one correction for an observation", mend))
        value = held.get((one["table"], one["city"], one["year"], one["indicator"]))
        place = f"{one['indicator']} of {one['city']} in {one['year']} in {one['table']}"
        if value is None:
            rule = f"an observation to correct: {place}"
            found.append(_breach(row, "id", one["id"], rule, "Correct its key, or remove the correction."))
        elif not _same(value, one["expected"]):
            rule = f"the value that {place} holds, {value:.12g}"
            mend = "The source has changed: look again whether the correction is still needed."
            found.append(_breach(row, "expected", f"{one['expected']:.12g}", rule, mend))
    return tuple(found)


def _breach(row: int, column: str, value: object, rule: str, mend: str) -> Breach:
    return Breach("corrections.csv", row, column, str(value), rule, mend)


def _same(held: float, expected: float) -> bool:
    return bool(abs(held - expected) <= 1e-9 * max(abs(held), abs(expected)))
