"""The worked example is what the chapter says of it."""

import pytest

from megalopolis.errors import ParameterError
from megalopolis.ingest.refusal import Refusal
from megalopolis.region import Region
from megalopolis.spreadsheet import example, reading


@pytest.fixture(scope="module")
def here():
    """The region of the book."""
    return Region.load("changjiang-middle-reaches", "zh")


def test_example_is_understood_but_for_the_indicator_that_is_new(here):
    """Each density is new, each other figure is what the book holds, converted from 10 000 yuan."""
    found = example.study(here)

    assert {"population_density"} == {one.indicator for one in found.of("taken")}
    assert len(here.cities) == len(found.of("taken"))
    assert {"gdp", "income_urban"} == {one.indicator for one in found.of("there")}
    assert () == found.of("conflict", "refused")


def test_density_is_residents_by_area(here):
    """Worked out again for Wuhan."""
    wuhan = next(one for one in example.study(here).of("taken") if one.city == "420100")
    residents = here.indicator("pop_census_yearbook", 2020)["420100"]

    assert round(residents * 10_000 / here.cities.loc["420100", "area"], 1) == wuhan.value


def test_both_forms_of_the_page_hold_the_same(here):
    """The workbook and the text in GB18030."""
    rows = example.page(here)
    (one,), (other,) = (
        reading.read("a.xlsx", example.workbook(rows)),
        reading.read("a.csv", example.text(rows)),
    )
    below = [tuple(map(as_number, row)) for row in one.rows[3:-1]]

    assert not isinstance(one, Refusal)
    assert below == [tuple(map(as_number, row)) for row in other.rows[3:-1]]


def as_number(cell):
    """A cell as a number where it is one."""
    try:
        return float(cell)
    except ValueError:
        return cell


def test_example_is_written_with_its_mapping_file(tmp_path):
    """Under the name that is given; another ending is a sentence."""
    example.main([str(tmp_path / "page.xlsx")])

    assert ["page.mapping.yml", "page.xlsx"] == sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(ParameterError, match=r"ends in \.xlsx or \.csv"):
        example.main(["page.docx"])
