"""The command `ditio-async`."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def main() -> None:
    """Run the command; what it needs comes with the extra `cli`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command line.

    Returns:
        The exit code; `ditio-async --help` says what each of them means.
    """
    missing = [name for name in ("cyclopts", "rich") if find_spec(name) is None]
    if missing:
        needs = " and ".join(missing)
        print(f"ditio-async needs {needs}: pip install 'ditio-async[cli]'", file=sys.stderr)
        return 1
    from ._app import run as run_app  # only here it is sure that they are there

    return run_app(arguments)
