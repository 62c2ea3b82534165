"""Planning: every refusal word for word, what becomes of every clause, and whose position it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.bracket import Bracket, Level, LevelKind, Policy, Stamp, Stop, Target
from core.events import BreakevenTold, CancelTold, CloseTold, Event, Joined, MoveTold, Opened
from core.ladder import shares
from core.liquidation import liquidation_price
from core.message import ANYTHING
from core.orders import OrderType, PositionSide
from core.plan import Context, Planned, Refusal, plan
from core.ports import Facts, PositionFact
from core.stops import stop_price
from core.syntax import parse
from core.venue import Protection, VenueRules
from tests.core.build import (
    BOTH,
    GUARDED,
    LONG,
    SEPARATE,
    SHORT,
    SPOT,
    START,
    SWAP,
    WATCHED,
    D,
    Story,
    after,
    at,
    entered,
    planned,
    ratio,
    standing,
)

HEAD = "BTCUSDT on paper "
STAMP = Stamp(START, D(60000), START)


def facts(rules: VenueRules = SEPARATE, **changes: Any) -> Facts:
    """A market at 60000 and an account with 100,000 at ten times leverage and nothing on it."""
    plain = Facts(
        instrument=SPOT if rules.spot else SWAP,
        rules=rules,
        price=D(60000),
        at=START,
        equity=D(100_000),
        free=D(100_000),
        free_base=D(0),
        leverage=D(1) if rules.spot else D(10),
    )
    return replace(plain, **changes)


def planning(
    line: str, *groups: Bracket, known: Facts | None = None, adopt: bool = False, policy: Policy | None = None
) -> tuple[Planned, ...]:
    (block,) = parse(HEAD + line).blocks
    context = Context("paper", policy or Policy(), STAMP, iter([("a7", 7), ("a8", 8)]), ANYTHING if adopt else ())
    return plan(block, known or facts(), groups, context)


def alone(line: str, *groups: Bracket, known: Facts | None = None, adopt: bool = False) -> Planned:
    (only,) = planning(line, *groups, known=known, adopt=adopt)
    return only


def event(line: str, *groups: Bracket, known: Facts | None = None) -> Event:
    (only,) = alone(line, *groups, known=known).events
    return only


def ours(side: PositionSide = LONG, **more: Any) -> Bracket:
    return standing(planned(SEPARATE, side, **more)).bracket


# -- refusals ---------------------------------------------------------------------------------------

HOLDS_LONG: dict[str, Any] = {"positions": (PositionFact(LONG, D("0.2"), D(59000)),)}
REFUSED: list[tuple[str, Facts, tuple[Bracket, ...], str, str, str | None, str]] = [
    # line, facts, groups, code, message, the text at the caret, hint
    (
        "market short 0.01",
        facts(GUARDED),
        (),
        "E-SPOT-SHORT",
        "BTC/USDT is a spot market, there is nothing to be short of",
        None,
        "",
    ),
    (
        "market long 0.01",
        facts(price=None),
        (),
        "E-NO-PRICE",
        "no price of BTC/USDT:USDT is known yet",
        None,
        "try again in a moment",
    ),
    ("market long 0.0009", facts(), (), "E-SIZE", "0.0009 is below the smallest size of 0.001 BTC", "0.0009", ""),
    (
        "market long 0.5",
        facts(instrument=replace(SWAP, max_qty=D("0.4"))),
        (),
        "E-SIZE",
        "0.5 is above the exchange's largest order of 0.4",
        "0.5",
        "",
    ),
    (
        "limit long 0.01 at 63060",
        facts(),
        (),
        "E-THROUGH",
        "a limit at 63060 reaches 5.1 % through the market at 60000; at most 5 % is allowed",
        "63060",
        "write `market` to enter at once",
    ),
    (
        "limit short 0.01 at 56000",
        facts(),
        (),
        "E-THROUGH",
        "a limit at 56000 reaches 6.7 % through the market at 60000; at most 5 % is allowed",
        "56000",
        "write `market` to enter at once",
    ),
    (
        "market long 0.001",
        facts(),
        (),
        "E-MIN-NOTIONAL",
        "0.001 is worth 60 USDT, below the exchange's minimum of 100",
        "0.001",
        "at least 0.002",
    ),
    (
        "market long 17",
        facts(),
        (),
        "E-CAP",
        "1020000 USDT is above this account's limit of 1000000 USDT per order",
        "17",
        "the setting BRACKETEER_MAX_NOTIONAL",
    ),
    (
        "market long 1",  # 6000 of margin and 30 of fee
        facts(free=D("6029.99")),
        (),
        "E-MARGIN",
        "6030 USDT are needed, 6029.99 are free",
        "1",
        "",
    ),
    (
        "market short 0.01",
        facts(**HOLDS_LONG),
        (),
        "E-OPPOSITE",
        "the account is 0.2 long BTC/USDT:USDT; in one-way mode a short entry would close it",
        "0.01",
        "`close long` first",
    ),
    (
        "market short 0.01",
        facts(),
        (planned(),),
        "E-OPPOSITE",
        "the account is long BTC/USDT:USDT; in one-way mode a short entry would close it",
        "0.01",
        "`close long` first",
    ),
    (
        "market long 0.01",
        facts(),
        (replace(ours(), closing="told"),),
        "E-CLOSING",
        "the long position is being closed",
        "0.01",
        "wait until it is flat",
    ),
    (
        "market long 0.01",
        facts(),
        (replace(ours(), halted="more was sold than held"),),
        "E-CLOSING",
        "the long position is being closed",
        "0.01",
        "wait until it is flat",
    ),
    (
        "market long 0.01",
        facts(**HOLDS_LONG),
        (),
        "E-ADOPT",
        "0.2 BTC long from 59000 in BTC/USDT:USDT on paper was not opened here",
        "0.01",
        "confirm to take it over, or close it first",
    ),
    (
        "market long 0.01 breakeven",
        facts(),
        (),
        "E-NO-STOP",
        "`breakeven` moves a stop, and there is none",
        "breakeven",
        "add `sl off 2%`",
    ),
    (
        "market long 0.01 trail 1% after e+2%",
        facts(),
        (),
        "E-NO-STOP",
        "a trail that waits for a price leaves the position without a stop until then",
        "trail",
        "add `sl off 2%`",
    ),
    (
        "market long 0.1 takeprofit long 100%p tp off 2% takeprofit long 50%p tp off 5%",
        facts(),
        (),
        "E-LADDER",
        "`100%p` takes what the others leave, so it must be the farthest target",
        "100%p",
        "",
    ),
    (
        "market long 0.1 takeprofit long 60%p tp off 2% takeprofit long 0.05 tp off 5%",
        facts(),
        (),
        "E-LADDER",
        "the targets add up to more than 100 %",
        "0.05",
        "",
    ),
    (
        "market long 0.1 takeprofit long 0.2 tp off 5%",
        facts(),
        (),
        "E-LADDER",
        "0.2 is more than the position of 0.1",
        "off 5%",
        "",
    ),
    (
        "market long 1 sl off 10%",
        facts(equity=D(5000), free=D(6100)),
        (),
        "E-BEYOND-LIQUIDATION",
        "the stop at 54000 is beyond the liquidation price near 55276.4",
        None,
        "a nearer stop or a smaller size",
    ),
    (
        "market long 0.01 sl 1500",
        facts(),
        (),
        "E-FAR",
        "a stop at 1500 is 98 % away from 60000",
        "1500",
        "`off 1500%`?",
    ),
    ("market long 0.01 sl e-60000", facts(), (), "E-PRICE", "the stop e-60000 is not above zero", "e-60000", ""),
    (
        "market long 0.01 sl e+1%",
        facts(),
        (),
        "E-WRONG-SIDE",
        "the stop of a long must be below the market at 60000, e+1% is 60600",
        "e+1%",
        "`e-1%`?",
    ),
    (
        "market short 0.01 tp e+4%",
        facts(),
        (),
        "E-WRONG-SIDE",
        "the target of a short must be below the market at 60000, e+4% is 62400",
        "e+4%",
        "`e-4%`?",
    ),
    (
        "market long 0.01 tp 60000",
        facts(),
        (),
        "E-WRONG-SIDE",
        "the target of a long must be above the market at 60000, not at 60000",
        "60000",
        "",
    ),
    (
        "limit long 0.01 at 58000 sl 58500",
        facts(),
        (),
        "E-WRONG-SIDE",
        "the stop of a long must be below the market at 58000, not at 58500",
        "58500",
        "",
    ),
    (
        "market long 0.01 sl off 2% breakeven after e-1%",
        facts(),
        (),
        "E-WRONG-SIDE",
        "`breakeven after e-1%` would be at once",
        "e-1%",
        "",
    ),
    (
        "stoploss long 100%p sl off 2%",
        facts(),
        (),
        "E-NO-POSITION",
        "there is no long position of BTC/USDT:USDT to guard",
        None,
        "",
    ),
    (
        "stoploss long 100%p sl off 2%",
        facts(),
        (planned(),),
        "E-NO-POSITION",
        "the long entry of #a1 has not filled yet",
        None,
        "exits can be added once it has",
    ),
    ("close", facts(), (), "E-NO-POSITION", "nothing of ours is open on BTC/USDT:USDT", "close", ""),
    ("close short", facts(), (ours(),), "E-NO-POSITION", "no short of ours is open on BTC/USDT:USDT", "close", ""),
    (
        "move short sl to 61000",
        facts(),
        (ours(),),
        "E-NO-POSITION",
        "no short of ours is open on BTC/USDT:USDT",
        "move",
        "",
    ),
    (
        "breakeven short",
        facts(),
        (ours(),),
        "E-NO-POSITION",
        "no short of ours is open on BTC/USDT:USDT",
        "breakeven",
        "",
    ),
    ("close long 0.3%p", facts(), (ours(),), "E-SIZE", "less than one step of the position", "close", ""),
    ("close long 0.0001", facts(), (ours(),), "E-SIZE", "less than one step of the position", "close", ""),
    (
        "move sl to 59000",
        facts(),
        (ours(), replace(ours(SHORT), id="b2")),
        "E-SIDE",
        "there is a long and a short; say which",
        "move",
        "`move long sl to 59000` or `move short sl to 59000`",
    ),
    (
        "breakeven after 61000",
        facts(),
        (ours(), replace(ours(SHORT), id="b2")),
        "E-SIDE",
        "there is a long and a short; say which",
        "breakeven",
        "`breakeven long after 61000` or `breakeven short after 61000`",
    ),
    (
        "move sl to e-1%",
        facts(),
        (planned(),),
        "E-NO-POSITION",
        "e-1% counts from an entry, and none has filled yet",
        "e-1%",
        "write a price, or `off 2%`",
    ),
    ("move tp to 63000", facts(), (ours(),), "E-TARGET", "which target?", "move", "its targets: tp1, tp2"),
    ("move tp3 to 63000", facts(), (ours(),), "E-NO-TARGET", "#a1 has no tp3", "move", "its targets: tp1, tp2"),
    ("cancel tp3", facts(), (ours(),), "E-NO-TARGET", "#a1 has no tp3", "cancel", "its targets: tp1, tp2"),
    (
        "move sl to 60000",
        facts(),
        (ours(),),
        "E-WRONG-SIDE",
        "sl at 60000 is on the wrong side of the market at 60000",
        "60000",
        "",
    ),
    (
        "move tp1 to 59000",
        facts(),
        (ours(),),
        "E-WRONG-SIDE",
        "tp1 at 59000 is on the wrong side of the market at 60000",
        "59000",
        "",
    ),
    ("move sl to e-60000", facts(), (ours(),), "E-PRICE", "e-60000 is no price above zero", "e-60000", ""),
    (
        "move sl to 59000",
        facts(price=None),
        (ours(),),
        "E-NO-PRICE",
        "no price of BTC/USDT:USDT is known yet",
        "move",
        "try again in a moment",
    ),
    ("breakeven", facts(), (planned(),), "E-NO-POSITION", "the entry of #a1 has not filled yet", "breakeven", ""),
    (
        "breakeven",  # 60000 bought without a fee, and 0.05 % to sell: 60030.01…
        facts(),
        (ours(),),
        "E-WRONG-SIDE",
        "break-even is 60030.1, on the wrong side of the market at 60000",
        "breakeven",
        "`breakeven after 60030.1`",
    ),
]


@pytest.mark.parametrize("row", REFUSED, ids=[f"{row[3]} {row[0]}" for row in REFUSED])
def test_refused(row: tuple[str, Facts, tuple[Bracket, ...], str, str, str | None, str]) -> None:
    line, known, groups, code, message, caret, hint = row
    with pytest.raises(Refusal) as refused:
        planning(line, *groups, known=known)
    problem = refused.value.problem
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)
    assert str(refused.value) == f"{code} {message}"
    if caret is None:
        assert problem.position is None
    else:
        assert problem.position is not None
        assert (HEAD + line)[problem.position :].startswith(caret)


def test_twenty_three_targets_do_not_fit() -> None:
    many = tuple(Target(f"tp{n}", "e1", D(n) / 100, ratio(f"0.{n:02}")) for n in range(1, 23))
    group = replace(ours(), targets=many)
    with pytest.raises(Refusal, match="E-FULL at most 22 targets fit one position"):
        planning("takeprofit long 100%p tp off 5%", group)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("limit long 0.01 at 63000", facts()),  # exactly 5 % through
        ("market long 0.002", facts()),  # 120
        ("market long 1", facts(free=D("6030.00"))),
        ("market short 0.01", facts(replace(SEPARATE, hedged=True), **HOLDS_LONG)),
        ("limit long 0.01 at 30000", facts()),
        ("market long 1 sl off 7%", facts(equity=D(5000), free=D(6100))),
    ],
)
def test_just_allowed(line: str, known: Facts) -> None:
    assert alone(line, known=known).new


# -- what a line becomes ----------------------------------------------------------------------------


def test_a_bracket_knows_when_it_was_opened() -> None:
    """What an exchange made before that is not its own, whatever id it carries."""
    assert alone("market long 0.01").bracket.opened == START


@pytest.mark.parametrize("side", BOTH)
def test_inline_exits(side: PositionSide) -> None:
    found = alone(f"market {side.value} 0.3 sl off 2% tp off 5%")
    bracket = found.bracket
    (entry,) = bracket.entries
    assert (entry.slot, entry.quantity, entry.type, entry.price) == ("e1", D("0.3"), OrderType.MARKET, None)
    assert entry.until == after(60)
    assert bracket.stop is not None
    assert (bracket.stop.level, bracket.stop.share) == (Level(LevelKind.RATIO, D("-0.02"), "e1"), D(1))
    assert bracket.targets == (Target("tp1", "e1", D(1), Level(LevelKind.RATIO, D("0.05"), "e1")),)
    assert (bracket.id, bracket.number, bracket.account, bracket.side) == ("a7", 7, "paper", side)
    assert found.events == (Opened(STAMP),)
    assert found.new


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        # for a long; a short's exits are typed with the other sign, and mean the same gain
        ("sl off 2% tp off 5%", ("ratio", "-0.02", "ratio", "0.05")),
        ("sl off 1200 tp off 3000", ("distance", "-1200", "distance", "3000")),
        ("sl e-2% tp e+5%", ("ratio", "-0.02", "ratio", "0.05")),
        ("sl e-1200 tp e+3000", ("distance", "-1200", "distance", "3000")),
    ],
)
@pytest.mark.parametrize("side", BOTH)
def test_levels_of_a_short_are_the_mirror_of_a_longs(
    side: PositionSide, typed: str, level: tuple[str, str, str, str]
) -> None:
    text = typed if side is LONG else typed.translate(str.maketrans("+-", "-+"))
    bracket = alone(f"market {side.value} 0.3 {text}").bracket
    assert bracket.stop is not None
    assert bracket.stop.level is not None
    target = bracket.targets[0].level
    kinds = (bracket.stop.level.kind.value, target.kind.value)
    assert (kinds[0], str(bracket.stop.level.amount), kinds[1], str(target.amount)) == level
    assert bracket.stop.level.of == ("e1" if "off" in typed else "")
    filled = entered(bracket)[0].bracket
    assert stop_price(filled) == at(side, -1200)


def test_the_documented_ladder_whatever_the_order_of_its_clauses() -> None:
    clauses = ["takeprofit long 33%p tp off 3%", "takeprofit long 33%p tp off 5%", "takeprofit long 100%p tp off 8%"]
    forward = alone(" ".join(["market long 0.03", *clauses, "stoploss long 100%p sl off 2%"])).bracket
    backward = alone(" ".join(["stoploss long 100%p sl off 2%", *clauses[::-1], "market long 0.03"])).bracket
    assert [(t.slot, t.upto) for t in forward.targets] == [("tp1", D("0.33")), ("tp2", D("0.66")), ("tp3", D(1))]
    assert backward.targets == forward.targets
    assert backward.stop == forward.stop
    assert set(shares(entered(forward)[0].bracket).values()) == {D("0.010")}


def test_the_nearest_target_of_a_short_is_the_highest() -> None:
    bracket = alone("market short 0.1 takeprofit short 50%p tp e-8% takeprofit short 50%p tp e-4%").bracket
    assert [t.level.amount for t in bracket.targets] == [D("0.04"), D("0.08")]


NOTES = [
    ("market long 0.0309 sl off 2% tp off 5%", ("0.0309 rounded down to 0.03 (step 0.001)",)),
    ("market long 0.03 sl off 2%", ()),
    ("market long 0.03 tp off 2%", ("no stop: nothing limits the loss",)),
    ("market long 0.03", ("no stop: nothing limits the loss",)),
    (
        "market long 0.03 stoploss long all sl off 2% takeprofit long 30%p tp off 2%",
        ("70 % has no target and runs to the stop",),
    ),
    (
        "market long 0.03 stoploss long all sl off 2% takeprofit long 0.01 tp off 2% takeprofit long 0.01 tp off 3% "
        "takeprofit long 0.01 tp off 4%",
        (),
    ),
]


@pytest.mark.parametrize(("line", "notes"), NOTES)
def test_what_is_said_with_a_plan(line: str, notes: tuple[str, ...]) -> None:
    assert alone(line).notes == notes


def test_that_nothing_can_rest_is_said_by_its_protection_and_not_again() -> None:
    planned = alone("market long 0.3 sl off 2%", known=facts(WATCHED))
    assert (planned.notes, planned.bracket.protection) == ((), Protection.BOT_ONLY)


def test_a_limit_is_rounded_in_the_persons_favour_and_is_what_exits_refer_to() -> None:
    long = alone("limit long 0.01 at 58000.19 sl off 2%").bracket
    short = alone("limit short 0.01 at 62000.11 sl off 2%").bracket
    assert (long.entries[0].price, short.entries[0].price) == (D("58000.1"), D("62000.2"))
    assert long.entries[0].type is OrderType.LIMIT


def test_options() -> None:
    bracket = alone("market long 0.1 sl off 2% trail 1.5% after e+3% breakeven after e+1%").bracket
    assert bracket.stop is not None
    assert bracket.stop.trailing is not None
    assert bracket.stop.trailing.distance == D("0.015")
    assert bracket.stop.trailing.after == Level(LevelKind.RATIO, D("0.03"))
    assert (bracket.stop.breakeven, bracket.stop.breakeven_at) == (False, Level(LevelKind.RATIO, D("0.01")))
    bare = alone("market long 0.1 sl off 2% breakeven").bracket
    assert bare.stop is not None
    assert (bare.stop.breakeven, bare.stop.breakeven_at) == (True, None)


def test_the_caps_are_the_policys() -> None:
    small = Policy(max_notional=D(599), max_through=D("0.01"))
    with pytest.raises(Refusal, match=r"E-CAP 600 USDT is above this account's limit of 599 USDT per order"):
        planning("market long 0.01", policy=small)
    with pytest.raises(Refusal, match=r"E-THROUGH .* at most 1 % is allowed"):
        planning("limit long 0.009 at 61000", policy=small)


@pytest.mark.parametrize(
    ("side", "quantity", "equity", "line"),
    [
        # long: equity + q(p − e) = m·q·p; by hand (60000 − 5000) / 0.995 and (60000 + 5000) / 1.005
        (LONG, "1", "5000", "55276.38"),
        (SHORT, "1", "5000", "64676.62"),
        (LONG, "0.1", "100000", None),  # could fall to nothing
        (SHORT, "2", "30000", "74626.87"),
    ],
)
def test_liquidation(side: PositionSide, quantity: str, equity: str, line: str | None) -> None:
    price = liquidation_price(side, D(quantity), D(60000), facts(equity=D(equity)))
    assert (None if price is None else str(round(price, 2))) == line
    if price is not None:
        value = D(equity) + side.sign * D(quantity) * (price - 60000)
        assert abs(value - D("0.005") * D(quantity) * price) < D("1e-15")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("market short 1 sl off 2%", ("liquidation near 159203.9",)),
        ("market short 0.185 sl off 2%", ("liquidation near 597552.7",)),
        ("market short 0.183 sl off 2%", ()),  # above ten times the price
        ("market short 0.01 sl off 2%", ()),
        ("market long 0.01 sl off 2%", ()),  # has none
        ("market long 5 sl off 2%", ("liquidation near 40201.1",)),
    ],
)
def test_a_liquidation_that_the_market_could_come_near_is_named(line: str, said: tuple[str, ...]) -> None:
    assert alone(line).notes == said


# -- joining and adopting -----------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
def test_a_second_entry_joins(side: PositionSide) -> None:
    group = ours(side)
    found = alone(f"market {side.value} 0.1 sl off 1% tp off 3%", group)
    assert (found.new, found.bracket) == (False, group)
    assert found.notes[-2:] == ("joins #a1, which holds 0.3", "its stop replaces the one that stands")
    (joined,) = found.events
    assert isinstance(joined, Joined)
    assert joined.entry is not None
    assert joined.stop is not None
    assert (joined.entry.slot, joined.entry.held, joined.entry.plus) == ("e2", D("0.3"), D(0))
    assert [(t.slot, t.of, t.upto) for t in joined.targets] == [("tp3", "e2", D(1))]
    story = Story(group, D(60000))
    story.tell(joined)
    story.filled("e2", price=at(side, 1000))
    assert story.bracket.average == at(side, 250)
    assert stop_price(story.bracket) == at(side, 1000) * (1 - side.sign * D("0.01"))
    assert shares(story.bracket) == {"tp1": D("0.15"), "tp2": D("0.15"), "tp3": D("0.1")}


def joined_shares(line: str, group: Bracket) -> tuple[dict[str, Decimal], Decimal | None]:
    """The ladder and the stop's size once a joined entry has filled."""
    story = Story(group, D(60000))
    story.tell(event(line, group))
    for _ in range(2):
        for stop in [o for o in story.live("sl") if not o.seen]:
            story.accepted(stop)
        if story.live("e2"):
            story.filled("e2")
    stops = [o.quantity for o in story.live("sl")]
    return shares(story.bracket), stops[-1] if stops else None


BARE = entered(planned(quantity="0.2", targets=()))[0].bracket
SOLD = standing(planned(quantity="0.4"))
SOLD.filled("tp1")
JOINS: list[tuple[str, Bracket, dict[str, str], str | None]] = [
    # percent means this message's quantity and what the group holds unaimed; a size in coin is just that
    ("market long 0.1 takeprofit long 100%p tp off 5%", BARE, {"tp1": "0.3"}, None),
    ("market long 0.1 takeprofit long 50%p tp off 5%", BARE, {"tp1": "0.15"}, None),
    ("market long 0.1 takeprofit long 0.05 tp off 5%", BARE, {"tp1": "0.05"}, None),
    ("market long 0.1 stoploss long 50%p sl off 1%", BARE, {}, "0.15"),
    ("market long 0.1 stoploss long 0.05 sl off 1%", BARE, {}, "0.05"),
    ("stoploss long 50%p sl off 1%", SOLD.bracket, {"tp1": "0.2", "tp2": "0.2"}, "0.1"),
    ("stoploss long 0.1 sl off 1%", SOLD.bracket, {"tp1": "0.2", "tp2": "0.2"}, "0.1"),
    ("takeprofit long 50%p tp off 6%", SOLD.bracket, {"tp1": "0.2", "tp2": "0.2", "tp3": "0.1"}, None),
]


@pytest.mark.parametrize(("line", "group", "sizes", "stop"), JOINS, ids=[row[0] for row in JOINS])
def test_shares_of_a_group(line: str, group: Bracket, sizes: dict[str, str], stop: str | None) -> None:
    found, guarded = joined_shares(line, group)
    assert found == {slot: D(size) for slot, size in sizes.items()}
    if stop is not None:
        assert guarded == D(stop)


def test_a_part_stop_beside_its_own_entry() -> None:
    bracket = alone("market long 0.1 stoploss long 0.05 sl off 2%").bracket
    assert entered(bracket)[1] == ["+sl#1 0.05 stop_market !58800"]


@pytest.mark.parametrize("side", BOTH)
def test_a_position_that_is_not_ours_is_taken_over_when_agreed(side: PositionSide) -> None:
    known = facts(positions=(PositionFact(side, D("0.2"), D(59000)),))
    found = alone(f"sl-or-tp {side.value} 100%p tp off 5% sl off 2%", known=known, adopt=True).bracket
    assert (found.adopted, found.adopted_value, found.entries) == (D("0.2"), D(11800), ())
    assert found.average == D(59000)
    # `off` without an entry is from the price now
    assert found.stop is not None
    assert found.stop.level == Level(LevelKind.PRICE, at(side, -1200))
    assert found.targets == (Target("tp1", "held", D(1), Level(LevelKind.PRICE, at(side, 3000))),)


def test_exits_alone_ask_before_they_adopt() -> None:
    with pytest.raises(Refusal, match=r"E-ADOPT 0.2 BTC long from 59000"):
        planning("stoploss long 100%p sl off 2%", known=facts(**HOLDS_LONG))


def test_an_adopting_entry_aims_at_all_of_it() -> None:
    bracket = alone("market long 0.1 sl off 2% tp off 5%", known=facts(**HOLDS_LONG), adopt=True).bracket
    assert bracket.adopted == D("0.2")
    story = Story(bracket, D(60000))
    story.open()
    story.filled("e1")
    assert story.bracket.tradable == D("0.3")
    assert shares(story.bracket) == {"tp1": D("0.3")}


def test_on_spot_coins_of_the_persons_own_are_not_asked_about_and_stay_out() -> None:
    bracket = alone("market long 0.1 sl off 2%", known=facts(GUARDED, free_base=D(5))).bracket
    assert bracket.adopted == 0


def test_on_spot_exits_may_take_over_free_coins() -> None:
    known = facts(GUARDED, free_base=D("0.123456"))
    assert alone("stoploss long 100%p sl off 2%", known=known, adopt=True).bracket.adopted == D("0.12345")


# -- commands about what stands -------------------------------------------------------------------------

COMMANDS: list[tuple[str, Event, str]] = [
    ("close", CloseTold(STAMP), "closes all of #a1"),
    ("close long all", CloseTold(STAMP), "closes all of #a1"),
    ("close long 0.3", CloseTold(STAMP), "closes all of #a1"),
    ("close long 0.1", CloseTold(STAMP, D("0.1")), "closes 0.1 of #a1"),
    ("close long 50%p", CloseTold(STAMP, D("0.15")), "closes 0.15 of #a1"),
    # never more than was asked: what is left too much has its sl, what was sold too much is gone
    ("close long 1.5%p", CloseTold(STAMP, D("0.004")), "closes 0.004 of #a1"),
    ("close long 99.9%p", CloseTold(STAMP, D("0.299")), "closes 0.299 of #a1"),
    ("cancel entries", CancelTold(STAMP, ("entries",)), "#a1: cancels entries"),
    ("cancel tp", CancelTold(STAMP, ("tp1", "tp2")), "#a1: cancels tp"),
    ("cancel tp2", CancelTold(STAMP, ("tp2",)), "#a1: cancels tp2"),
    ("cancel sl", CancelTold(STAMP, ("sl",)), "#a1: cancels sl; nothing limits the loss then"),
    (
        "cancel all",
        CancelTold(STAMP, ("entries", "sl", "tp1", "tp2")),
        "#a1: cancels all; nothing limits the loss then",
    ),
    (
        "cancel exits",
        CancelTold(STAMP, ("sl", "tp1", "tp2")),
        "#a1: cancels exits; nothing limits the loss then",
    ),
    ("move sl to 59000", MoveTold(STAMP, "sl", Level(LevelKind.PRICE, D(59000))), "#a1: sl to 59000"),
    ("move sl to off 1%", MoveTold(STAMP, "sl", Level(LevelKind.PRICE, D(59400))), "#a1: sl to 59400"),
    ("move tp2 to off 5%", MoveTold(STAMP, "tp2", Level(LevelKind.PRICE, D(63000))), "#a1: tp2 to 63000"),
    ("move tp1 to e+3%", MoveTold(STAMP, "tp1", Level(LevelKind.PRICE, D(61800))), "#a1: tp1 to 61800"),
    (
        "breakeven after e+1%",
        BreakevenTold(STAMP, Level(LevelKind.RATIO, D("0.01"))),
        "#a1: stop to break-even at 60030.1",
    ),
]


@pytest.mark.parametrize(("line", "means", "note"), COMMANDS, ids=[row[0] for row in COMMANDS])
def test_commands(line: str, means: Event, note: str) -> None:
    found = alone(line, ours())
    assert found.events == (means,)
    assert found.notes == (note,)
    assert not found.new


@pytest.mark.parametrize(
    ("entry", "beyond", "fine"),
    [
        ("limit long 0.01 at 58000 sl off 2%", "58500", "57500"),
        ("limit short 0.01 at 62000 sl off 2%", "61500", "62500"),
    ],
)
def test_a_stop_is_not_moved_beyond_an_entry_that_waits(entry: str, beyond: str, fine: str) -> None:
    """It would close at once what the entry brings."""
    waits, limit = alone(entry).bracket, entry.split()[4]
    assert alone(f"move sl to {fine}", waits).events
    last = D(limit) + (1000 if "long" in entry else -1000)  # so that the market alone allows it
    with pytest.raises(Refusal, match=rf"E-WRONG-SIDE sl at {beyond} is on the wrong side of the entry at {limit}"):
        alone(f"move sl to {beyond}", waits, known=facts(price=last))


def test_close_without_a_side_is_for_every_group() -> None:
    both = planning("close", ours(), replace(ours(SHORT), id="b2"))
    assert [p.bracket.id for p in both] == ["a1", "b2"]


def test_a_side_says_which_of_both_is_meant() -> None:
    both = (ours(), replace(ours(SHORT), id="b2"))
    for line, id, told in (
        ("move long sl to 59000", "a1", MoveTold(STAMP, "sl", Level(LevelKind.PRICE, D(59000)))),
        ("move short sl to 61000", "b2", MoveTold(STAMP, "sl", Level(LevelKind.PRICE, D(61000)))),
        ("move short tp2 to off 5%", "b2", MoveTold(STAMP, "tp2", Level(LevelKind.PRICE, D(57000)))),
        ("breakeven long after 61000", "a1", BreakevenTold(STAMP, Level(LevelKind.PRICE, D(61000)))),
        ("breakeven short after 59000", "b2", BreakevenTold(STAMP, Level(LevelKind.PRICE, D(59000)))),
    ):
        found = alone(line, *both)
        assert (found.bracket.id, found.events) == (id, (told,)), line


@pytest.mark.parametrize("line", ["move sl to 58000", "breakeven after 90000"])
def test_what_is_proposed_for_both_sides_can_be_typed(line: str) -> None:
    """The price may be wrong for one side, the words are not."""
    both = (ours(), replace(ours(SHORT), id="b2"))
    with pytest.raises(Refusal) as refused:
        planning(line, *both)
    ways = [way.strip("`") for way in refused.value.problem.hint.split(" or ")]
    assert [str(parse(HEAD + way).blocks[0].commands[0]) for way in ways] == ways
    assert alone(ways[0], *both).bracket.id == "a1"


def test_break_even_now_where_the_market_allows() -> None:
    assert event("breakeven", ours(), known=facts(price=D(61000))) == BreakevenTold(STAMP)


def test_a_part_stop_is_a_share() -> None:
    bracket = alone("market long 0.1 stoploss long 40%p sl off 2%").bracket
    assert isinstance(bracket.stop, Stop)
    assert bracket.stop.share == D("0.4")
