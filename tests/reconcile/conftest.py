"""A sandbox with nothing but what tests write, and sessions that hardly pause."""

from __future__ import annotations

from ..bulk.conftest import ditio, project, prompt, sandbox, server

__all__ = ["ditio", "project", "prompt", "sandbox", "server"]
