"""Calls that write a whole user; the fields of a Struct are their arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Concatenate, Final, Generic, ParamSpec

from msgspec.structs import replace

from ..._codec import encode
from ..._endpoints import Context, Taking, ask, written
from ..._endpoints.base import Call, key_parameter
from ..._wire import NO_HEADERS, Request, Send
from ...config import Surface
from .users import NewUser, User, WholeUser, user_of

P = ParamSpec("P")

MEDIA: Final = "application/scim+json"
ACCEPT: Final = f"{MEDIA}, application/json"


class CreateUser(Taking[Callable[P, Call[User]]], Generic[P]):
    """POST a new user."""

    method = "POST"

    def __init__(self, path: str, body: Callable[P, NewUser], doc: str, *, hint: str) -> None:
        super().__init__(path, body, doc, surface=Surface.SCIM, replay=False, hint=hint)

    def bind(self, context: Context) -> Callable[P, Call[User]]:
        """The call."""
        base = in_scim(self.request(context))

        async def call(*args: P.args, **kwargs: P.kwargs) -> User:
            fields = self._arguments.read(self.name, args, kwargs)
            assert isinstance(fields, NewUser)
            return written(await context.send(replace(base, body=encode(fields.body()))), user_of)

        return call

    def signature(self) -> inspect.Signature:
        """The fields."""
        return inspect.Signature(self._arguments.parameters, return_annotation=User)


class ReplaceUser(Taking[Callable[Concatenate[str, P], Call[User]]], Generic[P]):
    """PUT the whole of a user."""

    method = "PUT"

    def __init__(self, path: str, body: Callable[P, WholeUser], doc: str) -> None:
        super().__init__(path, body, doc, surface=Surface.SCIM)

    def bind(self, context: Context) -> Callable[Concatenate[str, P], Call[User]]:
        """The call."""
        base = in_scim(self.request(context))

        async def call(key: str, /, *args: P.args, **kwargs: P.kwargs) -> User:
            fields = self._arguments.read(self.name, args, kwargs)
            assert isinstance(fields, WholeUser)
            request = replace(base, path=self.at(key), body=encode(fields.body()))
            return await changed(context.send, matching(request, fields.if_match))

        return call

    def signature(self) -> inspect.Signature:
        """The id, by position, and the fields."""
        parameters = [key_parameter(self.keys[0]), *self._arguments.parameters]
        return inspect.Signature(parameters, return_annotation=User)


def in_scim(request: Request) -> Request:
    """A request in SCIM's own media type."""
    return replace(request, content_type=MEDIA, accept=ACCEPT)


def matching(request: Request, version: str | None) -> Request:
    """The request, for a user who is still as in a version."""
    return request if version is None else replace(request, headers={"If-Match": version})


async def changed(send: Send, request: Request) -> User:
    """Change a user, and read it where the answer does not show it."""
    response = await send(request)
    if response.status == 204 or not response.body:
        return await ask(send, replace(request, method="GET", body=None, headers=NO_HEADERS), user_of)
    return written(response, user_of)
