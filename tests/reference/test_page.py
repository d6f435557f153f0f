"""The reference of a module as HTML."""

from __future__ import annotations

import json
import re

import lxml.html
import pytest

from megalopolis.errors import ParameterError
from megalopolis.reference import page
from megalopolis.reference.catalogue import Catalogue, Entry, catalogue
from megalopolis.region import Region

CHAPTER = "chapters/appendix/methods.ipynb"


@pytest.fixture(scope="module")
def html():
    """Every module in each language, with the label of one function."""
    labels = {"structure.krugman": "克鲁格曼指数 <b>"}
    return {
        language: "".join(page.described(name, language, labels).html for name in catalogue().modules)
        for language in ("zh", "en")
    }


@pytest.fixture(scope="module")
def trees(html):
    """The same as trees."""
    return {
        language: lxml.html.fragment_fromstring(f"<main>{text}</main>") for language, text in html.items()
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_name_has_one_place(trees, language):
    """Each function, class, method and alias is the id of one element, and each module too."""
    ids = trees[language].xpath("//@id")
    names = {
        name
        for entries in catalogue().modules.values()
        for entry in entries
        for one in (entry, *entry.members)
        for name in (one.name, *one.aliases)
    }

    assert len(ids) == len(set(ids))
    assert names | {f"megalopolis.measures.{module}" for module in catalogue().modules} == set(ids)


def test_names_of_the_design_have_a_place():
    """The names by which the measures are to be imported lead to an entry."""
    anchors = catalogue().anchors
    named = (
        "scale.minmax scale.zscore scale.rank scale.percentile weights.equal weights.entropy weights.critic "
        "weights.pca weights.effective composite.Framework composite.build composite.Index composite.topsis "
        "composite.obstacle uncertainty.rank_intervals uncertainty.sobol uncertainty.leave_one_out "
        "coupling.degree coupling.coordination inequality.gini inequality.theil inequality.Theil "
        "inequality.dagum inequality.Dagum convergence.sigma convergence.beta convergence.markov "
        "structure.location_quotient structure.krugman structure.similarity structure.herfindahl "
        "space.neighbours space.moran space.local_moran network.gravity network.centrality network.circle "
        "size.rank_size size.primacy size.polycentricity change.tapio"
    )

    assert {} == {
        name: anchors.get(f"megalopolis.measures.{name}")
        for name in named.split()
        if anchors.get(f"megalopolis.measures.{name}") != f"megalopolis.measures.{name}"
    }


def test_name_of_another_module_leads_to_the_same_place():
    """What two modules offer stands once, under the name by which it is meant to be imported."""
    anchors = catalogue().anchors

    assert "megalopolis.measures.composite.topsis" == anchors["megalopolis.measures.reading.topsis"]
    assert "megalopolis.measures.composite.Framework" == anchors["megalopolis.measures.framework.Framework"]
    assert "megalopolis.measures.inequality.Dagum" == anchors["megalopolis.measures._dagum.Dagum"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_links_lead_to_a_place_on_the_page(trees, language):
    """Contents, roles and types lead nowhere but to an element of the page, or to a paper."""
    addresses = set(trees[language].xpath("//a/@href"))
    ids = set(trees[language].xpath("//@id"))

    assert set() == {one for one in addresses if one.startswith("#") and one[1:] not in ids}
    assert set() == {one for one in addresses if not one.startswith(("#", "https://doi.org/"))}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_runs_and_nothing_is_loaded(trees, language):
    """Formulas are MathML; there is no script, style, picture or event on the page."""
    found = trees[language].xpath(
        "//script | //style | //img | //@style[contains(., 'url')] | //@*[starts-with(name(), 'on')]"
    )

    assert [] == found
    assert 40 < len(trees[language].xpath("//*[local-name() = 'math']"))


def test_english_is_marked_on_the_chinese_page(trees):
    """What comes from a docstring carries its language; the words around it do not."""
    marked = "ancestor-or-self::*[@lang='en']"
    summaries = trees["zh"].xpath("//section/div/p | //dl[@class='reference-values']")
    words = trees["zh"].xpath("//dl[@class='reference-parts']/dt")

    assert [] == [one for one in summaries if not one.xpath(marked)]
    assert [] == [one for one in words if one.xpath(marked)]
    assert [] == trees["en"].xpath("//@lang")


def test_label_stands_for_the_summary_in_chinese_and_before_it_in_english(trees):
    """The reader's language comes first, escaped; English stands in only where there is no label."""
    line = "//li[a[@href='#megalopolis.measures.structure.krugman']]"
    other = "//li[a[@href='#megalopolis.measures.structure.herfindahl']]"

    assert "krugman 克鲁格曼指数 <b>" == trees["zh"].xpath(line)[0].text_content()
    assert "克鲁格曼指数 <b>. Sum how far" in trees["en"].xpath(line)[0].text_content()
    assert "en" == trees["zh"].xpath(f"{other}/span/@lang")[0]


def test_signature_shows_names_and_defaults(trees):
    """A function is shown as it is called; a class that others make has no signature."""
    calls = "//section[@aria-labelledby='megalopolis.measures.{}']/p[@class='reference-signature']"

    assert "krugman(table, reference='nation')" == (
        trees["en"].xpath(calls.format("structure.krugman"))[0].text_content()
    )
    assert "replay(**changes)" == trees["en"].xpath(calls.format("composite.Index.replay"))[0].text_content()
    assert [] == trees["en"].xpath(calls.format("composite.Index"))


def test_result_that_is_a_class_leads_to_it(trees):
    """Where the docstring leaves the result to its class, the class is linked."""
    part = "//section[@aria-labelledby='megalopolis.measures.inequality.theil']/dl/dt[.='Returns']"

    assert "#megalopolis.measures.inequality.Theil" in trees["en"].xpath(
        f"{part}/following-sibling::dd[1]//a/@href"
    )


def test_two_runs_give_the_same_bytes(html):
    """The page depends on nothing but the source: no address in memory, no order of a set."""
    again = "".join(
        page.described(name, "en", {"structure.krugman": "克鲁格曼指数 <b>"}).html
        for name in catalogue().modules
    )

    assert html["en"] == again
    assert not re.search(r"0x[0-9a-f]{6}", again)


def test_hostile_docstring_name_and_label_are_escaped():
    """Markup in a docstring, a default or a label is shown and never runs."""

    def evil(x="<script>alert(1)</script>"):
        """Do <script>alert(2)</script>.

        Parameters
        ----------
        <script> : <script>
            <script>alert(3)</script>
        """

    write = page.Writer("en", {"evil.": "<script>alert(4)</script>"}, Catalogue({}))
    entry = Entry("megalopolis.measures.evil", "function", evil)

    written = write.entry(entry, {entry.name: write.read(entry)}, 4)

    assert "<script" not in written
    assert 6 == written.count("&lt;script")


def test_unknown_module_is_named():
    """The message lists the modules that there are."""
    with pytest.raises(ParameterError, match=r"inequality.*found 'inequalities'"):
        page.entries("inequalities")


def test_reference_shows_itself(root):
    """JupyterLab gets HTML and a line of text; the words come from the labels of the region."""
    here = Region.load("changjiang-middle-reaches", "zh", root / "data")

    shown = page.module(here, "structure")._repr_mimebundle_()

    assert "megalopolis.measures.structure: location_quotient, krugman" in shown["text/plain"]
    assert "克鲁格曼指数" in shown["text/html"]


def test_chapter_shows_every_module(root):
    """The page of methods has a section for each module, and for no other."""
    cells = json.loads((root / CHAPTER).read_text(encoding="utf-8"))["cells"]
    code = "".join(line for cell in cells if cell["cell_type"] == "code" for line in cell["source"])

    assert set(catalogue().modules) == set(re.findall(r'page\.module\(here, "(\w+)"\)', code))


def test_every_entry_has_words_in_chinese(root):
    """The labels say in one line what each function and class is, and name none that is gone."""
    labels = Region.load("changjiang-middle-reaches", "zh", root / "data").table("labels")["key"]
    known = {
        f"methods.{page.label_of(entry)}" for entries in catalogue().modules.values() for entry in entries
    }
    given = {
        key for key in labels if re.fullmatch(rf"methods\.({'|'.join(catalogue().modules)})\.[\w-]+", key)
    }

    assert known == given


@pytest.mark.parametrize("language", ["zh", "en"])
def test_example_in_the_text_runs(root, language):
    """The listing can be typed as it stands, and its last line is the total and the parts of it."""
    here = Region.load("changjiang-middle-reaches", language, root / "data")
    cells = json.loads((root / CHAPTER).read_text(encoding="utf-8"))["cells"]
    own = ["".join(cell["source"]) for cell in cells if language in cell["metadata"].get("tags", ())]
    (listing,) = [code for text in own for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
    *lines, last = listing.strip().splitlines()
    names = {"population": here.indicator("population", 2020)}
    names |= {"province": here.cities["province"], "area": here.cities["area"]}

    exec("\n".join(lines), names)
    total, between, within = eval(last, names)

    assert total == pytest.approx(between + within)
    assert 0 < between < total
