"""A distance in quote that was probably meant in percent: said with its plan, and asked about where money is real."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Bracket, Policy
from core.instruction import Problem
from core.message import ANYTHING
from core.plan import Context, Refusal, plan
from core.syntax import parse
from tests.core.build import LONG, SEPARATE, SHORT, D, planned, standing
from tests.core.test_plan import STAMP, facts

NEAR = "the sl is 2 USDT away, less than 0.05 % of the price; 2 % is `off 2%`"
FAR = "the sl is 30001 USDT away, more than 50 % of the price"
TARGET = "the tp is 5 USDT away, less than 0.05 % of the price; 5 % is `off 5%`"


def notes(line: str, *groups: Bracket, account: str = "paper", agreed: tuple[str, ...] = ()) -> list[str]:
    """What is said of distances."""
    (block,) = parse(f"BTCUSDT on {account} {line}").blocks
    context = Context(account, Policy(), STAMP, iter([("a7", 7)]), agreed)
    mine = [replace(group, account=account) for group in groups]
    return [note for one in plan(block, facts(), mine, context) for note in one.notes if " away, " in note]


def asked(line: str, *groups: Bracket, agreed: tuple[str, ...] = ()) -> Problem:
    with pytest.raises(Refusal) as refused:
        notes(line, *groups, account="Binance_F", agreed=agreed)
    assert refused.value.problem.code == "E-DISTANCE"
    return refused.value.problem


DOUBTS: list[tuple[str, list[str]]] = [
    ("market long 0.01 sl off 2", [NEAR]),
    ("market short 0.01 sl off 2", [NEAR]),
    ("market long 0.01 sl off 2%", []),
    ("market long 0.01 sl off 0.01%", []),
    ("market long 0.01 sl 59999", []),
    (
        "market long 0.01 sl off 29.9",
        ["the sl is 29.9 USDT away, less than 0.05 % of the price; 29.9 % is `off 29.9%`"],
    ),
    ("market long 0.01 sl off 30", []),
    ("market long 0.01 sl off 30000", []),
    ("market long 0.01 sl off 30001", [FAR]),
    ("market long 0.01 sl off 60% tp off 200%", []),
    ("market long 0.01 sl off 2% tp off 5", [TARGET]),
    ("market long 0.01 tp off 5 sl off 2", [NEAR, TARGET]),
    ("market long 0.01 sl e-2", ["the sl is 2 USDT away, less than 0.05 % of the price; 2 % is `e-2%`"]),
    ("market short 0.01 sl e+2", ["the sl is 2 USDT away, less than 0.05 % of the price; 2 % is `e+2%`"]),
    ("market long 0.01 stoploss long 100%p sl off 2", [NEAR]),
    ("limit long 0.01 at 50000 sl off 26", []),  # 0.052 % of its own price
]


@pytest.mark.parametrize(("line", "said"), DOUBTS, ids=[line for line, _ in DOUBTS])
def test_what_is_said(line: str, said: list[str]) -> None:
    assert notes(line) == said
    if said:
        assert asked(line).message == "; ".join(said)
        assert notes(line, account="Binance_F", agreed=(asked(line).message,)) == said
        assert notes(line, account="Binance_F", agreed=tuple(said)) == said  # as the plan to be confirmed said it
    else:
        assert notes(line, account="Binance_F") == []


HELD: list[tuple[str, list[str]]] = [
    ("move sl to off 2", [NEAR]),
    ("move tp1 to off 5", [TARGET.replace("tp ", "tp1 ")]),
    ("move sl to off 2%", []),
    ("move sl to 59999", []),
    ("move sl to e-2", []),  # close to the entry is where a stop locks in
    ("stoploss long 100%p sl off 2", [NEAR]),
    ("stoploss long 100%p sl e-2", []),
]


@pytest.mark.parametrize(("line", "said"), HELD, ids=[line for line, _ in HELD])
def test_what_is_said_of_what_stands(line: str, said: list[str]) -> None:
    group = standing(planned(SEPARATE, LONG)).bracket
    assert notes(line, group) == said
    if said:
        assert asked(line, group).message == said[0]
        assert notes(line, group, account="Binance_F", agreed=tuple(said)) == said


def test_a_caret_stands_below_the_first_of_them_and_a_yes_is_to_these_words_alone() -> None:
    line = "market long 0.01 sl off 2 tp off 5"
    problem = asked(line)
    assert f"BTCUSDT on Binance_F {line}"[problem.position or 0 :].startswith("off 2 ")
    assert asked(line, agreed=(NEAR,)).message == problem.message
    assert asked(line.replace("off 2 ", "off 3 "), agreed=(problem.message,)).message.startswith("the sl is 3 USDT")


def test_a_ladder_is_asked_about_in_parts_that_can_be_read() -> None:
    rungs = "".join(f" takeprofit short 10%p tp off {n}" for n in range(1, 8))
    agreed: list[str] = []
    for size in (3, 3, 1):
        agreed.append(asked(f"market short 0.1{rungs} stoploss short all sl off 2%", agreed=tuple(agreed)).message)
        assert agreed[-1].count(" away, ") == size
        assert len(agreed[-1]) < 500
    assert len(notes(f"market short 0.1{rungs}", account="OKX_F", agreed=tuple(agreed))) == 7


def test_whoever_only_explains_is_told_and_not_asked() -> None:
    (block,) = parse("BTCUSDT on Binance_F market short 0.01 sl off 2").blocks
    (one,) = plan(block, facts(), (), Context("Binance_F", Policy(), STAMP, iter([("a7", 7)]), ANYTHING))
    assert one.bracket.side is SHORT
    assert NEAR in one.notes
    assert one.bracket.entries[0].quantity == D("0.01")
