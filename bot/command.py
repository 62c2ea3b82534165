"""What a command is: a function whose signature is its parameters and whose docstring is its English help.

``@command`` reads both, so that a console, Telegram's menu and Discord's typed options come from one definition.  Knows
no platform and no command.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from bot.chat import Reply
    from core.people import Role


class Kind(StrEnum):
    """What a parameter means, so that a front end can complete it."""

    BRACKET = "bracket"
    ACCOUNT = "account"
    SYMBOL = "symbol"
    QUANTITY = "quantity"
    PRICE = "price"
    LANGUAGE = "language"
    ZONE = "zone"
    PERSON = "person"
    WORD = "word"
    LINE = "line"
    """All that is left of the text, spaces and lines included."""


BracketId = Annotated[str, Kind.BRACKET]
AccountName = Annotated[str, Kind.ACCOUNT]
SymbolName = Annotated[str, Kind.SYMBOL]
Quantity = Annotated[str, Kind.QUANTITY]
PriceWords = Annotated[str, Kind.PRICE]
LanguageTag = Annotated[str, Kind.LANGUAGE]
ZoneName = Annotated[str, Kind.ZONE]
PersonId = Annotated[str, Kind.PERSON]
Word = Annotated[str, Kind.WORD]
Line = Annotated[str, Kind.LINE]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One word of a command; ``choices``: the only words it can be, where there are few."""

    name: str
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()


Run = Callable[..., Awaitable["Reply"]]


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` without the slash; ``role``: the least that may use it, None where anybody known may.

    Its sentences in ``locales`` are ``command-NAME`` and, for each parameter, ``command-NAME-PARAMETER``.
    """

    name: str
    run: Run
    parameters: tuple[Parameter, ...]
    role: Role | None

    @property
    def help(self) -> str:
        """The docstring: what it does, in English."""
        return (self.run.__doc__ or "").strip()

    @property
    def usage(self) -> str:
        """``/close BRACKET [QUANTITY]``."""
        shown = [p.name.upper() if p.required else f"[{p.name.upper()}]" for p in self.parameters]
        return " ".join([f"/{self.name}", *shown])

    def read(self, text: str) -> list[str] | None:
        """The words of ``text`` for the parameters, None if there are too few or too many, or one holds several: a
        semicolon parts commands of Smart Syntax, and what is asked about nowhere must be one."""
        words = list(_off_joined(text.split()))
        line = bool(self.parameters) and self.parameters[-1].kind is Kind.LINE
        if line and len(words) >= len(self.parameters):
            last = len(self.parameters) - 1
            words = text.split(None, last)
        if any(";" in word for word in words[: len(words) - line]):
            return None
        needed = sum(p.required for p in self.parameters)
        return words if needed <= len(words) <= len(self.parameters) else None


def _off_joined(words: list[str]) -> Iterator[str]:
    """``off 2%`` is one price."""
    waiting = ""
    for word in words:
        if waiting:
            yield f"{waiting} {word}"
            waiting = ""
        elif word.lower() == "off":
            waiting = word
        else:
            yield word
    if waiting:
        yield waiting


def command(name: str, role: Role | None, /, **choices: tuple[str, ...]) -> Callable[[Run], Command]:
    """Make a command of a function whose first parameter is the desk; ``choices`` by parameter name."""

    def made(run: Run) -> Command:
        hints = get_type_hints(run, include_extras=True, localns=_later())
        signature = list(inspect.signature(run).parameters.values())[1:]
        return Command(name, run, tuple(_parameter(p, hints[p.name], choices) for p in signature), role)

    return made


def _later() -> dict[str, Any]:
    """Names that commands' signatures use and that this file may not import: they would import it in turn."""
    return {"Desk": object, "Reply": object}


def _parameter(found: inspect.Parameter, hint: Any, choices: dict[str, tuple[str, ...]]) -> Parameter:
    kind = get_args(hint)[1] if get_origin(hint) is Annotated else Kind.WORD
    return Parameter(found.name, kind, found.default is inspect.Parameter.empty, choices.get(found.name, ()))
