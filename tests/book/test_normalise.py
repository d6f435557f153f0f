"""Executed notebooks become the same bytes whatever the run was like."""

import json

import pytest
from myst_nb import glue

from megalopolis.book import notebooks, outputs, portable
from megalopolis.book.normalise import join, normalise

FINDING = "application/vnd.megalopolis.finding+json"
FIGURE = "application/vnd.megalopolis.figure+json"
PAYLOAD = {
    "kind": "chart",
    "title": "人口",
    "description": "A is larger.",
    "source": "S",
    "caveat": "",
    "language": "zh",
    "spec": {"mark": "bar"},
    "table": {"columns": ["城市"], "rows": [["甲"]], "formats": {}},
}


def executed(notebook, *shown, source="x", tags=()):
    """A notebook of one code cell that showed *shown*."""
    whole = notebook(("code", source, list(tags)))
    whole["cells"][0] |= {"outputs": list(shown), "execution_count": 7}
    return whole


def display(**data):
    """An output of the given types, slashes written as two underscores."""
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {k.replace("__", "/"): v for k, v in data.items()},
    }


def figure(payload, *, stem, number, page_depth, language):
    """A stand-in that shows what it is given."""
    return f"{stem} {number} {page_depth} {language}", {f"_static/{stem}-{number}.svg": b"svg"}


def draw(spec):
    """A stand-in for drawing: the text says what was drawn."""
    return {"light": f"<svg>{spec['mark']}</svg>"}


def test_times_ids_and_addresses_do_not_show(notebook):
    """Two runs that differ in nothing but these give equal pages and downloads."""

    def run(identifier, address, count, style, parts):
        html = f'<style>#T_{style} td</style><table id="T_{style}">'
        stream = [{"output_type": "stream", "name": "stdout", "text": part} for part in parts]
        whole = executed(
            notebook, *stream, display(text__html=html), display(text__plain=f"<object at {address}>")
        )
        injected = {
            "cell_type": "code",
            "id": identifier,
            "metadata": {"tags": ["injected-parameters"], "papermill": {"duration": count}},
            "source": "year = 2010",
            "outputs": [],
            "execution_count": count,
        }
        whole["metadata"] |= {"papermill": {"duration": count}, "language_info": {"version": f"3.11.{count}"}}
        return normalise({**whole, "cells": [injected, *whole["cells"]]}, "index", "zh")

    first = run("a1b2", "0x7f01", 3, "1a2b3", ["a", "b\n"])
    second = run("c3d4", "0x7f02", 4, "9f8e7", ["ab\n"])

    assert notebooks.text(first.page) == notebooks.text(second.page)
    assert notebooks.text(first.download) == notebooks.text(second.download)


def test_normalising_again_changes_nothing(notebook):
    """A normalised notebook is its own normal form."""
    once = normalise(executed(notebook, display(text__html="<p>1</p>", text__plain="1")), "index", "zh").page

    assert once == normalise(once, "index", "zh").page


def test_findings_are_taken_out_and_listed(notebook):
    """Readers see the sentence; the record goes to the file of findings."""
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {FINDING: {"key": "a"}, "text/html": "<p>a</p>"},
    }

    result = normalise(executed(notebook, shown), "index", "zh")

    assert {"finding": [{"key": "a"}]} == result.records
    assert [{"text/html": "<p>a</p>"}] == [one["data"] for one in result.page["cells"][0]["outputs"]]


def test_a_record_that_shows_nothing_leaves_no_output(notebook):
    """A remark that does not hold is recorded, and nothing of it is on the page."""
    mime = "application/vnd.megalopolis.remark+json"
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {mime: {"holds": False}, "text/html": "", "text/plain": ""},
    }

    result = normalise(executed(notebook, shown), "index", "zh")

    assert {"remark": [{"holds": False}]} == result.records
    assert [] == result.page["cells"][0]["outputs"]


def test_figures_become_html_on_the_page_and_drawings_to_take_away(notebook):
    """They are numbered by kind, and know how deep their page lies."""
    shown = {"output_type": "display_data", "metadata": {}, "data": {FIGURE: PAYLOAD}}
    whole = executed(notebook, shown, shown)

    result = normalise(whole, "problems/innovation", "zh", figure=figure, draw=draw)

    page = [one["data"]["text/html"] for one in result.page["cells"][0]["outputs"]]
    assert ["problems/innovation 1 1 zh", "problems/innovation 2 1 zh"] == page
    assert {"_static/problems/innovation-1.svg", "_static/problems/innovation-2.svg"} == set(result.files)
    taken = result.download["cells"][0]["outputs"][0]["data"]
    # on white: whoever opens the notebook in a dark JupyterLab reads dark words
    assert '<svg><rect width="100%" height="100%" fill="#FFFFFF"/>bar</svg>' == taken["image/svg+xml"]
    assert "#FFFFFF" == taken["application/vnd.vegalite.v6+json"]["background"]
    assert "人口" == taken["application/vnd.vegalite.v6+json"]["title"]


def test_a_table_to_take_away_needs_no_file():
    """Values are formatted and escaped; what is missing is empty."""
    content = {"columns": ["a<b"], "rows": [[1.25], [None], ["<x>"]], "formats": {"a<b": "{:.1f}"}}

    html = portable.table("题", content, ["来源"])

    assert '<th scope="col">a&lt;b</th>' in html
    assert "<td>1.2</td></tr><tr><td></td></tr><tr><td>&lt;x&gt;</td>" in html
    assert "<caption>题</caption>" in html


def test_the_error_stream_is_reported_and_not_shown(notebook):
    """Warnings name files of this machine; the author reads them, the reader does not."""
    shown = {"output_type": "stream", "name": "stderr", "text": "UserWarning: old\n"}

    result = normalise(executed(notebook, shown), "index", "zh")

    assert ("cell cell-0: UserWarning: old",) == result.warnings
    assert [] == result.page["cells"][0]["outputs"]


def test_glued_figures_keep_their_text(notebook):
    """The role in a sentence reads the text form, also when there is HTML beside it."""
    glued = display(text__html="<b>1</b>", text__plain="1") | {"metadata": {"scrapbook": {"name": "a"}}}

    [output] = normalise(executed(notebook, glued), "index", "zh").page["cells"][0]["outputs"]

    assert "1" == output["data"]["text/plain"]


def test_figures_that_came_with_a_finding_are_glued_as_elsewhere(notebook, monkeypatch):
    """Each becomes the output that MyST-NB's own glue makes of it, after the finding, and none a record."""
    figures = {"a.b": "1,234", "a.b.city": "Xi'an", "a.b.low": "−3.5"}
    made = []
    monkeypatch.setattr(
        "myst_nb.ext.glue.ipy_display",
        lambda data, raw, metadata: made.append({**display(), "data": data, "metadata": metadata}),
    )
    for name, figure in figures.items():
        glue(name, figure, display=False)
    told = display(text__html="<p>told</p>")
    told["data"][outputs.FIGURES] = figures

    result = normalise(executed(notebook, told), "index", "zh")

    assert [display(text__html="<p>told</p>"), *made] == result.page["cells"][0]["outputs"]
    assert result.page["cells"][0]["outputs"] == result.download["cells"][0]["outputs"]
    assert {} == result.records


def test_a_stored_run_gives_the_page_of_a_fresh_one(notebook):
    """Whether prose is joined to a run of this build or to one of an earlier build does not show."""
    told = display(text__html="<p>told</p>", text__plain="told")
    told["data"] = {outputs.FIGURES: {"key.second": "2", "key": "1"}, FINDING: {"key": "key"}, **told["data"]}
    fresh = executed(notebook, told, display(text__plain="later", text__html="<p>later</p>"))
    stored = json.loads(notebooks.compact(fresh))

    first, second = (normalise(whole, "index", "zh") for whole in (fresh, stored))

    assert notebooks.compact(first.page) == notebooks.compact(second.page)
    assert notebooks.text(first.download) == notebooks.text(second.download)


def test_injected_parameters_are_hidden_and_parameters_folded(notebook):
    """Both stay in the notebook to take away."""
    whole = notebook(("code", "year = 1", ["parameters"]), ("code", "year = 2", ["injected-parameters"]))

    result = normalise(whole, "index", "zh")

    tags = [cell["metadata"]["tags"] for cell in result.page["cells"]]
    assert [["parameters", "hide-input"], ["injected-parameters", "remove-cell"]] == tags
    assert ["year = 1", "year = 2"] == [cell["source"] for cell in result.download["cells"]]


def test_prose_is_joined_to_results_that_were_computed_before(notebook):
    """New sentences stand around old outputs; papermill's cell follows the parameters."""
    before = notebook(("markdown", "old", ["zh"]), ("code", "year = 1", ["parameters"]))
    before["cells"][1]["outputs"] = [display(text__plain="1")]
    before["cells"].insert(
        2, {**before["cells"][1], "id": "r", "metadata": {"tags": ["injected-parameters"]}}
    )
    after = notebook(
        ("markdown", "new", ["zh"]), ("code", "year = 1", ["parameters"]), ("markdown", "more", ["zh"])
    )

    joined = join(after, before)["cells"]

    assert ["cell-0", "cell-1", "r", "cell-2"] == [cell["id"] for cell in joined]
    assert ["new", "more"] == [joined[0]["source"], joined[3]["source"]]
    assert [display(text__plain="1")] == joined[1]["outputs"]


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_pieces_of_a_stream_are_joined(name):
    """Only neighbours of the same stream."""
    pieces = [{"output_type": "stream", "name": name, "text": text} for text in ("a", ["b", "c"])]
    other = {"output_type": "stream", "name": "other", "text": "d"}

    assert ["abc", "d"] == [one["text"] for one in outputs.merged([*pieces, other])]
