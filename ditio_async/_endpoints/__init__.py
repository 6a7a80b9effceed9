"""The kinds of call that an API is made of. A resource declares them; reading one from a resource gives the call.

The arguments of a call are the fields of a Struct: `ParamSpec` reads them off its constructor, so that type checkers
see them, and `inspect.signature` and `help` show them.
"""

from __future__ import annotations

from .base import Call, Context, Endpoint, Resource, ask, owned, written
from .drafts import Draft, Drafts
from .free import Free, FreeSave, Json, json_of, plain
from .reads import Find, Get, List, Select
from .rows import Rows
from .saves import Save
from .streams import Stream
from .taking import Taking
from .writes import Act, Create, CreateFor, Delete, Replace, Update

__all__ = [
    "Act",
    "Call",
    "Context",
    "Create",
    "CreateFor",
    "Delete",
    "Draft",
    "Drafts",
    "Endpoint",
    "Find",
    "Free",
    "FreeSave",
    "Get",
    "Json",
    "List",
    "Replace",
    "Resource",
    "Rows",
    "Save",
    "Select",
    "Stream",
    "Taking",
    "Update",
    "ask",
    "json_of",
    "owned",
    "plain",
    "written",
]
