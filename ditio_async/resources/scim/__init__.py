"""Users by SCIM 2.0, the protocol that directories such as Entra ID keep accounts with (RFC 7643, RFC 7644)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from msgspec.structs import replace

from ... import _checks
from ..._codec import segment
from ..._endpoints import Resource, ask
from ..._wire import Request
from ...config import Surface
from .calls import CreateUser, ReplaceUser, changed, in_scim, matching
from .filters import Filter
from .listing import Users
from .patches import Operation, patch
from .users import NewUser, User, WholeUser, user_of, version_refusal

_COUNT: Final = _checks.whole(1)
_FILTER: Final = _checks.of(str)


class Scim(Resource):
    """Users, kept by SCIM (Ditio: SCIM). There are no groups.

    It has an address and a token of its own, which Ditio hands out per tenant: DITIO_SCIM_BASE and DITIO_SCIM_TOKEN.
    """

    name = "scim"

    create_user = CreateUser(
        "/Users",
        NewUser,
        "Create a user. One whose user_name is taken is a ConflictError with the code `uniqueness`.",
        hint='look with scim.users(filter=attr("userName").eq(...)) whether the user is there',
    )
    replace_user = ReplaceUser("/Users/{id}", WholeUser, "Replace a user: a field that is left out is wiped.")

    def users(self, *, filter: Filter | str | None = None, count: int = 100) -> Users:
        """The users, or those that a filter lets through: `async for user in ditio.scim.users(): ...`.

        Args:
            filter: made with `attr`, or as SCIM writes it: `userName eq "kari@fjell.no"`.
            count: how many to ask for at once; a server may give less.
        """
        call = f"{self.name}.users"
        _checks.checked(call, "count", count, _COUNT)
        query = ""
        if filter is not None:
            text = filter.text if isinstance(filter, Filter) else filter
            _checks.checked(call, "filter", text, _filter_refusal)
            query = f"filter={quote(text, safe='')}"
        request = replace(self._request("users", "GET", "/Users"), query=query, kind="page")
        return Users(self.context.send, request, count)

    async def get_user(self, id: str, /) -> User:
        """One user.

        Args:
            id: the server's.
        """
        return await ask(self.context.send, self._request("get_user", "GET", self._at("get_user", id)), user_of)

    async def update_user(self, id: str, /, operations: Sequence[Operation], *, if_match: str | None = None) -> User:
        """Change a part of a user: `[Replace("active", False), Remove('phoneNumbers[type eq "work"]')]`.

        Args:
            id: the server's.
            operations: `Add`, `Replace` and `Remove`, which are done all or none.
            if_match: only if the user is still as in this `version`; None to change it in any case.
        """
        call = f"{self.name}.update_user"
        _checks.checked(call, "if_match", if_match, version_refusal)
        request = self._request("update_user", "PATCH", self._at("update_user", id))
        request = replace(request, body=patch(call, operations))
        return await changed(self.context.send, matching(request, if_match))

    async def delete_user(self, id: str, /, *, if_match: str | None = None) -> None:
        """Delete a user for good. An update with `Replace("active", False)` shuts it out, and keeps it.

        Args:
            id: the server's.
            if_match: only if the user is still as in this `version`; None to delete it in any case.
        """
        _checks.checked(f"{self.name}.delete_user", "if_match", if_match, version_refusal)
        request = self._request("delete_user", "DELETE", self._at("delete_user", id))
        await self.context.send(matching(request, if_match))

    def _at(self, call: str, id: str) -> str:
        return f"/Users/{segment(f'{self.name}.{call}', 'id', id)}"

    def _request(self, call: str, method: str, path: str) -> Request:
        return in_scim(
            Request(
                operation=f"{self.name}.{call}",
                method=method,
                surface=Surface.SCIM,
                path=path,
                options=self.context.options,
            )
        )


def _filter_refusal(filter: object) -> str | None:
    if (wrong := _FILTER(filter)) is not None:
        return f"{wrong}; make it with attr(...), or give a text"
    return None if str(filter).strip() else "is empty; leave it out"
