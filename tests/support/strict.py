"""A server that takes exactly what the API documents, and complains of all else. It knows nothing of the library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Self
from urllib.parse import parse_qsl, unquote

from aiohttp import web
from msgspec import Struct

from ditio_async import DitioSession, Environment

from ..calls.checks import File, check, check_body, check_text, files, json_of, pairs
from ..calls.documented import OPERATIONS
from ..calls.shapes import SCOPES, Operation, Paged

CLIENT, SECRET, COMPANY = "client æ&1", "s3cr=t/+ of%client", "company-1"
LARGEST: Final = 30_000_000
_JSON: Final = re.compile("application/json")
_ACCEPTED: Final = {
    "bytes": re.compile(r".*(\*/\*|application/octet-stream).*"),
    "text": re.compile("text/csv, text/plain"),
    "csv": re.compile(r"text/csv(, \*/\*)?"),
}
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-F]{2})+")


class Sent(Struct, frozen=True, kw_only=True):
    """A request that was taken; its line is method and target as they were on the wire."""

    line: str
    json: Any = None
    files: list[File] = []


class Answer(Struct, frozen=True):
    """What to answer: bytes as they are, everything else as JSON, None without a body."""

    value: Any = None
    status: int = 200
    headers: Mapping[str, str] = {}


class StrictServer:
    """One port that plays the identity server and all surfaces.

    Attributes:
        arrived: how many requests came, tokens included.
        taken: the operation and content of each that was taken, without tokens.
        headers: those of the same requests.
        complaints: of those that were not. There must be none when the server is left.
    """

    def __init__(self) -> None:
        self.arrived = 0
        self.taken: list[tuple[Operation, Sent]] = []
        self.headers: list[Mapping[str, str]] = []
        self.complaints: list[str] = []
        self.base = ""
        self._answers: list[Answer] = []
        self._scopes: dict[str, str] = {}
        self._cursors: dict[str, str] = {}

    def answer(self, *answers: Answer) -> None:
        """The answers to the next requests."""
        self._answers.extend(answers)

    @property
    def environment(self) -> Environment:
        """Where a session finds this server."""
        bases = {name: f"{self.base}/{name}" for name in ("identity", "core", "reporting", "mass_transport")}
        return Environment(name="strict", **bases)

    def session(self, **kwargs: Any) -> DitioSession:
        """A session with this server, not yet open."""
        return DitioSession(CLIENT, SECRET, environment=self.environment, company_id=COMPANY, **kwargs)

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._serve))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self._runner.cleanup()
        assert not self.complaints, self.complaints
        assert kind is not None or not self._answers, f"nobody asked for {self._answers}"

    async def _serve(self, request: web.BaseRequest) -> web.Response:
        self.arrived += 1
        path, _, query = request.raw_path.partition("?")
        try:
            body = await _body_of(request)
            if path == "/identity/connect/token":
                return self._token(request, query, body)
            answer = self._take(request, path, query, body)
        except ValueError as complaint:
            self.complaints.append(f"{request.method} {request.raw_path}: {complaint}")
            return web.json_response({"error": "Complaint", "message": str(complaint)}, status=400)
        if answer.value is None or isinstance(answer.value, bytes):
            return web.Response(body=answer.value, status=answer.status, headers=answer.headers)
        return web.json_response(answer.value, status=answer.status, headers=answer.headers)

    def _token(self, request: web.BaseRequest, query: str, body: bytes) -> web.Response:
        check(request.method == "POST" and not query, "tokens are asked for with POST, and without a query")
        check(request.headers.get("Content-Type") == "application/x-www-form-urlencoded", "it is no form")
        check(request.headers.get("Accept") == "application/json", "Accept must be application/json")
        check("Authorization" not in request.headers, "the client identifies itself in the form")
        form = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        told = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        scope = dict(form).get("scope", "")
        check(scope in SCOPES.values(), f"no surface has the scope {scope!r}")
        check(sorted(form) == sorted({**told, "scope": scope}.items()), f"the form is {form}")
        token = f"{scope}-{self.arrived}"
        self._scopes[token] = scope
        return web.json_response({"access_token": token, "expires_in": 1800, "token_type": "Bearer"})

    def _take(self, request: web.BaseRequest, path: str, query: str, body: bytes) -> Answer:
        operation = _operation(request.method, path)
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        known = kind == "Bearer" and self._scopes.get(token) == SCOPES[operation.surface]
        check(known, f"the token is none for {operation.surface}")
        accept = request.headers.get("Accept", "")
        fitting = _ACCEPTED.get(operation.answer, _JSON) if isinstance(operation.answer, str) else _JSON
        check(fitting.fullmatch(accept) is not None, f"Accept is {accept!r}")
        self._check_query(operation, path, query)
        sent = Sent(line=f"{request.method} {request.raw_path}", **_content(operation, request, body))
        check(bool(self._answers), "one request too many: no answer is left")
        self.taken.append((operation, sent))
        self.headers.append(request.headers)
        answer = self._answers.pop(0)
        if isinstance(operation.answer, Paged) and isinstance(answer.value, dict):
            self._cursors[answer.value.get("continuationToken") or ""] = f"{path}?{_uncursored(query)}"
        return answer

    def _check_query(self, operation: Operation, path: str, query: str) -> None:
        given: dict[str, str] = {}
        for name, value in pairs(query):
            check(name in operation.query, f"there is no parameter {name!r}")
            check(name not in given or name in operation.repeated, f"{name} comes twice")
            check_text(name, operation.query[name], value)
            words = operation.joined.get(name)
            check(words is None or words.issuperset(value.split(",")), f"{name} takes words with commas: {value!r}")
            given[name] = value
        check(1 <= int(given.get("ChunkLimit", 1)) <= 10_000, "ChunkLimit is out of range")
        check("ModifiedBefore" not in given or "ModifiedSince" in given, "ModifiedBefore needs ModifiedSince")
        if (cursor := given.get("ContinuationToken")) is not None:
            check(self._cursors.get(cursor) == f"{path}?{_uncursored(query)}", "the token belongs to another filter")


async def _body_of(request: web.BaseRequest) -> bytes:
    names = [name.lower() for name, _ in request.raw_headers]
    check(len(names) == len({*names}), f"headers come twice: {sorted(names)}")
    check(b"transfer-encoding" not in names, "the body has no length")
    check(b"cookie" not in names, "there are cookies")
    length = int(request.headers.get("Content-Length", "0"))
    check(length < LARGEST, f"{length} bytes are too many")
    body = await request.read()
    check(len(body) == length, f"Content-Length is {length}, and {len(body)} bytes came")
    return body


def _operation(method: str, path: str) -> Operation:
    """The operation of a path; a fixed word counts more than a key in its place."""
    found: list[tuple[list[bool], Operation, list[str]]] = []
    for operation in OPERATIONS:
        parts = f"/{operation.surface}{operation.path}".split("/")
        given = path.split("/", len(parts) - 1 if operation.rest else -1)
        keys = [part.startswith("{") for part in parts]
        fits = len(parts) == len(given) and all(
            key or part == value for part, value, key in zip(parts, given, keys, strict=True)
        )
        if fits and operation.method == method:
            found.append((keys, operation, given))
    check(bool(found), "there is no such operation")
    keys, operation, given = min(found, key=lambda entry: entry[0])
    for part in (part for part, key in zip(given, keys, strict=True) if key):
        _check_key(part, rest=operation.rest)
    return operation


def _check_key(key: str, *, rest: bool) -> None:
    said = unquote(key, errors="strict")
    check(said.strip(". /") != "", f"{key!r} names nothing")
    check(not rest or said == said.strip(), f"{key!r} is not trimmed")
    for part in key.split("/") if rest else [key]:
        check(_SEGMENT.fullmatch(part) is not None or (rest and part == ""), f"{part!r} is no part of a path")
        check(unquote(part) not in {".", ".."}, f"{part!r} leads elsewhere")


def _uncursored(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if not pair.startswith("ContinuationToken="))


def _content(operation: Operation, request: web.BaseRequest, body: bytes) -> dict[str, Any]:
    kind = request.headers.get("Content-Type")
    if operation.body is None:
        check(not body and kind is None, f"a body has no place here: {kind}, {body!r}")
        return {}
    if operation.body == "files":
        return {"files": files(kind or "", body)}
    check(kind in {"application/json", "application/json; charset=utf-8"}, f"Content-Type is {kind}")
    value = json_of(body)
    check_body(operation.body, value)
    check(bool(value), "the body says nothing")
    return {"json": value}
