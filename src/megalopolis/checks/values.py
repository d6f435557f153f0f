"""Values and the index: ranges, corrections that still fit, and dimensions that have something to show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis import corrections, series
from megalopolis.checks.frames import Frames
from megalopolis.errors import Breach, DataError
from megalopolis.frameworks import DIMENSIONS

# A dimension counts as observed in a year when at least this share of all cities has one of its indicators.
COVERED = 0.5
KEY = ["city", "year", "indicator"]


def values(frames: Frames) -> list[Breach]:
    """Breaches of what observations and indicators must keep among themselves."""
    found = [*_observed(frames), *_twice(frames), *_corrections(frames), *_described(frames)]
    core = {"cities", "indicators", *frames.family("observations"), *frames.family("corrections")}
    if not found and core <= frames.clean and frames.family("observations"):
        found += _derived(frames)
        found += _coverage(frames)
    return found


def _bounds(frames: Frames) -> pd.DataFrame:
    table = frames.frames.get("indicators", pd.DataFrame(columns=["code", "minimum", "maximum"]))
    return table.drop_duplicates("code").set_index("code")[["minimum", "maximum"]].astype(float)


def _observed(frames: Frames) -> list[Breach]:
    """Observed values that are not finite or outside the range of their indicator, unless corrected."""
    bounds = _bounds(frames)
    found = []
    for name, table in frames.family("observations").items():
        low = table["indicator"].map(bounds["minimum"]).astype(float)  # of an empty table they are text
        high = table["indicator"].map(bounds["maximum"]).astype(float)
        held = table["value"].astype(float)
        outside = (held < low) | (held > high) | np.isinf(held.to_numpy())
        spared = _mended(frames, name)
        for line, row in table[outside].iterrows():
            if (row["city"], row["year"], row["indicator"]) not in spared:
                number = int(str(line))
                rule = _range(row["indicator"], low.loc[number], high.loc[number])
                mend = "Correct the value, or add a row to corrections.csv."
                value = f"{row['value']:g}"
                found.append(Breach(frames.files[name], number, "value", value, rule, mend))
    return found


def _range(code: str, low: float, high: float) -> str:
    ends = [f"at least {low:g}"] if pd.notna(low) else []
    ends += [f"at most {high:g}"] if pd.notna(high) else []
    return f"a number {' and '.join(ends)} for {code}" if ends else f"a finite number for {code}"


def _mended(frames: Frames, name: str) -> set[tuple[object, ...]]:
    """Keys of the observations that a correction drops or overrides."""
    table = frames.frames.get("corrections")
    if table is None:
        return set()
    acting = table[(table["table"] == name) & table["action"].isin(["drop", "override"])]
    return set(acting[KEY].itertuples(index=False, name=None))


def _twice(frames: Frames) -> list[Breach]:
    """Observations that two tables hold; within one table it is a matter of its primary key."""
    tables = frames.family("observations")
    if len(tables) < 2:
        return []
    every = pd.concat([table[KEY].assign(table=name) for name, table in tables.items()])
    first = every.drop_duplicates(KEY).set_index(KEY)["table"]
    again = every[every.duplicated(KEY)]
    found = []
    for line, row in again.iterrows():
        before = first[tuple(row[key] for key in KEY)]
        if before != row["table"]:
            mend = f"The same city, year and indicator is in {frames.files[before]}; keep one."
            value = ", ".join(str(row[key]) for key in KEY)
            rule = "each observation in one table"
            found.append(Breach(frames.files[row["table"]], int(str(line)), "", value, rule, mend))
    return found


def _corrections(frames: Frames) -> list[Breach]:
    """Corrections that no longer fit what the observations hold."""
    table = frames.frames.get("corrections")
    tables = frames.family("observations")
    if table is None or not tables or not set(tables) <= frames.whole:
        return []
    every = pd.concat([held.assign(table=name) for name, held in tables.items()], ignore_index=True)
    found = list(corrections.guards(every, table))
    bounds = _bounds(frames)
    for line, row in table[table["action"] == "override"].iterrows():
        low, high = bounds.reindex([row["indicator"]]).iloc[0]
        if not (row["value"] >= (low if pd.notna(low) else -np.inf)) or row["value"] > high:
            value = "" if pd.isna(row["value"]) else f"{row['value']:g}"
            rule, mend = _range(row["indicator"], low, high), "Correct the value that is put in its place."
            found.append(Breach("corrections.csv", int(str(line)), "value", value, rule, mend))
    return found


def _described(frames: Frames) -> list[Breach]:
    """Indicators whose own row does not hold together, and dimensions without an indicator in the index."""
    table = frames.frames.get("indicators")
    if table is None or "indicators" not in frames.whole:
        return []
    file = frames.files["indicators"]
    found = []
    for line, row in table.iterrows():
        for column, wrong, rule, mend in _row_rules(row):
            if wrong:
                value = "" if pd.isna(row[column]) else str(row[column])
                found.append(Breach(file, int(str(line)), column, value, f"{rule} ({row['code']})", mend))
    known = set(table["code"])
    for column in ("numerator", "denominator"):
        for line, value in table[column][~table[column].isin(known)].dropna().items():
            rule, mend = "the code of an indicator", "Correct it, or describe the indicator first."
            found.append(Breach(file, int(str(line)), column, str(value), rule, mend))
    used = set(table.loc[table["weight"].notna(), "dimension"])
    for name in DIMENSIONS:
        if name not in used:
            mend = f"Give a weight to an indicator of {name}."
            found.append(Breach(file, None, "weight", "", f"an indicator with a weight in {name}", mend))
    return found


def _row_rules(row: pd.Series) -> list[tuple[str, bool, str, str]]:
    """Column, whether it is wrong, the rule and how to mend it."""
    weighted = pd.notna(row["weight"])
    worked_out = pd.notna(row.get("numerator")) or pd.notna(row.get("denominator"))
    lows = [row["goalpost_low"], row["minimum"]]
    highs = [row["goalpost_high"], row["maximum"]]
    # A comparison with a missing value is false.
    crossed = [pd.notna(low) and bool(low >= high) for low, high in zip(lows, highs, strict=True)]
    missing = weighted and (pd.isna(lows[0]) or pd.isna(highs[0]))
    outside = weighted and row["dimension"] not in DIMENSIONS
    return [
        (
            "direction",
            weighted and pd.isna(row["direction"]),
            "1 or -1 for a weight",
            "Fill it in.",
        ),
        (
            "dimension",
            outside,
            f"one of {', '.join(DIMENSIONS)} for a weight",
            "Remove the weight.",
        ),
        ("goalpost_low", missing, "both goalposts for a weight", "Fill in both."),
        ("goalpost_low", crossed[0], "a lower goalpost below the upper one", "Exchange or correct them."),
        ("minimum", crossed[1], "a minimum below the maximum", "Exchange or correct them."),
        (
            "scale",
            pd.notna(row["scale"]) and row["scale"] != 1 and not worked_out,
            "no scale where nothing is divided",
            "Name the denominator, or leave the scale blank.",
        ),
    ]


def _derived(frames: Frames) -> list[Breach]:
    """Shares and rates outside the range of their indicator."""
    file = frames.files["indicators"]
    found: list[Breach] = []
    for line, row in frames.frames["indicators"].iterrows():
        if pd.isna(row.get("numerator")) and pd.isna(row.get("denominator")):
            continue
        try:
            long = series.panel(row["code"], frames.place).stack().dropna()
        except DataError as error:
            return [*found, *error.breaches]
        outside = long[(long < row["minimum"]) | (long > row["maximum"])]
        for (city, year), value in outside.items():
            rule = _range(row["code"], row["minimum"], row["maximum"])
            mend = f"Look at {row.get('numerator')} and {row.get('denominator')} of this city and year."
            shown = f"{value:g} for {city} in {year}"
            found.append(Breach(file, int(str(line)), "code", shown, rule, mend))
    return found


def _coverage(frames: Frames) -> list[Breach]:
    """Dimensions that no year shows together with the others."""
    table = frames.frames["indicators"]
    shares = {}
    for name in DIMENSIONS:
        codes = table.loc[table["weight"].notna() & (table["dimension"] == name), "code"]
        panels = [series.panel(code, frames.place).notna() for code in codes]
        either = pd.concat(panels, axis=1).T.groupby(level=0).any().T if panels else pd.DataFrame()
        shares[name] = either.mean()
    covered = pd.DataFrame(shares).fillna(0.0) >= COVERED
    if covered.all(axis=1).any():
        return []
    best = covered.index[int(covered.sum(axis=1).to_numpy().argmax())] if len(covered) else None
    lacking = [name for name in DIMENSIONS if best is None or not covered.loc[[best], name].item()]
    rule = f"a year in which every dimension is observed for at least {COVERED:.0%} of the cities"
    mend = f"In the best year, {best}, values are lacking for the indicators of this dimension; add them."
    return [Breach(frames.files["indicators"], None, "dimension", name, rule, mend) for name in lacking]
