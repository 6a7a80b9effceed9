"""The kinds of call that an API is made of. A resource declares them; reading one from a resource gives the call.

The arguments of a call are the fields of a Struct: `ParamSpec` reads them off its constructor, so that type checkers
see them, and `inspect.signature` and `help` show them.
"""

from __future__ import annotations

from .base import Context, Endpoint, Resource, ask, written
from .reads import Find, Get, List, Select
from .saves import Save
from .streams import Stream
from .taking import Taking
from .writes import Create, Delete, Replace, Update

__all__ = [
    "Context",
    "Create",
    "Delete",
    "Endpoint",
    "Find",
    "Get",
    "List",
    "Replace",
    "Resource",
    "Save",
    "Select",
    "Stream",
    "Taking",
    "Update",
    "ask",
    "written",
]
