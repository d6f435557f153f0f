"""Search for Chinese by pairs of characters, on both sides.

Sphinx cuts a Chinese page into words with a dictionary, but not the query of the reader, so a phrase that is
no word of the dictionary finds nothing. Pairs of neighbouring characters need no dictionary: a page that
holds the phrase holds all its pairs. Words in Latin letters are kept whole. This is for plain Jupyter Book;
the search of our own sites reads :mod:`megalopolis.book.passages`.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.search.en import SearchEnglish

HAN = r"\u3400-\u9fff\uf900-\ufaff"
RUN = re.compile(f"[{HAN}]+|[a-zA-Z0-9_]+")

# The same on the side of the reader. When no page holds all pairs of a phrase, the pairs that just cover it
# are searched for: a page that says one word of a compound here and the other there is found as well.
SPLITTER = r"""
var splitQuery = (query) => {
  const index = typeof Search === "undefined" ? null : Search._index;
  const pages = (word) => [index.terms, index.titleterms].flatMap((terms) =>
    Object.hasOwn(terms, word) ? [terms[word]].flat() : []);
  const together = (words) => !index || !words.length || pages(words[0]).some((page) =>
    words.every((word) => pages(word).includes(page)));
  const words = [];
  for (const run of query.match(/[HAN]+|[\p{L}\p{N}_]+?(?=[HAN]|[^\p{L}\p{N}_]|$)/gu) || []) {
    if (!/[HAN]/u.test(run) || run.length < 3) {
      words.push(run);
      continue;
    }
    const pairs = [];
    for (let place = 0; place < run.length - 1; place++) pairs.push(run.slice(place, place + 2));
    const cover = pairs.filter((_, place) => place % 2 === 0 || place === pairs.length - 1);
    words.push(...(together(pairs) ? pairs : cover));
  }
  return [...new Set(words)];
};
""".replace("HAN", HAN)


def pairs(text: str) -> list[str]:
    """The search words of *text*: neighbouring Chinese characters, and words in Latin letters.

    A single Chinese character between other writing is a word of its own.
    """
    words: list[str] = []
    for run in RUN.findall(text):
        if run.isascii() or len(run) == 1:
            words.append(run)
        else:
            words += [run[place : place + 2] for place in range(len(run) - 1)]
    return words


class Pairs(SearchEnglish):
    """The search for English, with Chinese added to it."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """See :func:`pairs`."""
        return pairs(input)

    def stem(self, word: str) -> str:
        """What an English word is without its ending; Chinese stands as it is."""
        return str(super().stem(word)) if word.isascii() else word

    def word_filter(self, word: str) -> Any:
        """Every pair counts; English words are filtered as English."""
        return not word.isascii() or super().word_filter(word)
