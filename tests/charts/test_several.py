"""As many figures as there are panels."""

from __future__ import annotations

import pandas as pd

from megalopolis import charts

PANEL = {
    "frame": pd.DataFrame({"City": ["Wuhan"], "Value": [1.0]}),
    "title": "One",
    "source": "Toy",
    "language": "en",
}


def test_one_figure_a_panel_in_their_order(monkeypatch):
    """Each is displayed by itself."""
    displayed = []
    monkeypatch.setattr("IPython.display.display", displayed.append)

    charts.several(charts.table, [PANEL, {**PANEL, "title": "Two"}])._ipython_display_()

    assert ["One", "Two"] == [figure.title for figure in displayed]


def test_nothing_is_shown_without_a_panel(monkeypatch):
    """A region without measures has no chart of them, and that is no error."""
    displayed = []
    monkeypatch.setattr("IPython.display.display", displayed.append)

    charts.several(charts.dots, [])._ipython_display_()

    assert [] == displayed
