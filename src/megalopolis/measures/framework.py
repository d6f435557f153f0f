"""The structure of an index as data: which indicator counts where, in which direction, with what weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

REQUIRED = ("code", "parent", "direction", "weight")


@dataclass(frozen=True, eq=False)
class Framework:
    """A tree of indicators (leaves), aggregates and one index (the root).

    Parameters
    ----------
    table : pandas.DataFrame
        A row an indicator or aggregate.  ``code`` names it.  ``parent`` is the code of the aggregate that
        it counts in; blank for the index.  ``level`` is optional: 1 for indicators and growing towards the
        index (or the other way round); the tree is read from the parents and a level must not contradict
        it.  ``direction`` is 1 or -1 for indicators, blank or 1 for aggregates.  ``weight`` counts within
        the parent, from 0 upwards, in any unit.  ``goalpost_low`` and ``goalpost_high`` are optional.

        **A row without a weight is not in the index**, and neither is anything under it; only the index
        itself needs no weight.

    Attributes
    ----------
    root : str
        Code of the index.
    leaves : tuple of str
        Codes of the indicators, in the order of the table.
    aggregates : tuple of str
        Every other code, each after its children and else in the order of the table; the index is the last.
    children : mapping of str to tuple of str
        By aggregate.
    heights : mapping of str to int
        1 for an indicator, 1 more than the highest of its children for an aggregate.
    weights : pandas.Series
        By code, all but the index; sums to 1 within each parent.
    directions : pandas.Series
        By indicator, 1 or -1.
    goalposts : pandas.DataFrame
        By indicator, columns low and high; NaN where the table has none.

    Raises
    ------
    ParameterError
        A column is missing, a code stands twice, a parent is not in the table, parents form a cycle, there
        is no or more than one index, a direction is not 1 or -1, a weight is negative, the weights under an
        aggregate are all zero, an aggregate has no indicator left, a level contradicts a parent.
    """

    table: pd.DataFrame

    def __post_init__(self) -> None:
        table = _cleaned(self.table)
        _check_parents(table)
        kept = _with_weight(table)
        object.__setattr__(self, "table", kept)
        _check_kept(kept, table)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, parent in self.table["parent"].items():
            if parent:
                found.setdefault(parent, []).append(str(code))
        return {parent: tuple(codes) for parent, codes in found.items()}

    @cached_property
    def root(self) -> str:
        return str(self.table.index[self.table["parent"] == ""][0])

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        return tuple(code for code in self.table.index if code not in self.children)

    @cached_property
    def aggregates(self) -> tuple[str, ...]:
        inner = [str(code) for code in self.table.index if code in self.children]
        return tuple(sorted(inner, key=lambda code: self.heights[code]))

    @cached_property
    def heights(self) -> Mapping[str, int]:
        def height(code: str) -> int:
            return 1 + max((height(child) for child in self.children.get(code, ())), default=0)

        return {str(code): height(str(code)) for code in self.table.index}

    @cached_property
    def weights(self) -> pd.Series:
        members = self.table[self.table["parent"] != ""]
        shares: pd.Series = members["weight"] / members.groupby("parent")["weight"].transform("sum")
        return shares.rename("weight")

    @cached_property
    def directions(self) -> pd.Series:
        return self.table.loc[list(self.leaves), "direction"].astype(float)

    @cached_property
    def goalposts(self) -> pd.DataFrame:
        posts = self.table.loc[list(self.leaves), ["goalpost_low", "goalpost_high"]]
        return posts.set_axis(["low", "high"], axis=1)

    def under(self, code: str) -> tuple[str, ...]:
        """Find the indicators that count in *code*; an indicator counts in itself.

        Returns
        -------
        tuple of str
        """
        if code not in self.children:
            return (code,)
        return tuple(leaf for child in self.children[code] for leaf in self.under(child))

    def without(self, code: str) -> Framework:
        """Return the framework less *code*, all that is under it, and aggregates left with nothing.

        Raises
        ------
        ParameterError
            *code* is not in the framework, or nothing would be left.
        """
        if code not in self.table.index or len(gone := set(self.under(code))) == len(self.leaves):
            raise ParameterError(
                f"framework: expected to drop one of its codes and to keep some indicator; found {code!r}."
            )
        empty = {aggregate for aggregate in self.aggregates if set(self.under(aggregate)) <= gone}
        kept = self.table[~self.table.index.isin(gone | empty)]
        return Framework(kept.reset_index())


def _cleaned(table: pd.DataFrame) -> pd.DataFrame:
    absent = [name for name in REQUIRED if name not in table.columns]
    if absent:
        raise ParameterError(
            f"framework: expected the columns {', '.join(REQUIRED)}; found no {', '.join(absent)}."
        )
    clean = pd.DataFrame(index=range(len(table)))
    for name in ("code", "parent"):
        clean[name] = (
            table[name].astype(object).where(table[name].notna(), "").map(str).str.strip().to_numpy()
        )
    for name in ("level", "direction", "weight", "goalpost_low", "goalpost_high"):
        given = table[name] if name in table.columns else pd.Series(float("nan"), index=table.index)
        numbers = pd.to_numeric(given, errors="coerce")
        # Names of levels (indicator, dimension) say nothing that the parents do not say.
        wrong = (numbers.isna() & given.notna() & (given.astype(str).str.strip() != "")).to_numpy()
        if wrong.any() and name != "level":
            raise ParameterError(
                f"framework: expected a number or nothing in column {name}; found "
                f"{given[wrong].iloc[0]!r} for {_inputs.listed(clean['code'][wrong])}."
            )
        clean[name] = numbers.to_numpy(dtype=float, na_value=float("nan"))
    if (clean["code"] == "").any():
        raise ParameterError("framework: expected a code in every row; found a row without one.")
    twice = clean["code"][clean["code"].duplicated()].unique()
    if len(twice):
        raise ParameterError(f"framework: expected each code once; found {_inputs.listed(twice)} twice.")
    return clean.set_index("code")


def _check_parents(table: pd.DataFrame) -> None:
    lost = table[(table["parent"] != "") & ~table["parent"].isin(table.index)]
    if len(lost):
        raise ParameterError(
            "framework: expected every parent to be a code of the table; found "
            f"{_inputs.listed(f'{parent} (parent of {code})' for code, parent in lost['parent'].items())}."
        )
    for start in table.index:
        path = [start]
        while parent := table.at[path[-1], "parent"]:
            if parent in path:
                cycle = [*path[path.index(parent) :], parent]
                raise ParameterError(
                    f"framework: expected parents that lead to the index; found a cycle: {' > '.join(cycle)}."
                )
            path.append(parent)


def _with_weight(table: pd.DataFrame) -> pd.DataFrame:
    named = set(table["parent"])
    dropped = table["weight"].isna() & ((table["parent"] != "") | ~table.index.isin(named))
    while True:
        further = table["parent"].isin(table.index[dropped]) & ~dropped
        if not further.any():
            return table[~dropped]
        dropped = dropped | further


def _check_kept(kept: pd.DataFrame, table: pd.DataFrame) -> None:
    roots = kept.index[kept["parent"] == ""]
    if len(roots) != 1:
        raise ParameterError(
            "framework: expected one index, a row without a parent that other rows with a weight count in; "
            f"found {_inputs.listed(roots) if len(roots) else 'none'}."
        )
    aggregates = set(table["parent"]) - {""}
    _refuse(
        kept.index[kept.index.isin(aggregates) & ~kept.index.isin(kept["parent"])],
        "an aggregate to keep at least one member with a weight",
        "Give a member a weight, or none to the aggregate.",
    )
    _refuse(roots[~roots.isin(kept["parent"])], "an index that indicators count in", "See column parent.")
    leaf = ~kept.index.isin(aggregates)
    direction = kept["direction"]
    _refuse(kept.index[leaf & ~direction.isin([1, -1])], "direction 1 or -1", "See column direction.")
    _refuse(
        kept.index[~leaf & direction.notna() & (direction != 1)],
        "no direction or 1 for an aggregate",
        "Directions belong to indicators.",
    )
    _refuse(kept.index[kept["weight"] < 0], "weights of 0 or more", "See column weight.")
    members = kept[kept["parent"] != ""]
    total = members.groupby("parent")["weight"].sum()
    _refuse(total.index[total == 0], "some weight above 0 under an aggregate", "See column weight.")
    _check_levels(members, kept["level"])


def _check_levels(members: pd.DataFrame, level: pd.Series) -> None:
    step = members["parent"].map(level) - members["level"]
    step = step[step.notna()]
    # Levels may count from the indicators up or from the index down, but not both in one table.
    upwards = (step > 0).sum() >= (step < 0).sum()
    _refuse(
        step.index[step <= 0] if upwards else step.index[step >= 0],
        "levels that change in one direction from member to parent",
        "See column level.",
    )


def _refuse(culprits: pd.Index, rule: str, mend: str) -> None:
    if len(culprits):
        raise ParameterError(
            f"framework: expected {rule}; found otherwise for {_inputs.listed(culprits)}. {mend}"
        )
