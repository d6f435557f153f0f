"""The reference of one module of ``megalopolis.measures`` as HTML, made from its docstrings.

Docstrings are in English; on a page in another language they are marked as such, and the labels of the page
say in one line what each function does.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape

from megalopolis.reference import docstrings
from megalopolis.reference.catalogue import PACKAGE, Catalogue, Entry, catalogue, entries
from megalopolis.reference.docstrings import Docstring, Value
from megalopolis.reference.markup import linked_classes
from megalopolis.reference.words import say
from megalopolis.region import Region

LABELS = "methods."
"""Of ``inequality.theil`` the label is ``methods.inequality.theil``; see :func:`label_of`."""

VALUES = ("parameters", "attributes", "returns", "raises")
SECTIONS = ("notes", "references", "examples")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a module offers; it displays itself.

    Attributes
    ----------
    module : str
        Short name, such as ``inequality``.
    names : tuple of str
        Functions and classes, in the order of the page.
    html : str
    """

    module: str
    names: tuple[str, ...]
    html: str

    def __repr__(self) -> str:
        return f"{PACKAGE}.{self.module}: {', '.join(self.names)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": repr(self)}


def module(here: Region, name: str) -> Reference:
    """The functions and classes of the module *name* with signature, formula, parameters, errors and source.

    Parameters
    ----------
    here : Region
        Gives the language and the labels.
    name : str
        Such as ``inequality``.

    Returns
    -------
    Reference

    Raises
    ------
    ParameterError
        There is no such public module.
    MegalopolisError
        A docstring or a formula in it is not understood.
    """
    labels = here.table("labels").set_index("key")[here.language]
    own = labels[labels.index.str.startswith(LABELS)]
    return described(name, here.language, {str(key).removeprefix(LABELS): text for key, text in own.items()})


def described(name: str, language: str, labels: Mapping[str, str]) -> Reference:
    """As :func:`module`, with the *labels* by their keys without the prefix."""
    listed = entries(name)
    write = Writer(language, labels, catalogue())
    return Reference(name, tuple(entry.short for entry in listed), write.module(name, listed))


def label_of(entry: Entry) -> str:
    """Key of the label of *entry* without its prefix: in small letters, so that a class needs a mark."""
    module, _, name = entry.name.removeprefix(f"{PACKAGE}.").partition(".")
    return f"{module}.{'class-' if entry.kind == 'class' else ''}{name.lower()}"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes entries in one language.

    Attributes
    ----------
    language : {"zh", "en"}
    labels : mapping of str to str
        By the key that :func:`label_of` gives.
    known : Catalogue
        Where the names of roles lead.
    """

    language: str
    labels: Mapping[str, str]
    known: Catalogue

    def module(self, name: str, listed: tuple[Entry, ...]) -> str:
        """The whole module: what it says of itself, its contents, its entries."""
        source = importlib.import_module(f"{PACKAGE}.{name}")
        about = docstrings.read(source.__doc__ or "", name, partial(self.known.find, scope=source))
        read = {one.name: self.read(one) for entry in listed for one in (entry, *entry.members)}
        title = escape(say(self.language, "contents", module=name))
        contents = "".join(self.line(entry, read[entry.name]) for entry in listed)
        return (
            f'<div class="reference" id="{escape(source.__name__)}">'
            f'<div class="reference-about"{self.english}><p>{about.summary}</p>{about.body}</div>'
            f'<ul class="reference-contents" aria-label="{title}">{contents}</ul>'
            + "".join(self.entry(entry, read, 4) for entry in listed)
            + "</div>"
        )

    @property
    def english(self) -> str:
        """Marks what is English on a page in another language."""
        return "" if self.language == "en" else ' lang="en"'

    def read(self, entry: Entry) -> Docstring:
        """The docstring of an entry."""
        text = inspect.getdoc(entry.target) or ""
        return docstrings.read(text, entry.name, partial(self.known.find, scope=entry.scope))

    def label(self, entry: Entry) -> str:
        """The line of the labels on it, escaped; empty where there is none."""
        return escape(self.labels.get(label_of(entry), ""))

    def line(self, entry: Entry, doc: Docstring) -> str:
        """An entry in the contents: in the language where there are words for it, else in English."""
        label = self.label(entry)
        summary = f"<span{self.english}>{doc.summary}</span>"
        if label:
            summary = f"{label}{say('en', 'between')}{summary}" if self.language == "en" else label
        link = f'<a href="#{escape(entry.name)}"><code>{escape(entry.short)}</code></a>'
        return f"<li>{link} {summary}</li>"

    def entry(self, entry: Entry, read: Mapping[str, Docstring], level: int) -> str:
        """A function, class, method or property with everything that its docstring says."""
        doc, name = read[entry.name], escape(entry.name)
        kind = f"{say(self.language, entry.kind)} " if entry.kind in ("class", "property") else ""
        label = self.label(entry)
        shown = escape(entry.short if level == 4 else ".".join(entry.name.split(".")[-2:]))
        heading = (
            f'<h{level} id="{name}">{kind}<code>{shown}</code>'
            f'<a class="headerlink" href="#{name}" title="{say(self.language, "link")}">#</a></h{level}>'
        )
        others = "".join(f'<span id="{escape(alias)}"></span>' for alias in entry.aliases)
        return (
            f'<section class="reference-entry" aria-labelledby="{name}">{others}{heading}'
            f"{self.signature(entry)}"
            + (f'<p class="reference-label">{label}</p>' if label else "")
            + f"<div{self.english}><p>{doc.summary}</p>{doc.body}</div>"
            + self.parts(entry, doc)
            + "".join(self.entry(member, read, level + 1) for member in entry.members)
            + "</section>"
        )

    def signature(self, entry: Entry) -> str:
        """How it is called, without types; empty for a property and for a class that others make."""
        from sphinx.util.inspect import stringify_signature

        if entry.kind == "property":
            return ""
        found = inspect.signature(entry.target)
        parameters = [one for one in found.parameters.values() if one.name != "self"]
        if any(one.name.startswith("_") for one in parameters):
            return ""
        called = stringify_signature(
            found.replace(parameters=parameters), show_annotation=False, show_return_annotation=False
        )
        return f'<p class="reference-signature"><code>{escape(entry.short + called)}</code></p>'

    def parts(self, entry: Entry, doc: Docstring) -> str:
        """Parameters, results, errors, notes and references, as far as there are any."""
        link = partial(self.known.find, scope=entry.scope)
        values = dict(doc.values)
        if "returns" not in values and (result := self.result(entry)):
            values["returns"] = (Value("", result, ""),)
        shown = [(key, _values(values[key], link)) for key in VALUES if key in values]
        shown += [(key, doc.sections[key]) for key in SECTIONS if key in doc.sections]
        items = [f"<dt>{say(self.language, key)}</dt><dd{self.english}>{text}</dd>" for key, text in shown]
        if entry.aliases:
            names = say(self.language, "comma").join(f"<code>{escape(name)}</code>" for name in entry.aliases)
            items.append(f"<dt>{say(self.language, 'aliases')}</dt><dd>{names}</dd>")
        return f'<dl class="reference-parts">{"".join(items)}</dl>' if items else ""

    def result(self, entry: Entry) -> str:
        """The class that a function returns, where its docstring leaves the rest to that of the class."""
        if entry.kind not in ("function", "method"):
            return ""
        returned = inspect.signature(entry.target).return_annotation
        return escape(returned) if isinstance(returned, str) and returned[:1].isupper() else ""


def _values(values: tuple[Value, ...], link: Callable[[str], str | None]) -> str:
    rows = []
    for value in values:
        name = f"<code>{escape(value.name)}</code>" if value.name else ""
        kind = f"<span>{linked_classes(value.kind, link)}</span>" if value.kind else ""
        rows.append(f"<dt>{' '.join(part for part in (name, kind) if part)}</dt><dd>{value.text}</dd>")
    return f'<dl class="reference-values">{"".join(rows)}</dl>'
