"""Movement between classes, with and without neighbours."""

from __future__ import annotations

import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency

from megalopolis.errors import ParameterError
from megalopolis.measures import convergence

STATES = pd.read_csv(libpysal.examples.get_path("usjoin.csv"), index_col="Name")[
    [str(year) for year in range(1929, 2010)]
]


def states48():
    """The neighbours of the 48 states, named as in the table of incomes."""
    file = libpysal.io.open(libpysal.examples.get_path("states48.gal"))
    matrix = file.read().full()[0]
    file.close()
    return pd.DataFrame(matrix, index=STATES.index, columns=STATES.index)


NEIGHBOURS = states48()


def chain(count):
    """A row of cities, each the neighbour of the next."""
    names = [f"c{i}" for i in range(count)]
    return pd.DataFrame(np.eye(count, k=1) + np.eye(count, k=-1), index=names, columns=names)


@st.composite
def panels(draw):
    """Levels of 3 to 8 cities in 2 to 5 years, with ties and zeros."""
    count, years = draw(st.integers(3, 8)), draw(st.integers(2, 5))
    row = st.lists(st.integers(0, 6).map(float), min_size=years, max_size=years)
    cells = np.array(draw(st.lists(row, min_size=count, max_size=count)))
    cells[0] += 1
    return pd.DataFrame(cells, index=[f"c{i}" for i in range(count)], columns=range(2000, 2000 + years))


def test_yearly_classes_of_american_states_are_the_published_ones():
    """giddy publishes counts, probabilities and steady state of yearly quintiles (tests/test_markov.py)."""
    counts = [
        [729, 71, 1, 0, 0],
        [72, 567, 80, 3, 0],
        [0, 81, 631, 86, 2],
        [0, 3, 86, 573, 56],
        [0, 0, 1, 57, 741],
    ]
    steady = [0.20774716, 0.18725774, 0.20740537, 0.18821787, 0.20937187]

    found = convergence.markov(STATES, 5, classes="yearly")

    assert counts == found.counts.to_numpy().tolist()
    assert steady == pytest.approx(found.ergodic.to_list(), abs=5e-9)
    assert found.probability.loc[1, 1] == pytest.approx(0.91011236, abs=5e-9)
    assert found.probability.loc[5, 4] == pytest.approx(0.07133917, abs=5e-9)
    assert found.cutoffs.shape == (4, 81)


def test_pooled_classes_of_american_states_are_the_published_ones():
    """giddy publishes the same for quintiles of relative incomes over all years (docstring of Markov)."""
    counts = [
        [707, 58, 7, 1, 0],
        [50, 629, 80, 1, 1],
        [4, 79, 610, 73, 2],
        [0, 7, 72, 650, 37],
        [0, 0, 0, 48, 724],
    ]
    steady = [0.17957376, 0.21631443, 0.21499942, 0.21134662, 0.17776576]
    cutoffs = [0.83999133, 0.94707545, 1.03242697, 1.14911154]

    found = convergence.markov(STATES, 5)

    assert counts == found.counts.to_numpy().tolist()
    assert steady == pytest.approx(found.ergodic.to_list(), abs=5e-9)
    assert cutoffs == pytest.approx(found.cutoffs["pooled"].to_list(), abs=5e-9)


@pytest.mark.parametrize(
    ("lags", "lr", "q", "degrees", "cutoffs"),
    [
        (5, 170.659, 200.624, 60, [0.88973386, 0.95891917, 1.01469758, 1.1183566]),
        (4, 172.105, 321.128, 45, [0.91440247, 0.98583079, 1.08698351]),
    ],
)
def test_spatial_markov_of_american_states_is_the_published_one(lags, lr, q, degrees, cutoffs):
    """giddy publishes both tests of homogeneity and the bounds of the lags (docstring of Spatial_Markov)."""
    found = convergence.spatial_markov(STATES, NEIGHBOURS, 5, lags)

    assert (lr, q) == pytest.approx((found.lr, found.q), abs=5e-4)
    assert degrees == found.degrees
    assert cutoffs == pytest.approx(found.lag_cutoffs.to_list(), abs=5e-9)
    assert max(found.q_p, found.lr_p) < 5e-4


def test_conditional_chains_of_american_states_are_the_published_ones():
    """giddy publishes the probabilities and the steady states by class of the neighbours."""
    steady = [
        [0.43509425, 0.2635327, 0.20363044, 0.06841983, 0.02932278],
        [0.13391287, 0.33993305, 0.25153036, 0.23343016, 0.04119356],
        [0.12124869, 0.21137444, 0.2635101, 0.29013417, 0.1137326],
        [0.0776413, 0.19748806, 0.25352636, 0.22480415, 0.24654013],
        [0.01776781, 0.19964349, 0.19009833, 0.25524697, 0.3372434],
    ]

    found = convergence.spatial_markov(STATES, NEIGHBOURS, 5)

    assert np.array(steady) == pytest.approx(found.ergodic.to_numpy(), abs=5e-9)
    row = [0.0, 0.03571429, 0.32142857, 0.57142857, 0.07142857]
    assert row == pytest.approx(found.probability.loc[(1, 4)].to_list(), abs=5e-9)
    assert found.counts.to_numpy().sum() == 48 * 80
    pooled = found.counts.groupby(level="from").sum()
    assert pooled.to_numpy().tolist() == found.pooled.counts.to_numpy().tolist()
    assert found.islands == ()


def test_moves_by_hand():
    """Two classes of four cities over three years, counted with a pencil."""
    panel = pd.DataFrame(
        [[1, 1, 3], [1, 3, 3], [3, 3, 1], [3, 1, 1]],
        index=["武汉", "黄石", "长沙", "南昌"],
        columns=[2000, 2010, 2020],
    )

    found = convergence.markov(panel, 2)

    assert found.classes.loc["武汉"].to_list() == [1, 1, 2]
    assert found.counts.to_numpy().tolist() == [[2, 2], [2, 2]]
    assert found.probability.to_numpy().tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert found.ergodic.to_list() == pytest.approx([0.5, 0.5])


def test_steady_state_by_hand():
    """giddy's example: P = (1/2 1/4 1/4; 1/2 0 1/2; 1/4 1/4 1/2) has the steady state (0.4, 0.2, 0.4)."""
    from megalopolis.measures import _markov

    counts = np.array([[2, 1, 1], [1, 0, 1], [1, 1, 2]])
    apart = np.array([[5, 5, 0], [3, 7, 0], [0, 0, 1]])
    unseen = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]])
    transient = np.array([[0, 4, 0], [0, 3, 3], [0, 3, 3]])

    assert _markov.ergodic(counts) == pytest.approx([0.4, 0.2, 0.4])
    assert np.isnan(_markov.ergodic(apart)).all()
    assert _markov.ergodic(unseen) == pytest.approx([0.5, 0.5, 0.0])
    assert _markov.ergodic(transient) == pytest.approx([0.0, 0.5, 0.5])
    assert np.isnan(_markov.ergodic(np.array([[1, 1], [0, 0]]))).all()
    assert np.isnan(_markov.ergodic(np.zeros((2, 2), dtype=int))).all()


@given(panels(), st.integers(2, 4), st.sampled_from(["pooled", "yearly"]))
@settings(max_examples=30, deadline=None)
def test_counts_equal_a_naive_loop(panel, k, classes):
    """City by city, year by year: the class at the start and at the end of every step."""
    if (panel.sum() == 0).any():
        panel = panel + 1
    relative = panel / panel.mean()
    counts = np.zeros((k, k), dtype=int)
    for city in panel.index:
        for first, second in zip(panel.columns[:-1], panel.columns[1:], strict=True):
            move = []
            for year in (first, second):
                pool = relative.to_numpy().ravel() if classes == "pooled" else relative[year].to_numpy()
                bounds = [np.quantile(pool, step / k) for step in range(1, k)]
                move.append(sum(relative.loc[city, year] > bound + 1e-12 for bound in bounds))
            counts[move[0], move[1]] += 1

    found = convergence.markov(panel, k, classes)

    assert counts.tolist() == found.counts.to_numpy().tolist()
    rows = found.probability.sum(axis=1, min_count=k)
    assert ((rows - 1).abs() < 1e-12)[found.counts.sum(axis=1) > 0].all()
    assert rows[found.counts.sum(axis=1) == 0].isna().all()
    if found.ergodic.notna().all():
        steady = found.ergodic.to_numpy()
        assert steady == pytest.approx(steady @ found.probability.fillna(0).to_numpy(), abs=1e-9)
        assert steady.sum() == pytest.approx(1)


@given(panels(), st.integers(2, 3), st.integers(2, 3))
@settings(max_examples=30, deadline=None)
def test_spatial_counts_equal_a_naive_loop(panel, k, lags):
    """The class of the neighbours' mean is that at the start of the step, among all years."""
    panel = panel + 1
    w = chain(len(panel))
    relative = panel / panel.mean()
    means = pd.DataFrame(
        {year: [relative[year][w.loc[city] > 0].mean() for city in panel.index] for year in panel.columns},
        index=panel.index,
    )
    classes = convergence.markov(panel, k).classes
    bounds = [np.quantile(means.to_numpy(), step / lags) for step in range(1, lags)]
    counts = np.zeros((lags, k, k), dtype=int)
    for city in panel.index:
        for first, second in zip(panel.columns[:-1], panel.columns[1:], strict=True):
            lag = sum(means.loc[city, first] > bound + 1e-12 for bound in bounds)
            counts[lag, classes.loc[city, first] - 1, classes.loc[city, second] - 1] += 1
    near = min([abs(mean - bound) for mean in means.to_numpy().ravel() for bound in bounds])

    found = convergence.spatial_markov(panel, w, k, lags)

    if near > 1e-12:
        assert counts.tolist() == found.counts.to_numpy().reshape(lags, k, k).tolist()
    assert found.counts.to_numpy().sum() == found.pooled.counts.to_numpy().sum()
    assert found.q >= 0 and found.lr >= 0


def test_homogeneity_is_the_contingency_test_of_each_class():
    """For two classes and full cells, Q and LR are the sums of scipy's tests of lag by destination."""
    found = convergence.spatial_markov(STATES, NEIGHBOURS, 2)
    tables = [found.counts.xs(origin, level="from").to_numpy() for origin in (1, 2)]

    pearson = [chi2_contingency(table, correction=False) for table in tables]
    ratio = [chi2_contingency(table, correction=False, lambda_="log-likelihood") for table in tables]

    assert sum(test.statistic for test in pearson) == pytest.approx(found.q, rel=1e-10)
    assert sum(test.statistic for test in ratio) == pytest.approx(found.lr, rel=1e-10)
    assert sum(test.dof for test in pearson) == found.degrees
    assert chi2.sf([found.q, found.lr], found.degrees) == pytest.approx([found.q_p, found.lr_p], rel=1e-10)


def test_homogeneity_by_hand():
    """From one class: 1 and 1 moves beside neighbours of class 1, 3 and 1 beside those of class 2.

    Together 4 and 2 of 6, so that 4/3, 2/3 and 8/3, 4/3 are expected, each a third away from the count:
    Q = 1/9 (3/4 + 3/2 + 3/8 + 3/4) = 3/8; LR = 2 ln(3/4 x 3/2 x (9/8)^3 x 3/4); one degree of freedom.
    """
    from megalopolis.measures import _spatial_markov

    apart = np.array([[[1, 1], [0, 0]], [[3, 1], [0, 0]]])
    alike = np.array([[[1, 3], [2, 2]], [[2, 6], [3, 3]]])

    assert (3 / 8, 2 * np.log(27 / 32 * (9 / 8) ** 3), 1) == pytest.approx(
        _spatial_markov._homogeneity(apart)
    )
    assert (0, 0, 2) == pytest.approx(_spatial_markov._homogeneity(alike))


def test_an_island_is_counted_in_the_pooled_chain_only():
    """A city without neighbours has no lag; its moves stay out of the conditional chains, and it is named."""
    w = chain(4)
    w.loc["c3"] = 0
    w["c3"] = 0
    panel = pd.DataFrame([[1, 2], [2, 3], [3, 4], [4, 1]], index=w.index, columns=[2010, 2020])

    found = convergence.spatial_markov(panel, w, 2)

    assert found.islands == ("c3",)
    assert (found.counts.to_numpy().sum(), found.pooled.counts.to_numpy().sum()) == (3, 4)


def test_one_class_of_moves_tests_nothing():
    """If nobody can move anywhere else there are no degrees of freedom and no p value."""
    panel = pd.DataFrame(1.0, index=chain(4).index, columns=[2010, 2020])

    found = convergence.spatial_markov(panel, chain(4), 2)

    assert found.degrees == 0
    assert np.isnan(found.q_p) and np.isnan(found.lr_p)
    assert found.pooled.counts.to_numpy().tolist() == [[4, 0], [0, 0]]
    assert found.pooled.ergodic.to_list() == pytest.approx([1, 0])


@given(panels(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_a_unit_for_each_year_and_the_order_of_cities_do_not_matter(panel, random):
    """Classes are relative to the mean of the year: inflation changes nothing, nor does another order."""
    panel = panel + [1 + 0.001 * year for year in range(panel.shape[1])]
    order = random.sample(panel.index.to_list(), len(panel))
    other = panel.loc[order] * [3.7**year for year in range(panel.shape[1])]

    assert convergence.markov(panel, 3).counts.equals(convergence.markov(other, 3).counts)


def test_wrong_inputs_are_refused():
    """Years that are uneven, out of order or too few, too few classes, and other cities are named."""
    panel = pd.DataFrame([[1, 2], [2, 3], [3, 4]], index=chain(3).index, columns=[2010, 2020])

    with pytest.raises(ParameterError, match="found nan for c1 in column 2020"):
        convergence.markov(panel.astype(float).mask(panel == 3).fillna({2010: 1}), 2)
    with pytest.raises(ParameterError, match="at least 2 years"):
        convergence.markov(panel[[2010]], 2)
    with pytest.raises(ParameterError, match="evenly spaced years; found gaps of 10, 1"):
        convergence.markov(panel.assign(**{"2021": 1}), 2)
    with pytest.raises(ParameterError, match="k: expected 2 or more classes; found 1"):
        convergence.markov(panel, 1)
    with pytest.raises(ParameterError, match="lags: expected 2 or more"):
        convergence.spatial_markov(panel, chain(3), 2, lags=1)
    with pytest.raises(ParameterError, match="found 0 in 2020"):
        convergence.markov(panel.assign(**{"2020": 0}).drop(columns=2020), 2)
    with pytest.raises(ParameterError, match="pooled, yearly; found 'fixed'"):
        convergence.markov(panel, 2, classes="fixed")
    with pytest.raises(ParameterError, match="c3 only in w"):
        convergence.spatial_markov(panel, chain(4), 2)
