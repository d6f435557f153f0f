"""What Sphinx complains about is led back to pages and cells; formulas and search need nobody else."""

from pathlib import Path

import pytest

from megalopolis.book import formulas, render, search

STAGE = Path("/stage/zh")


def test_warnings_name_page_and_cell():
    """MyST-NB counts lines by cell; colours and repetitions go."""
    text = (
        "\x1b[91m/stage/zh/problems/innovation.ipynb:30005: WARNING: no label [ref.ref]\x1b[39;49m\n"
        "/stage/zh/index.ipynb: WARNING: no title\n"
        "WARNING: whole book\n"
        "/stage/zh/index.ipynb: WARNING: no title\n"
        "reading sources... done\n"
    )

    assert (
        render.Complaint("problems/innovation", 3, "no label [ref.ref]"),
        render.Complaint("index", None, "no title"),
        render.Complaint("", None, "whole book"),
    ) == render.complaints(text, STAGE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("克鲁格曼指数", ["克鲁", "鲁格", "格曼", "曼指", "指数"]),
        ("城市", ["城市"]),
        ("市", ["市"]),
        ("GDP增长 3.5 rate_1", ["GDP", "增长", "3", "5", "rate_1"]),
        ("产业、同质", ["产业", "同质"]),
        ("", []),
    ],
)
def test_chinese_is_searched_by_pairs(text, words):
    """A phrase gives all its neighbouring pairs; marks and Latin letters end a run."""
    assert words == search.pairs(text)


def test_every_phrase_of_a_page_is_found_by_its_pairs():
    """The words of a part are among the words of the whole, wherever the part is cut out."""
    sentence = "长江中游城市群的高质量城镇化"
    whole = set(search.pairs(sentence))

    parts = [
        sentence[start:end] for start in range(len(sentence)) for end in range(start + 2, len(sentence) + 1)
    ]

    assert [] == [part for part in parts if not set(search.pairs(part)) <= whole]


@pytest.mark.parametrize(
    "tex",
    [
        r"T = \sum_i s_i \ln \frac{s_i}{p_i}",
        r"\bar{x} = \frac{1}{n}\sum_{i=1}^{n} x_i",
        r"K_{ij} = \sum_k \left| s_{ik} - s_{jk} \right|",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"x_{i} \in [0, 1], \quad w_j \geq 0",
        r"\text{指数} = 100 \times \sqrt{a b}",
        r"D = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}",
    ],
)
@pytest.mark.parametrize("block", [True, False])
def test_formulas_become_mathml(tex, block):
    """Well-formed, with the LaTeX beside it, and nothing of LaTeX left in what is drawn."""
    from xml.etree import ElementTree

    drawn = formulas.mathml(tex, block=block)

    tree = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/1998/Math/MathML}"
    assert f"{space}math" == tree.tag
    assert ("block" if block else "inline") == tree.get("display")
    assert tex == tree.find(f".//{space}annotation").text
    shown = "".join(text for text in tree[0][0].itertext())
    assert "\\" not in shown


def test_a_formula_that_is_not_understood_is_an_error():
    """Sphinx is told, and names the page."""
    with pytest.raises(ValueError, match="Error"):
        formulas.mathml(r"\frac{a}{", block=True)
