"""Imports what rendering a page imports, for a process that is copied to render; see :mod:`processes`.

Sphinx and Jupyter Book import their extensions when they start, one rendering after the other. This module
is the last that such a process imports.
"""

import contextlib
from importlib import import_module

from sphinx.application import builtin_extensions

from megalopolis.book import collecting

NAMES = (
    *builtin_extensions,
    "IPython.lib.lexers",
    "a11y_pygments",
    "ipython_pygments_lexers",
    "jinja2.ext",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "latex2mathml.converter",
    "megalopolis.book.extension",
    "myst_nb.core.lexers",
    "myst_nb.ext.glue.directives",
    "myst_nb.ext.glue.domain",
    "myst_nb.ext.glue.roles",
    "myst_nb.sphinx_ext",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "sphinx.builders.html",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinx_book_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_design.extension",
    "sphinx_external_toc.events",
    "sphinx_jupyterbook_latex.events",
    "sphinx_jupyterbook_latex.transforms",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinxcontrib.bibtex",
)

for name in NAMES:
    # What is missing in another version is imported by who needs it, or missed there.
    with contextlib.suppress(ImportError):
        import_module(name)

collecting.seldom()
