"""Log lines on stderr: of commands that run for long, and none where a command says itself what went wrong."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

from .. import _settings

_STREAM: Final = "ditio_async.mirror.stream"


@contextmanager
def log_lines(*, quiet: bool) -> Generator[None, None, None]:
    """Show what is done, a line each; only what goes wrong where it is to be quiet.

    DITIO_LOG asks for more: `info` for each request, `debug` for all there is.
    """
    asked = os.environ.get("DITIO_LOG", "")
    jobs = {_STREAM: logging.CRITICAL, "procrastinate": logging.CRITICAL}  # the jobs' own lines name the tenant, too
    own = {"ditio_async": logging.WARNING, "ditio_async.mirror": logging.WARNING if quiet else logging.INFO}
    _settings.log_to_stderr(asked or "info")
    with _levels({} if asked.lower() == "debug" else jobs if asked else jobs | own):
        yield


@contextmanager
def said_at_the_end() -> Generator[None, None, None]:
    """What fails is said when all is done, and not while bars are shown."""
    with _levels({} if os.environ.get("DITIO_LOG") else {_STREAM: logging.CRITICAL}):
        yield


@contextmanager
def _levels(levels: Mapping[str, int]) -> Generator[None, None, None]:
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
