"""Cut Chinese text into words, in the same way with every engine.

jieba is the reference; rjieba, the same algorithm in Rust, is the fast engine. The two disagree only inside
Latin words and numbers, so an engine is given Han characters alone, and what stands between them is put back.
A list of words (the lexicon, the names of cities) can be given as user dictionary; each is then one token.
"""

from __future__ import annotations

import copy
import logging
import re
import warnings
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

import numpy as np

from megalopolis.errors import ParameterError

ENGINES = ("rjieba", "jieba")
SENTENCE_ENDS = frozenset("。！？；!?;")

Cutter = Callable[[str], list[str]]
Points = np.ndarray[Any, np.dtype[np.uint32]]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[\u4e00-\u9fd5]{2,}")

# Characters that a text in simplified script does not use; one of them is enough to convert the text.
_TRADITIONAL = (
    "們國這個經發業爲為產産學會對說説設資議組計劃問題開關動實進過後時來與從機當種間點黨員報論聯東選權義"
)

_FULL_WIDTH = [
    *range(0xFF10, 0xFF1A),
    *range(0xFF21, 0xFF3B),
    *range(0xFF41, 0xFF5B),
    *map(ord, "％．＋＆／＃＿＠"),
]
_MENDED = {
    **{chr(code): chr(code - 0xFEE0) for code in _FULL_WIDTH},
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\uff0d\ufe63", "-"),
    **dict.fromkeys("\u2015\u2500", "—"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}
_SPACES = "\t\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
# Ranges of space, control, surrogate and private characters.
_NO_TEXT = ((0x2000, 0x200A), (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x9F), (0xD800, 0xDFFF), (0xE000, 0xF8FF))
_GONE = 0x110000  # no character: what goes without a trace
_CHANGED, _DROPPED, _DASH, _FOREIGN = range(1, 5)

HOLE = "\ue000"  # a private character, absent after normalise; every engine cuts it off as a token
_APART = re.compile(r"([^\u4e00-\u9fd5]+)")
# Ranges of rare Han characters, which engines take for letters of another script.
RARE = ((0x3400, 0x4DBF), (0x9FD6, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_RARE = "".join(f"{chr(first)}-{chr(last)}" for first, last in RARE)
_PIECE = re.compile(rf"[A-Za-z0-9{_RARE}][A-Za-z0-9+#&._%\-{_RARE}]*|.", re.DOTALL)


def normalise(text: str) -> str:
    """Write *text* in one way: half-width digits and letters, one hyphen, plain spaces, simplified script.

    Full-width Chinese punctuation stays. Line ends become ``\\n``, every other white space (no-break,
    ideographic, tab) a space; soft hyphens and zero-width characters go; control and private-use characters
    become spaces; a dash between digits becomes a hyphen. A text that holds traditional characters is
    converted with OpenCC (t2s).

    Returns
    -------
    str
        Normalising it again changes nothing.
    """
    return characters(normal_points(text))


def normal_points(text: str) -> Points:
    """The code points of ``normalise(text)``."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    points = code_points(text)
    marks = _marks().take(points)
    places = np.flatnonzero(marks > 0)
    if not len(places):
        return points
    marks = marks[places]  # few, so that most characters are looked up once
    points = points.copy()
    points[places] = _written()[points[places]]
    if _DROPPED in marks:
        points = points[points != _GONE]
    if _DASH in marks:
        dashes = np.flatnonzero(points[1:-1] == ord("—")) + 1
        around = zip(characters(points[dashes - 1]), characters(points[dashes + 1]), strict=True)
        years = [before.isdecimal() and after.isdecimal() for before, after in around]
        points[dashes[np.array(years, dtype=np.bool_)]] = ord("-")
    if _FOREIGN in marks:
        points = code_points(_simplify()(characters(points)))
    return points


def code_points(text: str) -> Points:
    """The code points of *text*, one a character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def characters(points: Points) -> str:
    """The text that has these code points."""
    return str(np.ascontiguousarray(points, dtype=np.uint32).data, "utf-32-le")


def traditional(text: str) -> bool:
    """Whether *text* holds characters of the traditional script, so that it is converted."""
    return _FOREIGN in _marks().take(code_points(text))


@cache
def _written() -> Points:
    """How each character is written."""
    written = np.arange(0x110000, dtype=np.uint32)
    for first, last in _NO_TEXT:
        written[first : last + 1] = ord(" ")
    for space in _SPACES:
        written[ord(space)] = ord(" ")
    for character, mended in _MENDED.items():
        written[ord(character)] = ord(mended) if mended else _GONE
    return written


@cache
def _marks() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """What is to be done about each character; 0 where nothing is."""
    written = _written()
    marks = np.where(written == np.arange(len(written)), 0, _CHANGED).astype(np.uint8)
    marks[written == _GONE] = _DROPPED
    marks[written == ord("—")] = _DASH
    marks[code_points(_TRADITIONAL)] = _FOREIGN
    return marks


@cache
def _simplify() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def cut(text: str, words: Iterable[str] = (), engine: str = "rjieba") -> list[str]:
    """Cut *text*, normalised first, into tokens; punctuation and spaces are tokens too.

    Parameters
    ----------
    text : str
    words : iterable of str
        User dictionary: words of two or more Han characters that shall come out whole. A word inside a
        longer one of the same dictionary, or of the engine's own, is not found there.
    engine : {"rjieba", "jieba"}

    Returns
    -------
    list of str
        Joined, they are ``normalise(text)``.

    Raises
    ------
    ParameterError
        The engine is unknown, or a word is not made of two or more Han characters.
    """
    return cutter(words, engine)(text)


def cutter(words: Iterable[str] = (), engine: str = "rjieba") -> Cutter:
    """The function ``text -> tokens`` for one user dictionary, to call many times.

    Its tokenizer belongs to this pair of dictionary and engine alone: nothing that another caller does, with
    jieba itself or with another dictionary, changes its answers. Arguments and errors as for :func:`cut`.
    """
    raw = han_cutter(words, engine)

    def run(text: str) -> list[str]:
        parts = _APART.split(normalise(text))
        stretches = iter(parts[1::2])
        tokens: list[str] = []
        for token in raw(HOLE.join(parts[::2])):
            if token == HOLE:
                tokens += _PIECE.findall(next(stretches))
            else:
                tokens.append(token)
        return tokens

    return run


def han_cutter(words: Iterable[str] = (), engine: str = "rjieba") -> Cutter:
    """The function that cuts Han characters (U+4E00 to U+9FD5) with :data:`HOLE` for whatever else there is.

    Each hole is a token of its own. Arguments and errors as for :func:`cut`.
    """
    return _han_cutter(tuple(sorted(set(words))), engine)


@lru_cache(maxsize=8)
def _han_cutter(words: tuple[str, ...], engine: str) -> Cutter:
    if engine not in ENGINES:
        raise ParameterError(f"engine: expected one of {', '.join(ENGINES)}, found {engine!r}.")
    wrong = [word for word in words if not _WORD.fullmatch(word)]
    if wrong:
        listed = "、".join(wrong[:10])
        raise ParameterError(
            f"words: expected two or more Han characters each, found {listed}; mend the lexicon."
        )
    return _adding(words, engine)


def _stock(engine: str) -> Any:
    """A tokenizer with the dictionary of the engine alone."""
    if engine == "rjieba":
        import rjieba

        return rjieba.Jieba()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports a deprecated module
        import jieba
    logging.getLogger("jieba").setLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


_known = cache(_stock)  # read once; asked and copied, never added to


def _adding(words: tuple[str, ...], engine: str) -> Cutter:
    """Every engine gives a word the same weight, with which it beats its parts in the stock dictionary."""
    if engine == "rjieba":
        tokenizer = _stock(engine)
    else:
        tokenizer = copy.copy(_known(engine))
        tokenizer.FREQ, tokenizer.user_word_tag_tab = dict(tokenizer.FREQ), {}
        tokenizer.total -= sum(tokenizer.FREQ.get(word, 0) for word in words)  # jieba counts these twice
    for word in words:
        tokenizer.add_word(word, _known("rjieba").suggest_freq(word), None)
    raw: Cutter = tokenizer.cut if engine == "rjieba" else tokenizer.lcut
    return raw


def han(text: str) -> int:
    """The number of Han characters in *text*, of the basic block (U+4E00 to U+9FFF)."""
    return sum(map(len, _HAN.findall(text)))
