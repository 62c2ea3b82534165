"""What the limiter keeps under any timetable: budgets, the order of urgency, turns, deadlines, and nobody forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.exchanges.limits import Budget, Kind, Limits, Scope
from tests.limiter_kit import LEFT, REFUSED, SENT, Answer, Ask, Done, played, times

USED = "X-Used"
BUDGETS = st.builds(
    lambda scope, burst, rest, seconds: Budget("b", scope, burst + rest, seconds, burst, used=USED),
    st.sampled_from(Scope),
    st.integers(5, 30),
    st.integers(1, 60),
    st.integers(1, 20),
)
SCARCE = BUDGETS.map(lambda budget: Limits("venue", (replace(budget, scope=Scope.IP, burst=5, limit=6),)))
LIMITS = st.lists(BUDGETS, min_size=1, max_size=3).map(lambda found: Limits("venue", tuple(found)))
ONE_IP = BUDGETS.map(lambda budget: Limits("venue", (replace(budget, scope=Scope.IP),)))
ASKS = st.builds(
    Ask, at=st.integers(0, 3000), kind=st.sampled_from(Kind), account=st.integers(0, 2), weight=st.integers(1, 3)
)
SCHEDULES = st.lists(ASKS, min_size=1, max_size=40)
RESTLESS = st.lists(
    st.builds(
        replace,
        ASKS,
        patience=st.none() | st.integers(0, 4000),
        leaves=st.none() | st.integers(0, 4000),
    ),
    min_size=1,
    max_size=40,
)
ANSWERS = st.lists(
    st.builds(
        Answer,
        at=st.integers(0, 4000),
        status=st.sampled_from([200, 200, 429, 418]),
        headers=st.sampled_from([(), ((USED, "3"),), ((USED, "1000"),), (("Retry-After", "1"),), ((USED, "-5"),)]),
    ),
    max_size=6,
)
MICRO = 1e-6


def within(budget: Budget, done: Sequence[Done]) -> bool:
    """Whether no stretch between two sent requests holds more than 70 % of what the budget documents.

    At most the burst and what flows in meanwhile; so at most 70 % of ``limit`` in any ``seconds``.
    """
    rate = Fraction(budget.limit - budget.burst, budget.seconds)
    for account in {one.ask.account for one in done} if budget.scope is Scope.ACCOUNT else {None}:
        sent = sorted(
            (round(one.at * 1_000_000), one.ask.weight)
            for one in done
            if one.end == SENT and account in {None, one.ask.account}
        )
        for i, (start, _) in enumerate(sent):
            units = 0
            for at, weight in sent[i:]:
                units += weight
                passed = Fraction(at - start, 1_000_000)
                if units > Fraction(7, 10) * (budget.burst + rate * passed):
                    return False
    return True


@given(LIMITS, RESTLESS, ANSWERS)
def test_no_budget_is_ever_exceeded(limits: Limits, asks: list[Ask], answers: list[Answer]) -> None:
    done = played(limits, asks, answers)
    assert all(within(budget, done) for budget in limits.budgets)


@given(ONE_IP, SCHEDULES)
def test_all_are_sent_as_soon_as_the_budget_allows(limits: Limits, asks: list[Ask]) -> None:
    (budget,) = limits.budgets
    done = played(limits, asks)
    assert all(one.end == SENT for one in done)
    rate = 0.7 * (budget.limit - budget.burst) / budget.seconds
    kept = 0.7 * budget.burst * Kind.LOOK.kept / 100
    last = max(ask.at for ask in asks) / 1000
    assert max(times(done)) <= last + (sum(ask.weight for ask in asks) + kept) / rate + 0.001
    if sum(ask.weight for ask in asks) <= 0.7 * budget.burst - kept:
        assert all(one.at == one.ask.at / 1000 for one in done)


@given(LIMITS, RESTLESS, ANSWERS)
def test_nobody_waits_for_ever(limits: Limits, asks: list[Ask], answers: list[Answer]) -> None:
    """Bans here last two minutes; a lost wake-up would be a deadlock, one of a timer an hour."""
    done = played(limits, asks, answers)
    assert all(one.at < 3600 for one in done)
    assert all(one.refusal is not None for one in done if one.end == REFUSED)
    assert all(one.ask.leaves is not None for one in done if one.end == LEFT)


@given(ONE_IP, SCHEDULES)
def test_whoever_is_more_urgent_goes_first(limits: Limits, asks: list[Ask]) -> None:
    done = played(limits, asks)
    for one in done:
        for other in done:
            if one.ask.kind.level < other.ask.kind.level and one.ask.at / 1000 < other.at:
                assert one.turn < other.turn or one.at == other.at


@given(LIMITS, SCHEDULES)
def test_inside_one_kind_an_account_is_served_as_it_came(limits: Limits, asks: list[Ask]) -> None:
    done = played(limits, asks)
    for account in range(3):
        for level in range(3):
            mine = [one for one in done if one.ask.account == account and one.ask.kind.level == level]
            mine.sort(key=lambda one: one.ask.at)  # stable: what comes together is served in the order of the list
            assert all(a.at <= b.at for a, b in pairwise(mine))
            assert [one.turn for one in mine] == sorted(one.turn for one in mine)


@given(ONE_IP, st.lists(st.integers(1, 15), min_size=2, max_size=4), st.sampled_from(Kind))
def test_accounts_take_turns(limits: Limits, counts: list[int], kind: Kind) -> None:
    """Of accounts that wait from the same moment on, none is served twice before each of the others once."""
    asks = [Ask(kind=kind, account=account) for account, n in enumerate(counts) for _ in range(n)]
    waited = sorted((one for one in played(limits, asks) if one.at > 0), key=lambda one: one.turn)
    left = {account: sum(1 for one in waited if one.ask.account == account) for account in range(len(counts))}
    served = dict.fromkeys(left, 0)
    for one in waited:
        served[one.ask.account] += 1
        left[one.ask.account] -= 1
        waiting = [served[account] for account in left if left[account]]
        assert max(served.values()) - min(waiting, default=len(asks)) <= 1


@given(LIMITS, RESTLESS, ANSWERS)
def test_nothing_is_sent_late(limits: Limits, asks: list[Ask], answers: list[Answer]) -> None:
    for one in played(limits, asks, answers):
        if one.ask.patience is not None:
            assert one.at <= (one.ask.at + one.ask.patience) / 1000 + MICRO
        if one.ask.leaves is not None:
            assert one.at <= (one.ask.at + one.ask.leaves) / 1000 + MICRO


@given(SCARCE, SCHEDULES, st.integers(0, 3))
@settings(max_examples=50)
def test_who_leaves_at_once_leaves_no_trace(limits: Limits, asks: list[Ask], step: int) -> None:
    """Requests that are canceled in the instant in which they come cost nobody anything."""
    asks = [*[Ask(kind=Kind.PROTECT)] * 3, *asks]
    ghosts = [replace(ask, leaves=0) for ask in asks[3 :: step + 1]]
    alone = played(limits, asks)
    haunted = played(limits, [*asks, *ghosts])
    assume(all(one.end == LEFT for one in haunted[len(asks) :]))  # else it was sent before it could leave
    assert [one.at for one in haunted[: len(asks)]] == [one.at for one in alone]


@given(LIMITS, SCHEDULES, st.integers(0, 3000), st.integers(-5, 2000))
def test_a_header_never_lets_more_through(limits: Limits, asks: list[Ask], at: int, used: int) -> None:
    deaf = played(limits, asks)
    heard = played(limits, asks, [Answer(at, 200, ((USED, str(used)),))])
    assert max(times(heard)) >= max(times(deaf))
    assert all(within(budget, heard) for budget in limits.budgets)
