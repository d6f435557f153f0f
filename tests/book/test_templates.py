"""A template: one notebook, a page for each city of the region, found from lists, tables and search."""

import json
from pathlib import Path

import lxml.html
import pytest

from megalopolis.book import cache, contents, single, templates
from megalopolis.errors import ParameterError

CODE = """from IPython.display import display
from myst_nb import glue

from megalopolis.region import Region

here = Region.load(region, language)
glue("name", here.names[city], display=False)
display({"text/html": f"<p><a data-places='gone#x region/cities#comparison'>{city}</a></p>"}, raw=True)"""


@pytest.fixture
def book(copy, notebook):
    """The built toy book with a template in it."""
    made = notebook(
        ("markdown", "# {glue:text}`name`\n\n哪座城？", ["zh"]),
        ("markdown", "# {glue:text}`name`\n\nWhich city?", ["en"]),
        ("code", 'region = "toy"  # region\nlanguage = "zh"  # zh\ncity = "990100"  # which', ["parameters"]),
        ("code", CODE, ["hide-input"]),
    )
    made["metadata"]["megalopolis"] = {"template": "city"}
    path = copy.places.notebook("city/profile")
    path.parent.mkdir()
    path.write_text(json.dumps(made), encoding="utf-8")
    entry = "chapters/region/cities\n        sections: [{file: chapters/city/profile}]"
    copy.replace("_toc.yml", "chapters/region/cities", entry)
    return copy


def pages(book, **given):
    """Addresses and parameters of the template's pages."""
    assigned = {"index": {}, "city/profile": given}
    found = templates.pages(book.places, "toy", assigned, cache.inputs(book.places))
    return [(page.address, page.parameters) for page in found]


def test_one_page_for_each_city_of_the_region(book):
    """In the order of the region; other chapters stay as they are, other parameters are passed on."""
    expected = [
        ("index", {}),
        ("city/990100", {"year": 2010, "city": "990100"}),
        ("city/990200", {"year": 2010, "city": "990200"}),
    ]

    assert expected == pages(book, year=2010)


def test_a_given_city_is_the_only_page(book):
    """An author who works on one page need not make them all."""
    assert [("index", {}), ("city/990200", {"city": "990200"})] == pages(book, city="990200")


def test_a_city_that_the_region_has_not_is_refused(book):
    """The message offers a code that is near, and all that there are."""
    with pytest.raises(
        ParameterError, match=r"found '990300'. Did you mean 99\d+\? There are: 990100, 990200"
    ):
        pages(book, city="990300")


def test_a_parameter_that_no_region_has_is_refused(book):
    """What templates may vary is known."""
    book.replace("chapters/city/profile.ipynb", '"template": "city"', '"template": "town"')

    with pytest.raises(ParameterError, match="one of city; found 'town'"):
        pages(book)


def test_pages_take_the_place_of_their_template_in_the_contents():
    """Where the template is listed, its pages are, with whatever else the entry says."""
    written = {
        "root": "chapters/a",
        "chapters": [{"file": "chapters/b", "sections": [{"file": "chapters/c/t"}]}],
    }

    found = contents.edition(written, "en", {"c/t": ["c/1", "c/2"]})

    assert [{"file": "b", "sections": [{"file": "c/1"}, {"file": "c/2"}]}] == found["chapters"]


def test_the_pages_are_built_and_linked(book):
    """Titles from the region, links by name and to the first place that there is, a notebook for each."""
    done, _ = book.build(languages=("en",), parameters={"year": "2020"})
    site = book.places.site / "en"
    page = lxml.html.parse(str(site / "city" / "990200.html")).getroot()
    table = lxml.html.parse(str(site / "region" / "cities.html")).getroot()
    found = json.loads((site / "findings.json").read_text(encoding="utf-8"))

    assert "Beta" == page.xpath("string(//article//h1/text())")
    searched = (site / "_static" / "search-texts.js").read_text(encoding="utf-8")
    assert "Alpha" in searched and "Beta" in searched
    assert ["../region/cities.html#comparison"] == page.xpath("//article//p/a[text()='990200']/@href")
    assert {"../city/990100.html", "../city/990200.html"} == set(table.xpath("//figure//th/a/@href"))
    assert {"language": "en", "year": 2020, "region": "toy"} == found["parameters"]
    cells = json.loads((site / "_sources" / "city" / "990200.ipynb").read_text(encoding="utf-8"))["cells"]
    assert any('city = "990200"' in "".join(cell["source"]) for cell in cells)
    assert not (site / "city" / "profile.html").exists()
    assert 4 >= done.executed


def test_one_city_is_run_by_its_code(book):
    """As any chapter with a parameter; its notebook is named by the city."""
    given = {"city": "990200", "language": "zh"}

    path = single.run(book.places, "city/profile", given, None, check=lambda data: None, engine="standard")

    assert Path("run", "zh", "city", "990200.ipynb") == path.relative_to(book.places.build)
