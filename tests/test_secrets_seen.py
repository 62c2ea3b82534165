"""What looks like a key and what does not: both sides of ``bot.secrets_seen``, as people write them."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import HIDDEN
from bot.secrets_seen import holds_a_secret, without_secrets
from core.ids import order_id

SIGNS = string.ascii_letters + string.digits
LONG = "AbC1dEf2GhI3jKl4MnO5pQr6StU7vWx8YzA9"
WORDS = [
    "long",
    "Binance_F",
    "sl",
    "off",
    "2%",
    "0.01",
    "BTCUSDT",
    "paper:MyOwn2nd",
    "please",
    "#12",
    "/close",
    "63000",
]


def made(signs: str, size: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(signs, k=size))


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        f"key {LONG[:10]}\n{LONG[10:20]}\n{LONG[20:]}",
        " ".join(LONG[n : n + 8] for n in range(0, 32, 8)),
        f'"{LONG[:12]}", "{LONG[12:24]}"',
        "XqLmPdRtYkWzAbCdEf",
        "my key is mx0vglAbCdEf12GhIj.",
        "BTCUSDT on paper close // mx0vglAbCdEf12GhIj",
        "/halt paper mx0vglAbCdEf12GhIj",
        "paper:mx0vglAbCdEf12Gh",
        "passphrase: hunter2hunter2",
        "550e8400-e29b-41d4-a716-446655440000",  # what one exchange's keys look like
        "bg_0c1d2e3f405162738495a6b7c8d9eaf0",
        "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060",  # a wallet's key, as likely as a hash
    ],
)
def test_keys_are_seen(text: str) -> None:
    assert holds_a_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "BTCUSDT on Binance_F, ByBit_F:second, KuCoin_F market long 0.01 sl off 2% tp off 5%",
        "/bind KuCoin_F GateIO_F CoinTR_F Binance_F:second",
        "/invite trader paper:MyAccount2024Long",
        "/start ABCD-EFGH-JKLM-NPQR",
        "/why 12 " + order_id(123456, "tp1", 3),
        "BTC-28MAR25-60000-C",
        "order OQCLML-BW3P3-BUCMWZ of 1790000000000000000",
        "0x71C7656EC7ab88b098defB751B7401B5f6d8976F is my address",
        "see youtu.be/dQw4w9WgXcQ and t.me/joinchat and discord.gg/AbCdEfGh12",
        "https://www.youtube.com/playlist?list=PLrAXtmErZgOeiKm4sgNOk",
        "commit 797e9cb1f0a2b3c",
        "MyBTCTradingBotV2 iPhone15ProMaxUltra BTCUSDTLongSetup DonaudampfschiffGesellschaft",
        "ByBitUnifiedAccountV5 TradingViewAlert2",
        "AAAAAAAAaaaaaaaa HAHAHAHAhahahahaHAHAHAHA",
        "2026-03-02T09:30:00+00:00",
        "Ganz ruhig bleiben: 63000/64500/66000 und fertig",
        "全部平仓 BTCUSDT，谢谢",
    ],
)
def test_what_people_write_is_no_key(text: str) -> None:
    assert not holds_a_secret(text)


def test_what_a_platform_delivers_is_written_down_without_its_secrets() -> None:
    said = {"text": "mx0vglAbCdEf12GhIj", "from": {"id": 7, "username": "mx0vglAbCdEf12GhIj"}}
    kept = {"text": HIDDEN, "from": {"id": 7, "username": "mx0vglAbCdEf12GhIj"}}
    photo = {"photo": [{"file_id": LONG}], "caption": f"look\n{LONG}", "reply_to_message": said}
    button = {"data": LONG, "message": {"text": "#1 long", "entities": [{"url": f"https://x.example/{LONG}"}]}}
    update = {"update_id": 1, "message": photo, "callback_query": button}
    without = {**photo, "caption": HIDDEN, "reply_to_message": kept}
    assert without_secrets(update) == {**update, "message": without}
    assert holds_a_secret(HIDDEN)


def test_no_line_of_the_language_or_of_our_answers_is_a_key() -> None:
    told = [path.read_text("utf-8") for path in (Path(__file__).parent / "conversations").glob("*.txt")]
    assert told
    assert [line for text in told for line in text.splitlines() if holds_a_secret(line)] == []


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_words_of_the_language_make_no_key_together(words: list[str]) -> None:
    assert not holds_a_secret(" ".join(words))


@pytest.mark.parametrize(("size", "most"), [(18, 10), (22, 8), (32, 1), (64, 0)])
def test_few_keys_of_an_exchange_look_like_a_name(size: int, most: int) -> None:
    missed = [key for seed in range(200) if not holds_a_secret(key := made(SIGNS, size, seed))]
    assert len(missed) <= most


def test_few_keys_in_pieces_are_missed() -> None:
    keys = [made(SIGNS, 64, seed) for seed in range(200)]
    pasted = ["\n".join(key[n : n + 8] for n in range(0, 64, 8)) for key in keys]
    assert sum(map(holds_a_secret, pasted)) >= 198
