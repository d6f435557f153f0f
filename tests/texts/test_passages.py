"""Passages show what was counted, and nothing that could harm a page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.texts.documents import Document
from megalopolis.texts.passages import ELLIPSIS, passages, present
from megalopolis.texts.terms import count

TEXT = "改革开放以来，有了开放的港口。\n\n对外开放！开放。再开放三年。"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("開放的城市\u202e与<b>开放</b>的人", encoding="utf-8")
    return tmp_path


def test_passages_stand_where_the_counts_are(folder):
    """Paragraph and sentence are those of the table; a word inside a longer one is no hit."""
    words = frozenset({"开放", "改革开放", "对外开放"})
    found = passages(["开放"], ["a"], folder, words=words, each=9)
    document = Document("a", "policy", "city", "", "", "", 2024, "own", "a", TEXT)
    table = count([document], words).terms.to_pandas().query("paragraph > 0 and term == '开放'")

    assert [(1, 1), (2, 2), (2, 3)] == [(one.paragraph, one.sentence) for one in found]
    assert list(table[["paragraph", "sentence"]].itertuples(index=False, name=None)) == [
        (one.paragraph, one.sentence) for one in found
    ]


def test_context_is_cut_to_its_width_and_says_so(folder):
    """Three characters on each side; an ellipsis where there is more."""
    (one,) = passages(["港口"], ["a"], folder, width=3)

    assert (f"{ELLIPSIS}开放的", "港口", "。") == (one.before, one.term, one.after)


def test_passage_is_escaped_and_keeps_its_direction(folder):
    """Markup is shown, not obeyed; marks that turn the writing go; old script is shown as counted."""
    first, second = passages(["开放"], ["b"], folder)

    assert "<mark>开放</mark>的城市与&lt;b&gt;开放&lt;/b&gt;的人" == first.html
    assert "\u202e" not in second.before
    assert "开放的城市与&lt;b&gt;<mark>开放</mark>&lt;/b&gt;的人" == second.html


def test_documents_without_a_text_are_passed_over(folder):
    """So are ids that would lead out of the folder."""
    assert ("b", "a") == present(["b", "none", "../a", "a"], folder)
    assert () == passages(["开放"], ["none"], folder)


def test_passages_are_limited_in_all_and_by_document(folder):
    """In the order of the documents."""
    words = ["对外开放", "改革开放"]

    assert ["a", "b"] == [one.document for one in passages(["开放"], ["a", "b"], folder, words=words, each=1)]
    assert ["a", "a", "a", "b"] == [
        one.document for one in passages(["开放"], ["a", "b"], folder, words=words, limit=4, each=3)
    ]


@pytest.mark.parametrize("width", [0, 201])
def test_width_out_of_range_is_refused(folder, width):
    """A page shows passages, not texts."""
    with pytest.raises(ParameterError, match="width"):
        passages(["开放"], ["a"], folder, width=width)


@settings(max_examples=60, deadline=None)
@given(st.text("开放<>&\"'的一\n。 script/", max_size=60), st.integers(1, 10))
def test_any_text_gives_harmless_passages_of_the_width(tmp_path_factory, text, width):
    """One tag pair only, and no more context than asked for."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "a.txt").write_text(text, encoding="utf-8", newline="\n")
    for one in passages(["开放"], ["a"], folder, width=width, limit=99, each=99):
        assert 1 == one.html.count("<") - one.html.count("</") == one.html.count("<mark>")
        assert len(one.before) <= width + 1 >= len(one.after)
        assert "\n" not in one.html
