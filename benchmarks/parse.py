"""What the readable grammar costs: parsing against a hand-written parser of the same fields, in the same run.

Run as ``python -m benchmarks.parse``.  Ratios are medians [p25..p75] of interleaved rounds, so that a busy machine
slows both sides alike.  The hand-written parser knows the documented lines, and neither explains nor checks anything:
it is the floor, not an alternative.
"""

from __future__ import annotations

import gc
import re
import statistics
import sys
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from random import Random
from time import perf_counter_ns

from core.grammar import MAX_TEXT
from core.instruction import (
    Block,
    EntryCommand,
    ExitCommand,
    ExitKind,
    Exits,
    Instruction,
    Price,
    PriceKind,
    Quantity,
    QuantityKind,
)
from core.orders import PositionSide
from core.syntax import SyntaxProblem, explain_problem, parse

LINES = (
    "BTCUSDT on Binance_F market long 0.01 sl off 2% tp off 5%",
    "BTCUSDT on ByBit_F sl-or-tp long 100%p tp off 5% sl off 2%",
    "ETHUSDT on BloFin_F market long 0.1 stoploss long 100%p sl off 2% takeprofit long 100%p tp off 5%",
    "BTCUSDT on Binance_F market long 0.03 takeprofit long 33%p tp off 3% takeprofit long 33%p tp off 5% "
    "takeprofit long 100%p tp off 8% stoploss long 100%p sl off 2%",
    "ETHUSDT on ByBit_F market long 0.5 takeprofit long 50%p tp e+4% takeprofit long 100%p tp e+8% "
    "stoploss long 100%p sl e-2%",
)
ROUNDS, REPEATS = 25, 6
_TOKEN = re.compile(r"[^\s;]+")
_SIDES = {"long": PositionSide.LONG, "short": PositionSide.SHORT}
_EXITS = {kind.value: kind for kind in ExitKind}
Token = tuple[int, str]


def by_hand(text: str) -> Instruction:
    """The documented lines, as fast as plain Python reads them; ValueError or IndexError for anything else."""
    tokens: list[Token] = [(found.start(), found[0]) for found in _TOKEN.finditer(text)]
    tokens.append((len(text), ""))
    symbol, on, account = tokens[0], tokens[1][1], tokens[2]
    if on != "on":
        raise ValueError(text)
    commands: list[EntryCommand | ExitCommand] = []
    n = 3
    while tokens[n][1]:
        position, word = tokens[n]
        side, quantity = _SIDES[tokens[n + 1][1].lower()], _quantity(tokens[n + 2])
        exits, n = _exits(tokens, n + 3)
        word = word.lower()
        if word == "market":
            commands.append(EntryCommand(side, quantity, None, exits, position))
        else:
            commands.append(ExitCommand(_EXITS[word], side, quantity, exits, position))
    symbols, accounts = (symbol[1].upper().lstrip("#"),), (account[1],)
    block = Block(symbols, accounts, tuple(commands), symbol[0], (symbol[0],), (account[0],))
    return Instruction((block,), text)


def _quantity(token: Token) -> Quantity:
    position, word = token
    if word.endswith("%p"):
        return Quantity(QuantityKind.POSITION, Decimal(word[:-2]), position)
    return Quantity(QuantityKind.BASE, Decimal(word), position)


def _exits(tokens: list[Token], n: int) -> tuple[Exits, int]:
    found: dict[str, Price] = {}
    while (word := tokens[n][1].lower()) in ("sl", "tp"):
        position, first = tokens[n + 1]
        n += 2
        if first == "off":
            distance = tokens[n][1]
            n += 1
            kind = PriceKind.OFF_PERCENT if distance.endswith("%") else PriceKind.OFF
            found[word] = Price(kind, Decimal(distance.rstrip("%")), position)
        elif first[0] == "e":
            kind = PriceKind.ENTRY_PERCENT if first.endswith("%") else PriceKind.ENTRY
            found[word] = Price(kind, Decimal(first[1:].rstrip("%")), position)
        else:
            found[word] = Price(PriceKind.ABSOLUTE, Decimal(first), position)
    return Exits(found.get("sl"), found.get("tp")), n


def hostile_texts() -> list[str]:
    """Texts of the greatest length that make a parser work hardest."""
    dice = Random(7)
    pieces = (
        "a,",
        "a ",
        "BTCUSDT on paper market long 1 ",
        "BTCUSDT on paper close ",
        "BTCUSDT on paper cancel ",
        "BTCUSDT on paper market long 1 sl off 2% tp off 5% trail 2% after e breakeven after e+2% ",
        "sl ",
        "BTC/",
        "1",
        "{{",
        "//\n",
        "stopploss",
        "breakeven ",
    )
    lead = "BTCUSDT on paper market long 1 "
    texts = [start + piece * MAX_TEXT for piece in pieces for start in ("", lead)]
    texts.append(",".join(f"A{n}" for n in range(MAX_TEXT)))
    # the longest text that is accepted: as many commands as are allowed, all of them full
    rungs = [f"takeprofit long 1%p tp e+{n}.{'0' * 17}1%" for n in range(1, 49)]
    texts.append(lead + "sl off 2% breakeven " + " ".join(rungs))
    texts.append(lead + " ".join(rungs) + " " * MAX_TEXT)
    texts.append("".join(dice.choice("abe0123456789.,%@+- ;\n/#:") for _ in range(MAX_TEXT)))
    return [text[:MAX_TEXT] for text in texts]


def answer(text: str) -> str:
    """What a person is told: the instruction read back, or the problem explained."""
    try:
        return str(parse(text))
    except SyntaxProblem as refused:
        return explain_problem(refused.problem, text)


def timed(work: Callable[[str], object], text: str, repeats: int = REPEATS) -> int:
    """Nanoseconds of one call, the mean over ``repeats``."""
    start = perf_counter_ns()
    for _ in range(repeats):
        work(text)
    return (perf_counter_ns() - start) // repeats


def quartiles(values: list[float]) -> tuple[float, float, float]:
    low, middle, high = statistics.quantiles(values, n=4)
    return low, middle, high


def ratio_to_hand(count: int = ROUNDS) -> tuple[float, float, float]:
    for line in LINES:
        assert repr(by_hand(line)) == repr(parse(line)), line  # equal to the last field, positions too
    rounds = []
    for _ in range(count):
        ours = floor = 0
        for line in LINES:
            floor += timed(by_hand, line)
            ours += timed(parse, line)
        rounds.append(ours / floor)
    return quartiles(rounds)


def growth(count: int = ROUNDS) -> tuple[float, float, float]:
    """Time of a text against that of one a tenth as long (both accepted)."""
    short = "BTCUSDT on paper market long 0.03 " + " ".join(f"takeprofit long 1%p tp off {n}%" for n in range(1, 5))
    long = short + " " + " ".join(f"takeprofit long 1%p tp off {n}%" for n in range(5, 50))
    size = len(long) / len(short)
    rounds = [timed(parse, long, 2) / timed(parse, short, 20) for _ in range(count)]
    return quartiles([found * 10 / size for found in rounds])


def worst() -> tuple[float, float]:
    """Milliseconds and MiB of the costliest of the hostile texts, answer included."""
    slowest = largest = 0.0
    for text in hostile_texts():
        slowest = max(slowest, min(timed(answer, text, 1) for _ in range(3)) / 1e6)
        tracemalloc.start()
        answer(text)
        largest = max(largest, tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    return slowest, largest


def measure(rounds: int = ROUNDS) -> list[tuple[str, str, str, bool]]:
    """Rows of (what, measured, target, whether it holds)."""
    gc.collect()
    low, middle, high = ratio_to_hand(rounds)
    small, tenfold, big = growth(rounds)
    milliseconds, mebibytes = worst()
    return [
        ("parse / hand-written", f"{middle:.1f}x [{low:.1f}..{high:.1f}]", "<= 15x", middle <= 15),
        ("10x the text", f"{tenfold:.1f}x the time [{small:.1f}..{big:.1f}]", "<= 13x", tenfold <= 13),
        (f"worst {MAX_TEXT} characters", f"{milliseconds:.1f} ms", "<= 25 ms", milliseconds <= 25),
        (f"worst {MAX_TEXT} characters", f"{mebibytes:.1f} MiB", "<= 4 MiB", mebibytes <= 4),
    ]


if __name__ == "__main__":
    failed = False
    for name, measured, target, ok in measure():
        sys.stdout.write(f"{name:<24} {measured:<32} {target:<10} {'ok' if ok else 'MISSED'}\n")
        failed |= not ok
    sys.exit(failed)
