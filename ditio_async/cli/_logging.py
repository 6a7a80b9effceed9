"""Log lines on stderr, of commands that run for long."""

from __future__ import annotations

import logging
import os

from .. import _settings


def log_lines(*, quiet: bool) -> None:
    """Show what is done, a line each; only what goes wrong where it is to be quiet. DITIO_LOG=debug shows all."""
    _settings.log_to_stderr(os.environ.get("DITIO_LOG", "") or "info")
    if os.environ.get("DITIO_LOG", "").lower() == "debug":
        return
    if quiet:
        logging.getLogger("ditio_async").setLevel(logging.WARNING)
    for name in ("ditio_async.mirror.stream", "procrastinate"):  # the lines of the jobs say as much, and the tenant
        logging.getLogger(name).setLevel(logging.CRITICAL)
