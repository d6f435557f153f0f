"""Numbering the words of a batch."""

from __future__ import annotations

import pyarrow
from hypothesis import given, strategies

from megalopolis.texts.tally import _lengths
from megalopolis.texts.tokens import normalise
from megalopolis.texts.vocabulary import number

LETTERS = strategies.text("ab中文Ωé龥\U00020000", min_size=1, max_size=6)


@given(strategies.lists(LETTERS), strategies.lists(LETTERS))
def test_words_are_numbered_in_order_of_code_points(han: list[str], other: list[str]) -> None:
    """Words of every width, short and alike in their first bytes, must sort as Python sorts them."""
    han, other = ["中文中" + word for word in han], ["abcdefg" + word for word in other]

    vocabulary, places = number([pyarrow.array(words, pyarrow.string()) for words in (han, other)])

    assert vocabulary.to_pylist() == sorted({*han, *other})
    assert vocabulary.take(pyarrow.array(places)).to_pylist() == han + other


def test_short_words_sort_before_longer_ones_that_begin_alike() -> None:
    """A word must stand before those that it begins, at every length around that of a head."""
    words = ["a" * size for size in range(12, 0, -1)]

    vocabulary, _ = number([pyarrow.array(words)])

    assert vocabulary.to_pylist() == words[::-1]


def test_long_tokens_keep_their_length() -> None:
    """A token of more characters than fit a byte must be measured like any other."""
    assert _lengths(["中", "中" * 300, "中文"]).tolist() == [1, 300, 2]


def test_dashes_become_hyphens_between_digits_only() -> None:
    """Dashes at the ends of a text, in a row and beside letters must stay; digits of any script count."""
    text = "—1—2—三—4——5—٣—"

    found = normalise(text)

    assert found == "—1-2—三—4——5-٣—"
