"""The commands, and what becomes of their errors."""

from __future__ import annotations

import signal
import sys

from cyclopts import App, CycloptsError, Parameter

from .._version import __version__
from ..errors import ArgumentError, ConfigurationError, DitioError
from . import _errors
from ._codes import DONE, FAILED, MISUSED, SIGNALLED, TOLD
from ._demo_command import demo
from ._doctor import doctor
from ._export import export
from ._files import files
from ._get import get
from ._mirror import mirror
from ._reconcile import reconcile
from ._sandbox import sandbox
from ._worker import worker

app = App(
    name="ditio-async",
    help=f"Work with Ditio from the command line.\n\n{TOLD}",
    version=__version__,
    default_parameter=Parameter(negative=()),
    suppress_keyboard_interrupt=False,
)
app.register_install_completion_command()  # pyright: ignore[reportUnknownMemberType]  # its **kwargs have no types
for function in (demo, doctor, export, get, sandbox):
    app.command(function)
for group in (files, mirror, reconcile, worker):
    app.command(group)


def run(arguments: list[str]) -> int:
    """Run a command line.

    Returns:
        The exit code.
    """
    as_json = "--json" in arguments
    try:
        code: object = app(arguments, result_action="return_value", exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except (CycloptsError, ConfigurationError, ArgumentError) as error:
        return _errors.tell(error, MISUSED, as_json=as_json)
    except BrokenPipeError:
        _errors.silence()
        return DONE  # whoever reads, `head` for one, has seen enough
    except (DitioError, OSError) as error:
        return _errors.tell(error, FAILED, as_json=as_json)
    except KeyboardInterrupt:
        return _errors.stopped(SIGNALLED + signal.SIGINT, "")
    return code if isinstance(code, int) else DONE
