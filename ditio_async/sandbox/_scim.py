"""SCIM 2.0: users, kept by a directory such as Entra ID (RFC 7643, RFC 7644).

The users are in a store of their own: what is done to them shows nowhere else in the sandbox. Ditio documents which
attributes it uses, and that one of the two phone numbers is needed. The rest is by the RFCs, or the sandbox's own
choice: a new user is active unless told otherwise; other attributes are ignored, but refused in filters and operations.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Final, cast

from ._answers import Answer
from ._routes import Call, Handler, Routes
from ._scim_filters import filter_test
from ._scim_patch import patched
from ._scim_schemas import LIST, MOST_RESULTS, PATCH, USER, configuration, resource_types, schemas
from ._scim_users import check, invalid, read, scim_answer, scim_refusal, shown, written
from ._state import State
from ._world import Entity, Fields, stamp

PREFIX: Final = "/scim"
_USERS: Final = f"{PREFIX}/Users"
_SEARCH: Final = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Scim:
    """Users by SCIM.

    Args:
        url: the sandbox's address.
    """

    def __init__(self, state: State, token: str, url: Callable[[], str]) -> None:
        self._state = state
        self._token = token
        self._url = url
        people = (person for person in state.world.users.values() if state.sees(person.fields["companyId"]))
        self._users = {user.id: user for user in map(self._known, people)}
        self._versions = dict.fromkeys(self._users, 1)

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        known: Mapping[str, Mapping[str, Handler]] = {
            f"{_USERS}": {"GET": self.list, "POST": self.create},
            f"{_USERS}/.search": {"POST": self.search},
            f"{PREFIX}/.search": {"POST": self.search},
            f"{_USERS}/{{}}": {"GET": self.get, "PUT": self.replace, "PATCH": self.update, "DELETE": self.delete},
            f"{PREFIX}/ServiceProviderConfig": {"GET": self.configuration},
            f"{PREFIX}/ResourceTypes": {"GET": self.resource_types},
            f"{PREFIX}/ResourceTypes/{{}}": {"GET": self.resource_types},
            f"{PREFIX}/Schemas": {"GET": self.schemas},
            f"{PREFIX}/Schemas/{{}}": {"GET": self.schemas},
            f"{PREFIX}/{{}}": {},
            f"{PREFIX}/{{}}/{{}}": {},
        }
        for path, handlers in known.items():
            for method in _METHODS:
                routes.add(method, path, self._guarded(handlers.get(method) or _refusing(405 if handlers else 404)))

    async def create(self, call: Call) -> Answer:
        """A new user."""
        fields = written(read(call.body, call.request.content_type, USER))
        now = self._state.now()
        user = Entity({"id": self._state.new_id(), "active": True, **fields}, now, now)
        check(user.fields, self._taken(user.id))
        self._users[user.id], self._versions[user.id] = user, 1
        return self._answer(call, user, 201)

    async def get(self, call: Call, id: str) -> Answer:
        """One."""
        user = self._found(id)
        if self._matches(call, "If-None-Match", user):
            return Answer(304, headers={"ETag": self._version(user)})
        return self._answer(call, user)

    async def replace(self, call: Call, id: str) -> Answer:
        """All of it anew."""
        user = self._writable(call, id)
        fields = written(read(call.body, call.request.content_type, USER))
        return self._changed(call, user, {"id": user.id, **fields})

    async def update(self, call: Call, id: str) -> Answer:
        """A part of it."""
        user = self._writable(call, id)
        sent = read(call.body, call.request.content_type, PATCH)
        operations = next((value for name, value in sent.items() if name.lower() == "operations"), None)
        return self._changed(call, user, patched(user.fields, operations))

    async def delete(self, call: Call, id: str) -> Answer:
        """For good."""
        del self._users[self._writable(call, id).id]
        return Answer(204)

    async def list(self, call: Call) -> Answer:
        """Those that a filter lets through."""
        return self._listed({name: call.query.get(name) for name in _PARAMETERS})

    async def search(self, call: Call) -> Answer:
        """The same, asked for in a body."""
        sent = read(call.body, call.request.content_type, _SEARCH)
        return self._listed({name: _joined(sent.get(name)) for name in _PARAMETERS})

    async def configuration(self, _: Call) -> Answer:
        """What the server can do."""
        return scim_answer(configuration(self._base))

    async def resource_types(self, _: Call, id: str | None = None) -> Answer:
        """What there is: users."""
        return _of(resource_types(self._base), id)

    async def schemas(self, _: Call, id: str | None = None) -> Answer:
        """What it is made of."""
        return _of(schemas(self._base), id)

    @property
    def _base(self) -> str:
        return self._url() + PREFIX

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(call: Call, *parts: str) -> Answer:
            kind, _, token = call.request.headers.get("Authorization", "").partition(" ")
            if kind.lower() != "bearer" or not secrets.compare_digest(token.strip().encode(), self._token.encode()):
                raise scim_refusal(
                    401, "the token is missing or unknown; SCIM has its own", headers={"WWW-Authenticate": "Bearer"}
                )
            return await handler(call, *parts)

        return guarded

    def _known(self, person: Entity) -> Entity:
        """A person of the sandbox as a user; the phone number is made up."""
        fields = person.fields
        phone = {"value": f"+4790{int(person.id[-6:], 16) % 10**6:06}", "type": "mobile"}
        made: Fields = {"id": self._state.new_id(), "userName": fields["email"], "active": not fields["isDisabled"]}
        made |= {"displayName": fields["name"], "phoneNumbers": [phone], "externalId": fields["employeeNumber"]}
        return Entity(made, person.created, person.modified)

    def _found(self, id: str) -> Entity:
        if id not in self._users:
            raise scim_refusal(404, f"there is no user {id}")
        return self._users[id]

    def _writable(self, call: Call, id: str) -> Entity:
        user = self._found(id)
        if "If-Match" in call.request.headers and not self._matches(call, "If-Match", user):
            raise scim_refusal(412, "the user was changed meanwhile")
        return user

    def _matches(self, call: Call, header: str, user: Entity) -> bool:
        """An ETag of a header is the user's; weak and strong ones are compared alike, as SCIM servers do."""
        tags = {tag.strip().removeprefix("W/") for tag in call.request.headers.get(header, "").split(",")}
        return "*" in tags or self._version(user).removeprefix("W/") in tags

    def _taken(self, id: str) -> Callable[[str], bool]:
        others = {str(user.fields["userName"]).casefold() for user in self._users.values() if user.id != id}
        return lambda name: name.casefold() in others

    def _changed(self, call: Call, user: Entity, fields: Fields) -> Answer:
        check(fields, self._taken(user.id))
        if fields != user.fields:
            user.fields, user.modified = fields, self._state.now()
            self._versions[user.id] += 1
        return self._answer(call, user)

    def _version(self, user: Entity) -> str:
        return f'W/"{self._versions[user.id]}"'

    def _shown(self, user: Entity) -> Fields:
        meta = {
            "resourceType": "User",
            "created": stamp(user.created),
            "lastModified": stamp(user.modified),
            "location": f"{self._base}/Users/{user.id}",
            "version": self._version(user),
        }
        return {"schemas": [USER], **user.fields, "meta": meta}

    def _answer(self, call: Call, user: Entity, status: int = 200) -> Answer:
        headers = {"ETag": self._version(user), "Location": f"{self._base}/Users/{user.id}"}
        body = shown(self._shown(user), call.query.get("attributes"), call.query.get("excludedAttributes"))
        return scim_answer(body, status, headers)

    def _listed(self, parameters: Mapping[str, object]) -> Answer:
        only, without = (cast("str | None", parameters[name]) for name in ("attributes", "excludedAttributes"))
        start = max(1, _whole(parameters, "startIndex", 1))
        count = min(MOST_RESULTS, max(0, _whole(parameters, "count", 100)))
        users = [self._shown(user) for user in self._users.values()]
        if text := parameters["filter"]:
            test = filter_test(str(text))
            users = [user for user in users if test(user)]
        page = [shown(user, only, without) for user in users[start - 1 : start - 1 + count]]
        return _list(page, len(users), start)


_PARAMETERS: Final = ("filter", "startIndex", "count", "attributes", "excludedAttributes")


def _list(records: list[Fields], total: int, start: int = 1) -> Answer:
    shape = {"schemas": [LIST], "totalResults": total, "startIndex": start, "itemsPerPage": len(records)}
    return scim_answer({**shape, "Resources": records})


def _of(known: Mapping[str, Fields], id: str | None) -> Answer:
    if id is None:
        return _list([*known.values()], len(known))
    if id not in known:
        raise scim_refusal(404, f"there is no {id}")
    return scim_answer(known[id])


def _whole(parameters: Mapping[str, object], name: str, default: int) -> int:
    given = parameters[name]
    if given is None or given == "":
        return default
    try:
        return int(str(given))
    except ValueError:
        raise invalid(f"{name} takes a whole number, not {given!r:.40}") from None


def _joined(value: object) -> object:
    """A list as a query would write it."""
    return ",".join(str(one) for one in cast("list[object]", value)) if isinstance(value, list) else value


def _refusing(status: int) -> Handler:
    words = {404: "there is nothing here", 405: "this cannot be done here"}

    async def refusing(*_: object) -> Answer:
        raise scim_refusal(status, words[status])

    return refusing
