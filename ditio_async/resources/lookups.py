"""Read-only lookups of what people see in Ditio."""

from __future__ import annotations

import enum
from typing import Literal, TypeAlias

from .._endpoints import Find, Get, List, Resource, Select
from .._fields import Filter


class ActiveInactiveAll(enum.IntEnum):
    """Which ones (Ditio: Lookups)."""

    ACTIVE = 0
    INACTIVE = 1
    ALL = 2


Which: TypeAlias = ActiveInactiveAll | Literal[0, 1, 2]


class ActiveFilter(Filter, rename="camel", kw_only=True):
    """Which projects.

    Args:
        active_inactive_all: `ActiveInactiveAll`.
    """

    active_inactive_all: Which | None = None


class ProjectSearch(Filter, rename="camel"):
    """What to look for.

    Args:
        search_string: a part of what names a project.
        active_only: only those that are in use.
    """

    search_string: str
    active_only: bool | None = None


class TasksKey(Filter, rename="camel"):
    """Whose work orders.

    Args:
        id: of the project.
        active_inactive_all: `ActiveInactiveAll`.
    """

    id: str
    active_inactive_all: Which | None = None


class Lookups(Resource):
    """Read-only lookups (Ditio: Lookups). Rows are dicts, because their fields are not documented."""

    name = "lookups"

    projects = Select("/api/projects", dict[str, object], ActiveFilter, "The projects that people see.")
    search_projects = Select("/api/projects/search", dict[str, object], ProjectSearch, "Projects by what names them.")
    project = Get("/api/projects/{id}", dict[str, object], "One project.")
    project_tasks = Find("/api/projects/{id}/tasks", list[dict[str, object]], TasksKey, "The work orders of a project.")
    resource = Get("/api/resources/details/{id}", dict[str, object], "One machine, person or other resource.")
    resource_types = List("/api/resources/types", dict[str, object], "The types of resources.")
