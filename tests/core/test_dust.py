"""What no order of the exchange can carry: it joins one that rests, or is told once; the guarded rest stays open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.text import sentence
from core.bracket import Bracket, Stop
from core.events import Listed
from core.ids import order_id
from core.instrument import Instrument
from core.machine import decide
from core.notices import NoticeKind
from core.orders import ZERO, OrdStatus, PositionSide
from core.owed import guards
from core.venue import Protection, VenueRules
from tests.core import build
from tests.core.build import LONG, SHORT, D, Story, entered, planned, ratio, standing

FIVE = D(5)  # quote: the least order, for exits too
LEAST = D("0.00009")  # base: what is worth that at any price of these stories
FINE = replace(build.SPOT, symbol="BTC/USDT:USDT", spot=False)
SIDED = [
    ("spot pairs", build.SPOT_PAIRS, LONG),
    ("spot stop", build.GUARDED, LONG),
    *[(f"{name} {side.value}", build.ALL_RULES[name], side)
      for name in ("separate", "position", "pairs") for side in build.BOTH],
]  # fmt: skip


def steps(rules: VenueRules) -> Instrument:
    return build.SPOT if rules.spot else FINE


def settle(story: Story) -> None:
    """Everything that was sent is answered, and what was canceled ends, until nothing more follows."""
    for _ in range(6):
        for order in story.bracket.orders:
            if order.status is OrdStatus.PENDING_NEW:
                story.accepted(order)
            elif order.cancel_asked and not order.ended:
                story.report(order, OrdStatus.CANCELED, final=True)


def dust_told(story: Story) -> list[Decimal | None]:
    return [notice.quantity for notice in story.told if notice.kind is NoticeKind.DUST]


def guarded(bracket: Bracket) -> Decimal:
    return sum((order.leaves(bracket.tradable) for order in guards(bracket)), ZERO)


@pytest.mark.parametrize(("rules", "side"), [row[1:] for row in SIDED], ids=[row[0] for row in SIDED])
@pytest.mark.parametrize("upto", ["0.9999", "0.99995"])
def test_what_a_ladder_would_leave_over_is_guarded_with_it(rules: VenueRules, side: PositionSide, upto: str) -> None:
    """A first fill, and then the rest: nothing is left bare, no order is below the least, nothing is closed."""
    targets = (("0.5", "0.02"), (upto, "0.04"))
    story = Story(planned(rules, side, targets=targets, instrument=steps(rules)), build.ENTRY)
    story.open()
    for filled in ("0.1", "0.3"):
        story.filled("e1", filled)
        settle(story)
        assert guarded(story.bracket) == story.bracket.tradable == D(filled)
        sizes = [o.quantity for o in story.bracket.live if o.quantity is not None and o.slot[0] != "e"]
        assert all(size * D(57000) >= FIVE for size in sizes)
        story.wait(60)
        settle(story)
    assert (story.bracket.closing, dust_told(story)) == ("", [])


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_a_fill_of_the_last_rung_leaves_nothing_bare_either(side: PositionSide) -> None:
    story = standing(planned(build.PAIRS, side, targets=(("0.9999", "0.04"),), instrument=FINE))
    story.report("tp1", OrdStatus.CANCELED, "0.1", whole=False, final=True)
    settle(story)
    assert guarded(story.bracket) == story.bracket.tradable == D("0.2")


@pytest.mark.parametrize(
    ("rules", "side"), [(build.SEPARATE, LONG), (build.SEPARATE, SHORT), (build.GUARDED, LONG), (build.PAIRS, SHORT)]
)
def test_a_part_too_small_for_a_stop_is_told_once_and_closes_nothing(rules: VenueRules, side: PositionSide) -> None:
    """A twentieth of a percent is worth 3 at the first fill, which nothing can carry, and 9 when all has filled."""
    part = Stop(ratio("-0.02"), share=D("0.0005"), of="e1")
    targets = () if rules is build.PAIRS else (("0.5", "0.02"),)
    story = Story(planned(rules, side, stop=part, targets=targets, instrument=steps(rules)), build.ENTRY)
    story.open()
    story.filled("e1", "0.1")
    settle(story)
    for _ in range(20):
        story.wait(3)
        settle(story)
    bracket = story.bracket
    assert (bracket.closing, bracket.tradable, bracket.trim) == ("", D("0.1"), ZERO)
    assert (dust_told(story), bracket.dust, bracket.protection) == ([D("0.00005")], D("0.00005"), Protection.BOT_ONLY)
    assert bracket.live if rules is build.SEPARATE else True  # its target is not held up
    story.filled("e1", "0.3")
    settle(story)
    assert [(o.slot, o.quantity) for o in guards(story.bracket)] == [("sl", D("0.00015"))]
    assert (story.bracket.dust, len(dust_told(story))) == (ZERO, 1)


def test_dust_is_bounded_by_one_order() -> None:
    """A part that an order can carry is closed after the grace, as ever."""
    part = Stop(ratio("-0.02"), share=D("0.0009"), of="e1")
    story, _ = entered(planned(build.SEPARATE, LONG, "0.1", stop=part, targets=(), instrument=FINE))
    assert story.bracket.tradable * part.share >= LEAST
    story.wait(13)
    assert [o.quantity for o in story.live("close")] == [D("0.00009")]
    assert dust_told(story) == []


def test_what_the_exchange_would_take_is_never_dust() -> None:
    """The whole position is worth 5.004: a close can carry it, a stop that is a fiftieth lower cannot."""
    story, _ = entered(
        planned(build.GUARDED, LONG, "0.0000834", targets=(), instrument=replace(build.SPOT, lot=D("1e-8")))
    )
    assert story.live("sl") == []
    assert story.wait(13) == ["+close#1 0.0000834 market"]
    assert dust_told(story) == []


@pytest.mark.parametrize(("rules", "side"), [(build.SPOT_PAIRS, LONG), (build.SEPARATE, LONG), (build.SEPARATE, SHORT)])
def test_what_a_part_close_leaves_unsold_is_guarded_again(rules: VenueRules, side: PositionSide) -> None:
    """Less than an order is never sent as one: it would be refused again and again."""
    story = standing(planned(rules, side, targets=(), instrument=steps(rules)))
    story.close("0.1")
    settle(story)
    story.report("close", OrdStatus.EXPIRED, "0.09995", final=True)
    settle(story)
    story.wait(60)
    settle(story)
    assert [o.id for o in story.bracket.orders if o.slot == "close" and not o.ended] == []
    assert story.bracket.tradable == D("0.20005")
    assert guarded(story.bracket) >= D("0.20005")  # what is reduce-only may be too much


def test_a_close_waits_for_coins_that_are_promised_rather_than_send_what_is_refused() -> None:
    story = standing(planned(build.SPOT_PAIRS, targets=(("0.9998", "0.04"),), instrument=build.SPOT))
    pair = story.order("tp1")
    small = replace(pair, quantity=D("0.29995"))  # an older pair, of all but a little
    story.bracket = replace(story.bracket, orders=tuple(small if o.id == pair.id else o for o in story.bracket.orders))
    assert story.close() == ["-tp1#1"]
    assert story.report("tp1", OrdStatus.CANCELED) == []
    assert story.report("tp1", OrdStatus.CANCELED, final=True) == ["+close#1 0.3 market"]


@pytest.mark.parametrize("rules", [build.SPOT_PAIRS, build.GUARDED])
@pytest.mark.parametrize("typed", ["0.0005", None])
def test_what_a_close_leaves_over_is_told_once_it_has_filled(rules: VenueRules, typed: str | None) -> None:
    """A stop for a part has sold all but 0.00003 of it; while the close is on its way nothing is left over yet."""
    part = Stop(ratio("-0.02"), share=D("0.3"), of="e1")
    story = standing(planned(rules, quantity="0.0006", stop=part, targets=(), instrument=build.SPOT))
    story.report("sl", OrdStatus.NEW, stopped="0.00015")
    story.close(typed)
    for order in story.live("sl"):
        story.report(order, OrdStatus.CANCELED, stopped="0.00015", final=True)
    assert dust_told(story) == []
    story.filled("close")
    settle(story)
    assert dust_told(story) == [D("0.00003")]
    kinds = [notice.kind for notice in story.told if notice.kind in (NoticeKind.DUST, NoticeKind.FILLED)]
    assert kinds[-2:] == [NoticeKind.FILLED, NoticeKind.DUST]


@pytest.mark.parametrize(("filled", "told"), [("0.00004", [D("0.00004")]), ("0.000004", [])])
def test_what_is_left_at_the_end_is_told_where_a_hand_could_sell_it(filled: str, told: list[Decimal]) -> None:
    story = Story(planned(build.SPOT_PAIRS, instrument=build.SPOT), build.ENTRY)
    story.open()
    story.report("e1", OrdStatus.CANCELED, filled, final=True)
    assert story.bracket.closed
    assert dust_told(story) == told
    assert decide(story.bracket)[1] == []
    said = [sentence(notice, "7") for notice in story.told if notice.kind is NoticeKind.DUST]
    assert (
        said
        == ["#7 ⚠ 0.00004 BTC is less than the exchange takes in one order: left unguarded, yours to close by hand"][
            : len(told)
        ]
    )


def resting_as(story: Story, slot: str, *quantities: str) -> None:
    """The slot's order as several that rest, as fills in parts leave them."""
    order = story.order(slot)
    parts = [
        replace(order, id=order_id(story.bracket.number, slot, n), quantity=D(quantity))
        for n, quantity in enumerate(quantities, 1)
    ]
    others = tuple(o for o in story.bracket.orders if o.id != order.id)
    story.bracket = replace(story.bracket, orders=(*others, *parts))


@pytest.mark.parametrize(
    ("rules", "side", "slot"),
    [
        (build.GUARDED, LONG, "sl"),
        (build.SPOT_PAIRS, LONG, "tp1"),
        (build.PAIRS, LONG, "tp1"),
        (build.PAIRS, SHORT, "tp1"),
    ],
)
def test_what_rests_in_finer_lots_is_placed_anew_for_the_sake_of_less_than_a_lot(
    rules: VenueRules, side: PositionSide, slot: str
) -> None:
    """0.02019 of 0.0202 rests, and the lot is 0.0001 now: the odd one goes, and comes back in whole lots."""
    story = standing(planned(rules, side, "0.0202", targets=(("1", "0.04"),), instrument=steps(rules)))
    resting_as(story, slot, "0.00674", "0.00025", "0.0132")
    coarse = replace(story.bracket.instrument, lot=D("0.0001"), min_qty=D("0.0001"))
    story.tell(Listed(story.stamp, coarse, traded=True))
    for _ in range(4):
        settle(story)
        story.wait(4)
    assert guarded(story.bracket) == D("0.0202")
    assert order_id(story.bracket.number, slot, 3) in [o.id for o in guards(story.bracket)]  # in whole lots it may stay
    assert story.bracket.closing == ""


def test_what_may_still_be_there_is_waited_for_and_costs_no_guard() -> None:
    """On spot a coin is promised once: while an order in doubt holds all but a little, no other goes for it."""
    story = standing(planned(build.GUARDED, LONG, "0.3", targets=(), instrument=build.SPOT))
    resting_as(story, "sl", "0.1", "0.2")
    first, second = (o for o in story.bracket.orders if o.slot == "sl")
    doubted = replace(second, status=OrdStatus.PENDING_NEW, quantity=D("0.19999"), decided_at=build.after(-10))
    story.bracket = replace(
        story.bracket, orders=tuple(doubted if o.id == second.id else o for o in story.bracket.orders)
    )
    assert story.wait(1) == []
    assert [o.id for o in guards(story.bracket)] == [first.id]
