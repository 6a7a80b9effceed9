"""A shape with one field of each kind, and answers to read it from."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest

from ditio_async._codec import Decoder
from ditio_async._fields import Model
from ditio_async._wire import Request, Response
from ditio_async.config import Surface
from ditio_async.errors import DecodeError


class Inner(Model):
    id: str
    at_time: dt.datetime | None = None


class Odd(Model):
    id: str
    count: int | None = None
    qty: float | None = None
    start_date: dt.datetime | None = None
    inner: Inner | None = None
    rows: list[Inner] = msgspec.field(default_factory=list)


READ = Decoder(Odd).decode


def response(body: bytes, content_type: str = "application/json; charset=utf-8") -> Response:
    request = Request(operation="odd.get", method="GET", surface=Surface.CORE, path="/odd", token="t0k3n")
    return Response(
        request=request, status=200, headers={"Content-Type": content_type, "X-Request-Id": "r-1"}, body=body
    )


def read(**fields: object) -> Odd:
    return READ(response(json.dumps({"id": "1", **fields}).encode()))


def refused(body: bytes, content_type: str = "application/json") -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        READ(response(body, content_type))
    return caught.value
