"""Projects, by project number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..._differences import Difference
from ...errors import PermissionDeniedError
from ...resources.projects import NewProject, Project, Projects
from ...resources.users import User, Users
from ..compare import given
from ..kind import InUse

_PEOPLE: Final = ("main_foreman_id", "project_leader_id")


class ProjectKind(InUse[NewProject, Project]):
    """Projects. Who leads one is given in one of several ways, and comes back as a user id."""

    name = "projects"

    def __init__(self, projects: Projects, keys: tuple[str, ...]) -> None:
        super().__init__(NewProject, keys or ("project_number",))
        self._projects = projects
        self._users = Users(projects.context)
        self._known: Mapping[str, int] | None = None

    async def read(self, wanted: Sequence[NewProject]) -> list[Project]:
        """All of them."""
        return await self._projects.list()

    async def create(self, want: NewProject) -> object:
        """Make one."""
        return await self._projects.create(**given(want))

    async def change(self, have: Project, changes: Mapping[str, Any]) -> object:
        """Change one."""
        return await self._projects.update(have.id, **dict(changes))

    async def differences(self, have: Project, want: NewProject) -> dict[str, Difference]:
        """The fields that are not as they are wanted, but for people who are just called otherwise."""
        found = await super().differences(have, want)
        for name in _PEOPLE:
            if name in found and await self._same_person(found[name].before, found[name].after):
                del found[name]
        return found

    async def _same_person(self, have: object, want: object) -> bool:
        if not have or not want:
            return not have and not want
        if self._known is None:
            try:
                self._known = _people(await self._users.list())
            except PermissionDeniedError:  # then nobody can tell
                self._known = {}
        one, other = self._known.get(str(have)), self._known.get(str(want))
        return one is not None and one == other


def _people(users: Iterable[User]) -> dict[str, int]:
    """A number for each person, by all that they are called; what several are called is left out."""
    known: dict[str, int] = {}
    shared: set[str] = set()
    for number, user in enumerate(users):
        full = f"{user.first_name or ''} {user.last_name or ''}".strip()
        called = {user.identity_id, user.company_profile_id, user.employee_number, user.mobile_work, full}
        for name in filter(None, called):
            if known.setdefault(name, number) != number:
                shared.add(name)
    return {name: number for name, number in known.items() if name not in shared}
