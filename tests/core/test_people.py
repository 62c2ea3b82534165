"""Limits, bindings, halts and confirmation: what is said of people beside the matrix of ``docs/people.md``."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.limits import DOLLARS, NOTHING, allows, dollars, refused_by_limits, stricter, stricter_asking
from core.people import (
    ANY,
    Asked,
    Confirm,
    DeniedKind,
    Grant,
    Halt,
    Identity,
    Limits,
    Preferences,
    Principal,
    Role,
    account_key,
    asks,
    chat_of,
    halted,
    may_bind,
    on_paper,
    read_source,
    sees,
    source_text,
)
from tests.samples import START, D


def somebody(*grants: Grant) -> Principal:
    return Principal("telegram:1", (Identity("telegram:1"),), grants)


# -- limits ---------------------------------------------------------------------------------------

AMOUNTS = st.decimals("0.01", "100000", places=2)
PATTERNS = st.builds(
    lambda base, quote: f"{base}/{quote}" if quote else base,
    st.sampled_from(["BTC", "ETH", "btc", ANY]),
    st.sampled_from(["USDT", "USDC", "BTC", ""]),
)
LIMITS = st.builds(
    Limits,
    order=st.none() | AMOUNTS,
    day=st.none() | AMOUNTS,
    symbols=st.lists(PATTERNS, max_size=3).map(tuple),
    leverage=st.none() | AMOUNTS,
)
SYMBOLS = st.sampled_from(["BTC/USDT", "BTC/USDT:USDT", "ETH/USDC:USDC", "ETH/BTC", "BTC/USD:BTC", "SOL/USDT"])
ORDERS = st.tuples(st.none() | AMOUNTS, AMOUNTS, SYMBOLS, st.none() | AMOUNTS)
Sought = tuple[Decimal | None, Decimal, str, Decimal | None]


@given(LIMITS, LIMITS, ORDERS)
def test_two_limits_in_one_let_through_what_both_do(one: Limits, other: Limits, order: Sought) -> None:
    apart = refused_by_limits(one, *order) is None and refused_by_limits(other, *order) is None
    assert (refused_by_limits(stricter(one, other), *order) is None) == apart


def test_what_two_lists_of_symbols_have_in_common_may_be_nothing_and_never_everything() -> None:
    nothing = stricter(Limits(symbols=("BTC/USDT", "ETH")), Limits(symbols=("BTC/USDC", "SOL")))
    assert nothing == Limits(symbols=NOTHING)
    assert stricter(Limits(symbols=("BTC",)), nothing) == nothing
    assert stricter(Limits(symbols=("BTC", "*/USDC")), Limits(symbols=("*/USDT", "ETH"))) == Limits(
        symbols=("BTC/USDT", "ETH/USDC")
    )


@given(LIMITS, ORDERS)
def test_a_smaller_order_earlier_in_the_day_is_never_refused_where_a_larger_one_was_not(
    limits: Limits, order: Sought
) -> None:
    notional, today, symbol, leverage = order
    if refused_by_limits(limits, *order) is None and notional is not None:
        assert refused_by_limits(limits, notional / 2, today / 2, symbol, leverage) is None


@pytest.mark.parametrize(
    ("limits", "notional", "today", "symbol", "leverage", "kind"),
    [
        (Limits(), None, "9e99", "ETH/BTC", None, None),
        (Limits(order=D(100)), "100", "9e9", "BTC/USDT", None, None),
        (Limits(order=D(100)), "100.01", "0", "BTC/USDT", None, DeniedKind.ORDER),
        (Limits(order=D(100)), None, "0", "BTC/USDT", None, DeniedKind.ORDER),
        (Limits(day=D(100)), "60", "40", "BTC/USDT", None, None),
        (Limits(day=D(100)), "60", "40.01", "BTC/USDT", None, DeniedKind.DAY),
        (Limits(day=D(100)), None, "0", "BTC/USDT", None, DeniedKind.DAY),
        (Limits(day=D(100)), "1", "0", "ETH/BTC", None, DeniedKind.QUOTE),
        (Limits(order=D(100)), "1", "0", "BTC/EUR", None, DeniedKind.QUOTE),
        (Limits(leverage=D(3)), None, "0", "BTC/EUR", D(3), None),
        (Limits(leverage=D(3)), None, "0", "BTC/EUR", D("3.1"), DeniedKind.LEVERAGE),
        (Limits(leverage=D(3)), None, "0", "BTC/EUR", None, DeniedKind.LEVERAGE),
        (Limits(symbols=("BTC",)), None, "0", "ETH/BTC", None, DeniedKind.SYMBOL),
        (Limits(symbols=NOTHING), None, "0", "BTC/USDT", None, DeniedKind.SYMBOL),
        (Limits(order=D(0)), "0.01", "0", "BTC/USDT", None, DeniedKind.ORDER),
    ],
)
def test_what_is_limited_and_what_is_not_known(
    limits: Limits, notional: str | None, today: str, symbol: str, leverage: Decimal | None, kind: DeniedKind | None
) -> None:
    worth = None if notional is None else D(notional)
    denied = refused_by_limits(limits, worth, D(today), symbol, leverage, whose="person")
    assert (denied and (denied.kind, denied.whose)) == (kind and (kind, "person"))


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("BTC", ["BTC/USDT", "BTC/USD:BTC", "btc/usdt:usdt"], ["ETH/BTC", "BTCB/USDT"]),
        ("btc/usdt", ["BTC/USDT", "BTC/USDT:USDT"], ["BTC/USDC", "ETH/USDT"]),
        ("*/USDT", ["ETH/USDT:USDT"], ["ETH/USDC:USDC", "BTC/USD:USDT"]),
        ("*", ["ETH/BTC"], []),
        ("", [], ["ETH/BTC"]),
    ],
)
def test_patterns_of_symbols(pattern: str, yes: list[str], no: list[str]) -> None:
    assert all(allows(pattern, symbol) for symbol in yes)
    assert not any(allows(pattern, symbol) for symbol in no)


def test_money_of_other_kinds_is_no_dollar() -> None:
    assert not DOLLARS & {"EUR", "BTC", "ETH", "GBP", "JPY", "TRY", ""}


# -- places and people ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grants", "accounts", "kind"),
    [
        ([Grant("okx", Role.ADMIN)], ["OKX"], None),
        ([Grant("okx", Role.ADMIN)], [], None),
        ([Grant(ANY, Role.ADMIN)], ["OKX", ANY], None),
        ([Grant("okx", Role.ADMIN)], ["OKX", "gate"], DeniedKind.ACCOUNT),
        ([Grant("okx", Role.ADMIN)], [ANY], DeniedKind.ACCOUNT),
        ([Grant("okx", Role.ADMIN), Grant("gate", Role.TRADER)], ["okx", "gate"], DeniedKind.ROLE),
        ([], [], DeniedKind.UNKNOWN),
    ],
)
def test_who_binds_a_chat(grants: list[Grant], accounts: list[str], kind: DeniedKind | None) -> None:
    denied = may_bind(somebody(*grants), accounts)
    assert (denied and denied.kind) == kind
    assert may_bind(None, accounts) is not None


def test_the_most_that_was_granted_counts_and_an_owner_is_admin_of_all() -> None:
    both = somebody(Grant(ANY, Role.TRADER), Grant("okx", Role.VIEWER), Grant("gate", Role.ADMIN))
    assert [both.role(account) for account in ("OKX", "Gate", "other", ANY)] == [
        Role.TRADER,
        Role.ADMIN,
        Role.TRADER,
        Role.TRADER,
    ]
    assert not both.owner
    assert somebody(Grant(ANY, Role.ADMIN)).owner
    assert sees(both, "OKX", ("okx",))
    assert not sees(both, "OKX", ("gate",))


def test_names_of_accounts_places_and_sources() -> None:
    assert [account_key(name) for name in ("Binance_F", " OKX:Main ", "paper_F", "paper_F:x", "Paper_Spot", ANY)] == [
        *("binance_f", "okx:main", "paper", "paper:x", "paper_spot", ANY)
    ]
    assert [on_paper(name) for name in ("Paper", "paper_f:x", "PAPER_SPOT:y", "OKX", "paperless", ANY)] == [
        *(True, True, True, False, False, False)
    ]
    assert chat_of("telegram:-100/5") == chat_of("telegram:-100") == "telegram:-100"
    for place, person in (("telegram:-100/5", "telegram:42"), ("discord:1|2", "discord:3")):
        assert read_source(source_text(place, person)) == (place, person)
    assert [read_source(text) for text in ("console", "pipe", "", "|telegram:1", "telegram:1|")] == [None] * 5


def test_halts() -> None:
    halt = Halt("okx", "telegram:1", START)
    assert halted([halt], "OKX") == halt
    assert halted([halt], "gate") is None
    everything = replace(halt, account=ANY)
    assert halted([everything], "gate") == everything


@pytest.mark.parametrize(
    ("confirm", "above", "account", "notional", "asked"),
    [
        (Confirm.ALWAYS, None, "paper", "1", True),
        (Confirm.LIVE, None, "paper", "1e9", False),
        (Confirm.LIVE, None, "OKX", "1", True),
        (Confirm.NEVER, None, "OKX", "1e9", False),
        (Confirm.ABOVE, "100", "OKX", "100", False),
        (Confirm.ABOVE, "100", "OKX", "100.01", True),
        (Confirm.ABOVE, "100", "OKX", None, True),
        (Confirm.ABOVE, None, "OKX", "1", True),
        (Confirm.ABOVE, "100", "paper_spot:x", "1e9", False),
    ],
)
def test_when_a_person_is_asked(
    confirm: Confirm, above: str | None, account: str, notional: str | None, asked: bool
) -> None:
    wanted = replace(somebody(), preferences=Preferences(confirm=confirm, above=None if above is None else D(above)))
    assert asks(wanted, account, None if notional is None else D(notional)) is asked


@pytest.mark.parametrize(
    ("own", "of_him", "demanded", "account", "worth", "asked"),
    [
        ((Asked("okx", None),), None, (), "OKX", "1e9", False),
        ((Asked("okx", None),), None, (), "gate", "1", True),
        ((Asked("paper", D(0)),), None, (), "paper_F", "1", True),
        ((Asked("paper", D(500)),), None, (), "paper", "500", False),
        ((Asked("paper", D(500)),), None, (), "paper", "501", True),
        ((Asked("paper", D(500)),), None, (), "paper", None, True),
        ((Asked("okx", None),), None, (Asked("okx", D(100)),), "okx", "100.1", True),
        ((Asked("okx", None),), None, (Asked("okx", D(100)),), "okx", "100", False),
        ((Asked("okx", None),), None, (Asked("okx", D(100)),), "okx", None, True),
        ((Asked("okx", None),), None, (Asked("gate", D(0)),), "okx", "1", False),
        ((Asked("okx", D(0)),), None, (Asked("okx", D(100)),), "okx", "1", True),
        ((), None, (Asked(ANY, D(100)),), "paper", "101", True),
        ((), None, (Asked(ANY, D(100)),), "paper", "99", False),
        ((), None, (Asked(ANY, D(0)),), "paper", "1", True),
        ((), D(50), (), "paper", "51", True),
        ((Asked("okx", None),), D(50), (Asked("okx", D(100)),), "okx", "51", True),
    ],
)
def test_the_stricter_of_what_was_chosen_for_an_account_and_what_is_demanded_counts(
    own: tuple[Asked, ...],
    of_him: Decimal | None,
    demanded: tuple[Asked, ...],
    account: str,
    worth: str | None,
    asked: bool,
) -> None:
    wanted = Preferences(asked=own)
    one = replace(somebody(), limits=Limits(asked=of_him), preferences=wanted, demanded=demanded)
    assert asks(one, account, None if worth is None else D(worth)) is asked


@pytest.mark.parametrize(
    ("symbol", "notional", "worth"),
    [
        ("BTC/USDT:USDT", "30", D(30)),
        ("BTC/USD:BTC", "30", D(30)),
        ("eth/usdc", "30", D(30)),
        ("ETH/BTC", "30", None),
        ("BTC/EUR", "30", None),
        ("BTC/USDT", None, None),
    ],
)
def test_only_dollars_are_dollars(symbol: str, notional: str | None, worth: Decimal | None) -> None:
    assert dollars(symbol, None if notional is None else D(notional)) == worth


def test_whoever_says_nothing_is_asked_on_live_accounts_and_never_on_paper() -> None:
    assert asks(somebody(), "Binance_F", D(1))
    assert not asks(somebody(), "paper", D(10**9))


ACCOUNTS = ("okx", "gate", "paper")
WISHES = st.builds(
    Preferences,
    confirm=st.sampled_from(Confirm),
    above=st.none() | AMOUNTS,
    asked=st.lists(
        st.builds(Asked, st.sampled_from(ACCOUNTS), st.none() | st.just(D(0)) | AMOUNTS),
        max_size=3,
        unique_by=lambda one: one.account,
    ).map(tuple),
)


@given(WISHES, WISHES, st.sampled_from(ACCOUNTS), st.none() | AMOUNTS)
def test_whoever_becomes_one_with_another_is_asked_about_all_that_either_chose(
    kept: Preferences, given_up: Preferences, account: str, worth: Decimal | None
) -> None:
    """Nobody is known to have chosen ``LIVE``: a second app of somebody who is never asked would change that."""

    def asked(wanted: Preferences) -> bool:
        return asks(replace(somebody(), preferences=wanted), account, worth)

    chosen = given_up.confirm is not Confirm.LIVE or account in {one.account for one in given_up.asked}
    assert asked(stricter_asking(kept, given_up)) == (asked(kept) or (chosen and asked(given_up)))


def test_a_new_identity_changes_nothing_of_what_was_chosen() -> None:
    kept = Preferences("de", "Europe/Berlin", Confirm.ABOVE, D(500), (Asked("gate", None), Asked("okx", D(0))))
    assert stricter_asking(kept, Preferences("es")) == kept
