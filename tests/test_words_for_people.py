"""What people are told about themselves and others: languages, clocks, limits, what they may use, and pasted keys."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.secrets_seen import holds_a_secret
from bot.view import MADE
from core.people import ANY, Limits, Role
from tests.chat_kit import ANN, GROUP, Chat
from tests.test_reception import BEN, CYD, LINE, answered, play

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
ADMINS = ("/resume", "/invite", "/people")


# -- oneself --------------------------------------------------------------------------------------


def test_a_language_is_told_by_its_own_name_and_a_zone_with_its_time() -> None:
    async def story(one: Chat) -> None:
        said = [
            (await one.type(line)) for line in ("/lang", "/lang tr", "/lang zh-Hans", "/lang auto", "/tz", "/lang de")
        ]
        assert [answered(reply).text for reply in said] == [
            *("English, follows your app", "Türkçe", "中文", "English, follows your app"),
            *("UTC, Jan 1, 2024, 12:00:00\u202fAM", "Deutsch"),
        ]
        assert answered(await one.type("/tz Europe/Berlin")).text == "Europe/Berlin, 01.01.2024, 01:00:00"

    play(story)


def test_the_doctor_names_a_bracket_without_a_word_of_any_language() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        table = answered(await one.type("/doctor")).table
        assert table is not None
        assert table.rows[1][1] == "#1 BTC/USDT:USDT · paper"

    play(story)


def test_settings_leave_no_cell_empty() -> None:
    async def story(one: Chat) -> None:
        shown = answered(await one.type("/settings tz Asia/Tokyo")).table
        assert shown is not None
        assert shown.rows == (
            ("confirm", "live"),
            ("above", "not set"),
            ("lang", "English, follows your app"),
            ("tz", "Asia/Tokyo, Jan 1, 2024, 9:00:00\u202fAM"),
        )
        changed = answered(await one.type("/settings above 500")).table
        assert changed is not None
        assert changed.rows[1] == ("above", "500")

    play(story)


@pytest.mark.parametrize(
    ("role", "group", "listed", "left_out"),
    [
        (Role.ADMIN, False, ("/balance", "/close", *ADMINS), ()),
        (Role.ADMIN, True, ("/balance", "/close"), ADMINS),
        (Role.TRADER, False, ("/balance", "/close", "/halt"), ADMINS),
        (Role.VIEWER, False, ("/balance", "/settings", "/help"), ("/close", "/trade", "/halt", *ADMINS)),
    ],
)
def test_help_lists_what_its_reader_may_use_there(
    role: Role, listed: tuple[str, ...], left_out: tuple[str, ...], *, group: bool
) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, role, "paper")
        await one.type("/bind paper", place=GROUP)
        told = answered(await one.type("/help", BEN, GROUP if group else None)).text
        found = {line.split()[0].rstrip(":") for line in told.splitlines() if line.startswith("  /")}
        assert found >= set(listed)
        assert not found & set(left_out)

    play(story)


# -- others ---------------------------------------------------------------------------------------


def test_people_are_shown_with_what_they_are_held_to() -> None:
    async def story(one: Chat) -> None:
        people = one.kept.people
        await one.knows(BEN, Role.TRADER, "Binance_F:second")
        limits = Limits(Decimal(1000), Decimal(5000), ("BTC", "*/USDC"), Decimal("2.5"))
        await people.limit_person(BEN.id, limits)
        await people.limit_account("okx", Limits(order=Decimal(9)))
        await people.limit_account(ANY, Limits(day=Decimal(7)))
        shown = answered(await one.type("/people")).table
        assert shown is not None
        assert shown.rows == (
            (ANN.id, "Ann", "admin", "all", "no limits"),
            (
                *(BEN.id, "Ben", "trader", "Binance_F:second"),
                "at most 1000 USD an order, at most 5000 USD a day, only BTC */USDC, leverage up to 2.5",
            ),
            ("", "", "", "each account", "at most 7 USD a day"),
            ("", "", "", "OKX", "at most 9 USD an order"),
        )
        await one.knows(CYD, Role.ADMIN, "paper")
        his = answered(await one.type("/people", CYD)).table
        assert his is not None
        assert [row[3] for row in his.rows] == ["paper", "each account"]

    play(story)


@pytest.mark.parametrize(
    ("limits", "line", "said"),
    [
        (Limits(order=Decimal(599)), LINE, "600 USD in one order is above your limit, 599 USD"),
        (Limits(day=Decimal(599)), LINE, "600 USD in one day is above your limit, 599 USD"),
        (Limits(leverage=Decimal(2)), LINE, "a leverage of 10 is above your limit, 2"),
    ],
)
def test_an_amount_that_is_too_much_has_a_currency(limits: Limits, line: str, said: str) -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.limit_person(ANN.id, limits)
        assert said in answered(await one.type(line)).text

    play(story)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/invite trader BitMEX_F", "✗ nothing can be traded on BitMEX_F"),
        ("/invite trader Coinbase_F:two", "✗ nothing can be traded on Coinbase_F:two"),
        ("/invite trader Binanze_F", '✗ no account "Binanze_F"; did you mean "Binance_F"?'),
        (
            "/invite trader Zwei",
            '✗ no account "Zwei"; there are paper, paper_spot and what `bracketeer exchanges` lists',
        ),
        ("/halt papier", '✗ no account "papier"; did you mean "paper"?'),
        ("/halt news ahead", '✗ no account "news"; there are paper, '),
        ("/halt paper:", '✗ no account "paper:"; names are like "Binance_F", "paper" or "paper:NAME"'),
    ],
)
def test_an_account_that_nobody_can_have_is_no_account(line: str, said: str) -> None:
    async def story(one: Chat) -> None:
        reply = answered(await one.type(line))
        assert reply.text.startswith(said)
        assert not {"BitMEX_F", "Coinbase_F"} & set(reply.text.removeprefix(said).replace(",", "").split())
        assert await one.kept.people.halts() == []

    play(story)


def test_a_group_is_bound_to_accounts_as_their_exchanges_are_written() -> None:
    async def story(one: Chat) -> None:
        assert answered(await one.type("/bind okx:a, PAPER", place=GROUP)).text == (
            "This chat is bound to OKX:a, paper."
        )
        assert answered(await one.type("/bind", place=GROUP)).text == "This chat is bound to OKX:a, paper."
        assert answered(await one.type("/bind okxx", place=GROUP)).refused

    play(story)


# -- accounts on paper that a word makes -----------------------------------------------------------


def test_nobody_makes_paper_accounts_without_end() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        for n in range(MADE):
            assert not answered(await one.type(f"/price BTCUSDT paper:n{n}", BEN)).refused
        there = len(one.session.engine.workers)
        most = f"you have opened {MADE} paper accounts since the bot started, the most that one person may; use one of"
        for line in ("/price BTCUSDT paper:more", f"/explain {_on('paper:more')}", _on("paper:more")):
            refused = answered(await one.type(line, BEN))
            assert refused.refused
            assert most in refused.text
        assert not answered(await one.type("/price BTCUSDT paper:N3", BEN)).refused
        assert len(one.session.engine.workers) == there
        assert "on paper:n3" in answered(await one.type(_on("PAPER:N3"), BEN)).text
        assert not answered(await one.type(_on("paper"), BEN)).refused
        assert not answered(await one.type(_on("paper:more"))).refused  # Ann's
        assert not answered(await one.type("/price BTCUSDT paper:more", BEN)).refused  # which is there by now

    play(story)


def test_what_was_granted_by_its_name_does_not_count_and_a_look_makes_nothing() -> None:
    async def story(one: Chat) -> None:
        for n in range(MADE + 2):
            await one.knows(BEN, Role.TRADER, f"paper:n{n}")
            assert not answered(await one.type(f"/price BTCUSDT paper:n{n}", BEN)).refused
        await one.knows(CYD, Role.VIEWER)
        there = len(one.session.engine.workers)
        for line in ("/price BTCUSDT paper:new", f"/explain {_on('paper:new')}"):
            assert 'no account "paper:new"' in answered(await one.type(line, CYD)).text
        assert len(one.session.engine.workers) == there

    play(story)


def _on(account: str) -> str:
    return f"BTCUSDT on {account} market long 0.01 sl off 2%"


# -- keys -----------------------------------------------------------------------------------------


def test_a_key_in_a_groups_talk_is_burned_and_a_strangers_talk_is_left_alone() -> None:
    async def story(one: Chat) -> None:
        for text in (f"try this one: {KEY}", f"api_key={KEY[:20]}"):
            for edited in (False, True):
                burned = answered(await one.type(text, place=GROUP, edited=edited))
                assert burned.forget
                assert "API key" in burned.text
                assert KEY[:12] not in burned.text
        assert await one.type(f"try this one: {KEY}", BEN, GROUP) is None
        assert await one.type("try this one: tomorrow", place=GROUP) is None
        assert await one.type("look: https://news.example/2026/btc-above-100000-as-of-2026-03-02", place=GROUP) is None

    play(story)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (KEY, True),
        (f"https://hooks.example/api/webhooks/1234567890/{KEY}", True),
        (f"https://x.example/?apiKey={KEY[:20].lower()}", True),
        ("see https://a.example/status/1790000000000000000?s=20", False),
        ("https://a.example/someuser1/status/1790000000000000000", False),
        ("https://scan.example/tx/0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060", False),
        (LINE.replace("paper", "Binance_F:my-2nd-account_<b>"), False),
    ],
)
def test_links_are_no_keys_but_may_hold_one(text: str, *, secret: bool) -> None:
    assert holds_a_secret(text) is secret
