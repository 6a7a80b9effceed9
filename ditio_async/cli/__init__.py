"""The command `ditio-async`."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def main() -> None:
    """Run the command; what it needs comes with the extra `cli`."""
    missing = [name for name in ("cyclopts", "rich") if find_spec(name) is None]
    if missing:
        needs = " and ".join(missing)
        print(f"ditio-async needs {needs}: pip install 'ditio-async[cli]'", file=sys.stderr)
        sys.exit(1)
    from ._app import run  # only here it is sure that they are there

    sys.exit(run(sys.argv[1:]))
