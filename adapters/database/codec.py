"""Brackets, events and notices as JSON text, and back, exactly.

Decimals are strings and keep every digit, datetimes are ISO 8601 in UTC, durations ISO 8601, enums their values; an
event is one object whose ``event`` names its class.  A field that is missing takes its default (a document of an
older version); a field or word that is not known is an error (a document of a newer one), never dropped.

Knows no table and no transaction.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar, cast, get_args

import msgspec

from core.bracket import Bracket
from core.events import Event
from core.notices import Notice

T = TypeVar("T")
_EVENTS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}


class Unreadable(ValueError):
    """A stored text that this version does not understand; says where and why."""


class _Tag(msgspec.Struct):
    event: str


_encoder = msgspec.json.Encoder(decimal_format="string")
_tag = msgspec.json.Decoder(_Tag)
_bracket = msgspec.json.Decoder(Bracket)
_FIELDS = tuple(field.name for field in fields(Bracket))
_notice = msgspec.json.Decoder(Notice)
_events: dict[str, msgspec.json.Decoder[Any]] = {name: msgspec.json.Decoder(kind) for name, kind in _EVENTS.items()}


def encode(value: Bracket | Event | Notice) -> str:
    """``value`` as JSON text.

    A lone surrogate (an exchange's or a person's broken text) cannot be written as UTF-8 and becomes U+FFFD: a word
    that nobody can read must not keep a position from being saved.
    """
    try:
        text = _encoder.encode(value).decode()
    except UnicodeEncodeError:
        text = _encoder.encode(_printable(msgspec.to_builtins(value))).decode()
    name = type(value).__name__
    return f'{{"event":"{name}",{text[1:]}' if name in _EVENTS else text


def decode_bracket(text: str) -> Bracket:
    """Raises ``Unreadable``."""
    bracket = _decode(_bracket, text, "bracket")
    for name in _FIELDS:  # msgspec leaves the default of a missing one on the class, and ``evolve`` copies the object
        bracket.__dict__.setdefault(name, getattr(bracket, name))
    return bracket


def decode_notice(text: str) -> Notice:
    """Raises ``Unreadable``."""
    return _decode(_notice, text, "notice")


def decode_event(text: str) -> Event:
    """Raises ``Unreadable``, also for an event this version has no class for."""
    try:
        name = _tag.decode(text).event
    except msgspec.MsgspecError as error:
        raise Unreadable(f"event: {error}") from error
    if name not in _events:
        raise Unreadable(f"event: no event is called {name!r}")
    return cast("Event", _decode(_events[name], text, name))


def writable(text: str) -> str:
    """``text`` with each lone surrogate, which no UTF-8 file can hold, as U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decode(decoder: msgspec.json.Decoder[T], text: str, what: str) -> T:
    try:
        value = decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"{what}: {error}") from error
    again = encode(cast("Any", value))
    if again != text:  # msgspec drops fields that a dataclass does not have; nothing of ours may be dropped
        _no_less(msgspec.json.decode(text), msgspec.json.decode(again), what)
    return value


def _no_less(stored: object, kept: object, path: str) -> None:
    if isinstance(stored, dict) and isinstance(kept, dict):
        for key, value in stored.items():
            if key not in kept:
                raise Unreadable(f"{path}: unknown field {key!r}")
            _no_less(value, kept[key], f"{path}.{key}")
    elif isinstance(stored, list) and isinstance(kept, list):
        for n, (left, right) in enumerate(zip(stored, kept, strict=True)):
            _no_less(left, right, f"{path}[{n}]")


def _printable(value: object) -> object:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(inner) for inner in value]
    return value
