"""Texts are known again by sketches."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.texts.sketches import ALIKE, SIZE, Index, resemblance, sketch

DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
SENTENCES = [f"第{number}件事是把那条路修到山那一边的村子里去".translate(DIGITS) for number in range(300)]


def text(chosen):
    return "。".join(SENTENCES[number] for number in chosen)


def test_sketch_holds_the_smallest_hashes_and_fits_a_column():
    """Sixty-four, ascending, none negative; the order of sentences does not matter."""
    found = list(sketch(text(range(100))))

    assert SIZE == len(found)
    assert sorted(found) == found
    assert 0 <= found[0] < found[-1] < 2**63
    assert found == list(sketch(text(reversed(range(100)))))


def test_short_sentences_are_no_mark_of_a_text():
    """Headings and formulas of ten characters or fewer stand in many texts."""
    assert [] == list(sketch("一、总则。第一条。各位代表！"))
    assert 0.0 == resemblance(sketch(""), sketch(""))


def test_resemblance_worked_by_hand():
    """Of three sentences two are shared by texts of two and three."""
    assert 2 / 3 == resemblance(sketch(text([0, 1])), sketch(text([0, 1, 2])))
    assert 1.0 == resemblance(sketch(text([0, 1])), sketch(text([1, 0])))
    assert 0.0 == resemblance(sketch(text([0])), sketch(text([1])))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 150), st.integers(0, 20))
def test_index_finds_what_comparing_with_all_finds(seed, size, changed):
    """The short way round gives the answer of the long one."""
    random = np.random.default_rng(seed)
    texts = [random.choice(300, size, replace=False) for _ in range(3)]
    known = {str(number): sketch(text(one)) for number, one in enumerate(texts)}
    index = Index()
    for id, one in known.items():
        index.add(id, one)
    mine = sketch(text([*texts[1][changed:], *random.choice(300, min(changed, size))]))
    every = {id: resemblance(mine, one) for id, one in known.items()}
    best = max(every, key=lambda id: every[id])

    assert (best if every[best] >= ALIKE else None) == index.alike(mine)
