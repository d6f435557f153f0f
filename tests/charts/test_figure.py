"""What a figure demands, and what it hands over."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from megalopolis import charts
from megalopolis.charts.figure import PAYLOAD, VEGA_LITE, plain
from megalopolis.errors import ParameterError

WORDS = {"title": "一张图", "description": "说明这张图。", "source": "普查", "language": "zh"}


@pytest.mark.parametrize("name", ["title", "description", "source"])
def test_words_are_required(cities: pd.DataFrame, name: str) -> None:
    """A chart without a title, a description or a source is refused."""
    with pytest.raises(ParameterError, match=f"needs a {name}"):
        charts.bars(cities, name="城市", value="2020", **(WORDS | {name: " "}))


def test_description_is_not_the_title(cities: pd.DataFrame) -> None:
    """Alternative text that repeats the heading tells nothing to who cannot see the chart."""
    with pytest.raises(ParameterError, match="repeats its title"):
        charts.bars(cities, name="城市", value="2020", **(WORDS | {"description": WORDS["title"]}))


def test_language_is_known(cities: pd.DataFrame) -> None:
    """Only languages that the pages around the chart speak."""
    with pytest.raises(ParameterError, match="found 'fr'"):
        charts.bars(cities, name="城市", value="2020", **(WORDS | {"language": "fr"}))


def test_build_gets_a_payload(figures: dict[str, charts.Figure], monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes through JSON unchanged and holds words, data and specification."""
    monkeypatch.setenv("MEGALOPOLIS_BUILD", "1")

    payload = figures["bars"]._repr_mimebundle_()[PAYLOAD]

    assert payload == json.loads(json.dumps(payload, ensure_ascii=False))
    assert ["城市", "城镇化率（%）"] == payload["table"]["columns"]
    assert ["武汉", 84.3] == payload["table"]["rows"][0]
    assert ["南昌", None] == payload["table"]["rows"][-1]
    assert figures["bars"].spec == payload["spec"]


def test_notebook_gets_a_live_chart_and_a_drawing(
    figures: dict[str, charts.Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside the build the type of the live chart is one that notebooks accept, with title and source."""
    monkeypatch.delenv("MEGALOPOLIS_BUILD", raising=False)

    bundle = figures["bars"]._repr_mimebundle_()

    assert {VEGA_LITE, "text/html", "image/svg+xml", "text/plain"} == set(bundle)
    assert "一张图" in bundle["image/svg+xml"]
    assert f"<figcaption>{figures['bars'].source}" in bundle["text/html"]


def test_notebook_gets_its_chart_on_white(
    figures: dict[str, charts.Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words are dark, and JupyterLab may be: the ground comes first, under everything drawn."""
    monkeypatch.delenv("MEGALOPOLIS_BUILD", raising=False)

    bundle = figures["bars"]._repr_mimebundle_()

    root, ground, *_ = bundle["image/svg+xml"].split(">")
    assert root.startswith("<svg")
    assert '<rect width="100%" height="100%" fill="#FFFFFF"/' == ground
    assert bundle["image/svg+xml"] in bundle["text/html"]
    assert "#FFFFFF" == bundle[VEGA_LITE]["background"]


def test_table_escapes_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the build, too, text from tables is text."""
    monkeypatch.delenv("MEGALOPOLIS_BUILD", raising=False)
    table = charts.table(pd.DataFrame({"甲": ["<b>"]}), title="<i>", source="普查", language="zh")

    shown = table._repr_mimebundle_()["text/html"]

    assert "<b>" not in shown and "<i>" not in shown


def test_format_of_no_column_is_refused() -> None:
    """A misspelt heading in the formats is named."""
    with pytest.raises(ParameterError, match="'乙'"):
        charts.table(
            pd.DataFrame({"甲": [1]}), title="表", source="普查", language="zh", formats={"乙": "{:.1f}"}
        )


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (None, math.nan),
        (None, pd.NA),
        (None, None),
        (3, np.int64(3)),
        (True, np.True_),
        (0.3, 0.1 + 0.2),
        (13649024, 13649024.0),
        ("武汉", "武汉"),
    ],
)
def test_cells_become_plain(expected: object, value: object) -> None:
    """Missing is None, numbers keep nine digits, whole numbers lose their point."""
    found = plain(value)

    assert expected == found
    assert type(expected) is type(found)


def test_infinity_is_refused() -> None:
    """JSON has no infinity, and a chart no place for it."""
    with pytest.raises(ParameterError, match="infinity"):
        plain(math.inf)


def test_table_rows_take_their_address_from_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prefix and the index of each row; a repeated index is refused by name."""
    frame = pd.DataFrame({"City": ["Wuhan", "Changsha"]}, index=["420100", "430100"])
    words = {"title": "Cities", "source": "Census", "language": "en"}
    figure = charts.table(frame, anchor="city", **words)
    monkeypatch.setenv("MEGALOPOLIS_BUILD", "1")

    assert ["city-420100", "city-430100"] == figure.payload()["table"]["anchors"]
    assert "anchors" not in charts.table(frame, **words).payload()["table"]
    with pytest.raises(ParameterError, match="city-1"):
        charts.table(frame.set_axis(["1", "1"]), anchor="city", **words)
