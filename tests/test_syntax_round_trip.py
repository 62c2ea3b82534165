"""What is printed is read back as it was, however it is typed; and reading what is printed is always possible."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

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
from core.syntax import SyntaxProblem, explain_problem, parse

SIDES = st.sampled_from(PositionSide)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAMES = st.text(LETTERS + "0123456789", min_size=1, max_size=12).filter(
    lambda name: not name.isdigit() and name != "ON"
)
SYMBOLS = st.one_of(
    NAMES,
    NAMES.map("{}.P".format),
    NAMES.map("BINANCE:{}".format),
    st.tuples(NAMES, NAMES).map("/".join),
    st.tuples(NAMES, NAMES).map(lambda names: f"{names[0]}/{names[1]}:{names[1]}"),
    st.sampled_from(["BTCUSDT", "MOVE", "LONG", "ALL", "E", "SL", "BREAKEVEN", "CLOSE", "TP1"]),
)
ACCOUNTS = st.sampled_from(
    ["paper", "Binance_F", "ByBit_F", "paper:One", "Gate.io_F", "Binance_F:second", "x", "x&y", "paper:F_<b>", "Gate:&"]
)


def numbers(most: int = 10**17) -> st.SearchStrategy[Decimal]:
    """Above zero, with as many decimals as the language knows."""
    return st.decimals(Decimal("1e-18"), most, allow_nan=False, allow_infinity=False, places=18)


AMOUNTS = st.one_of(st.sampled_from([Decimal("0.01"), Decimal("0.5"), Decimal(3), Decimal("63000")]), numbers())
PERCENTS = st.one_of(st.sampled_from([Decimal(2), Decimal("0.5"), Decimal(5)]), numbers(99))
SIGNED = PERCENTS | PERCENTS.map(Decimal.copy_negate)  # exact, where a product would round to the context
ABSOLUTE = AMOUNTS.map(lambda amount: Price(PriceKind.ABSOLUTE, amount))
PRICES = st.one_of(
    ABSOLUTE,
    AMOUNTS.map(lambda amount: Price(PriceKind.OFF, amount)),
    PERCENTS.map(lambda amount: Price(PriceKind.OFF_PERCENT, amount)),
    SIGNED.map(lambda amount: Price(PriceKind.ENTRY, amount)),
    SIGNED.map(lambda amount: Price(PriceKind.ENTRY_PERCENT, amount)),
    st.just(Price(PriceKind.ENTRY, Decimal(0))),
)
TRAILS = st.builds(Trail, PERCENTS, st.none() | PRICES)
BREAKEVENS = st.builds(Breakeven, st.none() | PRICES)
BASE = AMOUNTS.map(lambda amount: Quantity(QuantityKind.BASE, amount))
WHOLE = st.sampled_from([Quantity(QuantityKind.POSITION, Decimal(100)), Quantity(QuantityKind.ALL, None)])
# what guards a position: a stop, a trail or both
STOPS = st.tuples(st.none() | PRICES, st.none() | TRAILS).filter(any)


@st.composite
def one_side(draw: st.DrawFn, side: PositionSide) -> list[EntryCommand | ExitCommand]:
    """An entry or none, one stop at most, a ladder whose shares fit."""
    commands: list[EntryCommand | ExitCommand] = []
    stop, breakeven = draw(st.none() | STOPS), draw(st.none() | BREAKEVENS)
    inline = Exits()
    if draw(st.booleans()):
        if stop and draw(st.booleans()):
            inline, stop = Exits(stop[0], None, stop[1], breakeven), None
        commands.append(EntryCommand(side, draw(BASE), draw(st.none() | ABSOLUTE), inline))
    if stop:
        exits = Exits(stop[0], None, stop[1], breakeven)
        commands.append(ExitCommand(ExitKind.STOPLOSS, side, draw(st.one_of(WHOLE, BASE)), exits))
    for size in draw(st.sampled_from([(), (33, 33), (50,), (Decimal("0.5"), 99)])):
        target = Exits(tp=draw(PRICES))
        quantity = Quantity(QuantityKind.POSITION, Decimal(size))
        commands.append(ExitCommand(ExitKind.TAKEPROFIT, side, quantity, target))
    if draw(st.booleans()):
        commands.append(ExitCommand(ExitKind.TAKEPROFIT, side, draw(st.one_of(WHOLE, BASE)), Exits(tp=draw(PRICES))))
    if not commands:
        exits = Exits(draw(PRICES), draw(PRICES), draw(st.none() | TRAILS), breakeven)
        commands.append(ExitCommand(ExitKind.SL_OR_TP, side, draw(WHOLE), exits))
    return commands


MANAGING: tuple[st.SearchStrategy[Command], ...] = (
    st.builds(CloseCommand, st.none() | SIDES, st.none() | WHOLE | BASE),
    st.builds(
        CancelCommand, st.sampled_from(["all", "entries", "exits", "sl", "tp", "tp1", "tp99"]), st.none() | SIDES
    ),
    st.builds(MoveCommand, st.sampled_from(["sl", "tp", "tp3"]), PRICES, st.none() | SIDES),
    st.builds(BreakevenCommand, BREAKEVENS, st.none() | SIDES),
)


@st.composite
def blocks(draw: st.DrawFn, symbol: str) -> Block:
    commands: list[Command] = []
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(MANAGING), min_size=1, unique=True))
        commands.extend(draw(kind) for kind in chosen)
    else:
        commands.extend(draw(one_side(draw(SIDES))))
    accounts = draw(st.lists(ACCOUNTS, min_size=1, max_size=3, unique=True))
    return Block((symbol,), tuple(accounts), tuple(commands))


@st.composite
def instructions(draw: st.DrawFn) -> Instruction:
    symbols = draw(st.lists(SYMBOLS, min_size=1, max_size=3, unique=True))
    return Instruction(tuple(draw(blocks(symbol)) for symbol in symbols))


SEPARATORS = st.sampled_from([" ", "  ", "\n", ";", " ; ", "\t", "\r\n", "\xa0", " // market long 1\n"])
FOLDS = st.sampled_from([str.lower, str.upper, str.title, str.swapcase])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(instructions())
def test_what_is_printed_is_read_back(instruction: Instruction) -> None:
    again = parse(str(instruction))
    assert again == instruction
    assert str(again) == str(instruction)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(instructions().filter(lambda instruction: len(str(instruction)) <= 700), st.data())
def test_blanks_and_case_change_nothing(instruction: Instruction, data: st.DataObject) -> None:
    words = str(instruction).split(" ")
    typed = []
    for n, word in enumerate(words):
        kept = n > 0 and words[n - 1] == "on"  # accounts keep their case
        typed.append(word if kept else data.draw(FOLDS)(word))
    assert parse("".join(word + data.draw(SEPARATORS) for word in typed)) == instruction


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for lead in ("", "BTCUSDT on paper ", "BTCUSDT on paper market long 1 sl "):
        try:
            assert parse(str(parse(lead + text))).blocks
        except SyntaxProblem as refused:
            assert len(explain_problem(refused.problem, lead + text)) <= 500  # noqa: PT017  # both outcomes are right


WORDS = (
    *("BTC", "ETH,SOL", "on", "paper", "market", "limit", "long", "short", "buy", "1", "0.01", "50%p", "100%p", "all"),
    *("at", "sl", "tp", "off", "2%", "e", "e+4%", "63000", "@5", "stoploss", "takeprofit", "sl-or-tp", "trailing"),
    *("trail", "by", "after", "breakeven", "close", "cancel", "move", "to", "tp1", "entries", "market long 1"),
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_order_of_its_own_words_is_read_back_or_refused(words: list[str]) -> None:
    text = "BTC on paper " + " ".join(words)
    try:
        instruction = parse(text)
    except SyntaxProblem as refused:
        assert refused.problem.position is not None  # noqa: PT017  # both outcomes are right
        return
    assert parse(str(instruction)) == instruction
