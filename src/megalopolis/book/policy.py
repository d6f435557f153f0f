"""What a page may run: its own files and the theme's few lines, and nothing that came in with a text.

Every page carries a Content-Security-Policy. Lines of the theme that only set names go into a file; those
that stand on a page are named by their hash, and only if they read as the theme writes them, so that a
script inside a title, a table or a document is never among them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

Element = Any
HEADER = "Content-Security-Policy"
SETTINGS, BUTTONS = "settings.js", "buttons.js"
# Buttons of the theme by their handlers, and what the script of the buttons calls it.
ACTIONS = {"window.print()": "print", "toggleFullScreen()": "fullscreen"}
INLINE = "//script[not(@src)][not(@type) or contains(@type, 'javascript') or @type='module']"
# Lines of the theme that name something which its other scripts read later.
NAMED = re.compile(r"\s*(let|var) toggle\w+ = '[^'\\\n]*';\s*")
# The colours, which must be known before anything is drawn, and the field of the search page.
KNOWN = (
    re.compile(
        r'\s*document\.documentElement\.dataset\.mode = localStorage\.getItem\("mode"\) \|\| "\w*";'
        r'\s*document\.documentElement\.dataset\.theme = localStorage\.getItem\("theme"\) \|\| "\w*";\s*'
    ),
    re.compile(
        r"\s*// Activate the search field on page load\s*"
        r'let searchInput = document\.querySelector\("form\.bd-search input"\);\s*'
        r"if \(searchInput\) \{\s*searchInput\.focus\(\);\s*searchInput\.select\(\);\s*"
        r'console\.log\("[^"\\\n]*"\);\s*\}\s*'
    ),
)
# Sphinx evaluates the rule by which a language forms its plural; here the rule is written out.
EVALUATED = re.compile(r'new Function\(\s*"n",\s*`return \(\$\{catalog\.plural_expr\}\)`\s*\)')
PLURAL = re.compile(r'"plural_expr": "([n0-9 ()?:=!<>&|%]+)"')
HANDLER = re.compile(r"on[a-z]+", re.IGNORECASE)
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href"}
SCRIPT_ADDRESS = re.compile(r"[\x00-\x20]*(javascript|vbscript|data:text/html)", re.IGNORECASE)


def header(hashes: Sequence[str] = ()) -> str:
    """The policy of a page whose inline scripts have these *hashes*.

    Styles may stand on the page: tables, formulas and drawings are placed by the attribute ``style``, which
    no hash can name, and a style runs nothing and can ask for nothing, since pictures and fonts are limited.
    ``file:`` lets the book work from a folder where ``'self'`` means no folder; a page from a server cannot
    read such addresses.
    """
    own = "'self' file:"
    rules = {
        "default-src": "'none'",
        "script-src": " ".join([own, *(f"'{one}'" for one in sorted(set(hashes)))]),
        "style-src": f"{own} 'unsafe-inline'",
        "img-src": f"{own} data:",
        "font-src": f"{own} data:",
        "connect-src": "'self'",
        "form-action": own,
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def digest(text: str) -> str:
    """The name of an inline script in a policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def protect(page: Element, path: Path) -> list[str]:
    """Give a page its policy, in place, and take out what a policy cannot allow.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition.

    Returns
    -------
    list of str
        Lines that were taken out and belong into a file, see :func:`write`.
    """
    up = "../" * (len(path.parts) - 1)
    named = [script for script in page.xpath(INLINE) if NAMED.fullmatch(script.text or "")]
    settings = [script.text.strip() for script in named]
    for script in named:
        script.drop_tree()
    if named:
        _before_scripts(page, f"{up}_static/{SETTINGS}")
    for button in page.xpath("//button[@onclick][not(ancestor::article)]"):
        if button.get("onclick") in ACTIONS:
            button.set("data-action", ACTIONS[button.attrib.pop("onclick")])
    buttons = page.xpath("//button[@data-action][not(ancestor::article)]")
    if buttons and not page.xpath(f"//script[contains(@src, '{BUTTONS}')]"):
        page.head.append(_script(page, f"{up}_static/{BUTTONS}"))
    hashes = [digest(script.text) for script in page.xpath(INLINE) if known(script.text or "")]
    _declare(page, header(hashes))
    return settings


def write(static: Path, settings: Iterable[str]) -> None:
    """Write the scripts that pages name instead of lines of their own.

    Parameters
    ----------
    static : pathlib.Path
        Folder of the static files of the edition.
    settings : iterable of str
        What :func:`protect` took out of the pages.
    """
    if lines := list(dict.fromkeys(settings)):
        (static / SETTINGS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    _write_out_plural(static)
    (static / BUTTONS).write_bytes(files("megalopolis").joinpath("assets", BUTTONS).read_bytes())


def _write_out_plural(static: Path) -> None:
    words, tools = static / "translations.js", static / "doctools.js"
    rule = PLURAL.search(words.read_text(encoding="utf-8")) if words.is_file() else None
    if tools.is_file():
        text = tools.read_text(encoding="utf-8")
        written = f"(n) => ({rule[1] if rule else 'n !== 1'})"
        tools.write_text(EVALUATED.sub(lambda _: written, text), encoding="utf-8")


def _declare(page: Element, content: str) -> None:
    """The policy as the first thing after the encoding: it holds for what follows."""
    for meta in page.xpath(f"//head/meta[@http-equiv='{HEADER}']")[:1]:
        meta.set("content", content)
        return
    meta = page.makeelement("meta", {"http-equiv": HEADER, "content": content})
    meta.tail = "\n"
    first = page.xpath("//head/meta[@charset]")
    page.head.insert(page.head.index(first[0]) + 1 if first else 0, meta)


def known(text: str) -> bool:
    """Whether an inline script reads as the theme writes it."""
    return any(pattern.fullmatch(text) for pattern in KNOWN)


def _script(page: Element, address: str) -> Element:
    script = page.makeelement("script", {"src": address, "defer": ""})
    script.tail = "\n"
    return script


def _before_scripts(page: Element, address: str) -> None:
    """Deferred scripts run in their order, so the names must come before all that read them."""
    script, others = _script(page, address), page.xpath("//head//script[@src]")
    if others:
        others[0].addprevious(script)
    else:
        page.head.append(script)


def complaints(page: Element) -> Iterator[str]:
    """What a page would run that did not come from the book, one sentence each."""
    policies = page.xpath(f"//head/meta[@http-equiv='{HEADER}']/@content")
    if len(policies) != 1 or "script-src" not in policies[0]:
        yield f"expected one {HEADER}; found {len(policies)}"
    allowed = set(re.findall(r"'(sha256-[^']+)'", policies[0])) if policies else set()
    for script in page.xpath(INLINE):
        text = script.text or ""
        if digest(text) not in allowed or not known(text):
            yield f"holds a script that is not of the book: {' '.join(text.split())[:80]!r}"
    for meta in page.xpath("//meta[@http-equiv]"):
        if meta.get("http-equiv") != HEADER:
            yield f"holds an instruction to the browser: {meta.get('http-equiv')}"
    for element in page.iter():
        if isinstance(element.tag, str):
            for name, value in element.attrib.items():
                if HANDLER.fullmatch(name):
                    yield f"holds an event handler: {element.tag} {name}={value[:80]!r}"
                elif name in ADDRESSES and SCRIPT_ADDRESS.match(value):
                    yield f"holds an address that runs a script: {value[:80]!r}"
