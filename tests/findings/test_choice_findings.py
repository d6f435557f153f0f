"""Which choice the ranks hang on, told from a table made by hand."""

import pandas as pd
import pytest

from megalopolis.findings import choice_findings
from megalopolis.region import Region

COLUMNS = ["total", "total_low", "total_high"]


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture
def table() -> pd.DataFrame:
    """Total Sobol indices of three choices with their intervals, the largest first."""
    cells = [[0.61, 0.52, 0.7], [0.34, 0.3, 0.38], [0.08, 0.05, 0.11]]
    return pd.DataFrame(cells, index=["choice-weights", "choice-normalise", "choice-noise"], columns=COLUMNS)


@pytest.mark.usefixtures("notebook")
def test_the_decisive_choice_is_the_first_and_the_next_is_named(here, table):
    """The first row with its interval, then the index of the second row, each by its name."""
    names = here.table("glossary").set_index("key")["en"]

    found = choice_findings.decisive(here, table, 2010)

    assert (0.61, 0.52, 0.7, 2010) == (found.value, found.low, found.high, found.year)
    assert (
        f"In 2010 the shift of the ranks depends most on {names['choice-weights']} (total Sobol index 0.61, "
        f"interval 0.52 to 0.70), then on {names['choice-normalise']} (0.34)." == found.sentence_en
    )


@pytest.mark.usefixtures("notebook")
def test_where_no_choice_has_an_index_there_is_no_figure(here, table):
    """Ranks that nothing shifts have no variance to share out; one missing index alone changes nothing."""
    nothing = choice_findings.decisive(here, table * float("nan"), 2020)
    partly = choice_findings.decisive(here, table.mask(table == 0.08), 2020)

    assert (None, None, None, 2020) == (nothing.value, nothing.low, nothing.high, nothing.year)
    assert 0.61 == partly.value


@pytest.mark.usefixtures("notebook")
def test_noise_is_the_index_of_the_varied_weights(here, table):
    """Looked up by its key, wherever it stands in the table."""
    found = choice_findings.noise(here, table[::-1], 2020)

    assert (0.08, 2020) == (found.value, found.year)
    assert "total Sobol index of 0.08 in the shift of ranks of 2020" in found.sentence_en
