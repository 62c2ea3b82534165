"""A market buy where the exchange counts those in money: an immediate limit with a cap, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bracket import Entry, Policy, Stamp
from core.instruction import plain
from core.levels import Refusal
from core.notices import NoticeKind
from core.orders import OrderType, OrdStatus, Reason
from core.plan import Context, Planned, plan
from core.ports import Facts
from core.preview import preview
from core.syntax import parse
from core.venue import REACH, VenueRules
from tests.core.build import ENTRY, GUARDED, SPOT, START, WATCHED, D, Story

NEW, EXPIRED, CANCELED = OrdStatus.NEW, OrdStatus.EXPIRED, OrdStatus.CANCELED
BY_COST = replace(GUARDED, buys_by_cost=True)
LINE = "market long 0.01 sl off 2% tp off 5%"
NOTE = (
    "sent as an immediate limit at 60600, 1 % above the last price, because Gate counts market buys in money; "
    "what it does not fill at once is not bought"
)


def planning(
    line: str = LINE,
    rules: VenueRules = BY_COST,
    price: Decimal = ENTRY,
    tick: str = "0.01",
    free: object = 100_000,
    maker: str = "0.001",
) -> Planned:
    """A line on a spot account with ``free`` quote, at ``price``."""
    facts = Facts(
        replace(SPOT, tick=D(tick), maker=D(maker)), rules, price, START, D(str(free)), D(str(free)), D(0), D(1)
    )
    (block,) = parse(f"BTCUSDT on Gate {line}").blocks
    context = Context("Gate", Policy(), Stamp(START, price, START), iter([("a1", 1)]))
    (only,) = plan(block, facts, (), context)
    return only


def entry_of(found: Planned) -> Entry:
    (entry,) = found.bracket.entries
    return entry


def test_the_typed_quantity_is_bought_at_once_or_not_at_all() -> None:
    found = planning()
    entry = entry_of(found)
    assert (entry.type, entry.quantity, entry.price) == (OrderType.IOC, D("0.01"), D("60600.00"))
    assert found.notes == (NOTE,)


def test_the_cap_is_what_it_costs_at_worst() -> None:
    worst = D("0.01") * D(60600)
    assert planning().takes == {"USDT": worst + worst * SPOT.taker}
    assert preview(planning().bracket, ENTRY).notional(ENTRY) == worst
    planning(free=worst * (1 + SPOT.taker))
    with pytest.raises(Refusal, match=r"606\.61 USDT are needed"):
        planning(free=worst * (1 + SPOT.taker) - D("0.01"))
    with pytest.raises(Refusal, match="above this account's limit"):
        planning("market long 16.6 sl off 2%", free=D(10**7))  # 996,000 at the last price, 1,005,960 at the cap


def test_what_is_bought_at_the_market_must_be_worth_an_order_that_sells_it() -> None:
    """0.00008 is worth 4.99 at the last price, and 5.04 at the cap; without a stop nothing else would tell."""
    with pytest.raises(Refusal, match=r"worth 4\.99 USDT, below the exchange's minimum of 5"):
        planning("market long 0.00008", price=D(62400))
    planning("market long 0.00008", price=D(62500))


@pytest.mark.parametrize(
    ("line", "rules", "type"),
    [
        ("market long 0.01", GUARDED, OrderType.MARKET),
        ("limit long 0.01 at 59000", BY_COST, OrderType.LIMIT),
        ("limit long 0.01 at 62000", BY_COST, OrderType.LIMIT),
        ("market long 0.01", replace(WATCHED, buys_by_cost=True), OrderType.IOC),
    ],
)
def test_what_it_is_made_of(line: str, rules: VenueRules, type: OrderType) -> None:
    assert entry_of(planning(line, rules)).type is type


@pytest.mark.parametrize(
    ("price", "tick", "limit"),
    [
        ("60000", "0.01", "60600"),
        ("60000", "7", "60606"),  # up to the next whole step
        ("0.0123", "0.0001", "0.0125"),
        ("0.0020", "0.0001", "0.0021"),  # one step is 5 %, as far as any limit may reach
    ],
)
def test_the_cap_is_a_whole_step_on_the_side_that_fills(price: str, tick: str, limit: str) -> None:
    size = "10000" if D(price) < 1 else "0.01"
    assert entry_of(planning(f"market long {size}", price=D(price), tick=tick)).price == D(limit)


def test_a_step_too_coarse_for_a_cap_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        planning("market long 10000", price=D("0.0019"), tick="0.0001")
    problem = refused.value.problem
    assert (problem.code, problem.hint, problem.length) == ("E-MARKET-BUY", "enter with a limit", len("market"))
    assert problem.position == len("BTCUSDT on Gate ")
    assert problem.message == (
        "Gate counts market buys in money, and a price step of 0.0001 is too coarse at 0.0019 for a limit in their "
        "place"
    )


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(st.integers(100, 10**8), st.integers(1, 100), st.integers(0, 8))
def test_the_cap_is_never_below_the_market_and_less_than_a_step_beyond_its_reach(
    ticks: int, steps: int, digits: int
) -> None:
    tick = D(steps).scaleb(-digits)
    price = ticks * tick
    size = max(100 / price, D("0.00001")).quantize(D("0.00001"))
    found = planning(f"market long {plain(size)}", price=price, tick=plain(tick))
    limit = entry_of(found).price
    assert limit is not None
    assert price < limit < price * (1 + REACH) + tick
    assert not limit % tick


def test_what_is_expected_counts_from_the_market() -> None:
    """The cap is the worst of all fills; exits, loss and fees are shown as a market order's are."""
    both = [planning(rules=rules, maker="0.0002").bracket for rules in (BY_COST, GUARDED)]
    capped, usual = (preview(bracket, ENTRY) for bracket in both)
    assert (capped.exits, capped.risk, capped.loss) == (usual.exits, usual.risk, usual.loss)
    assert capped.entry is not None
    assert (capped.entry.type, capped.entry.price) == ("ioc", D("60600.00"))


# -- what becomes of it -----------------------------------------------------------------------------


def opened() -> Story:
    story = Story(planning().bracket, ENTRY)
    assert story.open() == ["+e1#1 0.01 ioc @60600"]
    return story


def test_filled_it_is_guarded() -> None:
    story = opened()
    assert story.filled("e1", price=D(60100)) == ["+sl#1 0.01 stop_market !58898"]
    assert story.bracket.average == D(60100)
    assert story.bracket.entry_done


@pytest.mark.parametrize("status", [EXPIRED, CANCELED])
def test_filled_in_part_what_was_bought_is_guarded_and_the_rest_is_told(status: OrdStatus) -> None:
    story = opened()
    assert story.report("e1", status, "0.004", D(60000), final=True) == ["+sl#1 0.004 stop_market !58800"]
    story.accepted("sl")
    assert story.bracket.entry_done
    assert story.bracket.tradable == D("0.004")
    assert [n.text for n in story.told if n.kind is NoticeKind.CANCELED] == [
        "no more was offered at once at 60600 or better"
    ]
    assert story.wait(120) == []
    assert not story.bracket.closed
    assert story.tick(D(63000)) == ["-sl#1"]  # the way of every touched target here


def test_filled_with_nothing_the_bracket_ends_and_says_so() -> None:
    story = opened()
    assert story.report("e1", EXPIRED, final=True) == []
    assert story.bracket.closed
    assert [(n.kind, n.text) for n in story.told[-2:]] == [
        (NoticeKind.CANCELED, "no more was offered at once at 60600 or better"),
        (NoticeKind.CLOSED, ""),
    ]
    assert story.wait(30) == []


@pytest.mark.parametrize(("seconds", "again"), [(59, ["+e1#2 0.01 ioc @60600"]), (60, [])])
def test_one_that_never_arrived_is_sent_again_with_its_cap_as_long_as_it_is_wanted(
    seconds: float, again: list[str]
) -> None:
    story = opened()
    story.seconds, story.price = seconds, D(66000)  # it buys nothing there: what was agreed to is not paid over
    assert story.missed("e1", 7) == []
    assert story.missed("e1", 7.5) == again
    assert story.bracket.closed is not bool(again)


@pytest.mark.parametrize(("reason", "why"), [(Reason.MARGIN, "not enough margin or balance"), (None, "")])
def test_a_refusal_is_told_as_one(reason: Reason | None, why: str) -> None:
    story = opened()
    story.report("e1", OrdStatus.REJECTED, reason=reason, final=True)
    assert [n.text for n in story.told if n.kind is NoticeKind.REJECTED] == [why]
    assert story.bracket.closed


def test_the_reason_that_an_exchange_gives_comes_before_ours() -> None:
    story = opened()
    story.report("e1", EXPIRED, reason=Reason.LOST, final=True)
    assert [n.text for n in story.told if n.kind is NoticeKind.CANCELED] == ["no longer known to the exchange"]
