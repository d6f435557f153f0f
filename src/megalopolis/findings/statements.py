"""What the source documents state: how many statements of which kind, and all of them as a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from megalopolis.findings import finding
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import called, text
from megalopolis.findings.words import say
from megalopolis.region import Region

KINDS = ("context", "problem", "principle", "measure", "mechanism", "target")
DIMENSIONS = ("innovation", "coordination", "green", "openness", "sharing", "governance")
FILTERS = ("kind", "dimension", "level", "source")


def counts(here: Region) -> pd.DataFrame:
    """Number of statements by kind (rows) and dimension (columns), 0 where there is none."""
    said = here.table("statements")
    table = pd.crosstab(said["kind"], said["dimension"])
    return table.reindex(index=list(KINDS), columns=list(DIMENSIONS), fill_value=0)


def grid(here: Region) -> pd.DataFrame:
    """The counts as a table for the reader, with sums over both."""
    table = counts(here)
    total = here.say("statements.total")
    named = table.rename(index=lambda kind: word(here, kind), columns=lambda one: word(here, one))
    named[total] = named.sum(axis="columns")
    named.loc[total] = named.sum()
    named.insert(0, here.say("statements.kind"), list(named.index))
    return named


def cells(here: Region) -> pd.DataFrame:
    """The counts in long form for a chart: a row a kind and dimension."""
    long = counts(here).reset_index().melt(id_vars="kind", var_name="dimension", value_name="count")
    long = long.assign(
        kind=[word(here, kind) for kind in long["kind"]],
        dimension=[word(here, dimension) for dimension in long["dimension"]],
    )
    return long.rename(columns=lambda column: here.say(f"statements.{column}"))


def documents(here: Region) -> pd.DataFrame:
    """The source documents, each with its producer, what it is, and how many statements it gave."""
    sources = here.table("sources").set_index("id")
    taken = here.table("statements").groupby("source").size()
    rows = [
        {
            "source": source,
            "producer": text(sources[f"producer_{here.language}"].get(source)),
            "note": text(sources[f"note_{here.language}"].get(source)),
            "count": int(number),
        }
        for source, number in taken.items()
    ]
    return pd.DataFrame(rows).rename(columns=lambda column: here.say(f"statements.{column}"))


def used(here: Region) -> dict[str, tuple[str, ...]]:
    """Which problems of the region rest on a statement, or do so by their principles or path measures."""
    argument = here.argument
    pairs = [
        *((statement, one.id) for one in argument.problems for statement in one.statements),
        *(
            (statement, problem)
            for one in argument.principles
            for statement in one.statements
            for problem in one.problems
        ),
        *((statement, one.problem) for one in argument.measures for statement in one.statements),
    ]
    return {
        statement: tuple(dict.fromkeys(problem for one, problem in pairs if one == statement))
        for statement, _ in pairs
    }


def counted(here: Region) -> Finding:
    """How many statements there are, from how many documents, and how many of them assert a problem."""
    said = here.table("statements")
    figures = {"documents": said["source"].nunique(), "problems": int((said["kind"] == "problem").sum())}
    return finding.tell(here, "statements.count", len(said), **figures)


def leading(here: Region) -> Finding:
    """Which dimension and which kind most statements belong to."""
    table = counts(here)
    dimensions, kinds = table.sum(), table.sum(axis="columns")
    return finding.tell(
        here,
        "statements.leading",
        int(dimensions.max()),
        dimension=str(dimensions.idxmax()),
        least=str(dimensions.idxmin()),
        fewest=int(dimensions.min()),
        kind=here.say(f"statements.kind.{kinds.idxmax()}"),
        most=int(kinds.max()),
    )


def carried(here: Region) -> Finding:
    """How many statements the argument of the region rests on."""
    resting = used(here)
    problems = {problem for one in resting.values() for problem in one}
    return finding.tell(here, "statements.used", len(resting), problems=len(problems))


def word(here: Region, key: str) -> str:
    """A kind, dimension or level in the language."""
    if key in KINDS:
        return here.say(f"statements.kind.{key}")
    return called(here, key) if key in DIMENSIONS else say(here.language, key)


def listing(here: Region) -> None:
    """Show every statement as a table with an anchor a row, such as ``S-003``.

    The page's script puts search and filters above it; the words for these come along. A problem that has a
    chapter is linked to the place where the chapter repeats the statement.
    """
    said, resting = here.table("statements"), used(here)
    titles = {one.id: one.title for one in here.argument.problems}
    columns = ("id", "statement", *FILTERS, "used")
    head = "".join(f'<th scope="col">{escape(here.say(f"statements.{column}"))}</th>' for column in columns)
    body = "".join(_row(here, row, resting, titles) for row in said.to_dict("records"))
    caption = escape(here.say("statements.list.title"))
    shown = (
        f'<div class="listing" data-listing="{escape(json.dumps(_words(here), ensure_ascii=False))}">'
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
    )
    plain = "\n".join(f"{row['id']} {row[f'statement_{here.language}']}" for row in said.to_dict("records"))
    finding.show({"text/html": shown, "text/plain": plain})


def _words(here: Region) -> dict[str, Any]:
    keys = ("label", "search", "all", "reset")
    words: dict[str, Any] = {key: here.say(f"statements.list.{key}") for key in keys}
    # The script fills these two in; as text they are their own placeholders.
    words["count"] = here.say("statements.list.count", count="{count}", total="{total}")
    return {**words, "filters": {name: here.say(f"statements.{name}") for name in FILTERS}}


def _row(
    here: Region, row: Mapping[Any, Any], resting: Mapping[str, tuple[str, ...]], titles: Mapping[str, str]
) -> str:
    identifier = str(row["id"])
    data = "".join(f' data-{name}="{escape(str(row[name]))}"' for name in FILTERS)
    line = say(here.language, "comma") + say(here.language, "line", line=row["line"])
    cells = "".join(
        f'<td data-of="{name}">{escape(word(here, str(row[name])))}</td>'
        for name in FILTERS
        if name != "source"
    )
    problems = "<br>".join(_problem(here, one, identifier, titles) for one in resting.get(identifier, ()))
    return (
        f'<tr id="{escape(identifier)}"{data}><th scope="row"><a href="#{escape(identifier)}">'
        f"{escape(identifier)}</a></th><td>{escape(str(row[f'statement_{here.language}']))}</td>{cells}"
        f'<td><span data-of="source">{escape(str(row["source"]))}</span>{escape(line)}</td>'
        f'<td>{problems}<span data-referrers="{escape(identifier)}"></span></td></tr>'
    )


def _problem(here: Region, problem: str, statement: str, titles: Mapping[str, str]) -> str:
    title = escape(titles.get(problem, problem))
    if not (here.data.parent / "chapters" / "problems" / f"{problem}.ipynb").is_file():
        return title
    return f'<a href="../problems/{escape(problem)}.html#statement-{escape(statement)}">{title}</a>'
