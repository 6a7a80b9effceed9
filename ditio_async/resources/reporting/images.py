"""Images."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final, cast

from .records import Record

_WORDS: Final[Mapping[str, str]] = {"thumb": "thumbnail", "medium": "medium", "large": "large", "orig": "original"}


class ImageRecord(Record):
    """An image and the record that it belongs to (Ditio: Images); one row for each such pair.

    The names of the fields for the file's name, type and size and for its four links are not documented: the raw record
    has them, and `ditio.files.download_images` finds the links.

    Attributes:
        source: feed, alert or checklist.
        latitude, longitude: degrees.
        accuracy: of the position.
        road_reference: as it comes; what it looks like is not documented.
    """

    source: str | None = None
    project_id: str | None = None
    project_number: str | None = None
    project_name: str | None = None
    task_id: str | None = None
    task_name: str | None = None
    activity_id: str | None = None
    activity_number: str | None = None
    company_id: str | None = None
    project_company_id: str | None = None
    created_by_user_id: str | None = None
    created_by_user_name: str | None = None
    created_date_time: dt.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    road_reference: object = None


def image_links(row: Mapping[str, object]) -> dict[str, str]:
    """The links of a row of the image stream, by size: told by the words in the names of the fields."""
    links: dict[str, str] = {}
    others: list[str] = []
    for path, value in _leaves("", row):
        if not value.startswith(("https://", "http://")):
            continue
        size = next((size for word, size in _WORDS.items() if word in path.lower()), None)
        if size is None:
            others.append(value)
        else:
            links.setdefault(size, value)
    if "original" not in links and len(others) == 1:
        links["original"] = others[0]
    return links


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, object]", value).items():
            yield from _leaves(f"{path}.{key}", inner)
