"""The errors: their tree, what they keep when they are copied or pickled, and what they say."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from collections.abc import Callable

import pytest

from ditio_async import errors
from ditio_async.errors import (
    DecodeError,
    DitioError,
    Facts,
    FieldError,
    RequestError,
    StatusError,
    UploadIncompleteError,
    status_error,
)

CLASSES: dict[str, type[DitioError]] = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, DitioError) and value.__module__ == errors.__name__
}
FACTS = Facts(
    operation="projects.get",
    method="GET",
    url="/api/v4/integration/projects/p1",
    status=418,
    attempts=3,
    elapsed=1.25,
    request_id="r-1",
    retry_after=2.5,
    body=b"body",
)
TREE_LINE = re.compile(r"(?P<indent>[ │]*)(?:[├└]── )?(?P<name>\w+)(?: .*?(?:\((?P<also>[\w, ]+)\))?)?")


def drawn() -> dict[str, tuple[str | None, list[str]]]:
    """Each class of the tree in the module's docstring: its parent, and the bases that stand in brackets."""
    lines = (errors.__doc__ or "").split("\n\n")[1].splitlines()
    path: list[tuple[int, str]] = []
    tree: dict[str, tuple[str | None, list[str]]] = {}
    for line in lines:
        match = TREE_LINE.fullmatch(line)
        assert match, line
        depth = match.start("name")
        path = [(at, name) for at, name in path if at < depth]
        also = match["also"].split(", ") if match["also"] else []
        tree[match["name"]] = (path[-1][1] if path else None, also)
        path.append((depth, match["name"]))
    return tree


def full(kind: type[DitioError]) -> DitioError:
    """One of its kind with everything that it can carry."""
    if not issubclass(kind, RequestError):
        return kind("what is wrong")
    if issubclass(kind, DecodeError):
        error: RequestError = kind("odd", path="$.data[3].qty", record_id="1", raw=b"{", truncated=True, **FACTS)
    elif issubclass(kind, StatusError):
        error = kind("no", code="Some.code", errors=(FieldError("bad", field="name", code="c", category="v"),), **FACTS)
    else:
        error = kind("failed", **FACTS)
    error.continuation_token = "token-1"
    if isinstance(error, UploadIncompleteError):
        error.uploaded, error.remaining = ("a.pdf",), ("b.pdf", "c.pdf")
    return error


def test_every_class_is_in_the_tree_and_nothing_else_is() -> None:
    assert set(drawn()) == set(CLASSES)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_class_has_the_bases_that_the_tree_draws(name: str) -> None:
    parent, also = drawn()[name]
    first, *others = (base.__name__ for base in CLASSES[name].__bases__)
    assert (first, others) == (parent or "Exception", also)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_class_says_in_its_docstring_when_it_is_raised(name: str) -> None:
    assert vars(CLASSES[name]).get("__doc__")


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_copied_or_pickled_error_keeps_everything(name: str, twin: Callable[[DitioError], DitioError]) -> None:
    error = full(CLASSES[name])
    other = twin(error)
    assert type(other) is type(error)
    assert other is not error
    assert vars(other) == vars(error)
    assert other.args == error.args
    assert str(other) == str(error)


@pytest.mark.parametrize("name", [name for name, kind in CLASSES.items() if issubclass(kind, RequestError)])
def test_the_facts_that_were_given_are_attributes_and_can_be_handed_on(name: str) -> None:
    error = full(CLASSES[name])
    assert isinstance(error, RequestError)
    assert {key: getattr(error, key) for key in FACTS} == FACTS
    assert error.facts() == FACTS


def test_facts_that_are_not_known_are_empty() -> None:
    error = RequestError("failed")
    assert (error.operation, error.method, error.url, error.body) == ("", "", "", b"")
    assert (error.status, error.request_id, error.retry_after, error.continuation_token) == (None, None, None, None)
    assert (error.attempts, error.elapsed) == (0, 0.0)
    assert str(error) == "failed"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (Facts(operation="projects.get"), "no [projects.get]"),
        (Facts(method="GET", url="/x"), "no [GET /x]"),
        (Facts(url="/x"), "no [/x]"),
        (Facts(attempts=1, elapsed=9.0), "no"),
        (Facts(attempts=3, elapsed=1.26), "no [3 attempts in 1.3 s]"),
        (Facts(retry_after=0.0), "no [retry after 0 s]"),
        (Facts(retry_after=86400.0), "no [retry after 86400 s]"),
        (Facts(request_id="r-1"), "no [request id r-1]"),
        (
            FACTS,
            (
                "no [projects.get, GET /api/v4/integration/projects/p1, 3 attempts in 1.2 s, retry after 2.5 s, "
                "request id r-1]"
            ),
        ),
    ],
)
def test_the_text_tells_what_is_known(facts: Facts, text: str) -> None:
    assert str(RequestError("no", **facts)) == text


def test_the_text_says_that_a_stream_can_be_resumed_without_showing_the_token() -> None:
    error = RequestError("no")
    error.continuation_token = "token-1"
    assert str(error) == "no [resume from .continuation_token]"


def test_the_body_is_not_in_the_text_nor_in_the_repr() -> None:
    error = RequestError("no", body=b"everything about Kari")
    assert "Kari" not in str(error) + repr(error)


def test_again_is_the_same_error_without_its_traceback() -> None:
    error = full(errors.CredentialsError)
    assert isinstance(error, RequestError)
    try:
        raise error from KeyError("why")
    except RequestError as raised:
        twin = raised.again()
    assert twin is not error
    assert type(twin) is type(error)
    assert vars(twin) == vars(error)
    assert twin.__cause__ is error.__cause__
    assert (error.__traceback__ is None, twin.__traceback__) == (False, None)


@pytest.mark.parametrize(
    ("statuses", "name"),
    [
        ((400, 422), "BadRequestError"),
        ((401,), "AuthenticationError"),
        ((403,), "PermissionDeniedError"),
        ((404, 410), "NotFoundError"),
        ((409, 412), "ConflictError"),
        ((413,), "PayloadTooLargeError"),
        ((415,), "UnsupportedMediaTypeError"),
        ((429,), "RateLimitedError"),
        ((500, 501, 502, 504, 505, 599), "ServerError"),
        ((503,), "ServiceUnavailableError"),
        ((402, 405, 408, 418, 423, 451, 499), "StatusError"),
    ],
)
def test_each_status_has_its_class(statuses: tuple[int, ...], name: str) -> None:
    assert {status_error(status).__name__ for status in statuses} == {name}


def test_every_status_that_the_tree_names_has_that_class() -> None:
    for name, line in ((line.split("── ")[-1].split(" ")[0], line) for line in (errors.__doc__ or "").splitlines()):
        for status in re.findall(r"\b[45]\d\d\b", line):
            assert status_error(int(status)).__name__ == name
