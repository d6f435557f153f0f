"""What every public function and class of the measures must say of itself."""

from __future__ import annotations

import inspect
from functools import partial

import pytest

from megalopolis.errors import MegalopolisError
from megalopolis.reference import docstrings, markup
from megalopolis.reference.catalogue import catalogue

ALL = {
    one.name.removeprefix("megalopolis.measures."): one
    for entries in catalogue().modules.values()
    for entry in entries
    for one in (entry, *entry.members)
}
CALLED = [name for name, one in ALL.items() if one.kind in ("function", "method")]

# Functions in whose docstring no formula stands, and why none is missing.
WORDS = {
    "aggregate.collapse": "the formula is that of climb",
    "aggregate.order": "sorts",
    "aggregate.per_height": "reads a setting",
    "aggregate.ranks": "sorts",
    "chain.begin": "selects columns and rows",
    "chain.go_on": "calls the steps, which have their own",
    "chain.local_weights": "calls the weights, which have their own",
    "chain.log": "lists changes",
    "chain.normalise": "calls the scales, which have their own",
    "chain.run": "calls the steps, which have their own",
    "change.states": "lists names",
    "composite.Framework.under": "walks the tree",
    "composite.Framework.without": "walks the tree",
    "composite.Index.replay": "builds again",
    "coupling.grade": "names classes by their bounds",
    "diagnosis.consistency": "calls cronbach_alpha and correlations",
    "diagnosis.correlations": "coefficients of pandas, by name",
    "diagnosis.principal_components": "the eigenvectors of a matrix, by numpy",
    "diagnosis.statistics": "statistics of pandas by name, and treat.moments",
    "impute.denominate": "divides one column by another",
    "impute.impute": "means, medians and straight lines",
    "impute.screen": "counts cells",
    "pipelines.Pipelines.disturb": "draws",
    "pipelines.Pipelines.draw": "draws",
    "pipelines.Pipelines.scores": "the formula is that of climb",
    "pipelines.chosen": "reads choices",
    "pipelines.prepare": "calls the steps, which have their own",
    "scale.borda": "a rank less one",
    "scale.rank": "sorts",
    "space.Neighbours.keep": "selects",
    "space.neighbours": "touching areas, by libpysal",
    "treat.regular": "compares the moments with two bounds",
    "treat.treat": "chooses between winsorise and logarithm",
    "treat.winsorise": "moves cells until the test passes",
    "uncertainty.leave_one_out": "differences of ranks",
    "uncertainty.rank_frequencies": "counts",
    "uncertainty.rank_intervals": "quantiles of ranks",
    "uncertainty.reference_ranks": "sorts",
}
# Functions without a source, and why none is missing.
OWN = {
    "aggregate.collapse": "climb names it",
    "aggregate.order": "sorting",
    "aggregate.per_height": "reads a setting",
    "aggregate.ranks": "sorting",
    "chain.begin": "build names it",
    "chain.go_on": "build names it",
    "chain.local_weights": "build names it",
    "chain.log": "build names it",
    "chain.normalise": "build names it",
    "chain.run": "build names it",
    "change.rate": "a relative change",
    "change.states": "tapio names it",
    "composite.Framework.under": "walks the tree",
    "composite.Framework.without": "walks the tree",
    "composite.Index.replay": "build names it",
    "composite.obstacle": "convention of the Chinese literature, without one first source",
    "coupling.grade": "convention of the Chinese literature, without one first source",
    "diagnosis.consistency": "cronbach_alpha and correlations name theirs",
    "diagnosis.principal_components": "textbook",
    "diagnosis.statistics": "treat.moments names it",
    "impute.denominate": "a division",
    "network.circle": "a list of cities by a limit",
    "network.mass": "gravity names it",
    "pipelines.Pipelines.disturb": "rank_intervals names it",
    "pipelines.Pipelines.draw": "rank_intervals names it",
    "pipelines.Pipelines.scores": "rank_intervals names it",
    "pipelines.chosen": "reads choices",
    "pipelines.prepare": "rank_intervals names it",
    "scale.borda": "rank, less one",
    "scale.percentile": "rank, as a share",
    "scale.rank": "sorting",
    "space.Neighbours.keep": "selects",
    "space.neighbours": "the library is named",
    "structure.krugman_pairs": "krugman names it",
    "treat.logarithm": "treat names it",
    "treat.regular": "treat names it",
    "treat.winsorise": "treat names it",
    "uncertainty.leave_one_out": "build names it",
    "uncertainty.rank_frequencies": "rank_intervals names it",
    "uncertainty.reference_ranks": "sorting",
    "weights.effective": "a product",
}
# Functions that refuse nothing, or of which the input has been checked by who calls them.
CHECKED = {
    "aggregate.order",
    "aggregate.ranks",
    "change.states",
    "composite.Framework.under",
    "diagnosis.consistency",
    "diagnosis.cronbach_alpha",
    "pipelines.Pipelines.disturb",
    "pipelines.Pipelines.draw",
    "treat.logarithm",
    "treat.moments",
    "treat.regular",
    "treat.winsorise",
    "uncertainty.reference_ranks",
    "weights.effective",
    "weights.equal",
}


def read(name):
    """The docstring of the entry called *name*."""
    entry = ALL[name]
    text = inspect.getdoc(entry.target) or ""
    return docstrings.read(text, entry.name, partial(catalogue().find, scope=entry.scope))


def named(values):
    """Every name in *values*, which may stand for several parameters each."""
    return {one.strip().lstrip("*") for value in values for one in value.name.split(",")}


@pytest.mark.parametrize("name", ALL)
def test_docstring_begins_with_a_sentence(name):
    """Every entry is understood, formulas included, and opens with one sentence."""
    summary = read(name).summary

    assert summary
    assert summary.rstrip().endswith((".", "</math>."))


@pytest.mark.parametrize("name", CALLED)
def test_parameters_are_documented(name):
    """Each parameter has its entry, or is set in italics where function or module speak of it."""
    entry, doc = ALL[name], read(name)
    text = f"{inspect.getdoc(entry.target)} {entry.scope.__doc__}"
    wanted = set(inspect.signature(entry.target).parameters) - {"self"}
    given = named(doc.values.get("parameters", ()))

    assert set() == {one for one in wanted - given if f"*{one}*" not in text}
    assert given <= wanted


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if one.kind == "class"])
def test_fields_are_documented(name):
    """Each public field of a class is a parameter or an attribute of its docstring, or named in italics."""
    entry, doc = ALL[name], read(name)
    text = inspect.getdoc(entry.target) or ""
    fields = {one for one in inspect.signature(entry.target).parameters if not one.startswith("_")}
    given = named([*doc.values.get("parameters", ()), *doc.values.get("attributes", ())])
    # The settings of an index are the parameters of the function that builds it.
    if name == "chain.Settings":
        given |= set(inspect.signature(ALL["composite.build"].target).parameters)

    assert set() == {one for one in fields - given if f"*{one}*" not in text}


@pytest.mark.parametrize("name", CALLED)
def test_result_is_documented(name):
    """A function says what it returns: in a section, by its class, or in a sentence."""
    entry, doc = ALL[name], read(name)
    returned = str(inspect.signature(entry.target).return_annotation)
    result = catalogue().find(returned, entry.scope)

    assert doc.values.get("returns") or result or doc.summary.startswith("Return ")


@pytest.mark.parametrize("name", CALLED)
def test_errors_are_documented(name):
    """A function says what it refuses, unless it is listed as one that refuses nothing by itself."""
    entry, doc = ALL[name], read(name)
    text = f"{inspect.getdoc(entry.target)} {entry.scope.__doc__}"
    said = bool(doc.values.get("raises")) or "``ParameterError``" in text

    assert said == (name not in CHECKED)


@pytest.mark.parametrize("name", CALLED)
def test_formula_is_documented(name):
    """A function that computes has a formula; the others are listed with a reason, and the list is true."""
    assert bool(read(name).formulas) == (name not in WORDS)


@pytest.mark.parametrize("name", CALLED)
def test_source_is_documented(name):
    """A function names its source; the others are listed with a reason, and the list is true."""
    assert ("references" in read(name).sections) == (name not in OWN)


def test_lists_name_functions_that_exist():
    """No reason is kept for a function that is gone."""
    assert set() == (set(WORDS) | set(OWN) | CHECKED) - set(CALLED)


def nothing(name):
    """No name leads anywhere."""


def test_values_that_were_documented_together_stay_together():
    """Parameters with one description are one entry, in their order."""
    doc = docstrings.read(
        "Do.\n\nParameters\n----------\na, b : int\n    Both.\nc : str\n    One.", "x", nothing
    )

    assert ["a, b", "c"] == [value.name for value in doc.values["parameters"]]
    assert ["int", "str"] == [value.kind for value in doc.values["parameters"]]


def test_hostile_text_is_escaped():
    """Markup in any part of a docstring is shown and never runs."""
    text = (
        "Do <script>alert(1)</script>.\n\n``<b>`` *<i>*\n\n"
        "Parameters\n----------\n<img> : <script>\n    <svg onload=alert(1)>\n\n"
        "Raises\n------\n<u>\n    <s>\n\nNotes\n-----\n`no <javascript:alert(1)>`_ :math:`a<b`"
    )

    doc = docstrings.read(text, "x", nothing)
    values = [one for listed in doc.values.values() for one in listed]
    html = "".join(
        [doc.summary, doc.body, *doc.sections.values(), *(f"{one.kind}{one.text}" for one in values)]
    )

    assert "&lt;script&gt;" in doc.summary
    assert not [tag for tag in ("<script", "<img", "<svg", "<u>", "<s>", "<b>", "href") if tag in html]


@pytest.mark.parametrize(
    "text",
    [
        "Do.\n\n.. raw:: html\n\n   <script>alert(1)</script>",
        "Do.\n\n.. include:: /etc/hostname",
        "Do ``this.",
        "Do :unknown:`this`.",
    ],
)
def test_docstring_that_is_not_understood_is_named(text):
    """Raw HTML, files and broken markup stop the page, and the message says whose docstring it is."""
    with pytest.raises(MegalopolisError, match=r"docstring of measures\.broken"):
        docstrings.read(text, "measures.broken", nothing)


def test_formula_that_is_not_understood_is_named():
    """A formula that cannot be drawn stops the page, and the message shows it."""
    with pytest.raises(MegalopolisError, match=r"docstring of measures\.broken.*nosuchcommand"):
        docstrings.read(r"Do :math:`\nosuchcommand{x}`.", "measures.broken", nothing)


def test_role_leads_to_its_place():
    """A role becomes code; with a link where the name has a place on the page."""
    doc = docstrings.read("See :func:`here` and :func:`there`.", "x", {"here": "m.here"}.get)

    assert 'See <a href="#m.here"><code>here</code></a> and <code>there</code>.' == doc.summary


def test_doi_leads_to_the_paper():
    """A DOI in a reference is a link; the full stop after it is not part of it."""
    doc = docstrings.read("Do.\n\nReferences\n----------\nA (2000), doi:10.1000/ab.c.", "x", nothing)

    assert '<a href="https://doi.org/10.1000/ab.c">doi:10.1000/ab.c</a>.' in doc.sections["references"]


def test_class_in_a_type_leads_to_its_place():
    """Classes of the package are linked in types; classes of libraries and words are not."""
    linked = markup.linked_classes("Index or pandas.Index, None &lt;Y&gt;", {"Index": "m.Index"}.get)

    assert '<a href="#m.Index">Index</a> or pandas.Index, None &lt;Y&gt;' == linked
