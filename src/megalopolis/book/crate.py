"""The site as a research object: ``ro-crate-metadata.json`` says what was made, out of what, with what.

The form is RO-Crate 1.1 (https://w3id.org/ro/crate/1.1): a graph of the tables that went in, the software,
and the pages, notebooks and findings that came out, each file with its checksum.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from megalopolis import __version__, yamlfile
from megalopolis.book import bill, cache
from megalopolis.book.downloads import DESCRIBING, DESCRIPTION, FOLDER
from megalopolis.book.places import Places

NAME = DESCRIBING[1]
FORM = "https://w3id.org/ro/crate/1.1"
FORMATS = {
    ".csv": "text/csv",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".json": "application/json",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
}
LICENCES = {
    "MIT": "https://spdx.org/licenses/MIT",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}


def write(
    places: Places,
    site: Path,
    region: str,
    planned: Mapping[str, Sequence[str]],
    *,
    sources: Path,
    given: Mapping[str, Any],
) -> None:
    """Describe a finished *site*.

    Parameters
    ----------
    places : Places
        The project: its citation gives title and date, its lock the environment.
    site : pathlib.Path
    region : str
    planned : mapping
        Language -> chapters, such as ``problems/innovation``.
    sources : pathlib.Path
        Folder of what the site was made from beside its tables.
    given : mapping
        Name -> value of the parameters that the chapters were given.
    """
    cited = _citation(places.root / "CITATION.cff")
    inputs = [
        path for folder in (site / FOLDER, sources) for path in sorted(folder.rglob("*")) if path.is_file()
    ]
    pages = [
        site / language / name
        for language, chapters in planned.items()
        for chapter in chapters
        for name in (f"{chapter}.html", f"_sources/{chapter}.ipynb")
    ]
    findings = [site / language / "findings.json" for language in planned]
    made = [path for path in (*pages, *findings, site / bill.NAME) if path.is_file()]
    files = [_file(path, site) for path in (*inputs, *made)]
    used = software(places.lock)
    parameters = [_parameter(name, value) for name, value in sorted({**given, "region": region}.items())]
    action = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": f"Edition of the region {region}",
        "instrument": {"@id": "#megalopolis"},
        "object": [
            *(_reference(path, site) for path in inputs),
            *({"@id": one["@id"]} for one in parameters),
        ],
        "result": [_reference(path, site) for path in made],
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": cited.get("title", "") or f"Site of the region {region}",
        "description": f"Site of the region {region} in {', '.join(planned)}, with the tables it rests on.",
        "datePublished": str(cited.get("date-released", "")),
        "license": {"@id": LICENCES["CC-BY-4.0"]},
        "hasPart": [{"@id": one["@id"]} for one in files],
        "mentions": [{"@id": "#build"}, {"@id": "#megalopolis"}],
    }
    descriptor = {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": FORM},
        "about": {"@id": "./"},
    }
    crate = {
        "@context": f"{FORM}/context",
        "@graph": [descriptor, root, used, action, *parameters, *files],
    }
    text = json.dumps(crate, ensure_ascii=False, indent=1, sort_keys=True)
    (site / NAME).write_text(text + "\n", encoding="utf-8")


def software(lock: Path) -> dict[str, str]:
    """The package with version and fingerprint, and the checksum of the lock of its environment."""
    return {
        "@id": "#megalopolis",
        "@type": "SoftwareApplication",
        "name": "megalopolis",
        "version": __version__,
        "sha256": cache.files([Path(__file__).resolve().parents[1]]),
        "softwareRequirements": _checksum(lock) if lock.is_file() else "",
    }


def _parameter(name: str, value: Any) -> dict[str, str]:
    """A parameter with its value as one would type it."""
    typed = value if isinstance(value, str) else repr(value)
    return {"@id": f"#parameter-{name}", "@type": "PropertyValue", "name": name, "value": typed}


def _citation(path: Path) -> dict[str, Any]:
    """What the project says on how to cite it; nothing where it does not say."""
    return yamlfile.load(path.read_bytes()) or {} if path.is_file() else {}


def _reference(path: Path, site: Path) -> dict[str, str]:
    return {"@id": path.relative_to(site).as_posix()}


def _file(path: Path, site: Path) -> dict[str, Any]:
    kind = FORMATS.get(path.suffix, "application/octet-stream")
    described = {
        **_reference(path, site),
        "@type": "File",
        "encodingFormat": kind,
        "contentSize": str(path.stat().st_size),
        "sha256": _checksum(path),
    }
    names = {DESCRIPTION: "Description of the tables", bill.NAME: "Bill of materials (CycloneDX)"}
    return described | ({"name": names[path.name]} if path.name in names else {})


def refresh(site: Path, pages: Iterable[Path]) -> None:
    """Describe *pages* of a finished *site* as they are now; a site without a description stays so."""
    if not (site / NAME).is_file():
        return
    crate = json.loads((site / NAME).read_text(encoding="utf-8"))
    now = {described["@id"]: described for described in (_file(page, site) for page in pages)}
    graph = [one | now.get(str(one["@id"]), {}) for one in crate["@graph"]]
    text = json.dumps(crate | {"@graph": graph}, ensure_ascii=False, indent=1, sort_keys=True)
    # A name of its own: the file may have other ones.
    (site / NAME).unlink()
    (site / NAME).write_text(text + "\n", encoding="utf-8")


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
