"""`ditio-async sandbox`: as `python -m ditio_async.sandbox`."""

from __future__ import annotations

import signal

from ditio_async.cli import run

from .terminal import started


def test_it_prints_the_variables_and_serves_until_it_is_ended() -> None:
    with started("sandbox", "--port", "0", "--records", "10", more={}) as command:
        assert command.stdout is not None
        assert command.stdout.readline().startswith("export DITIO_IDENTITY_BASE=http://127.0.0.1:")
        command.send_signal(signal.SIGTERM)
        assert "export DITIO_CLIENT_ID=" in command.stdout.read()
    assert command.returncode == 0


def test_a_port_that_is_none_is_told() -> None:
    assert run(["sandbox", "--port", "99999"]) == 2
