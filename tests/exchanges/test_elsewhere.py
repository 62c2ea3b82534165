"""Other hosts and proxies: every URL of every exchange can be led elsewhere, a slip is refused, and it is said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from adapters.account import Account
from adapters.clock import SystemClock
from adapters.exchanges.connecting import Connections, make_client, redirected, tradable_dialect
from adapters.exchanges.elsewhere import Elsewhere, NoSuchPlace
from adapters.exchanges.key_check import CcxtKeyCheck, ccxt_client
from adapters.exchanges.listed import RECORDS, record_of
from tests.exchanges.bench import is_ours

TRADED = [record.name for record in RECORDS if record.rules is not None]
GATE = "http://127.0.0.1:9"
FAPI = "fapi.binance.com"


def urls(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from urls(value)
    elif isinstance(node, str) and "://" in node:
        yield node


def client(name: str, testnet: bool = False) -> Any:
    return make_client(tradable_dialect(name), {}, testnet)


@pytest.mark.parametrize("testnet", [False, True])
@pytest.mark.parametrize("name", TRADED)
def test_every_url_of_an_exchange_can_be_led_elsewhere(name: str, testnet: bool) -> None:
    record = record_of(name)
    assert record is not None
    if testnet and not record.testnet:
        return
    mine, before = client(name, testnet), client(name, testnet)
    Elsewhere({name.lower(): GATE}).lead(name, mine)
    led = list(urls(mine.urls["api"]))
    assert {urlsplit(url).netloc for url in led} == {"127.0.0.1:9"}
    assert {urlsplit(url).scheme for url in led} <= {"http", "ws"}
    assert [urlsplit(url).path for url in led] == [urlsplit(url).path for url in urls(before.urls["api"])]
    assert list(urls(client(name, testnet).urls["api"])) == list(urls(before.urls["api"]))  # and of no other client


def test_one_host_goes_before_the_whole_exchange_and_others_stay() -> None:
    some = client("Binance_F")
    Elsewhere({FAPI: GATE}).lead("Binance_F", some)
    assert some.urls["api"]["fapiPrivate"].startswith(f"{GATE}/fapi/")
    assert some.urls["api"]["sapi"].startswith("https://api.binance.com/")
    both = client("Binance_F")
    Elsewhere({FAPI: GATE, "binance_f": "https://gate.lan"}).lead("Binance_F", both)
    assert both.urls["api"]["fapiPrivate"].startswith(f"{GATE}/fapi/")
    assert both.urls["api"]["sapi"].startswith("https://gate.lan/sapi/")
    assert both.urls["api"]["ws"]["linear"].startswith("wss://gate.lan/")
    spot = client("Binance")
    Elsewhere({"binance_f": GATE}).lead("Binance", spot)
    assert spot.urls["api"] == client("Binance").urls["api"]


LATE = [("Bybit_F", "api.bybit.com"), ("OKX", "www.okx.com"), ("HTX", "api.huobi.pro"), ("HTX_F", "api.hbdm.vn")]


@pytest.mark.parametrize(("name", "host"), LATE)
def test_hosts_that_ccxt_fills_in_late_have_their_names_too(name: str, host: str) -> None:
    mine = client(name)
    Elsewhere({host: GATE}).lead(name, mine)
    assert GATE in {url[: len(GATE)] for url in urls(mine.urls["api"])}
    (line,) = Elsewhere({host: GATE}).told(name, client(name))
    assert f"go to {GATE} instead of {host}" in line


@pytest.mark.parametrize(
    ("proxy", "rest", "streams"),
    [
        ("http://me:canary-proxy@proxy.lan:3128", "httpProxy", "wsProxy"),
        ("https://proxy.lan", "httpsProxy", "wssProxy"),
        ("socks5h://127.0.0.1:1080", "socksProxy", "wsSocksProxy"),
    ],
)
def test_a_proxy_is_for_requests_and_streams(proxy: str, rest: str, streams: str) -> None:
    mine = client("OKX")
    Elsewhere(proxies={"*": proxy, "binance": "http://other"}).lead("OKX", mine)
    given = [getattr(mine, name) for name in (rest, streams)]
    assert given == [proxy, proxy]
    assert proxy in mine.check_proxy_settings("https://x", "GET", {}, None)  # ccxt itself finds it, and only one
    assert proxy in mine.check_ws_proxy_settings()
    assert "canary" not in repr(Elsewhere(proxies={"*": proxy}))


@pytest.mark.parametrize(
    ("hosts", "says"),
    [
        ({"Binanse_F": GATE}, "there is no exchange Binanse_F to send elsewhere; did you mean Binance_F or Binance?"),
        ({"paper": GATE}, "there is no exchange paper to send elsewhere; `bracketeer exchanges` lists them"),
        ({"*": GATE}, "there is no exchange * to send elsewhere; `bracketeer exchanges` lists them"),
        (
            {"Bybit_F:Second": GATE},
            "Bybit_F:Second is one account, and its exchange leads all of them elsewhere: write Bybit_F",
        ),
        (
            {"BitMEX": GATE},
            "there is nothing of BitMEX to send elsewhere: BitMEX closed on 2026-09-23: nothing can be traded there",
        ),
        (
            {"Fapi.Binance.con": GATE, "fapi.binance.com": GATE},
            "no exchange has the host Fapi.Binance.con; did you mean fapi.binance.com or api.binance.com?",
        ),
        ({"https://fapi.binance.com": GATE}, f"no exchange has the host https://{FAPI}; did you mean {FAPI}?"),
        ({"fapi.binance.com:443": GATE}, f"no exchange has the host {FAPI}:443; did you mean {FAPI}?"),
        ({"gate.lan": GATE}, "no exchange has the host gate.lan"),
    ],
)
def test_a_slip_is_refused(hosts: dict[str, str], says: str) -> None:
    with pytest.raises(NoSuchPlace) as caught:
        redirected(Elsewhere(hosts))
    assert str(caught.value) == f"BRACKETEER_HOSTS: {says}"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Foo", "there is no exchange Foo to send elsewhere; `bracketeer exchanges` lists them"),
        ("Krakne", "there is no exchange Krakne to send elsewhere; did you mean Kraken or Kraken_F?"),
        (
            FAPI,
            f"there is no exchange {FAPI} to send elsewhere; did you mean Binance?",
        ),  # proxies are for all its hosts
        ("OKX:mine", "OKX:mine is one account, and its exchange leads all of them elsewhere: write OKX"),
    ],
)
def test_so_is_a_proxy_of_no_exchange(name: str, says: str) -> None:
    with pytest.raises(NoSuchPlace) as caught:
        Elsewhere(proxies={name: "http://me:canary@proxy.lan"})
    assert str(caught.value) == f"BRACKETEER_PROXIES: {says}"


def test_a_host_of_a_testnet_alone_can_be_led_elsewhere() -> None:
    (line,) = redirected(Elsewhere({"testnet.binance.vision": GATE}))
    assert line.startswith(f"Binance: orders, and the keys that sign them, go to {GATE} instead of testnet.binance.vis")
    mine = client("Binance", testnet=True)
    Elsewhere({"Testnet.Binance.Vision": GATE}).lead("Binance", mine)
    assert mine.urls["api"]["private"].startswith(GATE)


def test_a_proxy_is_named_without_its_password() -> None:
    some = Elsewhere(proxies={"*": "http://me:canary@proxy.lan:3128", "OKX": "socks5h://[::1]:1080"})
    assert [some.proxy(name) for name in ("Kraken", "okx")] == ["proxy.lan:3128", "[::1]:1080"]
    assert Elsewhere().proxy("OKX") == ""


def test_it_is_said_aloud_of_every_exchange_that_it_concerns() -> None:
    assert redirected(Elsewhere({FAPI: GATE, "kraken": "https://gate.lan"})) == [
        f"Binance: orders, and the keys that sign them, go to {GATE} instead of {FAPI} (BRACKETEER_HOSTS)",
        f"Binance_F: orders, and the keys that sign them, go to {GATE} instead of {FAPI} (BRACKETEER_HOSTS)",
        "Kraken: orders, and the keys that sign them, go to https://gate.lan instead of its own hosts "
        "(BRACKETEER_HOSTS)",
    ]
    assert redirected(Elsewhere(proxies={"*": "http://proxy"})) == []


def test_accounts_and_key_checks_are_led_alike() -> None:
    elsewhere = Elsewhere({"binance_f": GATE}, {"*": "http://proxy"})
    made: list[Any] = []

    async def story() -> None:
        connections = Connections(SystemClock(), made.append, elsewhere)
        exchange = await connections.open("Binance_F:mine", {}, testnet=False, is_ours=is_ours)
        await exchange.aclose()

    asyncio.run(story())
    account = Account("Binance_F:mine", "binance", False)
    for one in (*made, ccxt_client(account, {}, elsewhere)):
        assert one.urls["api"]["fapiPrivate"].startswith(GATE)
        assert one.httpProxy == "http://proxy"
    check = CcxtKeyCheck(SystemClock(), elsewhere=elsewhere)
    assert check.elsewhere(account) == (
        f"Binance_F: orders, and the keys that sign them, go to {GATE} instead of its own hosts (BRACKETEER_HOSTS)",
    )
    assert check.elsewhere(Account("OKX", "okx", True)) == ()
