"""The command in a process of its own: in a pipe, and on a terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

COMMAND = [sys.executable, "-c", "from ditio_async.cli import main; main()"]
ENVIRONMENT = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "PYTHONWARNINGS": "error"}
HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"


def piped(*arguments: str, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**ENVIRONMENT, **(more or {})}
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, env=environment, check=False)


def started(*arguments: str, more: Mapping[str, str]) -> subprocess.Popen[str]:
    """Begin it, with pipes; whoever begins it ends it."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENVIRONMENT, **more},
        start_new_session=True,
    )


def on_a_terminal(
    *arguments: str,
    interrupt_at: bytes = b"",
    answers: Mapping[bytes, bytes] | None = None,
    more: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Run it with a terminal; press Ctrl-C when it shows something, answer what it asks."""
    main, side = pty.openpty()
    left = dict(answers or {})
    environment = {**ENVIRONMENT, **(more or {})}
    command = subprocess.Popen(
        [*COMMAND, *arguments], stdin=side, stdout=side, stderr=side, env=environment, start_new_session=True
    )
    os.close(side)
    shown = b""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not select.select([main], [], [], 0.1)[0]:
            continue
        try:
            piece = os.read(main, 65536)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        shown += piece
        for question in [question for question in left if question in shown]:
            os.write(main, left.pop(question))
        if interrupt_at and interrupt_at in shown:
            interrupt_at = b""
            command.send_signal(signal.SIGINT)
    os.close(main)
    return command.wait(10), shown


def plain(shown: bytes) -> str:
    """What a terminal shows, without what moves its cursor."""
    return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", shown).decode()
