"""Everything that can be called, on one object; and the way to what has no call of its own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from ._codec import query_pairs
from ._endpoints import Context
from ._wire import Options, Request, Response
from .config import Surface
from .errors import ArgumentError
from .resources.projects import Projects
from .resources.reporting import QueryValue, Reporting
from .resources.work_orders import WorkOrders

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_OURS = frozenset({"authorization", "host", "content-length", "content-type", "transfer-encoding", "connection"})


class Ditio:
    """Everything that can be called. `DitioSession` is one that also holds the connections.

    Attributes:
        projects: projects and their documents.
        work_orders: work orders, which the API calls tasks, and their documents.
        reporting: streams of registrations.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.projects = Projects(context)
        self.work_orders = WorkOrders(context)
        self.reporting = Reporting(context)

    @property
    def company_id(self) -> str | None:
        """The company that creates go to where none is given."""
        return self._context.company_id

    def with_options(
        self, *, timeout: float | None = None, retries: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Ditio:
        """The same calls over the same connections, with other options: `ditio.with_options(timeout=5).projects`.

        Args:
            timeout: seconds for a whole call: tokens, slots, attempts and pauses together.
            retries: attempts after the first one, 0 to 4.
            headers: sent along with every request.
        """
        now = self._context.options
        options = Options(
            timeout=now.timeout if timeout is None else _timeout(timeout),
            retries=now.retries if retries is None else _retries(retries),
            headers={**now.headers, **_headers(headers or {})},
        )
        return Ditio(Context(self._context.send, self._context.company_id, options))

    async def request(
        self,
        method: str,
        path: str,
        *,
        surface: Surface | str = Surface.CORE,
        query: Mapping[str, QueryValue] | None = None,
        json: object = msgspec.UNSET,
        body: bytes | None = None,
        content_type: str = "application/json",
        replay: bool | None = None,
    ) -> Response:
        """Any request, for what has no call of its own, with the same tokens, limits and retries.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: after the surface's base, `/api/...`; percent-encoded where it must be.
            surface: core, reporting, mass_transport or scim.
            query: parameters by the API's own names; None leaves one out, a sequence repeats it.
            json: a value to send as JSON; Structs, dicts, lists, None for null.
            body: bytes to send in place of json.
            content_type: of the body.
            replay: may be sent again after an unclear failure; True unless it is a POST.

        Returns:
            The answer, a 2xx: `.status`, `.headers`, `.body`, `.json()`.
        """
        call = "request"
        method = method.upper()
        if method not in _METHODS:
            raise ArgumentError(f"{call}: method takes one of {', '.join(sorted(_METHODS))}, not {method!r}")
        if not path.startswith("/") or "?" in path or "#" in path:
            raise ArgumentError(f"{call}: path takes /..., with the parameters in query=, not {path!r}")
        if ".." in path.split("/"):
            raise ArgumentError(f"{call}: path {path!r} leaves the surface")
        if json is not msgspec.UNSET and body is not None:
            raise ArgumentError(f"{call}: give json or body, not both")
        if surface not in set(Surface) - {Surface.IDENTITY}:
            raise ArgumentError(f"{call}: surface takes core, reporting, mass_transport or scim, not {surface!r}")
        request = Request(
            operation=f"{call}({method!r}, {path!r})",
            method=method,
            surface=Surface(surface),
            path=quote(path, safe="/%:@!$&'()*+,;=-._~"),
            query=query_pairs(call, query or {}),
            body=msgspec.json.encode(json) if json is not msgspec.UNSET else body,
            content_type=content_type,
            replay=method != "POST" if replay is None else replay,
            options=self._context.options,
        )
        return await self._context.send(request)


def _timeout(value: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(f"timeout takes a number of seconds above 0, not {value!r}")
    return float(value)


def _retries(value: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 4:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(f"retries takes a whole number from 0 to 4, not {value!r}")
    return value


def _headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in headers.items():
        if name.lower() in _OURS:
            raise ArgumentError(f"headers: {name} is set by the session")
        if not isinstance(value, str) or not name.isascii() or any(ord(c) < 32 for c in name + value):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"headers: {name!r} cannot be sent")
    return headers
