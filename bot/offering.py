"""What a parameter of a command can be, while it is being typed: from memory, in an instant.  Asks no exchange."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from bot.chat import Choice
from bot.command import Kind
from bot.commands import COMMANDS
from bot.desk import Desk
from bot.language import Reader
from bot.smart_lines import header
from bot.words import side_word
from core.bracket import Bracket
from core.people import Role

MOST = 25  # Discord shows no more (Application Commands, "Autocomplete")
LONGEST = 100  # signs of a label and of what it stands for there
_SHARES = ("all", "25%p", "50%p", "75%p")
_WORDS = {("cancel", "what"): ("all", "entries", "exits", "sl", "tp", "tp1", "tp2", "tp3")}


def choices(desk: Desk, command: str, parameter: str, typed: str) -> list[Choice]:
    """At most ``MOST``, those that begin with what was typed first."""
    found = COMMANDS.get(command)
    wanted = next((p for p in found.parameters if p.name == parameter), None) if found is not None else None
    if wanted is None:
        return []
    offers = _offers(desk, command, wanted.name, wanted.kind) or [Choice(c, c) for c in wanted.choices]
    said = typed.strip().lower()
    near = [c for c in offers if said in c.label.lower() or said in c.value.lower()]
    near.sort(key=lambda c: not (c.value.lower().startswith(said) or c.label.lower().startswith(said)))
    return near[:MOST]


def _offers(desk: Desk, command: str, name: str, kind: Kind) -> list[Choice]:
    match kind:
        case Kind.BRACKET:
            return [Choice(offered(b, desk.reader)[:LONGEST], b.id) for b in desk.view.open()]
        case Kind.ACCOUNT:
            return [Choice(name, name) for name in desk.view.accounts()]
        case Kind.SYMBOL:
            return [Choice(name, name) for name in symbols(desk)]
        case Kind.QUANTITY:
            return [Choice(share, share) for share in _SHARES]
        case Kind.ZONE:
            return [Choice(zone, zone) for zone in _zones()]
        case Kind.LANGUAGE:
            from bot.language import LANGUAGES, language

            return [Choice("auto", "auto"), *(Choice(language(tag).name, tag) for tag in LANGUAGES)]
        case Kind.LINE if command in ("trade", "explain"):
            return _beginnings(desk)
    return [Choice(word, word) for word in _WORDS.get((command, name), ())]


@cache
def _zones() -> list[str]:
    """Read from the disk once: somebody types, and orders wait meanwhile."""
    return sorted(available_timezones())


def offered(bracket: Bracket, reader: Reader) -> str:
    """A bracket in a line."""
    side, quantity = side_word(bracket.side.value, reader), bracket.tradable
    where = {"symbol": bracket.symbol, "account": bracket.account}
    return reader.say("bracket-briefly", id=bracket.id, side=side, quantity=quantity, **where)


def symbols(desk: Desk) -> list[str]:
    """Markets that the visitor has brackets in, and the usual ones."""
    held = [b.instrument.base + b.instrument.quote for b in desk.view.open()]
    return list(dict.fromkeys([*held, "BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "BNBUSDT", "DOGEUSDT"]))


def _beginnings(desk: Desk) -> list[Choice]:
    """Lines to begin with, one per market that is held."""
    markets = [header(b) for b in desk.view.open()]
    markets += [f"{symbol} on {name}" for name in desk.view.accounts(Role.TRADER) for symbol in symbols(desk)[:2]]
    lines = [f"{market} market long 0.01 sl off 2% tp off 5%" for market in dict.fromkeys(markets)]
    return [Choice(line, line) for line in lines if len(line) <= LONGEST]  # a line that was cut means something else
