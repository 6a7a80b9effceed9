"""What users see: names, signatures, help."""

from __future__ import annotations

import importlib.metadata
import inspect
import pydoc
import re
import tomllib
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ditio_async
import ditio_async.export
import ditio_async.sandbox
from ditio_async import TEST, Ditio, errors
from ditio_async._endpoints import Context, Resource

ROOT = Path(ditio_async.__file__).parent
PROJECT = ROOT.parent / "pyproject.toml"


async def unsent(_: object) -> ditio_async.Response:
    raise AssertionError("nothing is sent here")


DITIO = Ditio(Context(unsent, TEST))


def calls(group: object, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every call of a session by its dotted name."""
    for attribute in sorted(dir(group)):
        if attribute.startswith("_") or attribute in {"context", "name", "company_id"}:
            continue
        member = getattr(group, attribute)
        dotted = f"{name}{attribute}"
        if isinstance(member, Resource):
            yield from calls(member, f"{dotted}.")
        else:
            yield dotted, member


CALLS = dict(calls(DITIO))


@pytest.mark.parametrize("module", [ditio_async, ditio_async.export, ditio_async.sandbox])
def test_all_names_what_is_public_in_order(module: types.ModuleType) -> None:
    public = {name for name, value in vars(module).items() if name[0] != "_" and not inspect.ismodule(value)}
    assert set(module.__all__) - {"__version__"} == public - {"annotations"}
    assert list(module.__all__) == sorted(
        module.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name)
    )


def test_every_error_is_exported() -> None:
    tree = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, BaseException)}
    assert tree <= set(ditio_async.__all__)


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"( *[├└│─ ]*)(\w+Error)\b", line):
            drawn.append((len(match[1]), match[2]))
    assert {name for _, name in drawn} == {name for name in ditio_async.__all__ if name.endswith("Error")} - {
        "FieldError"
    }
    for position, (depth, name) in enumerate(drawn[1:], start=1):
        parent = next(above for deep, above in reversed(drawn[:position]) if deep < depth)
        assert getattr(errors, name).__bases__[0].__name__ == parent


def test_there_are_calls() -> None:
    assert {"projects.create", "projects.documents.upload", "reporting.time_registrations", "request"} <= set(CALLS)
    assert len(CALLS) >= 28


UNDOCUMENTED = {"mass_transport.weight_measures.register"}
"""Calls that take whatever fields there are."""


@pytest.mark.parametrize("name", CALLS)
def test_a_call_shows_what_it_takes_and_gives(name: str) -> None:
    signature = inspect.signature(CALLS[name])
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    open_ended = set() if name in UNDOCUMENTED else {inspect.Parameter.VAR_KEYWORD}
    assert not kinds & {inspect.Parameter.VAR_POSITIONAL, *open_ended}
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not p.empty for p in signature.parameters.values())
    assert CALLS[name].__name__ == name.rpartition(".")[2]


@pytest.mark.parametrize("name", CALLS)
def test_the_help_of_a_call_names_each_argument(name: str) -> None:
    text = pydoc.render_doc(CALLS[name], renderer=pydoc.plaintext)
    head = text.split("\n\n")[0]
    assert "*args" not in head
    doc = inspect.getdoc(CALLS[name]) or ""
    assert doc.splitlines()[0].endswith((".", ":")), "it begins with one sentence"
    parameters = list(inspect.signature(CALLS[name]).parameters)
    assert all(parameter in text for parameter in parameters)


@pytest.mark.parametrize("name", [name for name in ditio_async.__all__ if name[0] != "_"])
def test_what_is_exported_is_documented(name: str) -> None:
    value = getattr(ditio_async, name)
    if not (inspect.isclass(value) or inspect.isfunction(value)):
        return
    assert (value.__doc__ or "").strip(), name
    for attribute, member in vars(value).items():
        if inspect.isfunction(member) and attribute[0] != "_":
            assert (inspect.getdoc(member) or "").strip(), f"{name}.{attribute}"


def test_the_core_needs_four_libraries() -> None:
    project = tomllib.loads(PROJECT.read_text())["project"]
    names = [re.split(r"[<>=\[]", requirement)[0] for requirement in project["dependencies"]]
    assert names == ["aiohttp", "msgspec", "anyio", "backoff"]


def test_it_is_typed_and_says_its_version() -> None:
    assert (ROOT / "py.typed").exists()
    assert importlib.metadata.version("ditio_async") == ditio_async.__version__
    assert f"## [{ditio_async.__version__}" in (ROOT.parent / "CHANGELOG.md").read_text()
