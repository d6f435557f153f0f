"""How long the uncertainty analysis of an index takes, and how much memory.

Everything runs on one core.  The data are random and made here: 30 skewed indicators in five dimensions,
3 in 100 cells missing.  Times are the best of several runs, which is what the code takes when nothing else
runs; the median is printed beside it.
"""

from __future__ import annotations

import importlib.util
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from megalopolis.measures import composite, pipelines, uncertainty, weights

INDICATORS = 30
RUNS = 7
REACH = {(369, 1_000): 0.15, (369, 10_000): 1.5}
MEMORY = 300


def case(cities: int, missing: float = 0.03) -> tuple[pd.DataFrame, composite.Framework]:
    """Make a table of *cities* and the framework of its index."""
    random = np.random.default_rng(cities)
    cells = random.lognormal(size=(cities, INDICATORS))
    cells[random.random(cells.shape) < missing] = np.nan
    codes = [f"indicator {k}" for k in range(INDICATORS)]
    rows = [(code, f"dimension {k % 5}", 1, 1 if k % 4 else -1, 1) for k, code in enumerate(codes)]
    rows += [(f"dimension {k}", "index", 2, 1, 1) for k in range(5)] + [("index", "", 3, 1, 1)]
    table = pd.DataFrame(rows, columns=["code", "parent", "level", "direction", "weight"])
    return pd.DataFrame(cells, columns=codes, index=range(cities)), composite.Framework(table)


def seconds(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Time *work*: the best run and the median of *runs*, after one to warm up."""
    work()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken), statistics.median(taken)


def show(what: str, best: float, median: float, reach: float | None = None) -> None:
    """Print one line, with the reach when there is one."""
    verdict = "" if reach is None else f"   reach {reach:g} s: {'met' if best <= reach else 'NOT met'}"
    print(f"{what:<58}{best:9.4f} s   (median {median:.4f}){verdict}")


def main() -> None:
    """Print every number that the book states about the speed of its measures."""
    print(
        f"whole pipelines, {INDICATORS} indicators: imputation x treatment x normalisation x weights x mean"
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for cities in (31, 369):
        data, framework = case(cities)
        show(
            f"  {cities} cities, tables shared by all draws",
            *seconds(lambda data=data, framework=framework: pipelines.prepare(data, framework, None)),
        )
        for draws in (1_000, 10_000):
            taken = seconds(
                lambda data=data, framework=framework, draws=draws: uncertainty.rank_intervals(
                    data, framework, draws=draws, seed=1
                )
            )
            show(f"  {cities} cities, {draws:,} draws", *taken, REACH.get((cities, draws)))
    print("growth with cities, 1,000 draws")
    for cities in (100, 200, 400, 800):
        data, framework = case(cities)
        taken = seconds(
            lambda data=data, framework=framework: uncertainty.rank_intervals(
                data, framework, draws=1_000, seed=1
            ),
            3,
        )
        show(f"  {cities} cities", *taken)
    print("growth with draws, 369 cities")
    data, framework = case(369)
    for draws in (500, 2_000, 8_000, 32_000):
        taken = seconds(
            lambda draws=draws: uncertainty.rank_intervals(data, framework, draws=draws, seed=1), 3
        )
        show(f"  {draws:,} draws", *taken)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict = "met" if peak <= MEMORY else "NOT met"
    print(
        f"peak memory of this process {peak:.0f} MB, of which libraries and start {before:.0f} MB"
        f"   reach {MEMORY} MB: {verdict}"
    )

    print("one index, 369 cities")
    show(
        "  composite.build",
        *seconds(lambda: composite.build(data, framework, impute="mean", treat="winsorise-log")),
    )
    index = composite.build(data, framework, impute="mean", treat="winsorise-log")
    show("  replay with another mean", *seconds(lambda: index.replay(to=(1, 100), aggregate="geometric")))
    beside_scikit_criteria(index)


def beside_scikit_criteria(index: composite.Index) -> None:
    """Print entropy weights and TOPSIS by both, on the same complete table, and whether they agree."""
    if importlib.util.find_spec("skcriteria") is None:
        print("scikit-criteria is not installed (it comes with what the tests need): not compared")
        return
    import skcriteria
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.scalers import VectorScaler
    from skcriteria.preprocessing.weighters import EntropyWeighter

    scaled = index.stages["normalised"]

    def ours() -> pd.Series:
        return composite.topsis(scaled, 1, weights.entropy(scaled))

    def theirs() -> np.ndarray:
        matrix = skcriteria.mkdm(scaled.to_numpy(), [max] * scaled.shape[1])
        pipe = mkpipe(EntropyWeighter(), VectorScaler(target="matrix"), TOPSIS())
        return pipe.evaluate(matrix).e_.similarity

    print("entropy weights and TOPSIS, 369 cities")
    show("  megalopolis", *seconds(ours, 20))
    show("  scikit-criteria", *seconds(theirs, 20))
    print(f"  largest difference between the two {np.abs(ours() - theirs()).max():.1e}")


if __name__ == "__main__":
    # BLAS would use every core; the claim is about one.
    with threadpool_limits(limits=1):
        main()
