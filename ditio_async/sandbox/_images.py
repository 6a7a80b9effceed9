"""Images: a row for each image and the record that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ._checklists import checklists
from ._entities import Keep
from ._files import Picture
from ._incidents import incidents
from ._query import Query
from ._site import Maker, Registration, Site
from ._world import Entity, Fields, stamp

_SOURCES: Final[dict[str, Maker]] = {"alert": incidents, "checklist": checklists}
_FEED: Final = "feed"
_POSTS: Final = 120


def images(site: Site) -> Iterator[Registration]:
    """Those of the feed, of incidents and of checklists."""
    for source, maker in _SOURCES.items():
        for parent in site.others(maker):
            yield from _rows(site, source, parent)
    for post in _feed(site):
        yield from _rows(site, _FEED, post)


def _feed(site: Site) -> Iterator[Registration]:
    """What people posted; no stream shows it."""
    for number, day in enumerate(site.days(_POSTS), start=1):
        created, author, project = site.moment(day, 6, 15), site.user(), site.project()
        latitude, longitude = site.near(project)
        fields: Fields = {"projectId": project.id, "latitude": latitude, "longitude": longitude}
        pictures = [site.files.picture(site.random, f"IMG_{number:04}.png")]
        yield site.registration(fields, created, (created, None), by=author, pictures=pictures)


def _rows(site: Site, source: str, parent: Registration) -> Iterator[Registration]:
    f = parent.fields
    project = next(project for project in site.projects if project.id == f["projectId"])
    author = parent.by
    assert author is not None
    task_id = f.get("taskId") or f.get("activityId")
    task = next((task for task in site.tasks(project) if task.id == task_id), None)
    for picture in parent.pictures:
        fields: Fields = {
            **_file(picture),
            "source": source,
            "projectId": project.id,
            "projectNumber": project.fields["projectNumber"],
            "projectName": project.fields["name"],
            "taskId": task and task.id,
            "taskName": task and task.fields["name"],
            "activityId": task and task.id,
            "activityNumber": task and task.fields["externalId"],
            "companyId": author.fields["companyId"],
            "projectCompanyId": project.fields["companyId"],
            "createdByUserId": author.fields["identityUserId"],
            "createdByUserName": author.fields["name"],
            "createdDateTime": stamp(parent.created),
            "latitude": f["latitude"],
            "longitude": f["longitude"],
            "accuracy": round(site.random.uniform(3, 30), 1),
            "roadReference": None,
        }
        yield site.registration(fields, parent.created, (parent.created, None), by=author, parent=parent)


def _file(picture: Picture) -> Fields:
    """What a row says of the file. None of these names is documented: they are the sandbox's own choice."""
    links: Fields = {f"{size}Url": link for size, link in picture.links.items()}
    return {
        "originalFileName": picture.name,
        "fileType": picture.type,
        "fileSize": picture.size,
        **links,
    }


def of_sources(query: Query, _: object) -> Keep:
    """Of the sources that were asked for, or of all; those of deleted records are not there."""
    chosen = query.choices("Sources", {_FEED, *_SOURCES})

    def keep(image: Entity) -> bool:
        parent = image.parent if isinstance(image, Registration) else None
        is_there = parent is None or parent.deleted is None
        return is_there and (not chosen or image.fields.get("source") in chosen)

    return keep
