"""The limiter, story by story: urgency, pauses, bans, what headers say, and calls that leave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.clock import EPOCH, SystemClock, VirtualClock, run_virtual
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.limits import LONGEST, Budget, Kind, Limits, Scope, Told
from core.ports import Unreachable
from tests.limiter_kit import LEFT, REFUSED, SENT, Answer, Ask, Done, moment, played, times

# 7 at once, of which looks leave 1.75 and orders 0.7; then 7 in ten seconds
TEN = Budget("requests", Scope.IP, 20, 10, used="X-Used", left="X-Left")
VENUE = Limits("venue", (TEN,))
# 70 at once, one a second
WIDE = Budget("requests", Scope.IP, 2000, 10)
ROOMY = Budget("orders", Scope.ACCOUNT, 200, 70, 100, costs={"order": 10, "protect": 10, "pair": 20}, other=0)


class Corrected:
    """A clock that somebody sets back by an hour."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock, self.back = clock, timedelta(0)

    def now(self) -> datetime:
        return self.clock.now() - self.back

    wall = now

    async def sleep(self, seconds: float) -> None:
        await self.clock.sleep(seconds)


# -- who goes first -------------------------------------------------------------------------------


def test_an_idle_limiter_lets_a_burst_go_at_once_and_fills_while_nobody_looks() -> None:
    bracket = [Ask(0, Kind.ORDER), Ask(0, Kind.PROTECT), Ask(0, Kind.PROTECT)]
    later = [replace(ask, at=10_000) for ask in bracket * 2]
    assert times(played(VENUE, [*bracket, *later])) == [0, 0, 0, *[10] * 6]


@pytest.mark.parametrize("kind", [Kind.PROTECT, Kind.CANCEL, Kind.ORDER])
def test_nothing_urgent_waits_behind_looks(kind: Kind) -> None:
    done = played(VENUE, [Ask(0)] * 100 + [Ask(5, kind)])
    assert done[-1].at == 0.005
    assert done[-1].turn == 6


def test_stops_and_cancels_are_one_kind_and_go_before_orders_and_orders_before_looks() -> None:
    empty = [Ask(0, Kind.CANCEL)] * 7
    asks = [Ask(1, Kind.LOOK), Ask(2, Kind.ORDER), Ask(3, Kind.PROTECT), Ask(4, Kind.CANCEL), Ask(5, Kind.PROTECT)]
    done = played(VENUE, [*empty, *asks])
    assert [one.turn - 7 for one in done[7:]] == [5, 4, 1, 2, 3]


def test_a_cancel_does_not_wait_for_what_it_does_not_need() -> None:
    """Out of order budget, an account can still cancel and look, and the orders behind it still go in order."""
    limits = Limits("venue", (ROOMY, WIDE))
    asks = [Ask(0, Kind.PROTECT)] * 8 + [Ask(1, Kind.ORDER), Ask(2, Kind.CANCEL), Ask(3, Kind.LOOK)]
    done = played(limits, asks)
    assert times(done) == [*[0] * 7, 10, 27, 0.002, 0.003]  # an order leaves 7 for stops


def test_an_order_that_waits_is_not_overtaken_by_smaller_ones() -> None:
    asks = [Ask(0, Kind.PROTECT, call="protect", weight=7), Ask(1, Kind.PROTECT, call="pair"), Ask(2, Kind.PROTECT)]
    assert times(played(Limits("venue", (ROOMY,)), asks)) == [0, 20, 30]


def test_an_order_does_not_slip_past_a_larger_stop_that_waits_for_the_same_budget() -> None:
    asks = [Ask(0, Kind.PROTECT, weight=7), Ask(1, Kind.PROTECT, call="pair"), Ask(2, Kind.ORDER)]
    assert times(played(Limits("venue", (ROOMY,)), asks)) == [0, 20, 37]


def test_one_accounts_own_limit_stops_nobody_else() -> None:
    asks = [Ask(0, Kind.ORDER, weight=6), Ask(0, Kind.ORDER), Ask(1, Kind.ORDER, account=1)]
    assert times(played(Limits("venue", (ROOMY, WIDE)), asks)) == [0, 7, 0.001]


def test_who_queues_little_is_not_behind_who_queues_much() -> None:
    done = played(VENUE, [*[Ask(0)] * 50, Ask(10, account=1)])
    assert done[-1].turn <= 7


def test_turns_are_counted_by_what_they_use_up() -> None:
    """An account whose requests weigh three times as much gets a third of the turns."""
    full = [Ask(0, Kind.CANCEL, account=2)] * 7
    done = played(VENUE, [*full, *[Ask(1, weight=3)] * 8, *[Ask(1, account=1)] * 8])
    heavy = [one for one in done if one.ask.account == 0]
    assert sum(one.turn < max(o.turn for o in done if o.ask.account == 1) for one in heavy) in {2, 3}


def test_nobody_saves_up_turns() -> None:
    """Who was idle while another was served starts beside the other, not ahead of all that it did not use."""
    earlier = [Ask(n * 2000) for n in range(20)]
    both = [*[Ask(60_000)] * 7, *[Ask(60_000)] * 10, *[Ask(60_000, account=1)] * 10]
    done = [one for one in played(VENUE, [*earlier, *both]) if one.at > 60]
    done.sort(key=lambda one: one.turn)
    assert sum(one.ask.account for one in done[:10]) in {5, 6}


def test_what_no_budget_knows_costs_nothing() -> None:
    assert times(played(Limits("venue", ()), [Ask(0)] * 1000)) == [0] * 1000


# -- who leaves -----------------------------------------------------------------------------------


def test_a_canceled_waiter_leaves_no_hole() -> None:
    full = [Ask(0, Kind.CANCEL)] * 7
    done = played(VENUE, [*full, Ask(1, Kind.ORDER, weight=6, leaves=500), Ask(2, Kind.ORDER), Ask(3, leaves=600)])
    assert [one.end for one in done[7:]] == [LEFT, SENT, LEFT]
    assert done[8].at == 2.428572  # 1.7 units at 0.7 a second


def test_a_turn_that_came_too_late_for_its_caller_is_given_back() -> None:
    async def story(clock: VirtualClock) -> None:
        limiter = Limiter(Address(clock, VENUE))
        for _ in range(7):
            await limiter.take(Kind.CANCEL)
        first, second = (asyncio.create_task(limiter.take(Kind.CANCEL)) for _ in range(2))
        await clock.sleep(0)
        asyncio.get_running_loop().call_later(1.428572, first.cancel)  # the very moment, and after the alarm was set
        await second
        assert first.cancelled()
        assert clock.now() == moment(1.428572)

    run_virtual(story)


@pytest.mark.parametrize(
    ("patience", "end", "at"),
    [(0, REFUSED, 0), (1428, REFUSED, 0), (1429, SENT, 1.428572), (60_000, SENT, 1.428572)],
)
def test_nothing_waits_past_its_deadline(patience: int, end: str, at: float) -> None:
    """Where it is clear from the start, it is said at once."""
    done = played(VENUE, [*[Ask(0, Kind.CANCEL)] * 7, Ask(0, Kind.CANCEL, patience=patience)])
    assert (done[-1].end, done[-1].at) == (end, at)


def test_a_deadline_is_kept_where_others_turn_out_to_go_first() -> None:
    asks = [Ask(0, Kind.CANCEL)] * 7 + [Ask(0, Kind.ORDER, patience=3000), *[Ask(1, Kind.PROTECT)] * 5]
    late = played(VENUE, asks)[7]
    assert (late.end, late.at) == (REFUSED, 3)
    assert str(late.refusal) == "venue's limit of requests leaves no room before 00:00:03; nothing was sent"
    assert late.refusal is not None
    assert late.refusal.until is None


def test_a_turn_that_comes_when_time_has_run_on_is_not_used() -> None:
    """The loop was busy between the turn and the sender; the next one gets it."""

    async def story(clock: VirtualClock) -> None:
        corrected = Corrected(clock)
        limiter = Limiter(Address(corrected, VENUE))
        for _ in range(7):
            await limiter.take(Kind.CANCEL)
        late = asyncio.create_task(limiter.take(Kind.ORDER, weight=5, deadline=moment(9)))
        await clock.sleep(0)
        due = 8.14286  # 5 units, and 0.7 left for what is urgent
        asyncio.get_running_loop().call_later(due, setattr, corrected, "back", -timedelta(seconds=1))
        with pytest.raises(Unreachable, match="no room before 00:00:09; nothing was sent"):
            await late
        assert clock.now() == moment(due)
        await limiter.take(Kind.CANCEL, weight=6)
        assert clock.now() == moment(due)

    run_virtual(story)


# -- what is heard --------------------------------------------------------------------------------


def heard(answer: Answer, limits: Limits = VENUE, account: int = 0, kind: Kind = Kind.LOOK) -> Done:
    """What a request at one second meets after an answer at zero."""
    return played(limits, [Ask(1000, kind, account)], [answer])[0]


BYBIT = replace(
    VENUE,
    pauses={"429": Scope.IP, "10006": Scope.ACCOUNT},
    bans=frozenset({"418", "403"}),
    retry={"Retry-After": Told.SECONDS, "X-Reset": Told.AT_MILLISECONDS, "X-Wait": Told.MILLISECONDS},
    pause=timedelta(seconds=3),
    ban=timedelta(minutes=10),
)
START = int(EPOCH.timestamp())


@pytest.mark.parametrize(
    ("status", "headers", "code", "sent"),
    [
        (200, {}, None, 1),
        (503, {"Retry-After": "9"}, None, 1),  # says nothing about limits
        (429, {}, None, 3),
        (429, {"Retry-After": "9"}, None, 9),
        (429, {"retry-after": " 9 "}, None, 9),
        (429, {"Retry-After": "8.25"}, None, 8.25),
        (429, {"Retry-After": "Mon, 01 Jan 2024 00:00:07 GMT"}, None, 7),
        (429, {"Retry-After": "Mon, 01 Jan 2024 00:00:07 -0000"}, None, 7),
        (429, {"Retry-After": "Mon, 01 Jan 2024 01:00:07 +0100"}, None, 7),
        (429, {"X-Reset": str(START * 1000 + 2500)}, None, 2.5),
        (429, {"X-Reset": str(START * 1000 - 1)}, None, 3),  # a clock that is behind tells nothing
        (429, {"X-Wait": "4500", "Retry-After": "2"}, None, 4.5),  # the longest counts
        (200, {}, "10006", 3),
        (429, {}, "10006", 3),
        *(
            (429, {"Retry-After": text}, None, 3)
            for text in ("", "soon", "nan", "-inf", "-5", "0", "1e400", "9" * 5000)
        ),
    ],
)
def test_a_pause_is_waited_out(status: int, headers: dict[str, str], code: str | None, sent: float) -> None:
    done = heard(Answer(0, status, tuple(headers.items()), code), BYBIT)
    assert (done.end, done.at) == (SENT, sent)


@pytest.mark.parametrize(("code", "sent"), [("10006", 1), (None, 3)])
def test_a_pause_holds_those_whose_budget_it_is(code: str | None, sent: float) -> None:
    done = heard(Answer(0, 429, code=code), BYBIT, account=1)
    assert done.at == sent


@pytest.mark.parametrize(
    ("status", "headers", "code", "minutes", "reason"),
    [
        (418, {}, None, 10, "venue has banned this machine for too many requests"),
        (403, {}, None, 10, "venue has banned this machine for too many requests"),
        (418, {"Retry-After": "180"}, None, 3, "venue has banned this machine for too many requests"),
        (418, {"Retry-After": "900000000"}, None, 3 * 24 * 60, "venue has banned this machine for too many requests"),
        (418, {"Retry-After": "9" * 15}, None, 3 * 24 * 60, "venue has banned this machine for too many requests"),
        (200, {}, "418", 10, "venue has banned this machine for too many requests"),
        (429, {"Retry-After": "120"}, None, 2, "venue asks for a pause after too many requests"),
        (429, {"Retry-After": "120"}, "10006", 2, "venue asks for a pause after too many requests"),
        (429, {"Retry-After": "15"}, None, 0.25, "venue asks for a pause after too many requests"),
    ],
)
def test_a_ban_is_told_at_once(
    status: int, headers: dict[str, str], code: str | None, minutes: float, reason: str
) -> None:
    done = heard(Answer(0, status, tuple(headers.items()), code), BYBIT, kind=Kind.PROTECT)
    until = moment(minutes * 60)
    assert (done.end, done.at) == (REFUSED, 1)
    assert done.refusal is not None
    assert done.refusal.until == until
    assert str(done.refusal) == f"{reason}, until {until:%Y-%m-%d %H:%M:%S} UTC; nothing was sent"


@pytest.mark.parametrize(("status", "code"), [(200, "403"), (403, "403"), (403, "10003"), (400, "403")])
def test_what_an_exchange_says_of_one_key_shuts_nobody_else_out(status: int, code: str) -> None:
    done = heard(Answer(0, status, code=code), BYBIT, account=1, kind=Kind.PROTECT)
    assert (done.end, done.at) == (SENT, 1)


def test_a_ban_turns_away_everybody_who_waits_at_that_address() -> None:
    asks = [Ask(0, Kind.CANCEL)] * 7 + [Ask(0, account=1), Ask(0, Kind.PROTECT, weight=7), Ask(121_000)]
    done = played(VENUE, asks, [Answer(1000, 418)])
    assert [(one.end, one.at) for one in done[7:9]] == [(REFUSED, 1)] * 2
    assert done[9].end == SENT


def test_an_accounts_long_pause_turns_away_that_account_alone() -> None:
    asks = [Ask(0, Kind.CANCEL)] * 7 + [Ask(0, account=1), Ask(0)]
    done = played(BYBIT, asks, [Answer(1000, 429, (("Retry-After", "120"),), "10006")])
    assert [one.end for one in done[7:]] == [SENT, REFUSED]


def test_after_a_ban_what_is_urgent_goes_first() -> None:
    """Even if looks come back sooner than the stop that they make us place."""
    asks = [*[Ask(120_000)] * 5, Ask(120_001, Kind.PROTECT)]
    done = played(VENUE, asks, [Answer(0, 418)])
    assert done[-1].at == 120.001
    assert done[-1].turn == 1


def test_the_longest_ban_counts_and_an_old_answer_ends_none() -> None:
    answers = [Answer(0, 418), Answer(10, 418, (("Retry-After", "10"),)), Answer(20, 429), Answer(30, 200)]
    asks = [Ask(119_999), Ask(120_000)]
    assert [one.end for one in played(VENUE, asks, answers)] == [REFUSED, SENT]


def test_a_pause_after_a_ban_is_only_a_pause() -> None:
    answers = [Answer(0, 418), Answer(130_000, 429)]
    done = played(VENUE, [Ask(131_000, Kind.PROTECT)], answers)[0]
    assert (done.end, done.at) == (SENT, 135)


def test_a_call_next_in_line_is_held_when_its_account_is_paused_meanwhile() -> None:
    asks = [*[Ask(0, Kind.CANCEL, account=1)] * 7, Ask(0, Kind.CANCEL), Ask(2000, account=1)]
    done = played(BYBIT, asks, [Answer(1000, 200, code="10006")])
    assert done[7].at == 4
    assert done[8].at < 4


def test_a_pause_that_outlasts_a_deadline_is_told_with_its_end() -> None:
    done = played(VENUE, [Ask(1000, Kind.ORDER, patience=2000)], [Answer(0, 429)])[0]
    assert (done.end, done.at) == (REFUSED, 1)
    assert done.refusal is not None
    assert done.refusal.until == moment(5)


def test_a_body_may_say_until_when(caplog: pytest.LogCaptureFixture) -> None:
    async def story(clock: VirtualClock) -> list[datetime | None]:
        ends = []
        for days in (1, 9, -1):
            limiter = Limiter(Address(clock, VENUE))
            limiter.heard(418, {}, until=clock.now() + timedelta(days=days))
            with pytest.raises(Unreachable) as refusal:
                await limiter.take(Kind.PROTECT)
            ends.append(refusal.value.until)
        return ends

    with caplog.at_level(logging.WARNING):
        assert run_virtual(story) == [moment(86400), EPOCH + LONGEST, moment(120)]
    assert len(caplog.records) == 3


@pytest.mark.parametrize(
    ("name", "value", "call", "sent"),
    [
        ("X-Used", "0", None, 7),
        ("x-used", "5", None, 7),  # 14 - 5 leave more than the 7 that we thought we had
        ("X-Used", "12", None, 2),
        ("X-Used", "14", None, 0),
        ("X-Used", "5000", None, 0),
        ("X-Used", "-5000", None, 7),
        ("X-Used", "many", None, 7),
        ("X-Used", "NaN", None, 7),
        ("X-Left", "20", None, 7),
        ("X-Left", "8", None, 2),
        ("X-Left", "0", None, 0),
        ("X-Used", "14", "look", 0),
        ("X-Used", "14", "free", 7),  # answers to what this budget does not count speak of another
    ],
)
def test_headers_only_ever_lower_our_own_count(name: str, value: str, call: str | None, sent: int) -> None:
    async def story(clock: VirtualClock) -> int:
        limiter = Limiter(Address(clock, Limits("venue", (replace(TEN, costs={"free": 0}),))))
        limiter.heard(200, {name: value}, call=call)
        asks = [asyncio.create_task(limiter.take(Kind.CANCEL)) for _ in range(10)]
        await clock.sleep(0)
        await clock.sleep(0)
        return sum(ask.done() for ask in asks)

    assert run_virtual(story) == sent


def test_what_cannot_be_read_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    answers = [Answer(n, 200, (("X-Used", "many"),)) for n in range(5)]
    with caplog.at_level(logging.WARNING):
        played(VENUE, [Ask(0)], answers)
    assert [record.getMessage() for record in caplog.records] == [
        "venue: what it says of its limit requests: 'many' is no number"
    ]


# -- clocks ---------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_costs_one_bucket_at_most() -> None:
    async def story(clock: VirtualClock) -> datetime:
        corrected = Corrected(clock)
        limiter = Limiter(Address(corrected, VENUE))
        await limiter.take(Kind.PROTECT)
        corrected.back = timedelta(hours=1)
        for _ in range(2):
            await limiter.take(Kind.PROTECT)
        return clock.now()

    assert moment(1) < run_virtual(story) < moment(10)


def test_real_time_does_as_well() -> None:
    async def story() -> None:
        limiter = Limiter(Address(SystemClock(), Limits("venue", (Budget("quick", Scope.IP, 1000, 1, 10),))))
        await asyncio.gather(*(limiter.take(kind) for kind in Kind for _ in range(5)))

    asyncio.run(story())


# -- records --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: replace(TEN, limit=1),
        lambda: replace(TEN, seconds=0),
        lambda: replace(TEN, burst=20),
        lambda: replace(TEN, burst=-1),
        lambda: replace(TEN, other=8),
        lambda: replace(TEN, other=-1),
        lambda: replace(TEN, costs={"list": 8}),
        lambda: replace(TEN, costs={"list": -1}),
        lambda: Budget("requests", Scope.IP, 1, 1),
    ],
)
def test_a_budget_that_could_not_be_kept_is_no_budget(make: Callable[[], Budget]) -> None:
    with pytest.raises(ValueError, match="budget requests"):
        make()


@pytest.mark.parametrize(("weight", "text"), [(8, "8 units at once can never be sent"), (0, "weight 0")])
def test_a_call_that_could_never_be_sent_is_an_error(weight: int, text: str) -> None:
    async def story(clock: VirtualClock) -> None:
        await Limiter(Address(clock, VENUE)).take(Kind.PROTECT, weight=weight)

    with pytest.raises(ValueError, match=text):
        run_virtual(story)


def test_a_full_bucket_serves_even_a_look_that_empties_it() -> None:
    assert times(played(VENUE, [Ask(0, weight=7)] * 2)) == [0, 10.000004]
