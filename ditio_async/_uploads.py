"""Planning an upload: everything is checked and counted before the first byte goes out."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias, cast

from msgspec import Struct

from . import _checks, _filenames
from ._multipart import Multipart, Part
from ._sources import source_of
from .errors import ArgumentError

LIMIT: Final = 30_000_000
"""A request, boundaries and part headers included, must be below this many bytes (Ditio: Documents)."""
SVG_LIMIT: Final = 5 * 1024 * 1024

Content: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO | AsyncIterable[bytes]


class UploadFile(Struct, frozen=True):
    """A file to upload that is more than a path.

    Args:
        content: a path, bytes, a file opened with mode "rb" (read from where it stands), or an async iterable of
            bytes. An iterator, and a file that cannot seek, is read once, so that it is sent once.
        name: how Ditio shows it; taken from the path, or the open file's path, where it is not given.
        size: exact number of bytes; needed for async iterables and files that cannot seek.
        content_type: guessed from the name where it is not given.
    """

    content: Content
    name: str | None = None
    size: int | None = None
    content_type: str | None = None


class Upload:
    """The files of an upload, packed into requests in the given order.

    Attributes:
        batches: the parts of each request.
        total: bytes of all requests.
    """

    def __init__(self, batches: Sequence[Sequence[Part]]) -> None:
        self.batches = batches
        self._forms = [Multipart(batch) for batch in batches]
        self.total = sum(form.size for form in self._forms)

    def requests(self, progress: Callable[[int, int], None] | None) -> Iterator[Multipart]:
        """The bodies, which report to a callback."""
        sent = 0

        def count(size: int) -> None:
            nonlocal sent
            sent += size
            if progress is not None:
                progress(sent, self.total)

        for form in self._forms:
            yield Multipart(form.parts, count, form.boundary) if progress is not None else form


def plan(call: str, files: Iterable[str | os.PathLike[str] | UploadFile], *, unique: bool) -> Upload:
    """Check the files and pack them. It looks at the disk, so call it in a thread.

    Raises:
        ArgumentError: one of them cannot be sent; the message says which and why.
    """
    if isinstance(files, str | bytes | os.PathLike | UploadFile):
        raise ArgumentError(f"{call}: files takes a list: [{files!r:.80}]")
    if not isinstance(files, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(f"{call}: files takes a list of paths and UploadFile(...), not {files!r:.80}")
    parts = [_part(call, file) for file in files]
    if not parts:
        raise ArgumentError(f"{call}: files is empty; give at least one")
    names = [part.name for part in parts]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if unique and doubles:
        raise ArgumentError(
            f"{call}: {doubles[0]!r} comes twice, and with replace_existing one would replace the other"
        )
    return Upload(pack(call, parts))


def pack(call: str, parts: Sequence[Part]) -> list[list[Part]]:
    """The parts of each request, in the given order; each request is below the limit."""
    form = Multipart(parts)
    end = Multipart(()).size
    batches: list[list[Part]] = []
    room = 0
    for part in parts:
        size = form.part_size(part)
        if size + end >= LIMIT:
            raise ArgumentError(
                f"{call}: {part.name!r} has {part.source.size:,} bytes, in a request {size + end:,}; "
                f"Ditio takes requests below {LIMIT:,}: split or compress it"
            )
        if not batches or size >= room:
            batches.append([])
            room = LIMIT - end
        batches[-1].append(part)
        room -= size
    return batches


def _part(call: str, file: object) -> Part:
    if isinstance(file, str | os.PathLike):
        file = UploadFile(cast("str | os.PathLike[str]", file))
    if not isinstance(file, UploadFile):
        raise ArgumentError(f"{call}: files takes paths and UploadFile(...), not {type(file).__name__} {file!r:.80}")
    name = _name(call, file)
    try:
        source = source_of(file.content, name, file.size)
    except ArgumentError as error:
        raise ArgumentError(f"{call}: {error}") from None
    if _filenames.suffix_of(name) == ".svg" and source.size > SVG_LIMIT:
        raise ArgumentError(f"{call}: {name!r} has {source.size:,} bytes; an SVG may have 5 MiB")
    if file.content_type is not None:
        _checks.checked(call, f"{name!r}: content_type", file.content_type, _checks.media_type)
    return Part(name, file.content_type or _filenames.media_type_of(name), source)


def _name(call: str, file: UploadFile) -> str:
    content = file.content
    path: object = content if isinstance(content, str | os.PathLike) else getattr(content, "name", None)
    name = file.name
    if name is None and isinstance(path, str | os.PathLike):
        name = Path(cast("str | os.PathLike[str]", path)).name
    if name is not None and not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(f"{call}: UploadFile(name=) takes text, not {type(name).__name__} {name!r:.80}")
    if not name:
        raise ArgumentError(f"{call}: {type(content).__name__} has no name; give one: UploadFile(..., name='plan.pdf')")
    if set(name) & set("/\\") or not name.strip(". "):
        raise ArgumentError(f"{call}: {name!r} is no file name; give one without directories: UploadFile(..., name=)")
    if not _checks.printable(name) or _checks.encodable(name) is not None:
        raise ArgumentError(
            f"{call}: {name!r} holds characters that cannot be sent; give another: UploadFile(..., name=)"
        )
    if (suffix := _filenames.suffix_of(name)) in _filenames.REFUSED:
        raise ArgumentError(
            f"{call}: {name!r}: Ditio refuses {suffix} files, as it does other web and executable types"
        )
    return name
