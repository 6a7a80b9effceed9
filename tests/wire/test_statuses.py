"""Error statuses: which class they become, what they tell, and which are tried again."""

from __future__ import annotations

import pytest

from ditio_async import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DitioSession,
    NotFoundError,
    OutcomeUnknownError,
    PayloadTooLargeError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
    UnsupportedMediaTypeError,
)

from ..support.faults import FaultServer, Step, answer, head, json_answer, raw, reset, trickle
from .calls import CASES, NOT_REPLAYED, REPLAYED
from .common import now

FINAL = {
    400: BadRequestError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: StatusError,
    409: ConflictError,
    410: NotFoundError,
    412: ConflictError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    422: BadRequestError,
    501: ServerError,
}
UNCLEAR = {408: StatusError, 500: ServerError, 502: ServerError, 503: ServiceUnavailableError, 504: ServerError}


@pytest.mark.parametrize(("status", "kind"), FINAL.items())
@pytest.mark.parametrize("name", ["GET", "POST", "PATCH", "upload"])
async def test_a_refusal_is_told_in_the_servers_words_after_one_request(
    server: FaultServer, ditio: DitioSession, name: str, status: int, kind: type[StatusError]
) -> None:
    server.script(json_answer({"message": "Prosjektet finnes ikke – æøå"}, status, {"X-Request-Id": "r-17"}))
    with pytest.raises(kind, match="Prosjektet finnes ikke – æøå") as caught:
        await CASES[name].call(ditio)
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.request_id, caught.value.attempts) == (status, "r-17", 1)
    assert len(server.calls) == 1


@pytest.mark.parametrize(("status", "kind"), UNCLEAR.items())
@pytest.mark.parametrize("name", REPLAYED)
async def test_a_server_in_trouble_is_asked_three_times_where_that_is_safe(
    server: FaultServer, ditio: DitioSession, name: str, status: int, kind: type[StatusError]
) -> None:
    server.script(answer(status), answer(status), CASES[name].good)
    await CASES[name].call(ditio)
    assert len(server.calls) == 3
    server.script(answer(status))
    with pytest.raises(kind) as caught:
        await CASES[name].call(ditio)
    assert (caught.value.status, caught.value.attempts, len(server.calls)) == (status, 3, 3 + 3)


@pytest.mark.parametrize(("status", "kind"), UNCLEAR.items())
@pytest.mark.parametrize("name", NOT_REPLAYED)
async def test_a_server_in_trouble_leaves_open_what_a_write_has_done(
    server: FaultServer, ditio: DitioSession, name: str, status: int, kind: type[StatusError]
) -> None:
    server.script(answer(status))
    with pytest.raises(OutcomeUnknownError) as caught:
        await CASES[name].call(ditio)
    assert isinstance(caught.value.__cause__, kind)
    assert (caught.value.status, len(server.calls)) == (status, 1)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(429, {}), (429, {"Retry-After": "2"}), (503, {"Retry-After": "2"}), (503, {"Retry-After": "0"})],
)
@pytest.mark.parametrize("name", CASES)
async def test_a_refusal_before_any_work_is_tried_again_for_every_call(
    server: FaultServer, ditio: DitioSession, name: str, status: int, headers: dict[str, str]
) -> None:
    server.script(answer(status, b"", headers), answer(status, b"", headers), CASES[name].good)
    await CASES[name].call(ditio)
    assert len(server.calls) == 3
    assert len({seen.body for seen in server.calls}) == 1, "the same body each time"


async def test_a_write_is_unknown_only_from_its_unclear_attempt_on(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(429), answer(500))
    with pytest.raises(OutcomeUnknownError) as caught:
        await ditio.work_orders.create(project_id="p1", external_id="1")
    assert caught.value.attempts == len(server.calls) == 2


@pytest.mark.parametrize(
    "step",
    [
        reset(head(403, {"Content-Length": "500"}) + b'{"message": "half of'),
        raw(head(403, {"Content-Length": "500"}) + b'{"message": "half of'),
        raw(head(403, {"Transfer-Encoding": "chunked"}) + b"5\r\nabc"),
        trickle(head(403, {"Content-Length": "3"}) + b"abc", every=0.01),
    ],
)
async def test_an_error_whose_body_breaks_off_is_still_that_error(
    server: FaultServer, ditio: DitioSession, step: Step
) -> None:
    server.script(step)
    with pytest.raises(PermissionDeniedError):
        await ditio.projects.list()
    assert len(server.calls) == 1


async def test_a_page_of_html_from_a_gateway_is_told_in_its_words(server: FaultServer, ditio: DitioSession) -> None:
    html = (
        b"<html><head><style>b{}</style><title>502</title></head><body><h1>Bad Gateway</h1>nginx &amp; co</body></html>"
    )
    server.script(answer(502, html, {"Content-Type": "text/html"}))
    with pytest.raises(ServerError, match="Bad Gateway nginx & co") as caught:
        await ditio.projects.list()
    assert (len(server.calls), caught.value.body) == (3, html)
    assert "style" not in str(caught.value)


async def test_of_the_body_of_an_error_64_kib_are_kept(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(400, b"x" * 10_000_000))
    with pytest.raises(BadRequestError) as caught:
        await ditio.projects.list()
    assert len(caught.value.body) == 65536
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("status", "kind"), [(401, AuthenticationError), (429, RateLimitedError), (418, StatusError), (599, ServerError)]
)
async def test_calls_can_be_told_to_send_only_once(
    server: FaultServer, ditio: DitioSession, status: int, kind: type[StatusError]
) -> None:
    server.script(answer(status))
    began = now()
    with pytest.raises(kind):
        await ditio.with_options(retries=0).projects.list()
    assert now() - began < 0.1
    assert len(server.calls) == (2 if status == 401 else 1), "a fresh token is no retry"
