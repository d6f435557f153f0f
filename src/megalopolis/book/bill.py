"""What software a site was made with, as CycloneDX 1.5: each locked package, its hashes and licence."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from megalopolis import __version__
from megalopolis.book.downloads import DESCRIBING

NAME = DESCRIBING[0]
PINNED = re.compile(
    r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: Path) -> list[dict[str, Any]]:
    """The packages that *lock* pins, in order of name; none where there is no lock.

    A package has one file for each platform, so its hashes are those that an installation accepts; the
    licence is the expression that the installed package states.
    """
    return _components(lock.read_text(encoding="utf-8")) if lock.is_file() else []


@lru_cache(maxsize=1)
def _components(text: str) -> list[dict[str, Any]]:
    """Those that a lock with this *text* pins: to look up a hundred licences takes time in each build."""
    found = []
    for name, version, rest in PINNED.findall(text):
        stated = _licence(name)
        found.append(
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name.lower()}@{version}",
                "purl": f"pkg:pypi/{name.lower()}@{version}",
                "name": name,
                "version": version,
                "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(HASH.findall(rest))],
                **({"licenses": [{"license": {"name": stated}}]} if stated else {}),
            }
        )
    return sorted(found, key=lambda one: str(one["purl"]))


def _licence(package: str) -> str:
    try:
        about = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return ""
    given = [*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ())]
    stated = next((text.strip() for text in given if text), "")
    return stated if "\n" not in stated and len(stated) <= 100 else ""


def write(site: Path, lock: Path) -> None:
    """Write the bill of materials beside the pages; equal locks and environments give equal bytes."""
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "megalopolis", "version": __version__}},
        "components": components(lock),
    }
    text = json.dumps(bill, ensure_ascii=False, indent=1, sort_keys=True)
    (site / NAME).write_text(text + "\n", encoding="utf-8")
