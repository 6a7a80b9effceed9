"""Ditio in a database: kept in step, with deletions, and resumable after any crash."""

from ._state import Mode
from .mirror import Mirror
from .report import MirrorReport, OnStreamProgress, StreamProgress, StreamReport, StreamStatus, View
from .sqlite import SqliteStore
from .store import Store
from .stores import store_at

__all__ = [
    "Mirror",
    "MirrorReport",
    "Mode",
    "OnStreamProgress",
    "SqliteStore",
    "Store",
    "StreamProgress",
    "StreamReport",
    "StreamStatus",
    "View",
    "store_at",
]
