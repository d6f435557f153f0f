"""The contract of a chapter: every rule can be broken, and every chapter keeps them all."""

from pathlib import Path

import pytest

from megalopolis.book import contract_code, contract_prose, notebooks

CHAPTERS = Path(__file__).parents[2] / "chapters"
PARAMETERS = 'region = "toy"  # which region\nlanguage = "zh"  # zh or en'
SETUP = "from megalopolis.region import Region\n\nhere = Region.load(region, language)"
TITLES = (("markdown", "# 题\n", ["zh"]), ("markdown", "# Title\n", ["en"]))
HEAD = (*TITLES, ("code", PARAMETERS, ["parameters"]), ("code", SETUP, ["hide-input"]))


def found(path):
    """Rules that the notebook breaks, with the cell."""
    return [(breach.column, breach.rule) for breach in notebooks.contract(path)]


@pytest.mark.parametrize("path", sorted(CHAPTERS.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_every_chapter_keeps_the_contract(path):
    """No breach in any chapter of the book."""
    assert [] == [str(breach) for breach in notebooks.contract(path)]


def test_a_chapter_that_keeps_the_contract(notebook, save):
    """Title, parameters, set-up, a pair of text cells and a call."""
    whole = notebook(
        *HEAD, ("markdown", "## 一节", ["zh"]), ("markdown", "## A part", ["en"]), ("code", "here", [])
    )

    assert [] == notebooks.contract(save(whole))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda cells: cells[2].update(outputs=[{}]), "without outputs"),
        (lambda cells: cells[2].update(execution_count=3), "without an execution count"),
        (lambda cells: cells[2].pop("id"), "an id"),
        (lambda cells: cells[3].update(id=cells[2]["id"]), "no other cell"),
        (lambda cells: cells[2]["metadata"].update(tags=[]), "tagged 'parameters'"),
        (lambda cells: cells[3]["metadata"].update(tags=["parameters"]), "tagged 'parameters'"),
        (lambda cells: cells[3]["metadata"].update(tags=[]), "tagged 'hide-input'"),
        (lambda cells: cells[0]["metadata"].update(tags=[]), "exactly one of the tags"),
        (lambda cells: cells[0]["metadata"].update(tags=["en"]), "Chinese twin"),
        (lambda cells: cells[1]["metadata"].update(tags=["zh"]), "English twin"),
        (lambda cells: cells[1].update(source="## Title"), "same levels of headings"),
        (lambda cells: cells[0].update(source="题"), "opening with the title"),
        (lambda cells: cells[2].update(source="region = 1  # where"), "the parameter language"),
        (lambda cells: cells[2].update(source=PARAMETERS + "\nyear = 2020"), "a comment"),
        (lambda cells: cells[2].update(source=PARAMETERS + "\nyear = 2 * 2  # twice"), "a literal"),
        (lambda cells: cells[3].update(source="import pandas"), "Region.load"),
        (lambda cells: cells[3]["metadata"].update(tags=["hide-input", "zh"]), "serves both languages"),
    ],
)
def test_each_rule_of_the_form_can_be_broken(notebook, save, change, rule):
    """The breach names the rule."""
    whole = notebook(*HEAD)
    change(whole["cells"])

    assert any(rule in text for _, text in found(save(whole)))


def test_a_template_takes_the_parameter_that_its_pages_differ_in(notebook, save):
    """The metadata names it, the parameters hold it."""
    whole = notebook(*HEAD)
    whole["metadata"]["megalopolis"] = {"template": "city"}
    kept = notebook(*TITLES, ("code", PARAMETERS + '\ncity = "1"  # which', ["parameters"]), HEAD[3])
    kept["metadata"]["megalopolis"] = {"template": "city"}

    assert any("takes the parameter city" in rule for _, rule in found(save(whole)))
    assert [] == found(save(kept))


def test_a_breach_names_the_cell_by_number_and_id(notebook, save):
    """Cells are counted from 1."""
    whole = notebook(*HEAD, ("code", "1 + 1", []))

    assert [("cell 5 (cell-4)", "no formula in a chapter")] == found(save(whole))


def test_a_file_that_is_no_notebook_is_one_breach(tmp_path):
    """The checker does not stop at it."""
    path = tmp_path / "broken.ipynb"
    path.write_text("{", encoding="utf-8")

    assert 1 == len(notebooks.contract(path))


@pytest.mark.parametrize(
    "code",
    [
        "for a in b: c()",
        "[a for a in b]",
        "if a: b()",
        "a if b else c",
        "lambda a: a",
        "def f(): return 1",
        "a = b / c",
        "a += 1",
        'f"{a} cities"',
        "import pandas",
        "print(a)",
        "open(a)",
        'draw(color="red")',
        'draw("#ff0000")',
        'read("data/cities.csv")',
        'read("cities.csv")',
        'draw(title="人口")',
        'draw(title="People in the cities")',
        "!ls",
    ],
)
def test_code_that_belongs_elsewhere_is_found(code):
    """Computing, deciding, words, paths and colours live in src and in tables."""
    assert [] != list(contract_code.breaches(code, "body"))


@pytest.mark.parametrize(
    "code",
    [
        'gdp = here.indicator("gdp", year)',
        "gdp[gdp > 0].sort_values(ascending=False).head(10)",
        'charts.bars(gdp, title=here.say("cities.title"), formats={"a": "{:.1f}"}, language=language)',
        'problems.remarks(here, "problems/innovation", found)',
        "first, second = both",
        "low = -1",
    ],
)
def test_code_that_calls_is_accepted(code):
    """Names, literals, calls, choosing rows."""
    assert [] == list(contract_code.breaches(code, "body"))


@pytest.mark.parametrize(
    "text",
    ["共31个城市。", "19 cities", "grew by 3.5 %", "100 %", "约12.5万人", "in 1850", "a rank of 2", "３１座"],
)
def test_a_typed_number_is_found(text):
    """Digits in a sentence come from findings."""
    assert [] != list(contract_prose.breaches(text, chinese=False))


@pytest.mark.parametrize(
    "text",
    [
        "2010年至2020年",
        "from 2010 to 2020",
        "{glue:text}`toy.total.2` and `x = 3`",
        "$x_1 = 2$ and $$y = 3$$",
        "[link](page-3.html)",
        "GB/T 2260, PM2.5 and CO2",
        "between 0 and 1, or 0 to 100",
        "1. first\n2. second",
        "```{code}\n12\n```",
        ":::{note}\n:class: c3\nwords\n:::",
        "(label-12)=\n## Title",
        "{cite}`author2019`",
    ],
)
def test_digits_that_are_no_claim_are_accepted(text):
    """Years, code, formulas, links, names, bounds of a scale."""
    assert [] == list(contract_prose.breaches(text, chinese=False))


def test_numbers_inside_a_note_are_found():
    """The text of an admonition is prose like any other."""
    assert [] != list(contract_prose.breaches("```{note}\n共31个城市\n```", chinese=False))


@pytest.mark.parametrize(
    ("text", "count"),
    [("城市,人口", 1), ("城市, 人口", 1), ("城市:", 1), ("城市(市)", 1), ("城市，人口（人）。", 0)],
)
def test_half_width_marks_in_chinese_are_found(text, count):
    """Chinese is set with full-width punctuation."""
    assert count == len(list(contract_prose.breaches(text, chinese=True)))
