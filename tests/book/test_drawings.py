"""Static drawings are made once for each specification."""

from pathlib import Path

import pytest

from megalopolis.book import drawings


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The specifications that were drawn, by a stand-in."""
    drawn: list[dict[str, str]] = []

    def fresh(spec: dict[str, str], script: Path) -> dict[str, str]:
        drawn.append(spec)
        return {"light": f"<svg>{spec['mark']}</svg>"}

    monkeypatch.setattr(drawings, "fresh", fresh)
    return drawn


def test_a_chart_that_looks_as_before_is_not_drawn_again(tmp_path: Path, made: list[dict[str, str]]) -> None:
    """Neither in this process nor in the next, which finds it on the disk."""
    first = drawings.kept(tmp_path, lambda: tmp_path / "vega.js")({"mark": "bar"})
    second = drawings.kept(tmp_path, lambda: tmp_path / "vega.js")({"mark": "bar"})

    assert {"light": "<svg>bar</svg>"} == first == second
    assert [{"mark": "bar"}] == made


def test_another_chart_or_another_way_of_drawing_is_drawn(
    tmp_path: Path, made: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept stands for the specification and for what makes a drawing of it."""
    draw = drawings.kept(tmp_path, lambda: tmp_path / "vega.js")
    draw({"mark": "bar"})
    draw({"mark": "line"})
    monkeypatch.setattr(drawings, "_makers", lambda: ["another library"])
    draw({"mark": "bar"})

    assert [{"mark": "bar"}, {"mark": "line"}, {"mark": "bar"}] == made
