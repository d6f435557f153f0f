"""Findings: sentences in both languages, gaps that stay gaps, figures for the prose."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import numpy as np
import pytest

from megalopolis import tables
from megalopolis.errors import ParameterError
from megalopolis.findings import finding, sentences
from megalopolis.region import Region

PRIMACY = {"key": "toy.primacy", "value": 1000 / 500, "low": 1.9, "high": 2.25}


def test_sentence_comes_from_the_table_in_both_languages(toy, notebook):
    """The row's sentences are filled with the value and its interval, each in its own format."""
    told = finding.tell(toy, **PRIMACY)

    expected = (
        "最大城市与第二大城市之比为2.00（1.90至2.25）。",
        "The largest city is 2.00 times the second (1.90 to 2.25).",
    )
    assert expected == (told.sentence_zh, told.sentence_en)


def test_finding_carries_the_way_back(toy, notebook):
    """Measure, tables, indicators, region and source stand beside the number."""
    told = finding.tell(toy, **PRIMACY)

    expected = {
        "value": 2.0,
        "low": 1.9,
        "high": 2.25,
        "unit": "",
        "measure": "megalopolis.measures.size.primacy",
        "tables": ("observations-census",),
        "indicators": ("population",),
        "year": None,
        "region": "toy",
        "language": "en",
    }
    assert expected == {name: getattr(told, name) for name in expected}
    assert "Toy Census Office" in told.source


def test_state_makes_the_same_finding_and_shows_nothing(toy, notebook):
    """What tell shows and glues is what state makes in silence."""
    stated = finding.state(toy, **PRIMACY)
    silent = (list(notebook.outputs), dict(notebook.glued))

    assert ([], {}) == silent
    assert stated == finding.tell(toy, **PRIMACY)


def test_output_has_html_json_and_plain_text(toy_zh, notebook):
    """A notebook stores the anchor with the sentence, the record and the sentence alone."""
    told = finding.tell(toy_zh, **PRIMACY)

    (output,) = notebook.outputs
    assert told.sentence_zh == output["text/plain"]
    assert output["text/html"].startswith('<div class="finding" id="finding-toy.primacy"><p>最大城市')
    assert "megalopolis.measures.size.primacy" in output["text/html"]
    assert json.loads(json.dumps(output[finding.MIME]))["value"] == 2.0


def test_every_figure_is_glued_as_it_is_written(toy, notebook):
    """Prose reads the value under the key and each placeholder under key.name, formatted."""
    finding.tell(toy, "toy.population", 2450, year=2020, value_millions=24.5, city="990100")

    expected = {
        "toy.population": "2,450",
        "toy.population.year": "2020",
        "toy.population.value_millions": "24.50",
        "toy.population.city": "Jia",
    }
    assert expected == notebook.glued


def test_in_the_build_the_figures_travel_with_the_finding(toy, notebook, monkeypatch):
    """One message instead of many: the book glues what elsewhere is glued at once."""
    finding.tell(toy, **PRIMACY)
    monkeypatch.setenv("MEGALOPOLIS_BUILD", "1")
    expected = dict(notebook.glued)
    notebook.glued.clear()

    finding.tell(toy, **PRIMACY)

    at_once, together = notebook.outputs
    assert (expected, {}) == (together.pop(finding.FIGURES), notebook.glued)
    assert at_once == together


def test_bounds_take_the_format_of_the_value(toy, notebook):
    """An interval that the sentence does not print is still glued, as precise as the value."""
    finding.tell(toy, "toy.gini", 0.41234, low=0.4, high=0.5)

    expected = {"toy.gini": "0.412", "toy.gini.low": "0.400", "toy.gini.high": "0.500"}
    assert expected == notebook.glued


def test_city_codes_become_names_in_each_language(toy, notebook):
    """A code is written as the Chinese name in Chinese and the English name in English."""
    told = finding.tell(
        toy, "toy.population", 2450, year=2020, value_millions=24.5, city=["990100", "980100"]
    )

    assert ("甲、丁" in told.sentence_zh, "Jia, Ding was" in told.sentence_en) == (True, True)
    assert 2020 == told.year


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan])
def test_missing_value_says_that_there_is_no_figure(toy, notebook, missing):
    """No number is invented: the sentence names what was needed, and blames none of several indicators."""
    told = finding.tell(toy, "toy.gini", missing)

    assert told.value is None
    assert '<p class="no-figure">This cannot be computed' in told.html
    assert "cannot be computed for the Toy agglomeration" in told.sentence_en
    assert "There is no figure" not in told.sentence_en
    assert "GDP" in told.sentence_en
    assert "nan" not in notebook.outputs[0]["text/html"]
    assert {"toy.gini": "no figure"} == notebook.glued


def test_missing_value_of_no_indicator_is_named_by_its_tables(toy, notebook):
    """A finding that rests on no single indicator says what lacks by titles of tables."""
    row = {"key": "toy.trains", "indicators": "", "tables": "travel plans"}

    said = sentences.no_figure(toy, "en", row)

    titles = {one["name"]: one["title"].split(" / ")[0] for one in tables.package(toy.data)["resources"]}
    assert f"({titles['travel']}, {titles['plans']})" in said
    assert "toy.trains" in sentences.no_figure(toy, "zh", {**row, "tables": ""})
    one = sentences.no_figure(toy, "en", {**row, "tables": "observations-census", "indicators": "gdp"})
    assert one.startswith("There is no figure for the Toy agglomeration: GDP")


def test_tables_are_named_in_the_language(root, toy):
    """Titles of the book have both, English first, and are cut; those of the toy have one and stay whole."""
    here = Region.load("changjiang-middle-reaches", "zh", root / "data")
    row = {"key": "toy.trains", "indicators": "", "tables": "travel plans"}

    chinese, english = (sentences.no_figure(here, language, row) for language in ("zh", "en"))

    assert "城市间出行、城市群规划" in chinese
    assert "Travel between cities, Plans of the agglomerations" in english
    assert "Travel times、Plans" in sentences.no_figure(toy, "zh", row)


def test_missing_bound_is_written_as_missing(toy, notebook):
    """A bound that the sentence needs and nobody has is said to be missing, not printed as nan."""
    told = finding.tell(toy, "toy.primacy", 2.0, low=float("nan"), high=2.5)

    assert "The largest city is 2.00 times the second (no figure to 2.50)." == told.sentence_en


def test_unknown_key_lists_near_ones(toy, notebook):
    """A misspelt key is named, with keys that resemble it."""
    with pytest.raises(ParameterError, match=r"'toy\.primcy'.*toy\.primacy"):
        finding.tell(toy, "toy.primcy", 2.0)


def test_placeholder_that_is_not_given_is_named(toy, notebook):
    """The message says which placeholder is missing and which of those given is near."""
    with pytest.raises(ParameterError, match=r"toy\.population.*\{city\}.*Near ones: cityy"):
        finding.tell(toy, "toy.population", 1.0, year=2020, value_millions=0.01, cityy="990100")


def test_placeholder_that_no_sentence_has_is_refused(toy, notebook):
    """A name that neither sentence uses is a mistake, and the near one is listed."""
    with pytest.raises(ParameterError, match=r"lower= is given.*Near ones: low"):
        finding.tell(toy, "toy.primacy", 2.0, low=1.0, high=3.0, lower=1.0)


def test_text_is_escaped():
    """Names with markup are shown, not obeyed."""
    told = finding.Finding(
        key='a"b',
        value=1.0,
        low=None,
        high=None,
        unit="",
        sentence_zh="",
        sentence_en="<script>alert(1)</script>",
        measure="<b>",
        tables=("<i>",),
        indicators=(),
        year=None,
        region="toy",
        language="en",
        source="<u>",
    )

    shown = told.html

    assert [] == [tag for tag in ("<script", "<b>", "<i>", "<u>", 'id="finding-a"b"') if tag in shown]


def test_finding_cannot_be_changed(toy, notebook):
    """What was told stays told."""
    told = finding.tell(toy, **PRIMACY)

    with pytest.raises(dataclasses.FrozenInstanceError):
        told.value = 3.0


def test_import_is_silent():
    """Importing the findings prints nothing and does not load Sphinx or the charts."""
    code = (
        "import sys; from megalopolis.findings import finding, problems, paths, comparison, industry; "
        "print([name for name in ('sphinx', 'altair', 'sklearn', 'myst_nb') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
