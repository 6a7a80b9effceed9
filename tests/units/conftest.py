"""Leaks are looked for after the tests that run in an event loop; the others would wait for it in vain."""

from __future__ import annotations

import inspect

import pytest


@pytest.fixture(autouse=True)
def no_leaks(request: pytest.FixtureRequest) -> None:
    test = getattr(request.function, "hypothesis", None)
    if inspect.iscoroutinefunction(test.inner_test if test is not None else request.function):
        request.getfixturevalue("no_leaks")
