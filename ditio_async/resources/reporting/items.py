"""Item registrations: the one extraction that comes as a text with semicolons."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable, Mapping
from typing import Final, Generic, ParamSpec, get_type_hints

from msgspec import convert
from msgspec.structs import replace

from ... import _checks
from ..._codec import query
from ..._endpoints import Context, Taking, ask
from ..._fields import Filter, Model
from ..._paging.decoding import OnBadRecord
from ..._paging.lines import Lines
from ..._paging.reading import Records
from ..._paging.walk import Leaf
from ..._paging.watch import Watch
from ..._times import Day, compared
from ..._wire import Request, Response, Send
from ...config import Surface

P = ParamSpec("P")


class ItemRegistration(Model):
    """An item that was used, sold, bought or adjusted (Ditio: Item registrations). An empty column is None.

    The text says neither the unit of the quantities nor the currency of the prices and amounts.

    Attributes:
        trans_type: "Consumption", "Sale", "Purchase" or "Adjustment".
        trans_date: naive: the text says no time zone, and which one it is in is not documented.
    """

    item_name: str | None = None
    project_name: str | None = None
    project_number: str | None = None
    task_name: str | None = None
    trans_type: str | None = None
    user_name: str | None = None
    trans_date: dt.datetime | None = None
    machine_name: str | None = None
    qty: float | None = None
    cost_price: float | None = None
    price: float | None = None
    cost_amount: float | None = None
    amount: float | None = None
    warehouse_name: str | None = None
    warehouse_qty: float | None = None
    description: str | None = None


class ItemFilter(Filter, rename="pascal", kw_only=True):
    """The filter of item registrations.

    Args:
        from_date, to_date: plain dates.
    """

    from_date: Day | None = None
    to_date: Day | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        start, end = self.from_date, self.to_date
        if start is not None and end is not None and compared(start, end) == 1:
            return f"from_date ({start}) is after to_date ({end})"
        return super().problem()


class ItemRegistrations:
    """Every item registration. Nothing is sent before it is iterated, and it can be iterated any number of times.

    The text is fetched whole, and read row by row while it is iterated. A row that cannot be read, because a text in it
    has a semicolon for instance, is raised as a `DecodeError` with the number of its line, after those before it.
    """

    def __init__(self, send: Send, request: Request, on_bad: OnBadRecord | None = None) -> None:
        self._send = send
        self._request = request
        self._on_bad = on_bad

    def __aiter__(self) -> Records[ItemRegistration]:
        return Records(_Text(self._send, self._request, self._on_bad), Watch(None))

    def on_bad_row(self, handler: OnBadRecord) -> ItemRegistrations:
        """The same, which goes on where a row cannot be read.

        Args:
            handler: is given the `DecodeError` of each: its message names the line, `raw` has its bytes; `bad.append`
                of a list collects them.
        """
        _checks.checked(f"{self._request.operation}: on_bad_row", "handler", handler, _checks.function)
        return ItemRegistrations(self._send, self._request, handler)

    async def collect(self, *, limit: int | None = None) -> list[ItemRegistration]:
        """The records as a list.

        Args:
            limit: the most to take, 1 or more; None for all of them.
        """
        if limit is not None:
            _checks.checked(f"{self._request.operation}: collect", "limit", limit, _LIMIT)
        records: list[ItemRegistration] = []
        async for record in self:
            records.append(record)
            if len(records) == limit:
                break
        return records

    def __repr__(self) -> str:
        return f"ItemRegistrations({self._request.path}?{self._request.query})"


class Items(Taking[Callable[P, ItemRegistrations]], Generic[P]):
    """GET the text."""

    def __init__(self, path: str, filter: Callable[P, Filter], doc: str) -> None:
        super().__init__(path, filter, doc, surface=Surface.REPORTING)

    def bind(self, context: Context) -> Callable[P, ItemRegistrations]:
        """The call."""
        base = replace(self.request(context), kind="page", accept="text/csv, text/plain")

        def call(*args: P.args, **kwargs: P.kwargs) -> ItemRegistrations:
            fields = self._arguments.read(self.name, args, kwargs)
            return ItemRegistrations(context.send, replace(base, query=query(fields)))

        return call

    def signature(self) -> inspect.Signature:
        """The filter."""
        return inspect.Signature(self._arguments.parameters, return_annotation=ItemRegistrations)


class _Text:
    """The text as the only page there is; see `Source`."""

    def __init__(self, send: Send, request: Request, on_bad: OnBadRecord | None) -> None:
        self._send = send
        self._request = request
        self._on_bad = on_bad
        self._over = False

    async def leaf(self) -> Leaf[ItemRegistration] | None:
        """All of it, once."""
        if self._over:
            return None
        page = await ask(self._send, self._request, self._lines)
        self._over = True
        return Leaf(page, None)

    def done(self, leaf: Leaf[ItemRegistration]) -> None:
        """Nothing to do."""

    def _lines(self, response: Response) -> Lines[ItemRegistration]:
        return Lines(response, ";", _record, self._on_bad)


def number_of(text: str) -> float | None:
    """A number with a comma or a point, and with spaces or the other sign between thousands.

    Raises:
        ValueError: it is none.
    """
    text = text.strip()
    if not text:
        return None
    if (match := _NUMBER.fullmatch(text)) is None:
        raise ValueError(f"is no number: {text!r:.80}")
    minus, whole, separator, part = match.groups()
    digits = whole.replace(separator, "") if separator else whole
    return float(f"{'-' if minus else ''}{digits}.{part or 0}")


def moment_of(text: str) -> dt.datetime | None:
    """A time as Norwegians write it; the first of January of year 1 is one that is not set.

    Raises:
        ValueError: it is none.
    """
    text = text.strip()
    if not text or text.startswith("01.01.0001"):
        return None
    if (match := _MOMENT.fullmatch(text)) is None:
        raise ValueError(f"is no dd.MM.yyyy HH:mm:ss: {text!r:.80}")
    day, month, year, hour, minute, second = map(int, match.groups())
    return dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # the text says no time zone


def _text_of(text: str) -> str | None:
    return text or None


_NUMBER: Final = re.compile(
    r"([-−]?)([0-9]+|[0-9]{1,3}(?:([ \u00a0\u202f.,])[0-9]{3})(?:\3[0-9]{3})*)(?:(?!\3)[.,]([0-9]+))?"
)
_MOMENT: Final = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")
_READERS: Final[Mapping[object, Callable[[str], object]]] = {
    str | None: _text_of,
    float | None: number_of,
    dt.datetime | None: moment_of,
}
_COLUMNS: Final = [
    (name, _READERS[hint])
    for name, hint in zip(
        ItemRegistration.__struct_encode_fields__, get_type_hints(ItemRegistration).values(), strict=True
    )
]
_LIMIT: Final = _checks.whole(1, otherwise=", or None for all records")


def _record(row: str) -> ItemRegistration:
    """A quotation mark is a character like others, so this is no CSV."""
    cells = row.split(";")
    if len(cells) != len(_COLUMNS):
        raise ValueError(f"{len(cells)} columns, not {len(_COLUMNS)}")
    values: dict[str, object] = {}
    for (name, read), cell in zip(_COLUMNS, cells, strict=True):
        try:
            values[name] = read(cell)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from error
    return convert(values, ItemRegistration)
