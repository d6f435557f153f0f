"""The outputs of one cell without what differs between two runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Findings, verdicts, figures and their kin: the last word of the type says which.
OWN = re.compile(r"application/vnd\.megalopolis\.([a-z-]+)\+json")
# What is shown, or glued for the prose, and no record.
NO_RECORDS = {"figure", "glue"}
FIGURES = "application/vnd.megalopolis.glue+json"
GLUED = "application/papermill.record/"
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
STYLER = re.compile(r"\bT_([0-9a-f]{5,})")
Output = dict[str, Any]


def display(data: dict[str, Any]) -> Output:
    """An output that shows *data*."""
    return {"output_type": "display_data", "data": data, "metadata": {}}


def records(output: Output) -> Iterator[tuple[str, Any]]:
    """Kind and content of what the output records for the book."""
    for mime, value in output.get("data", {}).items():
        match = OWN.fullmatch(mime)
        if match and match[1] not in NO_RECORDS:
            yield match[1], value


def spread(output: Output) -> Iterator[Output]:
    """The output, and after it one for each figure that came with it, as MyST-NB's ``glue`` makes it.

    They come by name: in a notebook that was stored, they stand in another order than in one just executed.
    """
    yield output
    for name, figure in sorted(output.get("data", {}).get(FIGURES, {}).items()):
        glued = {"name": name, "mime_prefix": GLUED}
        yield {**display({f"{GLUED}text/plain": repr(figure)}), "metadata": {"scrapbook": glued}}


def merged(outputs: list[Output]) -> list[Output]:
    """The outputs with the pieces of a stream joined: where it was cut depends on the machine's speed."""
    merged: list[Output] = []
    for output in outputs:
        if output["output_type"] == "stream":
            text = output["text"] if isinstance(output["text"], str) else "".join(output["text"])
            before = merged[-1] if merged else {}
            if before.get("name") == output["name"]:
                merged[-1] = {**before, "text": before["text"] + text}
            else:
                merged.append({"output_type": "stream", "name": output["name"], "text": text})
        else:
            merged.append(output)
    return merged


def clean(output: Output, cell: str, count: int) -> Output | None:
    """An output without addresses in memory or random identifiers; None when nothing is left of it."""
    if output["output_type"] == "stream":
        return {**output, "text": ADDRESS.sub(" at 0x…", output["text"])}
    if output["output_type"] not in {"display_data", "execute_result"}:
        return output
    clear = {
        mime: _clear(mime, value, cell)
        for mime, value in sorted(output["data"].items())
        if not OWN.fullmatch(mime)
    }
    # Where there is something better to show, the text form is only noise.
    glued = "scrapbook" in output.get("metadata", {})
    if not glued and any(mime.startswith(("text/html", "image/")) for mime in clear):
        clear.pop("text/plain", None)
        clear = {mime: value for mime, value in clear.items() if value}
    if not clear:
        return None
    number = {"execution_count": count} if output["output_type"] == "execute_result" else {}
    return {
        "output_type": output["output_type"],
        "data": clear,
        "metadata": output.get("metadata", {}),
        **number,
    }


def _clear(mime: str, value: Any, cell: str) -> Any:
    if not isinstance(value, (str, list)) or not mime.startswith(("text/", "application/papermill")):
        return value
    text = value if isinstance(value, str) else "".join(value)
    text = ADDRESS.sub(" at 0x…", text)
    if mime == "text/html":
        numbers = {
            found: f"T_{cell}_{place}" for place, found in enumerate(dict.fromkeys(STYLER.findall(text)))
        }
        text = STYLER.sub(lambda match: numbers[match[1]], text)
    return text
