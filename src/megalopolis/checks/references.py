"""References in both directions: whatever is named exists, and whatever is listed is used."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from megalopolis.checks.frames import Frames
from megalopolis.errors import Breach


def references(frames: Frames) -> list[Breach]:
    """Breaches of references that foreign keys do not cover."""
    return [
        *_observed(frames),
        *_sources(frames),
        *_plans(frames),
        *_findings(frames),
    ]


def _observed(frames: Frames) -> Iterable[Breach]:
    """Indicators without a value, and observations of indicators that nobody describes."""
    if not frames.complete("indicators") or not frames.complete("observations"):
        return
    table = frames.frames["indicators"]
    seen = frames.values("observations", "indicator")
    for line, row in table.iterrows():
        if row["code"] not in seen and not (pd.notna(row.get("numerator"))):
            rule = "observations of every indicator that has no numerator"
            mend = "Add its observations, name its numerator, or remove the row."
            yield Breach(frames.files["indicators"], int(str(line)), "code", row["code"], rule, mend)
    for name, held in frames.family("observations").items():
        if name in frames.clean:
            yield from _lost(frames.files[name], held["indicator"], set(table["code"]), "indicators.csv")


def _lost(file: str, column: pd.Series, known: set[str], target: str) -> Iterable[Breach]:
    """Values of a column that are not known, once each, at the first line that has them."""
    lost = column[column.notna() & ~column.isin(known)]
    for line, value in lost.drop_duplicates().items():
        mend = f"Correct it wherever it stands, or add it to {target} first."
        yield Breach(file, int(str(line)), str(column.name), str(value), f"a row in {target}", mend)


def _sources(frames: Frames) -> Iterable[Breach]:
    """Sources that are named but not listed, and listed but not used."""
    if "sources" not in frames.whole:
        return
    listed = frames.frames["sources"]["id"]
    named: set[str] = set()
    for name, table in frames.frames.items():
        for column in [one for one in table.columns if one == "source" or one.endswith("_source")]:
            # One cell may name several sources, with spaces between.
            cells = table[column].dropna().drop_duplicates().astype("str")
            single = cells.str.split().explode()
            named |= set(single)
            if name in frames.clean:
                yield from _lost(frames.files[name], single, set(listed), "sources.csv")
    if set(frames.frames) <= frames.whole:
        for line, value in listed.items():
            if value not in named:
                rule, mend = "every source used somewhere", "Remove the row, or name it where it is used."
                yield Breach(frames.files["sources"], int(str(line)), "id", str(value), rule, mend)


def _plans(frames: Frames) -> Iterable[Breach]:
    """Agglomerations without a plan; of a plan without members only the document may be known."""
    if not frames.complete("plans") or "agglomerations" not in frames.frames:
        return
    key = ["agglomeration", "variant"]
    known = set(frames.frames["plans"][key].itertuples(index=False, name=None))
    for pair, rows in frames.frames["agglomerations"].groupby(key):
        if pair not in known:
            value, line = ", ".join(map(str, pair)), int(rows.index[0])
            mend = f"Add the definition to {frames.files['plans']}."
            file = frames.files["agglomerations"]
            yield Breach(file, line, "variant", value, "a row in plans for each definition", mend)


def _findings(frames: Frames) -> Iterable[Breach]:
    """Findings whose measure, tables or indicators do not exist."""
    codes = set(frames.frames["indicators"]["code"]) if "indicators" in frames.whole else None
    for name, table in frames.family("findings").items():
        file = frames.files[name]
        for line, row in table.iterrows():
            at = int(str(line))
            if isinstance(row["measure"], str) and not is_function(row["measure"]):
                rule, mend = "the dotted name of a function that exists", "Correct the name."
                yield Breach(file, at, "measure", row["measure"], rule, mend)
            for value in str(row["tables"] if pd.notna(row["tables"]) else "").split():
                if not frames.family(value):
                    yield Breach(file, at, "tables", value, "names of tables", "Correct the name.")
            for value in str(row["indicators"] if pd.notna(row["indicators"]) else "").split():
                if codes is not None and value not in codes:
                    yield Breach(file, at, "indicators", value, "codes of indicators", "Correct the code.")


def is_function(dotted: str) -> bool:
    """Whether a module defines this name; the module is read, not run."""
    module, _, name = dotted.rpartition(".")
    return bool(module) and name in _names(module)


@cache
def _names(module: str) -> frozenset[str]:
    """Functions and classes that a module defines or imports."""
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError, AttributeError):
        return frozenset()
    if found is None or found.origin is None or not found.origin.endswith(".py"):
        return frozenset()
    names: set[str] = set()
    for node in ast.parse(Path(found.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return frozenset(names)
