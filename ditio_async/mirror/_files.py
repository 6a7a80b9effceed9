"""The documents of mirrored records, and images, in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from .._bulk_files.run import FileReport, OnFileProgress
from .._calls import Ditio
from .._tables.datasets import DATASETS, Dataset, datasets
from ..errors import ArgumentError
from ..resources.files import ImageSize
from ..resources.reporting.images import image_links
from .store import Store

_IMAGES: Final = "images"
_FIELDS: Final = msgspec.json.Decoder(dict[str, object])


def with_files(call: str, names: Iterable[str] | None) -> list[Dataset]:
    """The streams whose records have files.

    Raises:
        ArgumentError: one of those that are named has none.
    """
    there = [dataset for dataset in DATASETS.values() if dataset.has("pdf_url") or dataset.name == _IMAGES]
    if names is None:
        return there
    chosen = datasets(call, names)
    if without := [dataset.name for dataset in chosen if dataset not in there]:
        known = ", ".join(dataset.name for dataset in there)
        raise ArgumentError(f"{call}: {', '.join(without)} has no files; these have: {known}")
    return chosen


class Download:
    """A download of all that is not there yet.

    Args:
        folder: with one for each stream.
        concurrency: files at once.
    """

    def __init__(
        self, ditio: Ditio, store: Store, folder: Path, concurrency: int, on_progress: OnFileProgress | None
    ) -> None:
        self._ditio = ditio
        self._store = store
        self._folder = folder
        self._concurrency = concurrency
        self._on_progress = on_progress

    async def run(self, chosen: Sequence[Dataset], sizes: Sequence[ImageSize]) -> dict[str, FileReport]:
        """Stream by stream."""
        reports: dict[str, FileReport] = {}
        for dataset in chosen:
            rows: Sequence[Mapping[str, object]]
            if dataset.name == _IMAGES:
                rows = await self._images(dataset, [sizes] if isinstance(sizes, str) else list(sizes))
            else:
                rows = await self._store.read(dataset, ["id", "pdf_url", "modified_date_time"])
            reports[dataset.name] = await self._ditio.files.download_many(
                [{**row, "modified_date_time": _text(row["modified_date_time"])} for row in rows],
                self._folder / dataset.name,
                concurrency=self._concurrency,
                on_progress=self._on_progress,
            )
        return reports

    async def _images(self, dataset: Dataset, sizes: Sequence[str]) -> list[Mapping[str, object]]:
        """A row for each image and size; their links are in fields whose names are not documented."""
        known = {column.name for column in dataset.columns}
        others = [column.name for column in await self._store.columns(dataset) if column.name not in known]
        rows = await self._store.read(dataset, ["id", "extra", *others])
        return [image for row in rows for image in _sized(row, sizes)]


def _sized(row: Mapping[str, object], sizes: Sequence[str]) -> Iterator[Mapping[str, object]]:
    extra = row["extra"]
    links = image_links({**row, **(_FIELDS.decode(extra) if isinstance(extra, str) else {})})
    for size in sizes:
        yield {"id": f"{row['id']} {size}", "pdf_url": links.get(size), "modified_date_time": None}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
