"""Rows of SQLite <-> the records. A column is called what the field is called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

R = TypeVar("R")


def columns(record: type, table: str, elsewhere: Mapping[str, str] | None = None) -> str:
    """The columns to select for `reader(record)`, in the order of its fields: `sites.id, sites.guild_id, …`.

    `elsewhere` names the column of a field that another table holds.
    """
    places = elsewhere or {}
    return ", ".join(places.get(field.name, f"{table}.{field.name}") for field in fields(record))


def reader(record: type[R]) -> Callable[[Sequence[Any]], R]:
    """A function that makes a record of a row whose columns are `columns(record)`."""
    hints = get_type_hints(record)
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # records are dataclasses
    conversions = [(name, conversion) for name, hint in hints.items() if (conversion := _conversion(hint)) is not None]

    def read(row: Sequence[Any]) -> R:
        values = dict(zip(names, row, strict=True))
        for name, convert in conversions:
            if (value := values[name]) is not None:
                values[name] = convert(value)
        return record(**values)

    return read


def stored(value: Any) -> Any:
    """A field's value as SQLite keeps it. A datetime must know its zone."""
    if isinstance(value, datetime):
        return unix(value)
    return value.value if isinstance(value, StrEnum) else value


def assignments(names: Sequence[str]) -> str:
    """`a = :a, b = :b` for an UPDATE."""
    return ", ".join(f"{name} = :{name}" for name in names)


def unix(moment: datetime) -> float:
    """Unix seconds. Raises ValueError for a moment without a zone: it would be read as local time."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment!r}")
    return moment.timestamp()


def moment(seconds: float) -> datetime:
    """The aware UTC moment of unix seconds; exact to the microsecond."""
    return datetime.fromtimestamp(seconds, UTC)


def _conversion(hint: Any) -> Callable[[Any], Any] | None:
    kinds = [kind for kind in (get_args(hint) or (hint,)) if kind is not NoneType]
    kind = kinds[0]
    if kind is datetime:
        return moment
    if isinstance(kind, type) and (kind is bool or issubclass(kind, StrEnum)):
        return kind
    return None
