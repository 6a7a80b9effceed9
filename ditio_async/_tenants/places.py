"""Where a secret is: a file of its own, or an environment variable. It is read when it is needed, and not kept."""

from __future__ import annotations

import shlex
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from ..errors import ConfigurationError

_LARGEST: Final = 64 * 1024
_PASSWORDS: Final = frozenset({"password", "sslpassword"})
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class Place(Struct, frozen=True, kw_only=True):
    """Where a secret is.

    Attributes:
        what: it is, for errors: `tenant fjellbygg: client_secret`.
        file: which holds it.
        variable: of the environment, which holds it.
    """

    what: str
    file: Path | None = None
    variable: str | None = None

    def read(self, variables: Mapping[str, str]) -> str:
        """The secret, without the white space around it.

        Raises:
            ConfigurationError: it is not there, or is no secret; the message says what to do, and never quotes it.
        """
        if self.file is not None:
            return _of_file(self.what, self.file)
        value = variables.get(self.variable or "", "").strip()
        if not value:
            raise ConfigurationError(f"{self.what}: the environment variable {self.variable} is not set")
        return value

    def __str__(self) -> str:
        return f"{self.file}" if self.file is not None else f"environment variable {self.variable}"


def refuse_readable(what: str, path: Path, mode: int) -> None:
    """Refuse a file that others can read."""
    if mode & _OTHERS:
        raise ConfigurationError(
            f"{what}: {path} can be read by others than its owner (mode {stat.S_IMODE(mode):o}): "
            f"chmod 600 {shlex.quote(str(path))}"
        )


def has_password(address: str) -> bool:
    """Whether a password is in the address of a database, before the host or among its parameters.

    Raises:
        ValueError: it is no address.
    """
    if "://" not in address:
        return False
    parts = urlsplit(address)
    return bool(parts.password) or any(name in _PASSWORDS for name, _ in parse_qsl(parts.query))


def _of_file(what: str, path: Path) -> str:
    _check(what, path)
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"{what}: {path} cannot be read: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        text = "\n"
    if not text:
        raise ConfigurationError(f"{what}: {path} is empty; write the secret into it, and nothing else")
    if len(data) > _LARGEST or not text.isprintable():
        raise ConfigurationError(f"{what}: {path} holds more than a secret in one line; write nothing else into it")
    return text


def _check(what: str, path: Path) -> None:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise ConfigurationError(f"{what}: there is no file {path}; write the secret into it, chmod 600") from None
    except OSError as error:
        raise ConfigurationError(f"{what}: {path} cannot be read: {error.strerror}") from None
    if stat.S_ISDIR(found.st_mode):
        raise ConfigurationError(f"{what}: {path} is a directory; name the file with the secret")
    refuse_readable(what, path, found.st_mode)
