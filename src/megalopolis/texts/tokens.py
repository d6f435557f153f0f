"""Cut Chinese text into words, in the same way with every engine.

jieba is the reference; rjieba, the same algorithm in Rust, is the fast engine. The two disagree only inside
Latin words and numbers, so an engine is given Han characters alone, and what stands between them is put back.
A list of words (the lexicon, the names of cities) can be given as user dictionary; each is then one token.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from megalopolis.errors import ParameterError

ENGINES = ("rjieba", "jieba")
SENTENCE_ENDS = frozenset("。！？；!?;")

Cutter = Callable[[str], list[str]]
Parter = Callable[[str], tuple[list[str], list[str], list[str]]]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[\u4e00-\u9fd5]{2,}")

# Characters that a text in simplified script does not use; one of them is enough to convert the text.
_TRADITIONAL = re.compile(
    "[們國這個經發業爲為產産學會對說説設資議組計劃問題開關動實進過後時來與從機當種間點黨員報論聯東選權義]"
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
_SPACES = "\t\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NO_TEXT = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff"  # control, surrogate and private characters
)
_ODD = re.compile("[" + "".join(map(re.escape, _MENDED)) + _SPACES + _NO_TEXT + "]")
# Nearly all characters of a usual text; looking for any other one is quick and often spares the slow search.
_UNUSUAL = re.compile(r"[^\u4e00-\u9fff\n !-~、-】，：；！（）“”]")
_YEARS = re.compile(r"(?<=\d)—(?=\d)")

HOLE = "\ue000"  # a private character, absent after normalise; every engine cuts it off as a token
_APART = re.compile(r"([^\u4e00-\u9fd5]+)")
_RARE = r"\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = rf"[A-Za-z0-9{_RARE}][A-Za-z0-9+#&._%\-{_RARE}]*"
_PIECE = re.compile(rf"{_LATIN}|.", re.DOTALL)
_SPOKEN = re.compile(rf"{_LATIN}|[\n{''.join(sorted(SENTENCE_ENDS))}]|[^\W_]")


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
    if _UNUSUAL.search(text):
        text = _ODD.sub(_mend, text.replace("\r\n", "\n").replace("\r", "\n"))
    if "—" in text:
        text = _YEARS.sub("-", text)
    return _simplify()(text) if traditional(text) else text


def traditional(text: str) -> bool:
    """Whether *text* holds characters of the traditional script, so that it is converted."""
    return bool(_TRADITIONAL.search(text))


def _mend(match: re.Match[str]) -> str:
    return _MENDED.get(match.group(), " ")


_stretch = lru_cache(maxsize=1 << 16)(normalise)  # the same few stand between words again and again


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
    part = parter(words, engine)

    def run(text: str) -> list[str]:
        cut_off, apart, _ = part(text)
        tokens: list[str] = []
        start = 0
        for stretch in apart:
            hole = cut_off.index(HOLE, start)
            tokens += cut_off[start:hole]
            tokens += pieces(stretch)
            start = hole + 1
        tokens += cut_off[start:]
        return tokens

    return run


def pieces(stretch: str) -> list[str]:
    """The tokens of a stretch without Han characters: Latin words and numbers whole, other signs alone."""
    return _PIECE.findall(stretch)


def spoken(stretch: str) -> list[str]:
    """Those of :func:`pieces` that are words or numbers, or end a sentence or a line; signs are left out."""
    return _SPOKEN.findall(stretch)


def parter(words: Iterable[str] = (), engine: str = "rjieba") -> Parter:
    """The function ``text -> (tokens, apart, runs)`` for counting: as :func:`cutter`, with less work.

    The tokens are Han words, and :data:`HOLE` for each stretch of anything else; those stretches, normalised,
    are *apart*, in their order. *runs* are the runs of Han characters before, between and after them.
    """
    return _parter(tuple(sorted(set(words))), engine)


@lru_cache(maxsize=8)
def _parter(words: tuple[str, ...], engine: str) -> Parter:
    if engine not in ENGINES:
        raise ParameterError(f"engine: expected one of {', '.join(ENGINES)}, found {engine!r}.")
    wrong = [word for word in words if not _WORD.fullmatch(word)]
    if wrong:
        listed = "、".join(wrong[:10])
        raise ParameterError(
            f"words: expected two or more Han characters each, found {listed}; mend the lexicon."
        )
    raw = _rjieba(words) if engine == "rjieba" else _jieba(words)

    def run(text: str) -> tuple[list[str], list[str], list[str]]:
        if _TRADITIONAL.search(text):
            text = normalise(text)
        parts = _APART.split(text)
        apart = list(map(_stretch, parts[1::2]))
        if "" in apart:  # a zero-width character inside a word
            parts = _APART.split(normalise(text))
            apart = parts[1::2]
        runs = parts[::2]
        return raw(HOLE.join(runs)), apart, runs

    return run


def _weights(words: tuple[str, ...]) -> list[tuple[str, int]]:
    """The weight with which each word beats its parts in the stock dictionary, the same for every engine."""
    import rjieba

    stock = rjieba.Jieba()
    return [(word, stock.suggest_freq(word)) for word in words]


def _rjieba(words: tuple[str, ...]) -> Cutter:
    import rjieba

    tokenizer = rjieba.Jieba()
    for word, weight in _weights(words):
        tokenizer.add_word(word, weight, None)
    raw: Cutter = tokenizer.cut
    return raw


def _jieba(words: tuple[str, ...]) -> Cutter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports a deprecated module
        import jieba
    logging.getLogger("jieba").setLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word, weight in _weights(words):
        known = tokenizer.FREQ.get(word, 0)
        tokenizer.add_word(word, weight)
        tokenizer.total -= known  # jieba counts a word that it knows twice; rjieba does not
    raw: Cutter = tokenizer.lcut
    return raw


def han(text: str) -> int:
    """The number of Han characters in *text*, of the basic block (U+4E00 to U+9FFF)."""
    return sum(map(len, _HAN.findall(text)))
