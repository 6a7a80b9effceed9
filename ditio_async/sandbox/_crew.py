"""Crew lists: who passed in and out of which site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ._entities import Keep
from ._query import Query
from ._site import Registration, Site, project_fields
from ._world import Entity, millis_of, stamp


def passages(site: Site) -> Iterator[Registration]:
    """A row for each check-in, which the window is on (the sandbox's own choice); some never checked out."""
    cards = {user.id: f"{site.random.randrange(10**7, 10**8)}" for user in site.users}
    for day in site.days(460):
        user = site.user()
        arrived = site.moment(day, 4.5, 8)
        left = arrived + site.random.randrange(2 * 3_600_000, 10 * 3_600_000)
        is_open = site.random.random() < 0.06
        fields: dict[str, object] = {
            **project_fields(site.project(), "projectId", "projectNumber"),
            "hseCardId": cards[user.id],
            "checkInDateTime": stamp(arrived),
            "checkOutDateTime": None if is_open else stamp(left),
        }
        modified = arrived if is_open else left
        gone = modified + 86_400_000 if site.random.random() < 0.05 else None
        yield site.registration(fields, arrived, (modified, gone), by=user)


def chosen_passages(query: Query, today: dt.date) -> Keep:
    """Without any date those of today, by the sandbox's clock; those who are still on site with IncludeOpen alone.

    What IncludeOpen means to the letter is not documented: this is the sandbox's own reading.
    """
    projects = {id.strip() for id in (query.get("ProjectIds") or "").split(",")} - {""}
    include_open = query.flag("IncludeOpen")
    dated = any(query.get(name) for name in ("FromDateTime", "ToDateTime", "ModifiedSince"))

    def keep(passage: Entity) -> bool:
        f = passage.fields
        return (
            (not projects or f.get("projectId") in projects)
            and (include_open or f.get("checkOutDateTime") is not None)
            and (dated or millis_of(str(f["checkInDateTime"])) // 86_400_000 == _number(today))
        )

    return keep


def _number(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days
