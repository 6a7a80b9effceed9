"""What calls of `ditio.scim` are given and give: filters, operations, users.

async for user in ditio.scim.users(filter=attr("userName").eq("kari@fjell.no") & attr("active").eq(True)):
    await ditio.scim.update_user(user.id, [Replace("active", False)], if_match=user.version)
"""

from __future__ import annotations

from .resources.scim.filters import Attribute, Filter, ValuePath, attr
from .resources.scim.listing import UserPage, UserPages, UserRecords, Users
from .resources.scim.patches import Add, Operation, Remove, Replace
from .resources.scim.users import Meta, Phone, User

__all__ = [
    "Add",
    "Attribute",
    "Filter",
    "Meta",
    "Operation",
    "Phone",
    "Remove",
    "Replace",
    "User",
    "UserPage",
    "UserPages",
    "UserRecords",
    "Users",
    "ValuePath",
    "attr",
]
