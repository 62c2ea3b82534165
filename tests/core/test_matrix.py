"""The order state change matrix: every belief about an order against everything that can be heard of it.

Cells read ``status filled flags``: P pending, N open, F filled, C canceled, E expired, R rejected, X proved absent;
filled in tenths of a coin, of three; ``*`` settled, ``!`` a cancel is still asked.  A cancel's own answer, "duplicate
id" and a time-out are no facts about an order: the transport turns them into a look, so here they are "nothing".
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.events import CancelTold, Due, Event, Missed, Reported
from core.machine import apply
from core.orders import Fill, Order, OrdStatus, PositionSide, Reason, Report
from tests.core.build import BOTH, SEPARATE, D, Story, after, entered, planned

_LETTER = {
    OrdStatus.PENDING_NEW: "P",
    OrdStatus.NEW: "N",
    OrdStatus.FILLED: "F",
    OrdStatus.CANCELED: "C",
    OrdStatus.EXPIRED: "E",
    OrdStatus.REJECTED: "R",
    OrdStatus.NEVER: "X",
}
NEW, FILLED, CANCELED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.EXPIRED

# Sent at 0 and signed until 1 s, so it may arrive until 4 s, and reads trail by 3 s more: proof only if asked from 7 s.
EARLY, PROOF, LATE = 6.9, 7.0, 90.0

OBSERVED = [
    "open0",
    "open1",
    "open2",
    "filled",
    "cancel0",
    "cancel1",
    "cancel2",
    "expired1",
    "reject",
    "unknown",
    "early",
    "once",
    "twice",
    "nothing",
]
MATRIX = {
    #               open0 open1 open2 filled canc0 canc1 canc2 exp1 reject unkn early once twice nothing
    "sent":          "N0  N1  N2  F3* C0  C1  C2  E1  R0* P0  P0  P0  X0* P0",
    "open":          "N0  N1  N2  F3* C0  C1  C2  E1  E0  N0  N0  N0  E0  N0",
    "partial":       "N1  N1  N2  F3* C1  C1  C2  E1  E1  N1  N1  N1  E1  N1",
    "canceling":     "N0! N1! N2! F3* C0  C1  C2  E1  E0  N0! N0! N0! E0  N0!",
    "part canceling": "N1! N1! N2! F3* C1  C1  C2  E1  E1  N1! N1! N1! E1  N1!",
    "filled":        "F3* F3* F3* F3* F3* F3* F3* F3* F3* F3* F3* F3* F3* F3*",
    "canceled":      "C0  C1  C2  F3* C0  C1  C2  C1  C0  C0  C0  C0* C0* C0",
    "part canceled": "C1  C1  C2  F3* C1  C1  C2  C1  C1  C1  C1  C1* C1* C1",
    "expired":       "E1  E1  E2  F3* E1  E1  E2  E1  E1  E1  E1  E1* E1* E1",
    "rejected":      "R0* R1* R2* F3* R0* R1* R2* R1* R0* R0* R0* R0* R0* R0*",
    # absence was inferred, so what is seen after all exists
    "never":         "N0  N1  N2  F3* C0  C1  C2  E1  R0* X0* X0* X0* X0* X0*",
    "lost":          "N1  N1  N2  F3* C1  C1  C2  E1  E1  E1  E1  E1* E1* E1",
}  # fmt: skip


def _sent(side: PositionSide, slot: str) -> Story:
    if slot == "e1":
        story = Story(planned(SEPARATE, side), D(60000))
        story.open()
        return story
    whole = planned(SEPARATE, side, targets=(("1", "0.02"),))
    return entered(whole)[0]


def _hear(story: Story, slot: str, status: OrdStatus, tenths: int = 0, reason: Reason | None = None) -> None:
    """Folded in only: what it leads to is another test's business."""
    order = story.order(slot)
    filled = D(tenths) / 10
    report = Report(order.id, status, Fill(filled, filled * 60000), reason=reason)
    story.bracket = apply(story.bracket, Reported(story.stamp, report))


def _miss(story: Story, slot: str, *asked: float) -> None:
    for when in asked:
        story.bracket = apply(story.bracket, Missed(story.stamp, story.order(slot).id, after(when)))


def _cancel(story: Story, slot: str) -> None:
    story.tell(CancelTold(story.stamp, ("entries" if slot == "e1" else slot,)))
    assert story.order(slot).cancel_asked is not None


Prepare = Callable[[Story, str], None]
BELIEFS: dict[str, tuple[Prepare, ...]] = {
    "sent": (),
    "open": (lambda s, o: _hear(s, o, NEW),),
    "partial": (lambda s, o: _hear(s, o, NEW, 1),),
    "canceling": (lambda s, o: _hear(s, o, NEW), _cancel),
    "part canceling": (lambda s, o: _hear(s, o, NEW, 1), _cancel),
    "filled": (lambda s, o: _hear(s, o, FILLED, 3),),
    "canceled": (lambda s, o: _hear(s, o, NEW), lambda s, o: _hear(s, o, CANCELED)),
    "part canceled": (lambda s, o: _hear(s, o, CANCELED, 1),),
    "expired": (lambda s, o: _hear(s, o, EXPIRED, 1),),
    "rejected": (lambda s, o: _hear(s, o, OrdStatus.REJECTED, reason=Reason.FILTER),),
    "never": (lambda s, o: _miss(s, o, PROOF, PROOF + 1),),
    "lost": (lambda s, o: _hear(s, o, NEW, 1), lambda s, o: _miss(s, o, PROOF, PROOF + 1)),
}


def _observe(story: Story, slot: str, seen: str) -> None:
    kinds = {"open": NEW, "filled": FILLED, "cancel": CANCELED, "expired": EXPIRED}
    word = seen.rstrip("0123456789")
    if word in kinds:
        _hear(story, slot, kinds[word], 3 if word == "filled" else int(seen[-1]))
    elif seen == "reject":
        _hear(story, slot, OrdStatus.REJECTED, reason=Reason.OTHER)
    elif seen == "unknown":
        _hear(story, slot, OrdStatus.PENDING_NEW)
    elif seen == "nothing":
        story.bracket = apply(story.bracket, Due(story.stamp))
    else:
        _miss(story, slot, *{"early": (EARLY - 5, EARLY - 5), "once": (LATE,), "twice": (LATE, LATE + 1)}[seen])


def _cell(order: Order) -> str:
    flags = ("!" if order.cancel_asked else "") + ("*" if order.settled else "")
    return f"{_LETTER[order.status]}{int(order.cum_qty * 10)}{flags}"


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("slot", ["e1", "tp1"])
@pytest.mark.parametrize(("belief", "seen"), [(b, s) for b in MATRIX for s in OBSERVED])
def test_cell(belief: str, seen: str, slot: str, side: PositionSide) -> None:
    story = _sent(side, slot)
    id = story.order(slot).id
    for prepare in BELIEFS[belief]:
        prepare(story, slot)
    story.seconds = 60
    _observe(story, slot, seen)
    after_all = next(o for o in story.bracket.orders if o.id == id)
    assert _cell(after_all) == MATRIX[belief].split()[OBSERVED.index(seen)]


def test_the_matrix_is_whole() -> None:
    assert MATRIX.keys() == BELIEFS.keys()
    assert all(len(row.split()) == len(OBSERVED) for row in MATRIX.values())


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("belief", MATRIX)
def test_hearing_it_twice_is_hearing_it_once(belief: str, side: PositionSide) -> None:
    for seen in OBSERVED[:10]:
        story = _sent(side, "tp1")
        for prepare in BELIEFS[belief]:
            prepare(story, "tp1")
        _observe(story, "tp1", seen)
        once = story.bracket
        _observe(story, "tp1", seen)
        assert story.bracket == once


# -- when an end is settled -------------------------------------------------------------------------

SETTLING = [
    # quiet is 2.5 s after the end at 10 s; "asked" is when the question left, None a push
    (EXPIRED, None, False, False),
    (EXPIRED, 12.4, False, False),
    (EXPIRED, 12.5, False, True),
    (CANCELED, 12.5, False, True),
    (CANCELED, None, True, True),
    (NEW, 12.5, False, False),  # an answer that trails behind settles nothing
]


@pytest.mark.parametrize(("status", "asked", "final", "settled"), SETTLING)
def test_an_end_is_settled_by_a_second_look(status: OrdStatus, asked: float | None, final: bool, settled: bool) -> None:
    story = _sent(BOTH[0], "e1")
    story.seconds = 10
    _hear(story, "e1", NEW, 1)
    _hear(story, "e1", CANCELED, 1)
    report = Report(story.order("e1").id, status, Fill(D("0.1"), D(6000)), final=final)
    event: Event = Reported(story.stamp, report, None if asked is None else after(asked))
    story.bracket = apply(story.bracket, event)
    assert story.order("e1").settled is settled
    assert story.order("e1").status is CANCELED


@pytest.mark.parametrize(("asked", "again"), [(None, False), (11.9, False), (12.0, True)])
def test_a_cancel_that_changed_nothing_for_two_seconds_was_lost(asked: float | None, again: bool) -> None:
    story = _sent(BOTH[0], "e1")
    story.accepted("e1")
    story.seconds = 10
    _cancel(story, "e1")
    story.seconds = 13
    sent = story.report("e1", NEW, asked=asked)
    assert sent == (["-e1#1"] if again else [])


@pytest.mark.parametrize(("asked", "absent"), [((6.9, 6.9), False), ((7.0, 7.0), True), ((6.9, 7.0), False)])
def test_absence_is_proved_only_by_what_was_asked_after_the_request_had_died(
    asked: tuple[float, ...], absent: bool
) -> None:
    story = _sent(BOTH[0], "e1")
    _miss(story, "e1", *asked)
    assert (story.order("e1").status is OrdStatus.NEVER) is absent


def test_what_is_seen_between_two_misses_starts_the_count_anew() -> None:
    story = _sent(BOTH[0], "e1")
    _miss(story, "e1", 8)
    _hear(story, "e1", NEW)
    _miss(story, "e1", 9)
    assert story.order("e1").status is NEW


def test_a_fill_that_comes_after_the_end_reopens_the_books() -> None:
    story = _sent(BOTH[0], "e1")
    story.accepted("e1")
    _cancel(story, "e1")
    story.report("e1", CANCELED)
    assert story.bracket.position == 0
    sent = story.report("e1", CANCELED, "0.1", D(60000))
    assert story.bracket.position == D("0.1")
    assert sent[0] == "+sl#1 0.1 stop_market !58800"
