"""What the documented lines and forms mean, and that every way of typing them means the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from core.instruction import (
    Block,
    Breakeven,
    BreakevenCommand,
    CancelCommand,
    CloseCommand,
    Command,
    EntryCommand,
    ExitCommand,
    ExitKind,
    Exits,
    Instruction,
    MoveCommand,
    Price,
    PriceKind,
    Quantity,
    QuantityKind,
    Trail,
)
from core.orders import PositionSide
from core.syntax import parse
from tests.independent_reading import reading
from tests.syntax_lines import LINES, mirrored

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
STOPLOSS, TAKEPROFIT, SL_OR_TP = ExitKind.STOPLOSS, ExitKind.TAKEPROFIT, ExitKind.SL_OR_TP


def base(amount: str) -> Quantity:
    return Quantity(QuantityKind.BASE, Decimal(amount))


def share(amount: str) -> Quantity:
    return Quantity(QuantityKind.POSITION, Decimal(amount))


def off(amount: str) -> Price:
    return Price(PriceKind.OFF_PERCENT, Decimal(amount))


def entry(amount: str) -> Price:
    return Price(PriceKind.ENTRY_PERCENT, Decimal(amount))


def at(amount: str) -> Price:
    return Price(PriceKind.ABSOLUTE, Decimal(amount))


def target(side: PositionSide, size: str, price: Price) -> ExitCommand:
    return ExitCommand(TAKEPROFIT, side, share(size), Exits(tp=price))


def meaning(side: PositionSide) -> list[Block]:
    stop = ExitCommand(STOPLOSS, side, share("100"), Exits(sl=off("2")))
    s = str(side.sign).replace("1", "")
    return [
        Block(("BTCUSDT",), ("Binance_F",), (EntryCommand(side, base("0.01"), None, Exits(off("2"), off("5"))),)),
        Block(("BTCUSDT",), ("ByBit_F",), (ExitCommand(SL_OR_TP, side, share("100"), Exits(off("2"), off("5"))),)),
        Block(("ETHUSDT",), ("BloFin_F",), (EntryCommand(side, base("0.1")), stop, target(side, "100", off("5")))),
        Block(
            ("BTCUSDT",),
            ("Binance_F",),
            (
                EntryCommand(side, base("0.03")),
                target(side, "33", off("3")),
                target(side, "33", off("5")),
                target(side, "100", off("8")),
                stop,
            ),
        ),
        Block(
            ("ETHUSDT",),
            ("ByBit_F",),
            (
                EntryCommand(side, base("0.5")),
                target(side, "50", entry(f"{s}4")),
                target(side, "100", entry(f"{s}8")),
                ExitCommand(STOPLOSS, side, share("100"), Exits(sl=entry(f"{-side.sign}2".replace("1", "")))),
            ),
        ),
    ]  # fmt: skip


CASES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "lower": str.lower,
    "upper": str.upper,
    "swapped": str.swapcase,
}
SEPARATORS = (" ", "\n", "; ", ";", "\r\n", "\t", "   ", "\xa0", " // a note; with market long 9 in it\n")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("side", PositionSide)
@pytest.mark.parametrize("n", range(len(LINES)))
def test_documented_lines(n: int, side: PositionSide, case: str) -> None:
    line = LINES[n] if side is LONG else mirrored(LINES[n])
    wanted = meaning(side)[n]
    head, on, account, rest = line.split(" ", 3)
    typed = " ".join([CASES[case](head), CASES[case](on), account, CASES[case](rest)])  # an account keeps its case
    for separator in SEPARATORS:
        # between commands only (as people write them), and between all words (as blanks are all the same)
        lines = typed
        for word in ("market", "takeprofit", "stoploss", "sl-or-tp"):
            lines = lines.replace(f" {CASES[case](word)} ", f"{separator}{CASES[case](word)} ")
        for text in (lines, typed.replace(" ", separator), f"{separator}{typed}{separator}"):
            assert parse(text) == Instruction((wanted,)), text
    assert reading(typed) == parse(typed)


FORMS: dict[str, Command] = {
    "market buy 0.1": EntryCommand(LONG, base("0.1")),
    "market sell 0.1": EntryCommand(SHORT, base("0.1")),
    "market buy 1e-05": EntryCommand(LONG, base("0.00001")),
    "limit long 0.01 at 60000": EntryCommand(LONG, base("0.01"), at("60000")),
    "limit sell 2 sl off 1% at @60000.5 tp e-4%": EntryCommand(
        SHORT, base("2"), at("60000.5"), Exits(off("1"), entry("-4"))
    ),
    "market long 1 tp 65000 sl off 100": EntryCommand(
        LONG, base("1"), None, Exits(Price(PriceKind.OFF, Decimal(100)), at("65000"))
    ),
    "market long 1 sl e": EntryCommand(LONG, base("1"), None, Exits(Price(PriceKind.ENTRY, Decimal(0)))),
    "market long 1 sl e-10.5": EntryCommand(LONG, base("1"), None, Exits(Price(PriceKind.ENTRY, Decimal("-10.5")))),
    "market long 1 sl 2": EntryCommand(LONG, base("1"), None, Exits(at("2"))),
    "market long 1 trail 2%": EntryCommand(LONG, base("1"), None, Exits(trail=Trail(Decimal(2)))),
    "market long 1 breakeven sl off 2% trail 1.5% after e+3%": EntryCommand(
        LONG, base("1"), None, Exits(off("2"), None, Trail(Decimal("1.5"), entry("3")), Breakeven())
    ),
    "market long 1 sl off 2% breakeven after off 1%": EntryCommand(
        LONG, base("1"), None, Exits(off("2"), breakeven=Breakeven(off("1")))
    ),
    "trailing long 100%p by 2%": ExitCommand(STOPLOSS, LONG, share("100"), Exits(trail=Trail(Decimal(2)))),
    "stoploss long 100%p trail 2%": ExitCommand(STOPLOSS, LONG, share("100"), Exits(trail=Trail(Decimal(2)))),
    "trailing short 50%p by 2% after 65000": ExitCommand(
        STOPLOSS, SHORT, share("50"), Exits(trail=Trail(Decimal(2), at("65000")))
    ),
    "stoploss long 0.5 sl off 2% breakeven": ExitCommand(
        STOPLOSS, LONG, base("0.5"), Exits(off("2"), None, None, Breakeven())
    ),
    "takeprofit long all tp @70000": ExitCommand(
        TAKEPROFIT, LONG, Quantity(QuantityKind.ALL, None), Exits(tp=at("70000"))
    ),
    "sl-or-tp short 100%p sl off 2% tp off 5%": ExitCommand(SL_OR_TP, SHORT, share("100"), Exits(off("2"), off("5"))),
    "breakeven": BreakevenCommand(),
    "breakeven after e+2%": BreakevenCommand(Breakeven(entry("2"))),
    "breakeven long": BreakevenCommand(side=LONG),
    "Breakeven Short after off 2%": BreakevenCommand(Breakeven(off("2")), SHORT),
    "close": CloseCommand(),
    "close short": CloseCommand(SHORT),
    "close 50%p": CloseCommand(None, share("50")),
    "close long 0.01": CloseCommand(LONG, base("0.01")),
    "close all": CloseCommand(None, Quantity(QuantityKind.ALL, None)),
    "cancel": CancelCommand("all"),
    "cancel entries": CancelCommand("entries"),
    "cancel exits": CancelCommand("exits"),
    "cancel sl": CancelCommand("sl"),
    "cancel tp": CancelCommand("tp"),
    "cancel tp12": CancelCommand("tp12"),
    "cancel long": CancelCommand("all", LONG),
    "Cancel SHORT tp2": CancelCommand("tp2", SHORT),
    "move sl to e": MoveCommand("sl", Price(PriceKind.ENTRY, Decimal(0))),
    "move tp to off 5%": MoveCommand("tp", off("5")),
    "move TP2 to 66000": MoveCommand("tp2", at("66000")),
    "move long sl to e": MoveCommand("sl", Price(PriceKind.ENTRY, Decimal(0)), LONG),
    "MOVE short TP2 to 66000": MoveCommand("tp2", at("66000"), SHORT),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    wanted = Block(("BTCUSDT",), ("paper",), (FORMS[form],))
    assert parse(f"BTCUSDT on paper {form}") == Instruction((wanted,))
    assert parse(f"BTCUSDT on paper {form.upper()} // {form}").blocks == (wanted,)
    assert parse(str(Instruction((wanted,)))).blocks == (wanted,)


HEADERS = {
    "BTCUSDT on paper": (("BTCUSDT",), ("paper",)),
    "btc/usdt on paper_spot": (("BTC/USDT",), ("paper_spot",)),
    "BTC/USDT:USDT on paper:Mine": (("BTC/USDT:USDT",), ("paper:Mine",)),
    "BTCUSDT.P ON Binance_F:second": (("BTCUSDT.P",), ("Binance_F:second",)),
    "BINANCE:BTCUSDT On Gate.io": (("BINANCE:BTCUSDT",), ("Gate.io",)),
    "binance:btcusdt.p on x": (("BINANCE:BTCUSDT.P",), ("x",)),
    "#btc on paper": (("BTC",), ("paper",)),
    "BTC on paper": (("BTC",), ("paper",)),
    "1000PEPEUSDT,#eth , SOLUSDT\non Binance_F,\nByBit_F": (
        ("1000PEPEUSDT", "ETH", "SOLUSDT"),
        ("Binance_F", "ByBit_F"),
    ),
    # words of the language are symbols too when "on" follows
    "MOVE on paper": (("MOVE",), ("paper",)),
    "breakeven on close_only": (("BREAKEVEN",), ("close_only",)),
}


@pytest.mark.parametrize("header", HEADERS)
def test_headers(header: str) -> None:
    symbols, accounts = HEADERS[header]
    block = parse(f"{header} close").blocks[0]
    assert (block.symbols, block.accounts, block.commands) == (symbols, accounts, (CloseCommand(),))


def test_breakeven_with_a_side_is_a_command_and_never_an_exits_option() -> None:
    stop = ExitCommand(STOPLOSS, LONG, share("100"), Exits(sl=off("2")))
    text = "BTCUSDT on paper stoploss long 100%p sl off 2% breakeven long"
    assert parse(text).blocks[0].commands == (stop, BreakevenCommand(side=LONG))
    assert parse(str(parse(text))) == parse(text)
    named = parse("BTCUSDT on paper stoploss long 100%p sl off 2% breakeven LONG on paper close")
    assert [block.symbols for block in named.blocks] == [("BTCUSDT",), ("LONG",)]
    assert named.blocks[0].commands == (replace(stop, exits=Exits(off("2"), breakeven=Breakeven())),)


def test_a_new_header_starts_a_new_block_without_any_separator() -> None:
    first, second = "BTCUSDT on paper market long 0.01 sl off 2% tp off 5%", "ETHUSDT on ByBit_F close"
    wanted = parse(first).blocks + parse(second).blocks
    for separator in (" ", "\n", ";"):
        assert parse(first + separator + second).blocks == wanted
    # where a word could go on with the command before, the header wins
    for word in ("LONG", "ALL", "SL", "ENTRIES", "BREAKEVEN", "CLOSE"):
        blocks = parse(f"BTC on paper close {word} on paper cancel {word} on ByBit_F close").blocks
        assert [block.symbols for block in blocks] == [("BTC",), (word,), (word,)]


def test_lines_that_repeat_their_header_are_one_block() -> None:
    split = parse(
        "BTCUSDT on paper market long 0.01\nbtcusdt on paper stoploss long 100%p sl off 2%\n"
        "BTCUSDT on paper takeprofit long 100%p tp off 5%"
    )
    whole = "BTCUSDT on paper market long 0.01 stoploss long 100%p sl off 2% takeprofit long 100%p tp off 5%"
    assert split == parse(whole)


def test_positions_are_offsets_in_the_text_as_sent() -> None:
    text = "// 🚀 first\n  BTCUSDT , #ETH on paper;market long 0.01\tsl off 2%"
    block = parse(text).blocks[0]
    (command,) = block.commands
    assert isinstance(command, EntryCommand)
    assert command.exits.sl
    named = {
        "BTCUSDT": block.symbol_positions[0],
        "#ETH": block.symbol_positions[1],
        "paper": block.account_positions[0],
        "market": command.position,
        "0.01": command.quantity.position,
        "off 2%": command.exits.sl.position,
    }
    assert {word: text.index(word) for word in named} == named
    assert block.position == text.index("BTCUSDT")


def test_clauses_stand_in_any_order() -> None:
    clauses = ["at 60000", "sl off 2%", "tp e+5%", "trail 1% after e+2%", "breakeven after 61000"]
    wanted = parse("BTC on paper limit long 1 " + " ".join(clauses))
    dice = Random(1)
    for _ in range(40):
        dice.shuffle(clauses)
        assert parse("BTC on paper limit long 1 " + " ".join(clauses)) == wanted
