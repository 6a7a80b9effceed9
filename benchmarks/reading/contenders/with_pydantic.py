"""httpx and pydantic 2: models of the same fields."""
# pyright: basic, reportMissingImports=false

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Generic, TypeVar

import msgspec
import pydantic

from ditio_async.resources.reporting import TimeRegistration

from ..data import Plan
from ..sources import Batches, Source
from .with_httpx import bodies, client

T = TypeVar("T")


def model(base: type[pydantic.BaseModel]) -> type[pydantic.BaseModel]:
    """The record as a pydantic model.

    Args:
        base: what it is derived from.
    """
    fields = {
        field.name: (field.type, pydantic.Field(alias=field.encode_name, default=... if field.required else None))
        for field in msgspec.structs.fields(TimeRegistration)
    }
    create: Callable[..., type[pydantic.BaseModel]] = pydantic.create_model
    return create("Registration", __base__=base, **fields)


class Page(pydantic.BaseModel, Generic[T]):
    """A page."""

    data: list[T]
    continuation_token: str | None = pydantic.Field(alias="continuationToken", default=None)


async def models(base: str, stack: AsyncExitStack) -> Source:
    """Each page is validated at once, from its bytes."""
    http = await client(stack)
    row = model(pydantic.BaseModel)
    page = Page[row]  # type: ignore[valid-type]  # known at run time

    async def read(plan: Plan) -> AsyncIterator[Sequence[object]]:
        async for answer, follow in bodies(http, base, plan):
            found = page.model_validate_json(answer.content)
            follow(found.continuation_token)
            yield found.data

    return Batches(read)
