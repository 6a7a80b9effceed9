"""What the errors of the package say of arguments, in the words of the command line."""

from __future__ import annotations

from typing import Final

_WORDS: Final = (
    ("format=Parquet(), Csv() or JsonLines()", "--format parquet, csv or jsonl"),
    ("partition='month'", "--partition month"),
    ("allow_shrink=True", "--allow-shrink"),
    ("mirror.unknown_fields() lists them", "`mirror columns STREAM` lists them"),
    ("at_most=", "--at-most "),
    ("from_date_time= and to_date_time=", "--from and --to-date"),
    ("from_date_time and to_date_time", "--from and --to-date"),
    ("from_date_time=", "--from"),
    ("to_date_time=", "--to-date"),
    ("modified_since=", "--since"),
)
_BEGINNINGS: Final = (
    ("mirror.run: since ", "--since "),
    ("export: from_date_time ", "--from "),
    ("export: to_date_time ", "--to-date "),
    ("export: modified_since ", "--since "),
    ("export: to takes ", "--to takes "),
)


def as_options(message: str) -> str:
    """A message, with the options instead of the arguments that they stand for."""
    for beginning, option in _BEGINNINGS:
        if message.startswith(beginning):
            message = option + message.removeprefix(beginning)
    for argument, option in _WORDS:
        message = message.replace(argument, option)
    return message
