"""The command line's shape (contracts.md): what may be written, and nothing of what it does."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

from core.orders import PositionSide
from core.venue import Layout

BAD_USAGE = 64
ROWS = 2400  # of the walk, in a replay: ten minutes


@dataclass(frozen=True, slots=True)
class Held:
    """A position as ``--position`` gives it: base quantity, average entry in quote per base."""

    side: PositionSide
    quantity: Decimal
    average: Decimal


class Parser(argparse.ArgumentParser):
    """Leaves with contracts.md's status for bad usage."""

    def error(self, message: str) -> NoReturn:
        extra = message.removeprefix("unrecognized arguments: ")
        if extra != message:  # what is no option may be a key, typed where keys never belong
            options = [word for word in extra.split() if word.startswith("--")]
            rest = len(extra.split()) - len(options)
            more = f"{rest} more than it takes, not repeated here: keys are never arguments" if rest else ""
            message = "unrecognized arguments: " + "; ".join(part for part in (" ".join(options), more) if part)
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(BAD_USAGE)


def parser() -> Parser:
    """The whole command line; an option that was not given is None or not there."""
    root = Parser(
        prog="bracketeer",
        description="Trade in plain words.  Without a command: the console, or lines from a pipe.",
        allow_abbrev=False,
    )
    _running(root)
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    _explain(commands.add_parser("explain", help="show what a line would place; nothing is sent", allow_abbrev=False))
    _replay(commands.add_parser("replay", help="play lines on recorded or synthetic prices", allow_abbrev=False))
    demo = commands.add_parser("demo", help="watch three brackets from entry to exit", allow_abbrev=False)
    demo.add_argument("--seed", type=int, default=1, help="of the synthetic walk (default 1)")
    demo.add_argument("--json", action="store_true", help="the events, as replay prints them, and no pauses")
    _account(commands.add_parser("account", help="keep keys to accounts at exchanges", allow_abbrev=False))
    _people(commands.add_parser("people", help="say who may do what in chats", allow_abbrev=False))
    exchanges = commands.add_parser("exchanges", help="which exchange protects what, and how", allow_abbrev=False)
    shown = exchanges.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="for machines; has the limits too")
    shown.add_argument("--limits", action="store_true", help="how much each lets us ask")
    _running(commands.add_parser("serve", help="run without a terminal, until stopped", allow_abbrev=False))
    return root


def _running(part: argparse.ArgumentParser) -> None:
    """Options of what keeps running; they may stand before or after ``serve``."""
    absent = argparse.SUPPRESS
    part.add_argument("--db", metavar="PATH", default=absent, help="the ledger's file")
    part.add_argument("--for", metavar="SECONDS", dest="seconds", type=_seconds, default=absent, help="end after that")
    part.add_argument("--prices", metavar="walk|FILE|live", default=absent, help="paper prices (default walk)")
    part.add_argument("--layout", type=_layout, metavar="LAYOUT", default=absent, help=_LAYOUTS)
    part.add_argument("--seed", type=int, metavar="N", default=absent, help="of the synthetic walk (default 1)")


def _explain(part: argparse.ArgumentParser) -> None:
    part.add_argument("line", metavar="LINE")
    part.add_argument("--json", action="store_true", help="for machines")
    part.add_argument("--price", type=_price, metavar="P", help="the market's price, in quote")
    part.add_argument("--position", type=_position, metavar="SIDE:QTY@PRICE", help="a position that is there")
    part.add_argument("--account", metavar="A", help="instead of the line's")
    part.add_argument("--layout", type=_layout, metavar="LAYOUT", help=_LAYOUTS)


def _account(part: argparse.ArgumentParser) -> None:
    actions = part.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, help: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, allow_abbrev=False)
        made.add_argument("--db", metavar="PATH", default=argparse.SUPPRESS, help="the ledger's file")
        return made

    add = action("add", "keep a key, which is asked for and never an argument, if it cannot withdraw")
    add.add_argument("name", metavar="NAME", help="as in messages: Binance_F, OKX, ByBit_F:second")
    add.add_argument("--testnet", action="store_true", help="the exchange's testnet or demo")
    add.add_argument("--accept", action="store_true", help="accept what the exchange cannot do, as it was told")
    add.add_argument("--unchecked", action="store_true", help="keep it even if the exchange cannot be asked")
    add.add_argument("--from-env", metavar="PREFIX", help="take PREFIX_API_KEY, PREFIX_SECRET … from the environment")
    action("list", "names and what their keys may do; no keys")
    action("test", "ask the exchange for balance, time and permissions; reads only").add_argument(
        "name", metavar="NAME"
    )
    remove = action("remove", "forget a key, unless the account has open brackets")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    rotate = action("rotate", "encrypt the keys that are kept with another key of yours")
    to = rotate.add_mutually_exclusive_group(required=True)
    to.add_argument("--key-file", metavar="PATH", help="the new key's file, made if it is not there")
    to.add_argument("--passphrase", action="store_true", help="ask for the new passphrase")


def _people(part: argparse.ArgumentParser) -> None:
    actions = part.add_subparsers(dest="action", metavar="ACTION", required=True)
    who = "telegram:ID or discord:ID, the number of the user"

    def action(name: str, help: str, *words: tuple[str, str]) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, allow_abbrev=False)
        made.add_argument("--db", metavar="PATH", default=argparse.SUPPRESS, help="the ledger's file")
        for word, meaning in words:
            made.add_argument(word.lower(), metavar=word, help=meaning)
        return made

    account, role = ("ACCOUNT", "an account's name, or * for all"), ("ROLE", "viewer, trader or admin")
    action("list", "who may do what, and limits")
    action("add", "know somebody, who may do nothing yet", ("PERSON", who)).add_argument(
        "--name", default="", help="to tell people apart in lists"
    )
    action("grant", "let somebody do something on an account", ("PERSON", who), role, account)
    action("revoke", "take it back, on one account or everywhere", ("PERSON", who)).add_argument(
        "account", metavar="ACCOUNT", nargs="?", help="what was granted on exactly that account (default: everything)"
    )
    chat = ("CHAT", "telegram:-ID or discord:ID, the number of the group or channel; /ID behind it for a thread")
    action("bind", "make a chat about accounts: what happens on them is told there", chat).add_argument(
        "accounts", metavar="ACCOUNT", nargs="+", help=account[1]
    )
    action("unbind", "make it about no account", chat)
    action("invite", "print a code that gives a role, once", role, account).add_argument(
        "--hours", type=_hours, metavar="N", default=24, help="it works that long (default 24)"
    )
    limit = action("limit", "show or change what orders are held to", ("WHOM", f"{who}; an account; or * for each"))
    for option, meaning in (
        ("order", "dollars in one order"),
        ("day", "dollars in one UTC day"),
        ("leverage", "notional per margin"),
    ):
        limit.add_argument(f"--{option}", type=_limit, metavar="N|off", default=argparse.SUPPRESS, help=meaning)
    limit.add_argument(
        "--confirm",
        dest="asked",
        type=_asked,
        metavar="always|N|off",
        default=argparse.SUPPRESS,
        help="dollars of one order above which people are asked before it is sent",
    )
    limit.add_argument(
        "--symbols", metavar="LIST|off", default=argparse.SUPPRESS, help="what may be traded: BTC,ETH/USDT,*/USDC"
    )


def _replay(part: argparse.ArgumentParser) -> None:
    part.add_argument("prices", metavar="PRICES", help="a CSV file (also .gz), or walk")
    part.add_argument("lines", metavar="LINE", nargs="+")
    part.add_argument("--json", action="store_true", help="for machines")
    part.add_argument("--at", type=_count, metavar="ROW", default=0, help="rows seen before the lines are typed")
    part.add_argument("--account", metavar="A", help="instead of the lines': paper, paper_spot or paper:NAME")
    part.add_argument("--layout", type=_layout, metavar="LAYOUT", help=_LAYOUTS)
    part.add_argument("--latency", type=_count, metavar="MS", default=50, help="one way (default 50)")
    part.add_argument("--fee", type=_rate, metavar="RATE", help="every fee, as a fraction")
    part.add_argument("--seed", type=int, metavar="N", default=1, help="of the walk (default 1)")
    part.add_argument("--rows", type=_count, metavar="N", default=ROWS, help=f"of the walk (default {ROWS})")


_LAYOUTS = ", ".join(layout.value for layout in Layout)


def _layout(text: str) -> Layout:
    try:
        return Layout(text.lower())
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a layout: {_LAYOUTS}") from None


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not number.is_finite():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return number


def _price(text: str) -> Decimal:
    number = _number(text)
    if not Decimal("1e-18") <= number <= Decimal("1e18"):
        raise argparse.ArgumentTypeError(f"{text!r} is no price or size of this world")
    return number


def _rate(text: str) -> Decimal:
    number = _number(text)
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a fraction below 1")
    return number


def _seconds(text: str) -> float:
    number = _number(text)
    if not 0 <= number <= 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return float(number)


def _count(text: str) -> int:
    number = _number(text)
    if number < 0 or number != int(number) or number > 10**12:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(number)


def _hours(text: str) -> int:
    number = _count(text)
    if not 1 <= number <= 720:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of hours from 1 to 720")
    return number


def _limit(text: str) -> Decimal | None:
    return None if text.lower() == "off" else _price(text)


def _asked(text: str) -> Decimal | None:
    return Decimal(0) if text.lower() == "always" else _limit(text)


def _position(text: str) -> Held:
    side, colon, rest = text.partition(":")
    quantity, at, average = rest.partition("@")
    try:
        named = PositionSide(side.lower())
    except ValueError:
        named = None
    if named is None or not colon or not at:
        raise argparse.ArgumentTypeError(f"{text!r} is not SIDE:QTY@PRICE, as in long:0.01@60000")
    return Held(named, _price(quantity), _price(average))


def path_of(prices: str) -> Path:
    """The file that PRICES names."""
    return Path(prices).expanduser()
