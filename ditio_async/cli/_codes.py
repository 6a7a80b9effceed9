"""What the exit codes mean."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
FAILED: Final = 1
MISUSED: Final = 2
"""Nothing was sent: the command line, the configuration or the input makes no sense."""
IN_PART: Final = 3
SIGNALLED: Final = 128
"""And the number of the signal above it."""

TOLD: Final = """Exit codes:

- 0: done
- 1: failed
- 2: wrong usage, configuration or input; nothing was sent
- 3: done in part; what is missing is listed
- 130, 143: stopped by Ctrl-C (SIGINT) or SIGTERM, at a safe point; a second one ends it at once
"""
"""For the help of the command."""
