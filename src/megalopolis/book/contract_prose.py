"""What the text of a chapter may hold: no number that somebody typed, no half-width mark in Chinese.

Numbers in sentences are glued findings. Digits may stand in code, formulas, links, citations and roles, in
directives' options, as a year (1900 to 2099), as the mark of a numbered list, as the bounds 0, 1 and 100 of a
scale, and inside a name: after a Latin letter (``PM2.5``) or after a standard's prefix (``GB/T 2260``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Finding = tuple[str, str, str]  # what was found, the rule, how to mend

PROSE = "admonition|note|tip|warning|dropdown|important|seealso|exercise|solution"
# In this order: what is larger goes first, so that nothing is left of it for the smaller patterns.
SILENT = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"<!--.*?-->", re.DOTALL),
        (
            # A fence with code; one with prose in it, such as {note}, is read.
            rf"^(`{{3,}}|~{{3,}})(?!\{{(?:{PROSE})).*?^\1[ \t]*$",
            re.MULTILINE | re.DOTALL,
        ),
        (r"^(?:`{3,}|~{3,}|:{3,}).*$", re.MULTILINE),
        (r"^:[\w-]+:.*$", re.MULTILINE),
        (r"^\(.*\)=$", re.MULTILINE),
        (r"\$\$.*?\$\$", re.DOTALL),
        (r"\$[^$\n]+\$", 0),
        (r"\{[\w:-]+\}`[^`]*`", 0),
        (r"`[^`]*`", 0),
        (r"\]\([^)]*\)", 0),
        (r"\[[@^][^\]]*\]", 0),
        (r"<https?:[^>]*>|https?:\S+", 0),
        (r"<[^>\n]+>", 0),
    )
)
NAMES = re.compile(
    r"\b[A-Z]+(?:/[A-Z]+)? ?\d[\d.-]*"  # GB/T 2260, S-001 keeps its hyphen below
    r"|[A-Za-z][A-Za-z-]{0,60}\d[\d.]*"  # PM2.5, SO2, S-001; a bound, since a word may be a page long
    r"|^\s*\d+[.)] "  # the mark of a numbered list
    r"|(?<![\d.])(?:19|20)\d{2}(?![\d.]*\d)"  # a year
    r"|(?<![\d.,])(?:0|1|100)(?![\d.,]*\d)(?!\s*[%％‰])",  # bounds of a scale
    re.MULTILINE,
)
NUMBER = re.compile(r"[0-9０-９][0-9０-９.,]*\s*[%％‰]?")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:?!]|[\u3400-\u9fff]\s?\((?=[\u3400-\u9fff])")


def spoken(text: str) -> str:
    """*text* without what is not read as a sentence: code, formulas, links' targets, roles, options."""
    for pattern in SILENT:
        text = pattern.sub(" ", text)
    return text


def breaches(text: str, *, chinese: bool) -> Iterator[Finding]:
    """Every breach by the *text* of one cell."""
    sentences = spoken(text)
    for match in NUMBER.finditer(NAMES.sub(" ", sentences)):
        mend = "Compute a finding and quote it with {glue:text}`key`."
        yield match[0].strip(), "no number typed in prose", mend
    if chinese:
        for match in HALF_WIDTH.finditer(sentences):
            yield match[0], "full-width punctuation in Chinese", "Write ，；：？！（）."
