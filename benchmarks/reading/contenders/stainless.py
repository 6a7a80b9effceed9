"""A paginator as generated clients have it, by means of one of them: openai's, with models of the same fields."""
# pyright: basic, reportMissingImports=false, reportPrivateImportUsage=false

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from typing import Generic, TypeVar

from openai import AsyncOpenAI, BaseModel
from openai._base_client import BaseAsyncPage, BasePage, PageInfo, make_request_options

from ..data import PATH, Plan
from ..sources import Records, Source
from .with_pydantic import model

T = TypeVar("T")


class CursorPage(BaseAsyncPage[T], BasePage[T], Generic[T]):
    """A page with a continuation token."""

    data: list[T]
    continuationToken: str | None = None  # noqa: N815  # as the API names it

    def _get_page_items(self) -> list[T]:
        return self.data

    def next_page_info(self) -> PageInfo | None:
        if not self.continuationToken:
            return None
        return PageInfo(params={"ContinuationToken": self.continuationToken})


async def paginator(base: str, stack: AsyncExitStack) -> Source:
    """`async for record in client.things.list()`."""
    http = await stack.enter_async_context(AsyncOpenAI(api_key="key", base_url=base))
    row = model(BaseModel)
    page = CursorPage[row]  # type: ignore[valid-type]  # known at run time

    def opened(plan: Plan) -> AbstractAsyncContextManager[AsyncIterator[object]]:
        options = make_request_options(query=dict(plan.parameters))
        return nullcontext(aiter(http.get_api_list(PATH, page=page, model=row, options=options)))

    return Records(opened)
