"""Locks between processes that end with the process that holds them, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from ..errors import MirrorLockedError, StoreError


@contextmanager
def locked(path: Path, what: str) -> Generator[None, None, None]:
    """Hold a lock on a file, which is made if need be and left there: to remove it would let two in.

    Raises:
        MirrorLockedError: somebody else holds it.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StoreError(f"{path} cannot be made, which keeps a second mirror away from {what}: {error}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MirrorLockedError(f"another mirror writes to {what}; wait until it has ended") from error
        except OSError as error:
            raise StoreError(
                f"{path} cannot be locked, which keeps a second mirror away from {what}: {error}. Its disk may be a "
                "network's; put the file on one of this machine's own"
            ) from error
        yield
    finally:
        os.close(descriptor)
