"""What a session is told: by arguments, by environment variables, by defaults."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from ditio_async._settings import credentials_from, environment_from
from ditio_async.config import (
    BASE_VARIABLES,
    SCOPES,
    ClientCredentials,
    Environment,
    Limits,
    RetryPolicy,
    Surface,
    Timeouts,
)
from ditio_async.errors import ConfigurationError
from ditio_async.session import DitioSession

OWN = Environment(
    name="own", identity="https://i.example", core="https://c.example/core", reporting="https://r.example"
)


def refused(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("variables", "environment"),
    [
        ({}, Environment.TEST),
        ({"DITIO_ENVIRONMENT": ""}, Environment.TEST),
        ({"DITIO_ENVIRONMENT": "test"}, Environment.TEST),
        ({"DITIO_ENVIRONMENT": " Production "}, Environment.PRODUCTION),
        (
            {"DITIO_API_BASE": "https://integration.ditio.no/"},
            replace(Environment.TEST, name="custom", core="https://integration.ditio.no"),
        ),
        (
            {"DITIO_ENVIRONMENT": "production", "DITIO_SCIM_BASE": "https://s.example/scim/"},
            replace(Environment.PRODUCTION, scim="https://s.example/scim"),
        ),
        (
            {
                "DITIO_ENVIRONMENT": "production",
                "DITIO_IDENTITY_BASE": "http://127.0.0.1:1",
                "DITIO_API_BASE": "http://127.0.0.1:2/core",
                "DITIO_REPORTING_BASE": "http://127.0.0.1:3",
                "DITIO_MASSTRANSPORT_BASE": "http://127.0.0.1:4",
                "DITIO_SCIM_BASE": "http://[::1]:5",
            },
            Environment(
                name="custom",
                identity="http://127.0.0.1:1",
                core="http://127.0.0.1:2/core",
                reporting="http://127.0.0.1:3",
                mass_transport="http://127.0.0.1:4",
                scim="http://[::1]:5",
            ),
        ),
    ],
)
def test_variables_say_where_ditio_is_and_the_default_is_the_test_environment(
    variables: dict[str, str], environment: Environment
) -> None:
    assert environment_from(variables) == environment


@pytest.mark.parametrize("given", [OWN, Environment.PRODUCTION, replace(OWN, scim="https://own.example")])
def test_what_is_given_wins_and_variables_only_fill_in_what_it_lacks(given: Environment) -> None:
    variables = {"DITIO_ENVIRONMENT": "nonsense", **dict.fromkeys(BASE_VARIABLES.values(), "https://v.example/")}
    found = environment_from(variables, given)
    lacking = {name for name, value in asdict(given).items() if value is None}
    assert found == replace(given, **dict.fromkeys(lacking, "https://v.example"))
    assert environment_from({}, given) == given


def test_an_environment_that_is_not_known_is_refused() -> None:
    refused(lambda: environment_from({"DITIO_ENVIRONMENT": "prod"}), "DITIO_ENVIRONMENT is 'prod'; it takes 'test' or")


@pytest.mark.parametrize("surface", Surface)
@pytest.mark.parametrize("base", ["c.example", "ftp://c", "https://", "https:///c", "https://c?x=1", "https://c#x"])
def test_a_base_that_is_no_address_is_refused_by_its_surface(surface: Surface, base: str) -> None:
    words = f"the {surface} base {base!r} is no address such as https://host/path"
    refused(lambda: Environment(**{**asdict(OWN), surface.value: base}), words)
    if not base.endswith("/"):  # those are cut off from variables
        refused(lambda: environment_from({BASE_VARIABLES[surface]: base}), words)


def test_a_base_that_holds_a_password_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigurationError, match="must not hold a user or a password") as caught:
        environment_from({"DITIO_API_BASE": "https://kari:hunter2@c.example"})
    assert "hunter2" not in str(caught.value)


def test_every_surface_has_a_variable_and_all_but_two_have_a_scope() -> None:
    assert set(BASE_VARIABLES) == set(Surface)
    assert set(Surface) - set(SCOPES) == {Surface.IDENTITY, Surface.SCIM}
    assert [OWN.base(surface) for surface in Surface] == [*asdict(OWN).values()][1:]


@pytest.mark.parametrize(
    ("variables", "arguments", "found"),
    [
        ({"DITIO_CLIENT_ID": "v", "DITIO_CLIENT_SECRET": "w"}, (), ("v", "w")),
        ({"DITIO_CLIENT_ID": "v", "DITIO_CLIENT_SECRET": "w"}, ("a", "b"), ("a", "b")),
        ({"DITIO_CLIENT_ID": "v", "DITIO_CLIENT_SECRET": "w"}, ("a", None), ("a", "w")),
        ({"DITIO_CLIENT_SECRET": "w"}, ("a",), ("a", "w")),
        ({}, ("a", "b"), ("a", "b")),
    ],
)
def test_credentials_are_arguments_or_variables(
    variables: dict[str, str], arguments: tuple[str | None, ...], found: tuple[str, str]
) -> None:
    assert credentials_from(variables, *arguments) == ClientCredentials(*found)


@pytest.mark.parametrize(
    ("variables", "missing", "cure"),
    [
        ({}, "DITIO_CLIENT_ID and DITIO_CLIENT_SECRET are missing", "set the environment variables, or give"),
        ({"DITIO_CLIENT_ID": "v"}, "DITIO_CLIENT_SECRET is missing", "set the environment variable, or give"),
        ({"DITIO_CLIENT_ID": "v", "DITIO_CLIENT_SECRET": ""}, "DITIO_CLIENT_SECRET is missing", "client_secret"),
        ({"DITIO_CLIENT_SECRET": "hunter2"}, "DITIO_CLIENT_ID is missing", "made in Ditio Web (https://app.ditio.no"),
    ],
)
def test_what_is_missing_is_named_with_the_cure(
    variables: dict[str, str], missing: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=re.escape(missing)) as caught:
        DitioSession()
    assert cure in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, "%s".__mod__, lambda value: repr([value])])
def test_a_secret_is_not_shown(show: Callable[[object], str]) -> None:
    shown = show(ClientCredentials("client-7", "hunter2"))
    assert "client-7" in shown
    assert "hunter2" not in shown


VALUES = [OWN, ClientCredentials("a", "b"), Limits(), Timeouts(), RetryPolicy()]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_stays_what_it_is(value: Any) -> None:
    for name in value.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
    assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value
    assert hash(value) == hash(copy.copy(value))


def test_the_defaults_are_those_of_the_documentation() -> None:
    assert [*asdict(Limits()).values()] == [8, 4, 256 * 1024 * 1024, 64 * 1024]
    assert [*asdict(Timeouts()).values()] == [60, 300, 600, 120, 10, 60, 10]
    assert [*asdict(RetryPolicy()).values()] == [3, 0.5, 1.0, 20.0, 120.0, 500]


@pytest.mark.parametrize(
    ("kind", "names", "values", "words"),
    [
        (Limits, Limits.__struct_fields__, [0, -1, 1.5, True, "8", None], "takes a whole number of 1 or more, not"),
        (
            Timeouts,
            Timeouts.__struct_fields__,
            [0, -0.1, float("nan"), float("inf"), True, "8", None],
            "takes a number of seconds above 0, not",
        ),
        (RetryPolicy, ["attempts"], [0, -1, 2.0, True, "3", None], "takes a whole number of 1 or more, not"),
        (RetryPolicy, ["attempts"], [6, 100], "is more than 5"),
        (
            RetryPolicy,
            ["transient", "throttled", "longest", "retry_after"],
            [0, -1, float("nan"), float("inf"), True, "1", None],
            "takes a number of seconds above 0, not",
        ),
        (RetryPolicy, ["budget"], [-1, 1.5, True, "5", None], "takes a whole number of 0 or more, not"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_name(
    kind: Callable[..., object], names: list[str], values: list[object], words: str
) -> None:
    for name in names:
        for value in values:
            refused(lambda name=name, value=value: kind(**{name: value}), words)
            refused(lambda name=name, value=value: kind(**{name: value}), f"({name}=")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Limits, {"concurrency": 1, "files": 1, "page_bytes": 1, "token_bytes": 1}),
        (Timeouts, {"call": 0.001, "page": 1, "token": 1e9}),
        (RetryPolicy, {"attempts": 1, "transient": 1e-9, "budget": 0}),
        (RetryPolicy, {"attempts": 5, "retry_after": 1e9, "budget": 10**9}),
    ],
)
def test_the_smallest_and_the_largest_values_are_taken(kind: Callable[..., Any], values: dict[str, object]) -> None:
    assert asdict(kind(**values)).items() >= values.items()
