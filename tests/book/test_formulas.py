"""Formulas as MathML, drawn without a script."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from megalopolis.book.formulas import mathml

SPACE = '<mspace width="0.1667em" />'


@pytest.mark.parametrize(("tex", "spaces"), [(r"\ln x", 1), (r"0 \ln 0", 1), (r"\ln \frac{a}{b}", 1)])
def test_function_without_bracket_stands_apart(tex, spaces):
    """Between the name of a function and what it is taken of stands a narrow space."""
    assert spaces == mathml(tex, block=False).count(SPACE)


@pytest.mark.parametrize("tex", [r"\ln(x)", r"a + b", r"\mathrm{sd}(x)"])
def test_function_with_bracket_does_not(tex):
    """A bracket is space enough."""
    assert 0 == mathml(tex, block=False).count(SPACE)


def test_latex_stands_beside_the_formula():
    """Who copies the formula gets its LaTeX, escaped."""
    drawn = ElementTree.fromstring(mathml("a < b", block=True))

    assert "a < b" == "".join(drawn.find(".//{*}annotation").itertext())
    assert "block" == drawn.get("display")


def test_unknown_command_is_refused():
    """What the converter does not know never reaches the page as text."""
    with pytest.raises(ValueError, match="nosuchcommand"):
        mathml(r"\nosuchcommand{x}", block=False)
