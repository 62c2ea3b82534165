"""Fills in parts: one message with their sum and each of them, and nothing of the orders that only made room."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.gathered import gathered, in_parts, parts_of
from bot.language import LANGUAGES, Reader, language
from bot.text import sentence
from core.notices import Notice, NoticeKind
from core.orders import ZERO
from core.ports import Outgoing
from tests.chat_kit import HOME, Chat
from tests.core.build import START, D
from tests.test_reception import play

KINDS = (
    *(
        NoticeKind.FILLED,
        NoticeKind.ACCEPTED,
        NoticeKind.CANCELED,
        NoticeKind.STOP_MOVED,
        NoticeKind.REJECTED,
        NoticeKind.REPLACED,
    ),
    *(NoticeKind.CLOSED, NoticeKind.UNPROTECTED, NoticeKind.OUTSIDE, NoticeKind.HALTED),
)
QUIET = (NoticeKind.ACCEPTED, NoticeKind.CANCELED, NoticeKind.STOP_MOVED, NoticeKind.REPLACED)


def filled(quantity: str, price: str, cum: str, left: str, order: str = "e") -> Notice:
    return Notice(NoticeKind.FILLED, "entry", "entry", order, "buy", D(quantity), D(price), D(cum), D(left))


def exit_(kind: NoticeKind, name: str, order: str, quantity: str, price: str, text: str = "") -> Notice:
    return Notice(kind, name, name, order, "sell", D(quantity), D(price), D(0), D(quantity), text)


def placed(name: str, order: str, quantity: str, price: str) -> Notice:
    return exit_(NoticeKind.ACCEPTED, name, order, quantity, price)


def off(name: str, order: str, quantity: str, price: str, why: str = "") -> Notice:
    return exit_(NoticeKind.CANCELED, name, order, quantity, price, why)


def moved(price: str) -> Notice:
    return exit_(NoticeKind.STOP_MOVED, "sl", "x", "1", price)


def rows(*notices: Notice, bracket: str = "2") -> list[Outgoing]:
    return [Outgoing(f"{bracket}.{n}.0", bracket, "paper", "BTC/USDT", START, one) for n, one in enumerate(notices)]


def said(*notices: Notice) -> list[str | None]:
    return [sentence(one.notice, one.bracket) for one in gathered(rows(*notices))]


FIRST = filled("0.3", "60000", "0.3", "0.7")
SECOND = filled("0.1", "60010", "0.4", "0.6")
LAST = filled("0.6", "60020", "1", "0")


def test_the_sum_and_the_average_first_and_then_each() -> None:
    assert said(FIRST, SECOND) == ["#2 entry: bought 0.4 at 60002.5, 0.6 to go (0.3 at 60000, 0.1 at 60010)"]
    assert said(FIRST, SECOND, LAST) == [
        "#2 entry: bought 1 at 60013 (0.3 at 60000, 0.1 at 60010, 0.6 at 60020)",
    ]
    assert said(LAST) == ["#2 entry: bought 0.6 at 60020"]


def test_each_part_is_named_in_every_language() -> None:
    (one,) = gathered(rows(FIRST, SECOND))
    for tag in LANGUAGES:
        text = sentence(one.notice, "2", Reader(language(tag))) or ""
        assert [text.count(word) for word in ("60002.5", "60000", "60010", "0.3", "0.1")] == [1] * 5, text


def test_pairs_that_only_made_room_are_not_told() -> None:
    assert said(
        *(off("sl", "a", "1", "58800"), off("tp1", "a", "1", "63000"), FIRST),
        *(placed("sl", "b", "0.3", "58200"), placed("tp2", "b", "0.3", "63600"), moved("58200")),
        *(placed("sl", "c", "1", "58200"), placed("tp1", "c", "1", "63000")),
        *(off("sl", "b", "0.3", "58200"), off("tp2", "b", "0.3", "63600"), LAST, moved("58210")),
        *(placed("sl", "d", "0.9", "58210"), placed("tp2", "d", "0.9", "63610")),
        *(off("sl", "c", "1", "58200"), off("tp1", "c", "1", "63000")),
        *(placed("sl", "f", "1", "58210"), placed("tp1", "f", "1", "63000")),
    ) == [
        "#2 entry: bought 0.9 at 60013.3333 (0.3 at 60000, 0.6 at 60020)",
        "#2 tp2 placed: sell 0.9 at 63610",
        "#2 sl placed: sell 1.9 at 58210",
    ]


def test_an_order_that_grew_is_told_as_it_is_now() -> None:
    grown = [exit_(NoticeKind.REPLACED, "sl", "a", size, "58200") for size in ("0.4", "1")]
    told = said(FIRST, placed("sl", "a", "0.3", "58200"), SECOND, grown[0], LAST, grown[1])
    assert told == [
        "#2 entry: bought 1 at 60013 (0.3 at 60000, 0.1 at 60010, 0.6 at 60020)",
        "#2 sl placed: sell 1 at 58200",
    ]
    assert said(SECOND, *grown)[1:] == ["#2 sl changed: sell 1 at 58200"]


def test_what_is_gone_or_was_refused_or_has_a_reason_is_told() -> None:
    assert said(FIRST, off("tp1", "a", "1", "63000")) == [
        "#2 entry: bought 0.3 at 60000, 0.7 to go",
        "#2 tp1 canceled",
    ]
    assert said(FIRST, off("sl", "a", "1", "58000", "expired"), placed("sl", "b", "1", "58000"))[1:] == [
        "#2 sl canceled: expired",
        "#2 sl placed: sell 1 at 58000",
    ]
    assert said(FIRST, moved("58000"), moved("58100"))[1:] == ["#2 sl moved to 58100"]


def test_an_exit_that_came_and_went_and_a_withdrawn_entry_are_told() -> None:
    """Both within one second, or while the chat was away: else nobody hears that nothing limits the loss."""
    assert said(FIRST, placed("sl", "a", "0.3", "58200"), off("sl", "a", "0.3", "58200"))[1:] == ["#2 sl canceled"]
    old = off("sl", "a", "1", "58800")
    assert said(FIRST, placed("sl", "b", "1", "58200"), old, off("sl", "b", "1", "58200"))[1:] == ["#2 sl canceled"]
    told = said(placed("entry", "e", "1", "60000"), FIRST, off("entry", "e", "0.7", "60000"))
    assert told[-1] == "#2 entry canceled"


def test_where_nothing_fills_in_parts_every_line_stays() -> None:
    told = rows(LAST, off("sl", "a", "1", "58000"), placed("sl", "b", "1", "58000"), moved("58000"), moved("58100"))
    whole = replace(told[0], notice=filled("1", "60000", "1", "0"))
    assert gathered([whole, *told[1:]]) == [whole, *told[1:]]
    other = rows(FIRST, SECOND, bracket="3")
    assert [one.bracket for one in gathered([*told[1:], *other])] == ["2"] * 4 + ["3"]


@st.composite
def notices(draw: st.DrawFn) -> Outgoing:
    kind = draw(st.sampled_from(KINDS))
    bracket, order = draw(st.sampled_from("23")), draw(st.sampled_from("abc"))
    quantity, price = (Decimal(draw(st.integers(1, 9))) / 10 for _ in range(2))
    left, why = Decimal(draw(st.integers(0, 2))), draw(st.sampled_from(["", "", "why"]))
    name = (
        draw(st.sampled_from(["sl", "tp1", "entry"]))
        if kind in (*QUIET, NoticeKind.FILLED, NoticeKind.REJECTED)
        else None
    )
    text = "" if kind is NoticeKind.FILLED else why
    notice = Notice(kind, name, name, order, "sell", quantity, price, quantity, left, text)
    return Outgoing(str(draw(st.integers())), bracket, "paper", "BTC/USDT", START, notice)


@given(st.lists(notices(), max_size=30))
def test_every_fill_is_told_once_and_nothing_that_warns_is_left_out(told: list[Outgoing]) -> None:
    found = gathered(told)

    def fills(rows: list[Outgoing]) -> list[tuple[object, ...]]:
        each = [
            (row.bracket, one.order, one.name, part)
            for row in rows
            if (one := row.notice).kind is NoticeKind.FILLED
            for part in parts_of(one) or [(one.quantity or ZERO, one.price or ZERO)]
        ]
        return sorted(each, key=str)

    def loud(rows: list[Outgoing]) -> list[Outgoing]:
        kinds = (*QUIET, NoticeKind.FILLED)
        return [
            row
            for row in rows
            if row.notice.kind not in kinds or (row.notice.text and row.notice.kind is NoticeKind.CANCELED)
        ]

    assert fills(found) == fills(told)
    assert loud(found) == loud(told)
    busy = {row.bracket for row in told if in_parts(row.notice)}
    assert [r for r in found if r.bracket not in busy] == [r for r in told if r.bracket not in busy]


def test_a_phone_rings_once_for_the_parts_of_a_second() -> None:
    async def story(one: Chat) -> None:
        async def trades(*sizes: str) -> None:
            for n, size in enumerate(sizes):
                one.venue.trade("BTC/USDT", D(59000), D(size), one.clock.now(), 10_000 + n)
                await one.clock.sleep(0.15)

        one.venue.open_account("paper_spot", balances={"USDT": D(100_000)})
        await one.type("BTCUSDT on paper_spot limit long 1 at 59000 sl off 2% tp off 5%")
        before = len(one.heard())
        began = one.clock.now()
        await trades("0.1", "0.2", "0.05")
        await one.clock.sleep(3)
        (text,) = one.heard()[before:]
        assert text.splitlines() == [
            "#1 entry: bought 0.35 at 59000, 0.65 to go (0.1 at 59000, 0.2 at 59000, 0.05 at 59000)",
            "#1 sl placed: sell 0.34965 at 57820",
            "#1 tp1 placed: sell 0.34965 at 61950",
        ]
        await trades("0.65")
        await one.clock.sleep(3)
        (text,) = one.heard()[before + 1 :]
        assert text.splitlines()[0] == "#1 entry: bought 0.65 at 59000"
        assert one.clock.now() - began < timedelta(seconds=8)
        assert await one.kept.letters.waiting() == {}
        assert [len(await one.kept.letters.due(str(HOME), 9)), await one.session.store.outbox(9)] == [0, []]

    play(story)
