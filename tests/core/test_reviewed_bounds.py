"""What guards a position that an entry takes over, and which stops would never be reached before liquidation.

``POOR``: 5000 of equity, so 1 BTC at 60000 is liquidated near 55276.4 (a short near 64676.6).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.bracket import Bracket
from core.events import CancelTold
from core.liquidation import nearest_liquidation
from core.orders import OrdStatus, PositionSide, Reason
from core.plan import Planned, Refusal
from core.ports import Facts, PositionFact
from core.stops import stop_price
from core.venue import Protection, VenueRules
from tests.core.build import ALL_RULES, BOTH, LONG, SEPARATE, SHORT, D, Story, at, planned, standing
from tests.core.test_decide import short
from tests.core.test_plan import alone, facts

NEW, CANCELED, REJECTED, EXPIRED = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.REJECTED, OrdStatus.EXPIRED
POOR: dict[str, Any] = {"equity": D(5000), "free": D(6100)}
NEAR = {LONG: "55276.4", SHORT: "64676.6"}


def of(side: PositionSide, line: str, *groups: Bracket, known: Facts | None = None, adopt: bool = False) -> Planned:
    """A line in which ``long`` means the side, and ``<-600>`` the price 600 against it."""
    line = line.replace("long", side.value)
    for gain in (-600, -1000, -3500, -4500, -5000, -6000, -10000, 2000):
        line = line.replace(f"<{gain}>", str(at(side, gain)))
    return alone(line, *groups, known=known, adopt=adopt)


# -- what an entry takes over -----------------------------------------------------------------------


def adopting(
    side: PositionSide, line: str, rules: VenueRules = SEPARATE, average: int = -1000
) -> tuple[Story, list[str], tuple[str, ...]]:
    """The line, with 0.2 taken over that a hand had entered at this gain: the story, what was sent, what was said."""
    position = PositionFact(side, D("0.2"), at(side, average))
    found = of(side, line, known=facts(rules, positions=(position,)), adopt=True)
    story = Story(found.bracket, D(60000))
    return story, story.open(), found.notes


def guards(side: PositionSide, trigger: int) -> str:
    return f"the stop guards the 0.2 taken over at once, at {at(side, trigger)} until the entry fills"


ADOPTED = [
    # line, what the hand had entered at, the entry, the stop and what is said of its price
    ("limit long 0.1 at <-1000> sl off 1500", -1000, "0.1 limit @59000", -2500),
    ("limit long 0.1 at <-1000> sl off 1500 trail 1% after <2000>", -1000, "0.1 limit @59000", -2500),
    ("market long 0.1 sl off 2%", -1000, "0.1 market", -1200),
    ("market long 0.1 sl <-6000>", -1000, "0.1 market", -6000),
    ("market long 0.1 sl off 2%", 30000, "0.1 market", -1200),  # from the entry, not from far beyond the market
]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("line", "average", "entry", "trigger"), ADOPTED)
def test_what_an_entry_takes_over_is_guarded_at_once(
    line: str, average: int, entry: str, trigger: int, side: PositionSide
) -> None:
    _, sent, notes = adopting(side, line, average=average)
    assert sent == [short(f"+e1#1 {entry}", side), short(f"+sl#1 0.2 stop_market !{at(LONG, trigger)}", side)]
    assert notes[-1] == guards(side, trigger)


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("end", [REJECTED, CANCELED, EXPIRED])
def test_it_stays_guarded_when_the_entry_never_fills(end: OrdStatus, side: PositionSide) -> None:
    story, _, _ = adopting(side, "limit long 0.1 at <-1000> sl off 1500")
    story.accepted("sl")
    assert story.report("e1", end, reason=Reason.MARGIN if end is REJECTED else None, final=True) == []
    assert (story.bracket.position, stop_price(story.bracket)) == (D("0.2"), at(side, -2500))
    assert story.bracket.protection is Protection.RESTING_STOP


@pytest.mark.parametrize("side", BOTH)
def test_a_refused_stop_of_it_is_not_silent(side: PositionSide) -> None:
    story, _, _ = adopting(side, "limit long 0.1 at <-1000> sl off 1500")
    story.report("sl", REJECTED, reason=Reason.OTHER, final=True)
    assert story.bracket.naked_since is not None
    story.wait(13)
    assert story.bracket.closing == "unprotected for too long"


@pytest.mark.parametrize("side", BOTH)
def test_from_the_first_fill_on_the_stop_counts_from_it(side: PositionSide) -> None:
    """Filled 500 better than the limit: 1500 from there, for everything."""
    story, _, _ = adopting(side, "limit long 0.1 at <-1000> sl off 1500")
    story.accepted("sl", "e1")
    sent = story.report("e1", NEW, "0.04", at(side, -1500))
    assert sent == [short("+sl#2 0.24 stop_market !57000", side)]
    assert story.accepted("sl") == ["-sl#1"]


@pytest.mark.parametrize("side", BOTH)
def test_a_trail_follows_what_was_taken_over_too(side: PositionSide) -> None:
    story, sent, notes = adopting(side, "limit long 0.1 at <-1000> trail 2%")
    assert sent[1] == short("+sl#1 0.2 stop_market !58800", side)
    assert notes[-1] == "the stop guards the 0.2 taken over at once"
    story.accepted("sl")
    story.seconds = 2
    assert len(story.tick(at(side, 2000))) == 1
    assert stop_price(story.bracket) == at(side, 2000) * (1 - side.sign * D("0.02"))


@pytest.mark.parametrize("side", BOTH)
def test_a_part_stop_guards_its_part(side: PositionSide) -> None:
    _, sent, _ = adopting(side, "limit long 0.1 at <-1000> stoploss long 50%p sl off 1500")
    assert sent[1] == short("+sl#1 0.1 stop_market !57500", side)


@pytest.mark.parametrize("name", [name for name, rules in ALL_RULES.items() if not rules.spot])
def test_it_is_guarded_wherever_exits_rest(name: str) -> None:
    story, _, _ = adopting(LONG, "limit long 0.1 at <-1000> sl off 1500 tp off 5%", ALL_RULES[name])
    guard = story.order("sl")
    assert (guard.trigger, guard.quantity in (None, D("0.2"))) == (D(57500), True)
    story.accepted(guard)
    story.report("e1", REJECTED, reason=Reason.MARGIN, final=True)
    assert story.wait(30) == []
    assert story.live("sl") == [story.order("sl")]
    assert story.bracket.naked_since is None


# -- stops beyond liquidation -----------------------------------------------------------------------

BEYOND = [
    # what stands (quantity, stop), the line, the stop that would never be reached; None where it would be
    (("0.9", "-0.1"), "market long 0.1", "54000"),
    (("0.9", "-0.07"), "market long 0.1", None),
    (("0.4", "-0.1"), "market long 0.1", None),
    (("0.9", None), "market long 0.1", None),  # nothing that could be refused: it is said that there is no stop
    (("0.9", "-0.1"), "market long 0.1 sl off 5%", None),  # another stop replaces it
    (None, "market long 1 trail 10%", "54000"),
    (None, "market long 1 trail 5%", None),
    (("0.9", "-0.02"), "market long 0.1 trail 10%", "54000"),
    (None, "market long 1 sl off 5% trail 10% after <2000>", None),
    (("1", "-0.02"), "move sl to <-10000>", "50000"),
    (("1", "-0.02"), "move sl to <-4500>", None),
    (("1", "-0.02"), "move sl to <-5000>", "55000"),
    (("0.4", "-0.02"), "move sl to <-10000>", None),
    (("1", "-0.02"), "stoploss long 100%p sl <-10000>", "50000"),
    (("1", "-0.02"), "stoploss long 100%p sl <-4500>", None),
    (("1", None), "stoploss long 100%p trail 10%", "54000"),
    (("1", "-0.02"), "sl-or-tp long 100%p sl <-10000> tp off 5%", "50000"),
    (("1", "-0.1"), "takeprofit long 100%p tp off 5%", None),  # it moves no stop
]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("stands", "line", "stop"), BEYOND, ids=[f"{row[0]} {row[1]}" for row in BEYOND])
def test_a_stop_beyond_liquidation_is_refused(
    stands: tuple[str, str | None] | None, line: str, stop: str | None, side: PositionSide
) -> None:
    groups: tuple[Bracket, ...] = ()
    if stands is not None:
        groups = (standing(planned(SEPARATE, side, quantity=stands[0], stop=stands[1], targets=())).bracket,)
    if stop is None:
        assert of(side, line, *groups, known=facts(**POOR)).events
        return
    with pytest.raises(Refusal) as refusal:
        of(side, line, *groups, known=facts(**POOR))
    problem, never = refusal.value.problem, at(side, D(stop) - 60000)
    assert problem.code == "E-BEYOND-LIQUIDATION"
    assert problem.message == f"the stop at {never} is beyond the liquidation price near {NEAR[side]}"


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("line", ["market long 0.1", "market long 0.1 sl off 5%", "move sl to <-4500>"])
def test_the_liquidation_price_is_named(line: str, side: PositionSide) -> None:
    group = standing(planned(SEPARATE, side, quantity="1" if "move" in line else "0.9", targets=())).bracket
    assert f"liquidation near {NEAR[side]}" in of(side, line, group, known=facts(**POOR)).notes


@pytest.mark.parametrize("side", BOTH)
def test_a_position_that_is_taken_over_counts(side: PositionSide) -> None:
    known = facts(**POOR, positions=(PositionFact(side, D(1), D(60000)),))
    with pytest.raises(Refusal, match="E-BEYOND-LIQUIDATION"):
        of(side, "stoploss long 100%p sl <-10000>", known=known, adopt=True)


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("line", ["market long 0.1 sl off 10%", "market long 0.1", "move sl to <-6000>"])
def test_what_an_older_entry_may_still_enter_counts(line: str, side: PositionSide) -> None:
    """0.9 (1, where nothing joins) asked for, half of it filled; once the rest is canceled for good, it is less."""
    story = Story(planned(SEPARATE, side, quantity="1" if "move" in line else "0.9", stop="-0.1", targets=()))
    story.price = D(60000)
    story.open()
    story.report("e1", NEW, "0.45")
    with pytest.raises(Refusal, match="E-BEYOND-LIQUIDATION"):
        of(side, line, story.bracket, known=facts(**POOR))
    story.tell(CancelTold(story.stamp, ("entries",)))
    with pytest.raises(Refusal, match="E-BEYOND-LIQUIDATION"):  # it may fill until the exchange has said otherwise
        of(side, line, story.bracket, known=facts(**POOR))
    story.report("e1", CANCELED, "0.45", final=True)
    assert of(side, line, story.bracket, known=facts(**POOR)).events


@pytest.mark.parametrize("side", BOTH)
def test_the_stop_that_an_older_entry_will_bring_counts(side: PositionSide) -> None:
    """0.6 are liquidated near 51826, 1 near 55216: between them lies the stop of the entry that rests, 53460."""
    story = standing(planned(SEPARATE, side, quantity="0.5", targets=()))
    for event in of(side, "limit long 0.1 at <-600> sl off 10%", story.bracket, known=facts(**POOR)).events:
        story.tell(event)
    assert of(side, "market long 0.1 sl off 5%", story.bracket, known=facts(**POOR)).events
    with pytest.raises(Refusal, match=rf"the stop at {at(side, -600) * (1 - side.sign * D('0.1')):.0f} is beyond"):
        of(side, "market long 0.4 sl off 5%", story.bracket, known=facts(**POOR))
    poorer = facts(equity=D(3000), free=D(3000))  # 0.6 are liquidated near 55175: a nearer stop is not refused for it
    assert of(side, "move sl to <-1000>", story.bracket, known=poorer).events
    story.report("e2", CANCELED, final=True)
    assert of(side, "market long 0.4 sl off 5%", story.bracket, known=facts(**POOR)).events


@pytest.mark.parametrize("side", BOTH)
def test_an_entry_beyond_liquidation_does_not_push_it_away(side: PositionSide) -> None:
    """1 at 60000 and 9 at 50000 would be liquidated near 50252; but near 55276 there is nothing left to enter with."""
    near = nearest_liquidation(side, D(1), D(60000), [(D(9), at(side, -10000))], facts(**POOR))
    assert near == nearest_liquidation(side, D(1), D(60000), [], facts(**POOR))
    both = [(D(9), at(side, -10000)), (D(1), at(side, -600))]
    nearer = nearest_liquidation(side, D(1), D(60000), both, facts(**POOR))
    assert nearer == nearest_liquidation(side, D(2), at(side, -300), [], facts(**POOR))


# -- isolated margin --------------------------------------------------------------------------------

# At 10x a long from 60000 stands on a tenth of it: (60000 - 6000) / 0.995, a short mirrored; equity helps nobody.
ALONE = {LONG: "54271.4", SHORT: "65671.6"}

ISOLATED = [
    # what stands, the line, the exchange's own liquidation price by its distance from 60000, the stop's that is refused
    (None, "market long 0.1 sl <-6000>", None, "54000"),
    (None, "market long 0.1 sl <-5000>", None, None),
    (None, "market long 0.01 sl <-6000>", None, "54000"),  # a smaller size does not help
    (("0.1", "-0.02"), "move sl to <-6000>", None, "54000"),
    (("0.1", "-0.02"), "move sl to <-5000>", None, None),
    (("0.1", "-0.02"), "move sl to <-5000>", -4000, "55000"),  # it knows better: a fee was paid
    (("0.1", "-0.02"), "move sl to <-6000>", -8000, None),  # margin was added by hand
    (("0.1", "-0.1"), "market long 0.1", None, "54000"),  # the stop that stands, for both
    (("0.1", "-0.1"), "market long 0.1", -8000, None),
]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("stands", "line", "told", "stop"), ISOLATED)
def test_an_isolated_position_is_liquidated_on_its_own_margin(
    stands: tuple[str, str] | None, line: str, told: int | None, stop: str | None, side: PositionSide
) -> None:
    groups: tuple[Bracket, ...] = ()
    positions: tuple[PositionFact, ...] = ()
    if stands is not None:
        groups = (standing(planned(SEPARATE, side, quantity=stands[0], stop=stands[1], targets=())).bracket,)
        near = None if told is None else at(side, told)
        positions = (PositionFact(side, D(stands[0]), D(60000), near),)
    known = facts(isolated=True, positions=positions)
    assert of(side, line, *groups, known=facts(positions=positions)).events  # on cross margin 100,000 stand behind it
    if stop is None:
        assert of(side, line, *groups, known=known).events
        return
    with pytest.raises(Refusal) as refusal:
        of(side, line, *groups, known=known)
    problem = refusal.value.problem
    assert (problem.code, problem.hint) == ("E-BEYOND-LIQUIDATION", "a nearer stop or less leverage")
    assert problem.message.startswith(f"the stop at {at(side, D(stop) - 60000)} is beyond the liquidation price near ")
    assert problem.message.endswith(" of an isolated position")
    if told is None:
        assert ALONE[side] in problem.message


@pytest.mark.parametrize("side", BOTH)
def test_an_isolated_position_has_its_profit_in_it(side: PositionSide) -> None:
    """Now at 61000, entered at 60000: where it is liquidated does not move with the price."""
    group = standing(planned(SEPARATE, side, quantity="0.1", stop="-0.02", targets=())).bracket
    known = facts(isolated=True, price=at(side, 1000))
    assert f"liquidation near {ALONE[side]}" in of(side, "move sl to <-5000>", group, known=known).notes


@pytest.mark.parametrize("side", BOTH)
def test_what_may_still_fill_brings_margin_of_its_own(side: PositionSide) -> None:
    """0.1 at 60000 and 0.1 at 59000 go near (59500 - 5950) / 0.995; the first alone is nearer, and counts."""
    lots = [(D("0.1"), at(side, -1000))]
    own = facts(isolated=True, equity=D(600))
    assert nearest_liquidation(side, D("0.1"), D(60000), lots, own) == nearest_liquidation(
        side, D("0.1"), D(60000), [], own
    )
    away = [(D("0.1"), at(side, 1000))]  # it fills on the other side of the market: nearer than the first
    both = nearest_liquidation(side, D("0.1"), D(60000), away, own)
    alone_ = nearest_liquidation(side, D("0.1"), D(60000), [], own)
    assert both is not None
    assert alone_ is not None
    assert side.sign * (both - alone_) > 0


# -- halted markets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
def test_nothing_is_entered_where_nothing_is_traded_and_everything_else_is_tried(side: PositionSide) -> None:
    known, group = facts(halted=True), standing(planned(SEPARATE, side)).bracket
    with pytest.raises(Refusal) as refusal:
        of(side, "market long 0.1 sl off 1%", group, known=known)
    assert refusal.value.problem.code == "E-HALTED"
    assert refusal.value.problem.message == "BTC/USDT:USDT is not traded at this moment"
    for line in ("close", "cancel", "move sl to <-1000>", "stoploss long 100%p sl off 1%"):
        assert of(side, line, group, known=known).events


# -- a machine's clock that is wrong ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "could not be compared with {}'s"),
        (61, "is 61 s ahead of {}'s"),
        (720, "is 12 min ahead of {}'s"),
        (-61, "is 61 s behind {}'s"),
        (60, ""),
        (-60, ""),
    ],
)
@pytest.mark.parametrize("side", BOTH)
def test_nothing_is_entered_by_a_wrong_clock_and_everything_else_is_tried(
    side: PositionSide, seconds: int | None, said: str
) -> None:
    group = standing(planned(SEPARATE, side)).bracket
    known = facts(skew=None if seconds is None else timedelta(seconds=seconds))
    if said:
        with pytest.raises(Refusal) as refusal:
            of(side, "market long 0.1 sl off 1%", group, known=known)
        assert refusal.value.problem.code == "E-CLOCK"
        clock = said.format(group.account)
        assert refusal.value.problem.message == f"this machine's clock {clock}; nothing was sent"
    else:
        assert of(side, "market long 0.1 sl off 1%", group, known=known).events
    for line in ("close", "cancel", "move sl to <-1000>", "stoploss long 100%p sl off 1%"):
        assert of(side, line, group, known=known).events
