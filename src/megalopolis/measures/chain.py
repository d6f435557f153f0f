"""The steps from raw data to an index, in their order, each from one table to the next.

raw -> screened -> imputed -> denominated -> treated -> normalised -> aggregated

This is what :func:`megalopolis.measures.composite.build` and the uncertainty analysis are made of.  *data*
and *framework* are theirs, *settings* a :class:`Settings`, and *stages* maps names of steps to a
:class:`Stage`.  A step that refuses its input raises ``ParameterError`` with the city and the indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _columns, _inputs, _weighting, aggregate, impute, scale, treat
from megalopolis.measures._weighting import Weights
from megalopolis.measures.framework import Framework
from megalopolis.measures.impute import Denominator
from megalopolis.measures.treat import Treatment

STAGES = ("raw", "screened", "imputed", "denominated", "treated", "normalised", "aggregated")
NORMALISATIONS = ("minmax", "zscore", "rank", "percentile", "borda", "target")
LOG = ["stage", "city", "indicator", "before", "after", "rule"]


@dataclass(frozen=True, eq=False)
class Settings:
    """What :func:`megalopolis.measures.composite.build` was asked to do; its parameters explain each."""

    screen: float | None = None
    impute: str | None = None
    groups: pd.Series | None = None
    denominate: Mapping[str, Denominator] | None = None
    treat: Treatment | str | None = None
    normalise: str | None = "minmax"
    to: tuple[float, float] = (0, 100)
    targets: Mapping[str, float] | pd.Series | None = None
    weights: Weights = "framework"
    aggregate: str | Sequence[str] = "arithmetic"
    availability: float = 0


FIRST_STAGE = {
    "screen": "screened",
    "impute": "imputed",
    "groups": "imputed",
    "denominate": "denominated",
    "treat": "treated",
    "normalise": "normalised",
    "to": "normalised",
    "targets": "normalised",
    "weights": "aggregated",
    "aggregate": "aggregated",
    "availability": "aggregated",
}
"""The earliest stage that a setting changes."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One *table* of the chain, and by indicator the *rules* applied to it since the one before."""

    table: pd.DataFrame
    rules: Mapping[str, str] = field(default_factory=dict)


Step = Callable[[Mapping[str, Stage], Framework, Settings], Stage]


def run(
    data: pd.DataFrame, framework: Framework, settings: Settings, known: Mapping[str, Stage] | None = None
) -> tuple[dict[str, Stage], pd.Series]:
    """Return all stages, computing those that are not *known* yet, and the local weights.

    Raises
    ------
    ParameterError
        The data lack an indicator or denominator, or a step refuses its input.
    """
    stages = go_on(known or begin(data, framework, settings), framework, settings, "normalised")
    local = local_weights(stages["normalised"].table, framework, settings)
    if "aggregated" not in stages:
        means = aggregate.per_height(settings.aggregate, framework)
        if not 0 <= settings.availability <= 1:
            raise ParameterError(
                f"availability: expected a share from 0 to 1; found {settings.availability!r}."
            )
        scaled = stages["normalised"].table
        columns = {str(code): np.array([weight]) for code, weight in local.items()}
        scores = aggregate.climb(scaled, framework, columns, means, settings.availability)
        table = pd.DataFrame({code: values[0] for code, values in scores.items()}, index=scaled.index)
        stages["aggregated"] = Stage(table)
    return stages, local


def begin(data: pd.DataFrame, framework: Framework, settings: Settings) -> dict[str, Stage]:
    """Return the raw stage, the columns that the framework needs, and the screened one."""
    raw = {"raw": Stage(_selected(data, framework, settings))}
    return go_on(raw, framework, settings, "screened")


def go_on(
    stages: Mapping[str, Stage], framework: Framework, settings: Settings, last: str
) -> dict[str, Stage]:
    """Return *stages* with those up to *last* that are not there yet."""
    result = dict(stages)
    for name in STAGES[1 : STAGES.index(last) + 1]:
        if name not in result:
            result[name] = STEPS[name](result, framework, settings)
    return result


def local_weights(scaled: pd.DataFrame, framework: Framework, settings: Settings) -> pd.Series:
    """Return the weights within each aggregate, from the *scaled* table where they follow from data.

    Entropy would change with the lower end of ``to``, so weights from data are taken on the range from 0.
    """
    if not isinstance(settings.weights, str) or settings.weights not in _weighting.DRIVEN:
        return _weighting.resolve(settings.weights, framework)
    low = settings.to[0] if settings.normalise in ("minmax", "percentile", "target") else 0
    return _weighting.resolve(settings.weights, framework, scaled[list(framework.leaves)] - low)


def normalise(
    x: pd.DataFrame, framework: Framework, settings: Settings, logged: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the indicators *x* scaled as the settings say; *logged* columns are in logarithms.

    Frozen goalposts are in the units of the data, so that a column in logarithms goes by its own range.
    """
    method, direction = settings.normalise, framework.directions
    if method is None:
        return x
    _inputs.choice(method, "normalise", NORMALISATIONS)
    if method == "minmax":
        posts = framework.goalposts.copy()
        posts.loc[list(logged)] = np.nan
        return scale.minmax(x, direction, posts, settings.to)
    if method == "target":
        if settings.targets is None:
            raise ParameterError("targets: expected a target for each indicator; found none.")
        goal = pd.Series(_columns.matched(settings.targets, x.columns, "targets"), index=x.columns)
        return scale.target(x, direction, goal, settings.to)
    if method == "percentile":
        return settings.to[0] + (settings.to[1] - settings.to[0]) * scale.percentile(x, direction)
    return {"zscore": scale.zscore, "rank": scale.rank, "borda": scale.borda}[method](x, direction)


def _selected(data: pd.DataFrame, framework: Framework, settings: Settings) -> pd.DataFrame:
    if not isinstance(data, pd.DataFrame):
        raise ParameterError(
            f"data: expected a pandas DataFrame with a row a city; found {type(data).__name__}."
        )
    below = [rule if isinstance(rule, str) else rule[0] for rule in _divisions(framework, settings).values()]
    wanted = list(dict.fromkeys([*framework.leaves, *below]))
    absent = [code for code in wanted if code not in data.columns]
    if absent:
        raise ParameterError(
            f"data: expected a column for each indicator and denominator; found none for "
            f"{_inputs.listed(absent)}. Add it, or take the indicator out of the framework."
        )
    return _inputs.table(data[wanted], "data", missing=True)


def _divisions(framework: Framework, settings: Settings) -> dict[str, Denominator]:
    return {code: rule for code, rule in (settings.denominate or {}).items() if code in framework.leaves}


def _screened(stages: Mapping[str, Stage], framework: Framework, settings: Settings) -> Stage:
    before = stages["raw"].table
    if settings.screen is None:
        return Stage(before)
    kept = impute.screen(before[list(framework.leaves)], settings.screen).index
    return Stage(before.loc[kept], {"": f"less than {settings.screen:g} of the indicators"})


def _imputed(stages: Mapping[str, Stage], framework: Framework, settings: Settings) -> Stage:
    before = stages["screened"].table
    if settings.impute is None:
        return Stage(before)
    after = impute.impute(before, settings.impute, settings.groups)
    return Stage(after, dict.fromkeys(after.columns, settings.impute))


def _denominated(stages: Mapping[str, Stage], framework: Framework, settings: Settings) -> Stage:
    before, divisions = stages["imputed"].table, _divisions(framework, settings)
    after = impute.denominate(before, divisions) if divisions else before
    rules = {
        code: f"divided by {rule}" if isinstance(rule, str) else f"divided by {rule[0]}, times {rule[1]:g}"
        for code, rule in divisions.items()
    }
    return Stage(after[list(framework.leaves)], rules)


def _treated(stages: Mapping[str, Stage], framework: Framework, settings: Settings) -> Stage:
    before = stages["denominated"].table
    if settings.treat is None:
        return Stage(before)
    done = treat.treat(before, settings.treat)
    return Stage(done.table, {str(code): step for code, step in done.steps.items() if step})


def _normalised(stages: Mapping[str, Stage], framework: Framework, settings: Settings) -> Stage:
    logged = [code for code, rule in stages["treated"].rules.items() if rule == "log"]
    return Stage(normalise(stages["treated"].table, framework, settings, logged))


STEPS: dict[str, Step] = {
    "screened": _screened,
    "imputed": _imputed,
    "denominated": _denominated,
    "treated": _treated,
    "normalised": _normalised,
}


def log(stages: Mapping[str, Stage]) -> pd.DataFrame:
    """Return a row for every city screened out, cell filled in or treated, and indicator divided."""
    rows: list[tuple[object, ...]] = []
    for name, last in zip(STAGES[1:], STAGES, strict=False):
        before, after = stages[last].table, stages[name].table
        for code, rule in stages[name].rules.items():
            if name == "screened":
                dropped = before.index.difference(after.index, sort=False)
                rows += [(name, city, "", np.nan, np.nan, rule) for city in dropped]
            elif name == "denominated":
                rows.append((name, "", code, np.nan, np.nan, rule))
            else:
                old, new = before[code].to_numpy(), after[code].to_numpy()
                changed = np.flatnonzero((old != new) & ~(np.isnan(old) & np.isnan(new)))
                rows += [(name, before.index[i], code, old[i], new[i], rule) for i in changed.tolist()]
    return pd.DataFrame(rows, columns=LOG)
