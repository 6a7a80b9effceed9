"""A real PostgreSQL server, and a database of its own for each test."""

from __future__ import annotations

from ..support.postgres import database, postgres

__all__ = ["database", "postgres"]
