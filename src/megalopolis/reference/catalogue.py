"""What ``megalopolis.measures`` offers: its public modules, functions and classes, each at one place.

A function stands in the module from which it is meant to be taken: the one that lists it in ``__all__``,
else the one that defines it.  Its other names, by which it can be had too, lead to the same place.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from types import ModuleType
from typing import Any

from megalopolis.errors import ParameterError

PACKAGE = "megalopolis.measures"


@dataclass(frozen=True, slots=True)
class Entry:
    """A public function, class, method or property.

    Attributes
    ----------
    name : str
        Full dotted name, which is also its anchor: ``megalopolis.measures.inequality.theil``.
    kind : {"function", "class", "method", "property"}
    target : object
        The function or class itself.
    aliases : tuple of str
        Other full dotted names of the same object.
    members : tuple of Entry
        Public methods of a class, and its properties with a docstring.
    """

    name: str
    kind: str
    target: Any
    aliases: tuple[str, ...] = ()
    members: tuple[Entry, ...] = ()

    @property
    def short(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def scope(self) -> ModuleType:
        """The module in which the object was written, where the names of its docstring are known."""
        written = self.target.fget if isinstance(self.target, property) else self.target
        return importlib.import_module(written.__module__)


@dataclass(frozen=True)
class Catalogue:
    """Every entry, by module.

    Attributes
    ----------
    modules : dict of str to tuple of Entry
        By short name of the module, such as ``inequality``; functions, then classes, as the source has them.
    """

    modules: dict[str, tuple[Entry, ...]]

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Every full dotted name to the anchor of its entry or module."""
        found = {f"{PACKAGE}.{module}": f"{PACKAGE}.{module}" for module in self.modules}
        for entry in (entry for entries in self.modules.values() for entry in entries):
            # Where a name is taken from a private module, docstrings there know it by that module.
            written = f"{entry.target.__module__}.{entry.short}"
            for name in (entry.name, *entry.aliases, written):
                found[name] = entry.name
                found |= {f"{name}.{member.short}": member.name for member in entry.members}
        return found

    def find(self, name: str, scope: ModuleType) -> str | None:
        """The anchor of *name* as it may be written in the module *scope*; None if there is none.

        Parameters
        ----------
        name : str
            Such as ``theil``, ``treat.regular`` or ``megalopolis.measures.inequality.theil``.
        scope : module
            Where the docstring stands.
        """
        for full in (name, f"{scope.__name__}.{name}", f"{PACKAGE}.{name}"):
            if full in self.anchors:
                return self.anchors[full]
        found = getattr(scope, name, None)
        whole = f"{getattr(found, '__module__', '')}.{getattr(found, '__qualname__', '')}"
        return self.anchors.get(whole)


@cache
def catalogue() -> Catalogue:
    """List everything public in the package; the modules are imported for it."""
    modules = {
        found.name: importlib.import_module(f"{PACKAGE}.{found.name}")
        for found in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__)
        if not found.name.startswith("_")
    }
    names: dict[int, list[str]] = {}
    for chosen in (_exported, _defined):
        for module in modules.values():
            for short, target in chosen(module):
                names.setdefault(id(target), [])
                full = f"{module.__name__}.{short}"
                names[id(target)] += [full] if full not in names[id(target)] else []
    kept: dict[str, tuple[Entry, ...]] = {}
    for name, module in modules.items():
        both = {**dict(_defined(module)), **dict(_exported(module))}
        entries = tuple(
            _entry(names[id(target)], target)
            for target in sorted(both.values(), key=_place(module))
            if names[id(target)][0].rpartition(".")[0] == module.__name__
        )
        if entries:
            kept[name] = entries
    return Catalogue(kept)


def entries(module: str) -> tuple[Entry, ...]:
    """The entries of a module.

    Raises
    ------
    ParameterError
        There is no such public module, or all that it holds stands in others.
    """
    known = catalogue().modules
    if module not in known:
        raise ParameterError(
            f"module: expected a public module of {PACKAGE} with entries of its own: {', '.join(known)}; "
            f"found {module!r}."
        )
    return known[module]


def _public(target: Any) -> bool:
    return (inspect.isfunction(target) or inspect.isclass(target)) and target.__module__.startswith(PACKAGE)


def _exported(module: ModuleType) -> list[tuple[str, Any]]:
    return [
        (name, getattr(module, name))
        for name in getattr(module, "__all__", ())
        if _public(getattr(module, name))
    ]


def _defined(module: ModuleType) -> list[tuple[str, Any]]:
    return [
        (name, target)
        for name, target in vars(module).items()
        if not name.startswith("_") and _public(target) and target.__module__ == module.__name__
    ]


def _place(module: ModuleType) -> Callable[[Any], tuple[bool, bool, str, int]]:
    """Functions before classes, those of the module itself before what it takes from others."""

    def place(target: Any) -> tuple[bool, bool, str, int]:
        home: str = target.__module__
        line = inspect.getsourcelines(target)[1]
        return inspect.isclass(target), home != module.__name__, home, line

    return place


def _entry(names: list[str], target: Any) -> Entry:
    if not inspect.isclass(target):
        return Entry(names[0], "function", target, tuple(names[1:]))
    members = []
    for name, member in vars(target).items():
        if name.startswith("_"):
            continue
        if inspect.isfunction(member):
            members.append(Entry(f"{names[0]}.{name}", "method", member))
        elif isinstance(member, property) and member.__doc__:
            members.append(Entry(f"{names[0]}.{name}", "property", member))
    return Entry(names[0], "class", target, tuple(names[1:]), tuple(members))
