"""What is done once in a process, when the first session opens, to make large answers cheaper."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from importlib import import_module

import aiohttp
from aiohttp.compression_utils import ZLibBackend

_BUFFER = 31 << 20
_prepared = False


def prepare() -> None:
    """Set up what all sessions share. `DITIO_PROCESS_SETUP=0` leaves the process as it is."""
    global _prepared  # the process is what it is about
    if _prepared or os.environ.get("DITIO_PROCESS_SETUP") == "0":
        return
    _prepared = True
    _keep_buffers()
    _inflate_faster()


def _keep_buffers() -> None:
    """Have the C library keep the memory of page buffers for the next page.

    glibc hands blocks above a threshold back to the kernel when they are freed, and gets them back page fault by page
    fault, which costs more than all the rest of reading a page. A large block that is freed once raises the threshold
    to its size. Some megabytes stay with the process for that. Other C libraries are not affected.
    """
    block = bytearray(_BUFFER)
    del block


def _inflate_faster() -> None:
    """Let aiohttp inflate with isal where it is installed, unless somebody has chosen something else already."""
    if ZLibBackend.name == zlib.__name__:
        with suppress(ImportError):
            aiohttp.set_zlib_backend(import_module("isal.isal_zlib"))  # pyright: ignore[reportArgumentType]  # a module
