"""`python -m ditio_async.sandbox`: a Ditio in a box, for any language."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import signal
import sys

from ._server import DitioSandbox


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Returns:
        0, or 2 where it could not be started.
    """
    parser = argparse.ArgumentParser(prog="python -m ditio_async.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="where to listen; 0 takes a free port (default 8080)")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default 127.0.0.1)")
    parser.add_argument("--records", type=int, default=2000, help="time registrations (default 2000)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same data (default 7)")
    parser.add_argument("--token-lifetime", type=int, default=1800, help="seconds (default 1800)")
    given = parser.parse_args(arguments)
    try:
        sandbox = DitioSandbox(
            records=given.records,
            seed=given.seed,
            host=given.host,
            port=given.port,
            token_lifetime=given.token_lifetime,
        )
        asyncio.run(_serve(sandbox))
    except (OSError, OverflowError, ValueError) as error:
        print(f"the sandbox cannot be started: {error}", file=sys.stderr)
        return 2
    return 0


async def _serve(sandbox: DitioSandbox) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    async with sandbox:
        for name, value in sandbox.environ.items():
            print(f"export {name}={shlex.quote(value)}", flush=True)
        print(f"Serving on {sandbox.url} until Ctrl-C", file=sys.stderr, flush=True)
        await over.wait()


if __name__ == "__main__":
    sys.exit(main())
