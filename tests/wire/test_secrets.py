"""Neither the secret nor a token is in anything that a program might log, show or store."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from collections.abc import Awaitable, Callable, Iterator

import pytest
from msgspec import Struct

from ditio_async import ClientCredentials, Ditio, DitioError, DitioSession, Request, Response, Send

from ..support.faults import (
    CLIENT,
    SECRET,
    Choice,
    FaultServer,
    Seen,
    Step,
    answer,
    cut,
    head,
    json_answer,
    raw,
    reset,
    session,
)
from .calls import CASES

TOKEN = "t0ken.of-the_session"
NEEDLES = ("s3cret", "t0ken", "czNjcmV0", "dDBrZW4")
assert SECRET.startswith("s3cret")
GOOD = json_answer({"access_token": TOKEN, "expires_in": 3600})


def echo(status: int, kind: str) -> Choice:
    """An error that repeats what it was sent, as such, in JSON, in JSON as .NET escapes it, or in HTML."""

    def step(seen: Seen) -> Step:
        text = f"{seen.headers.get('authorization', SECRET)} {seen.body.decode()}"
        if kind == "text":
            return answer(status, text.encode(), {"Content-Type": "text/plain"})
        if kind == "html":
            return answer(status, f"<p>{text}</p>".encode(), {"Content-Type": "text/html"})
        if kind == "html, escaped":
            text = text.replace("+", "&#x2B;").replace("æ", "&aelig;")
            return answer(status, f"<p>{text}</p>".encode(), {"Content-Type": "text/html"})
        body = json.dumps({"error": "invalid_client", "error_description": text, "message": text, "detail": text})
        if kind == "json, escaped":
            body = body.replace("+", "\\u002B").replace("/", "\\/")
        return answer(status, body.encode())

    return step


class Failure(Struct, frozen=True):
    """What goes wrong, and in which call."""

    api: Choice = answer(500)
    identity: Choice = GOOD
    call: Callable[[Ditio], Awaitable[object]] = CASES["GET"].call


KINDS = ("text", "html", "html, escaped", "json", "json, escaped")
STATUSES = (400, 401, 404, 429, 500)
FAILURES = {
    **{f"API, {kind}, {code}": Failure(echo(code, kind)) for kind in KINDS for code in STATUSES},
    **{f"identity, {kind}, {code}": Failure(identity=echo(code, kind)) for kind in KINDS for code in STATUSES},
    **{f"{name}, echoed": Failure(echo(500, "json"), call=case.call) for name, case in CASES.items()},
    "reset": Failure(reset()),
    "identity reset": Failure(identity=reset()),
    "garbage": Failure(raw(b"what is this\r\n\r\n")),
    "identity garbage": Failure(identity=raw(b"what is this\r\n\r\n")),
    "a bad header": Failure(raw(b"HTTP/1.1 200 OK\r\nno header\r\n\r\n")),
    "identity, a bad header": Failure(identity=raw(b"HTTP/1.1 200 OK\r\nno header\r\n\r\n")),
    "cut": Failure(cut(b"[]" + b" " * 90, at=9)),
    "a redirect": Failure(lambda seen: answer(302, b"", {"Location": f"http://h.invalid/{seen.headers['authorization']}"})),
    "identity redirect": Failure(identity=lambda seen: answer(302, b"", {"Location": f"/?{seen.body.decode()}"})),
    "a token of a bad lifetime": Failure(identity=json_answer({"access_token": TOKEN, "expires_in": "x"})),
    "a token of a bad kind": Failure(identity=json_answer({"access_token": TOKEN, "token_type": "mac"})),
    "a token that is cut": Failure(identity=cut(json.dumps({"access_token": TOKEN}).encode(), at=30, length=False)),
    "a token lost half way": Failure(identity=cut(json.dumps({"access_token": TOKEN}).encode(), at=30)),
    "a token too large": Failure(identity=answer(200, json.dumps({"access_token": TOKEN * 9000}).encode())),
    "an unusable token": Failure(identity=json_answer({"access_token": f"{TOKEN}\n"})),
    "a page that echoes": Failure(echo(200, "html")),
    "a redirected token": Failure(raw(head(307, {"Location": f"http://h.invalid/?{TOKEN}"}))),
}  # fmt: skip


def chain(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    """An error, its causes and contexts."""
    if error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        yield from chain(error.__cause__, seen)
        yield from chain(error.__context__, seen)


def told(error: BaseException) -> Iterator[str]:
    """All that an error tells."""
    yield "".join(traceback.format_exception(error))
    yield repr(pickle.dumps(error))
    for link in chain(error, set()):
        yield from (str(link), repr(link), repr(link.args), repr(vars(link)))


def written(records: list[logging.LogRecord]) -> Iterator[str]:
    for record in records:
        yield record.getMessage()
        yield repr(record.args)
        yield from told(record.exc_info[1]) if record.exc_info and record.exc_info[1] else ()


def innocent(text: str) -> bool:
    return not any(needle in text for needle in NEEDLES)


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failure_tells_no_secret_and_no_token(
    server: FaultServer, ditio: DitioSession, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    failure = FAILURES[name]
    server.script(failure.api)
    server.identity(failure.identity)
    with caplog.at_level(logging.DEBUG, "ditio_async"), pytest.raises(DitioError) as caught:
        await failure.call(ditio)
    ours = [record for record in caplog.records if record.name.startswith("ditio_async")]
    assert ours
    assert all(SECRET.split("/")[0] in seen.body.decode() for seen in server.logins), "the secret was there to be told"
    for text in (*told(caught.value), *written(ours)):
        assert innocent(text), text


async def test_successes_are_logged_without_token_and_without_values_of_the_query(
    server: FaultServer, ditio: DitioSession, caplog: pytest.LogCaptureFixture
) -> None:
    server.identity(GOOD)
    server.script(json_answer({"data": []}))
    with caplog.at_level(logging.DEBUG, "ditio_async"):
        await ditio.reporting.stream("/v1/x", {"Who": "t0ken"}).collect()
    ours = [record for record in caplog.records if record.name.startswith("ditio_async")]
    assert len(ours) >= 4, "the token's and the call's attempts, and the calls"
    assert all(innocent(text) for text in written(ours))


async def test_nothing_that_a_session_is_made_of_shows_them(server: FaultServer) -> None:
    shown: list[object] = []

    async def look(request: Request, send: Send) -> Response:
        shown.append(request)
        response = await send(request)
        shown.extend((response, response.request))
        return response

    server.identity(GOOD)
    server.script(json_answer([]))
    async with session(server, middleware=[look]) as ditio:
        await ditio.projects.list()
        credentials = ClientCredentials(CLIENT, SECRET)
        shown += [ditio, ditio.environment, ditio.stats, credentials, [credentials], vars(ditio), ditio.projects]
        shown += [ditio.reporting.time_registrations(), ditio.with_options(timeout=1)]
        assert all(innocent(repr(thing) + str(thing) + f"{thing}") for thing in shown)


async def test_tokens_are_sent_in_the_header_alone_and_secrets_to_the_identity_server_alone(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.identity(GOOD)
    server.script(json_answer([]))
    await ditio.projects.list()
    (login,), (call,) = server.logins, server.calls
    assert call.headers["authorization"] == f"Bearer {TOKEN}"
    assert innocent(repr([value for name, value in call.headers.items() if name != "authorization"]))
    assert innocent(call.path + repr(call.query) + repr(call.body))
    assert innocent(login.path + repr(login.query) + repr(login.headers))
