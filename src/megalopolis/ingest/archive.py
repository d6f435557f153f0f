"""Which files there are in what the user named (files, folders, zip archives), and their bytes one by one."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from megalopolis.errors import ParameterError
from megalopolis.ingest import kinds
from megalopolis.ingest.limits import ARCHIVE_BYTES, FILE_BYTES, FILES, RATIO, RATIO_FLOOR
from megalopolis.ingest.refusal import Refusal, Refused

# What systems leave in folders and archives beside a user's files.
_CLUTTER = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Item:
    """One file to read.

    Attributes
    ----------
    name : str
        Its path inside the folder or archive that was named, with slashes; for a file named itself, its name.
        An archive inside a folder counts as a folder.
    path : pathlib.Path
        The file, or the archive that holds it.
    member : str or None
        Its name in the archive, as the archive has it.
    """

    name: str
    path: Path
    member: str | None = None


def items(paths: Iterable[Path], skip: frozenset[Path] = frozenset()) -> Iterator[Item | Refusal]:
    """Every file under *paths* in the order of names, hidden ones passed over; what cannot be one, refused.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        Files, folders and zip archives.
    skip : frozenset of pathlib.Path
        Resolved paths that are no documents, such as the file of metadata.

    Raises
    ------
    ParameterError
        A path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise ParameterError(f"expected a file or a folder; found nothing at {path}: correct the path.")
        if path.is_dir():
            yield from _folder(path, skip)
        elif path.resolve() not in skip and kinds.ending(path.name) in kinds.ARCHIVES:
            yield from _archive(path, "")
        elif path.resolve() not in skip:
            yield from _file(path, path.name, path.stat().st_mode)


def _folder(folder: Path, skip: frozenset[Path]) -> Iterator[Item | Refusal]:
    count = 0
    for place, inner, files in os.walk(folder):
        inner[:] = sorted(name for name in inner if not _hidden(name))
        linked = [name for name in inner if Path(place, name).is_symlink()]
        for name in sorted([*linked, *(name for name in files if not _hidden(name))]):
            path = Path(place, name)
            if path.resolve() in skip:
                continue
            count += 1
            if count > FILES:
                raise ParameterError(f"expected at most {FILES:,} files in {folder}: add them in portions.")
            yield from _file(path, path.relative_to(folder).as_posix(), path.lstat().st_mode)


def _file(path: Path, name: str, mode: int) -> Iterator[Item | Refusal]:
    if stat.S_ISLNK(mode):
        yield Refusal(name, "link", "is a symbolic link, which may lead anywhere; add the file itself")
    elif not stat.S_ISREG(mode):
        yield Refusal(name, "kind", "is a device or a pipe; expected a file")
    elif kinds.ending(name) in kinds.ARCHIVES:
        yield from _archive(path, f"{name[: -len(path.suffix)]}/")
    else:
        yield _known(Item(name, path), path.stat().st_size)


def _known(item: Item, size: int) -> Item | Refusal:
    """The item, or why its name or size keeps it out."""
    if kinds.family(item.name) is None:
        expected = " ".join(sorted(one for endings in kinds.FAMILIES.values() for one in endings))
        return Refusal(item.name, "kind", f"expected one of {expected}, or a folder or .zip of them")
    if size > FILE_BYTES:
        return Refusal(item.name, "large", f"has {size:,} bytes; expected at most {FILE_BYTES:,}: part it")
    return item


def _archive(path: Path, prefix: str) -> Iterator[Item | Refusal]:
    try:
        members = [one for one in opened(path).infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        yield Refusal(path.name, "malformed", f"not readable as zip ({error}); expected a whole archive")
        return
    size, packed = sum(one.file_size for one in members), path.stat().st_size
    if len(members) > FILES or size > ARCHIVE_BYTES or (size > RATIO_FLOOR and size > RATIO * packed):
        found = f"holds {len(members):,} files of {size:,} bytes in {packed:,}"
        yield Refusal(path.name, "bomb", f"{found}; expected an archive of documents, not a zip bomb")
        return
    for member in sorted(members, key=lambda one: one.filename):
        if any(_hidden(part) for part in PurePosixPath(member.filename).parts if part != ".."):
            continue
        name = prefix + member.filename
        yield _unsafe(member, name) or _known(Item(name, path, member.filename), member.file_size)


def _unsafe(member: zipfile.ZipInfo, name: str) -> Refusal | None:
    """Why nothing should be read from a member of an archive, or None."""
    own = member.filename
    parts = PurePosixPath(own.replace("\\", "/")).parts
    if own.startswith(("/", "\\")) or ".." in parts or ":" in own.split("/")[0] or not own.isprintable():
        return Refusal(name, "path", "names a place outside the archive; expected a plain file name")
    if stat.S_ISLNK(member.external_attr >> 16):
        return Refusal(name, "link", "is a symbolic link, which may lead anywhere; put the file itself in")
    if kinds.ending(name) in kinds.ARCHIVES:
        return Refusal(name, "nested", "is an archive in an archive; unpack it first")
    if member.flag_bits & 1:
        return Refusal(name, "encrypted", "is locked by a password; pack it without one")
    if member.file_size > RATIO_FLOOR and member.file_size > RATIO * max(member.compress_size, 1):
        found = f"unpacks to {member.file_size:,} bytes from {member.compress_size:,}"
        return Refusal(name, "bomb", f"{found}; expected a document, not a zip bomb")
    return None


def _hidden(name: str) -> bool:
    return name in _CLUTTER or name.startswith((".", "~$"))


def opened(path: Path) -> zipfile.ZipFile:
    """The archive, opened once; names that are not marked as UTF-8 are read as GB18030 where they can be."""
    state = path.stat()
    return _opened(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1)
def _opened(path: Path, _changed: int, _size: int) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path, metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(path)


def content(item: Item) -> bytes:
    """The bytes of a file, never more than it may have, whatever the archive says of its size.

    Raises
    ------
    Refused
        ``large``, ``malformed`` or ``encrypted``.
    """
    try:
        if item.member is None:
            with item.path.open("rb") as file:
                raw = file.read(FILE_BYTES + 1)
        else:
            with opened(item.path).open(item.member) as stream:
                raw = stream.read(FILE_BYTES + 1)
    except Exception as error:  # zipfile raises many kinds on damaged members
        reason = str(error) or type(error).__name__
        raise Refused("malformed", f"cannot be read ({reason}); expected a whole file") from None
    if len(raw) > FILE_BYTES:
        raise Refused("large", f"has more than {FILE_BYTES:,} bytes; expected fewer: part it")
    return raw
