"""Settings: defaults, the environment's names, one line per mistake, and no secret ever shown."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.language import Reader, language
from bot.settings import BadSettings, Settings, env_names, read_settings
from bot.terminal import ENV_FILE
from core.bracket import Policy
from core.venue import Layout

EXAMPLE = Path(__file__).resolve().parents[1] / ".env.example"


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests reaches them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in env_names().values():
        monkeypatch.delenv(name, raising=False)


def test_defaults(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.database == str(tmp_path / "state" / "bracketeer" / "bracketeer.db")
    assert settings.books_path == tmp_path / "state" / "bracketeer" / "paper.db"
    assert (settings.prices, settings.seed, settings.latency, settings.layout) == (
        "walk",
        1,
        timedelta(seconds=0.05),
        None,
    )
    assert settings.policy == Policy()
    assert settings.secrets == ()


def test_the_state_directory_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    expected = str(tmp_path / ".local" / "state" / "bracketeer" / "bracketeer.db")
    for value in ("", "relative/is/ignored"):
        monkeypatch.setenv("XDG_STATE_HOME", value)
        assert read_settings().database == expected


READ = [
    ("DATABASE_URL", "sqlite:///srv/b.db", "database", "sqlite:///srv/b.db"),
    ("BRACKETEER_KEY_FILE", "/srv/key", "key_file", Path("/srv/key")),
    ("BRACKETEER_KEY", "a2V5", "secrets", ("a2V5",)),
    (
        "BRACKETEER_HOSTS",
        "Binance_F=https://gate.lan:8443 fapi.binance.com=http://127.0.0.1:9 okx=http://[::1]:9",
        "hosts",
        {
            "Binance_F": "https://gate.lan:8443",
            "fapi.binance.com": "http://127.0.0.1:9",
            "okx": "http://[::1]:9",
        },
    ),
    (
        "BRACKETEER_PROXIES",
        "*=http://me:word@proxy.lan:3128 OKX=https://b",
        "proxy_urls",
        {"*": "http://me:word@proxy.lan:3128", "OKX": "https://b"},
    ),
    ("BRACKETEER_PRICES", "prices.csv.gz", "prices", "prices.csv.gz"),
    ("BRACKETEER_SEED", "427", "seed", 427),
    ("BRACKETEER_SEED", "", "seed", 1),
    ("BRACKETEER_LATENCY_MS", "0", "latency", timedelta()),
    ("BRACKETEER_LAYOUT", "Stop", "layout", Layout.STOP),
    ("BRACKETEER_BOOKS", "/srv/books.db", "books_path", Path("/srv/books.db")),
    ("BRACKETEER_PAPER_SOCKET", "/run/paper.sock", "paper_socket", "/run/paper.sock"),
    ("BRACKETEER_GRACE", "2.5", "policy", Policy(grace=timedelta(seconds=2.5))),
    ("BRACKETEER_GRACE", "Off", "policy", Policy(grace=None)),
    ("BRACKETEER_MAX_NOTIONAL", "5000.50", "policy", Policy(max_notional=Decimal("5000.50"))),
    ("BRACKETEER_MAX_THROUGH", "0.01", "policy", Policy(max_through=Decimal("0.01"))),
    ("BRACKETEER_LOG_LEVEL", "debug", "log_level", "DEBUG"),
    ("BRACKETEER_LOG_FORMAT", "JSON", "log_format", "json"),
    ("BRACKETEER_LANGUAGE", "de-AT", "reader", Reader(language("de"))),
    ("BRACKETEER_LANGUAGE", "", "reader", Reader(language("en"))),
    ("bracketeer_log_format", "json", "log_format", "json"),
]


@pytest.mark.parametrize(("name", "text", "field", "value"), READ)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_each_name_sets_its_value(
    monkeypatch: pytest.MonkeyPatch, where: str, name: str, text: str, field: str, value: object
) -> None:
    if where == "environment":
        monkeypatch.setenv(name, text)
    else:
        Path(ENV_FILE).write_text(f"{name}={text}\nOTHER_PEOPLES=name\n")
    assert getattr(read_settings(), field) == value


def test_given_goes_before_environment_goes_before_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(ENV_FILE).write_text("BRACKETEER_SEED=1\nBRACKETEER_LATENCY_MS=1\nBRACKETEER_PRICES=one\n")
    monkeypatch.setenv("BRACKETEER_SEED", "2")
    monkeypatch.setenv("BRACKETEER_LATENCY_MS", "2")
    settings = read_settings(seed=3)
    assert (settings.seed, settings.latency_ms, settings.prices) == (3, 2, "one")


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({"LANG": "tr_TR.UTF-8"}, "tr"),
        ({"LANG": "tr_TR.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "tr_TR", "LC_MESSAGES": "zh_CN", "LC_ALL": "es_ES@euro"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_auto_is_what_the_machine_speaks(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], tag: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**environment, "BRACKETEER_LANGUAGE": "auto"}.items():
        monkeypatch.setenv(name, value)
    assert read_settings().reader.language.tag == tag


MISTAKES = [
    ("BRACKETEER_LANGUAGE", "klingon", "BRACKETEER_LANGUAGE: there are auto, en, de, es, tr, zh"),
    ("BRACKETEER_SEED", "abc", "BRACKETEER_SEED: write a whole number"),
    ("BRACKETEER_LATENCY_MS", "-1", "BRACKETEER_LATENCY_MS: should be greater than or equal to 0"),
    (
        "BRACKETEER_LAYOUT",
        "pear",
        "BRACKETEER_LAYOUT: should be 'pairs', 'position', 'stop_and_targets', 'stop' or 'nothing'",
    ),
    ("BRACKETEER_GRACE", "0", "BRACKETEER_GRACE: should be greater than 0"),
    ("BRACKETEER_MAX_NOTIONAL", "NaN", "BRACKETEER_MAX_NOTIONAL: should be a finite number"),
    ("BRACKETEER_MAX_THROUGH", "5%", "BRACKETEER_MAX_THROUGH: write a number, such as 2.5"),
    ("BRACKETEER_LOG_LEVEL", "loud", "BRACKETEER_LOG_LEVEL: should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ("BRACKETEER_SEEED", "1", "BRACKETEER_SEEED: there is no such setting; did you mean BRACKETEER_SEED?"),
    (
        "BRACKETEER_DATABASE_URL",
        "x",
        "BRACKETEER_DATABASE_URL: there is no such setting; did you mean DATABASE_URL?",
    ),
    ("BRACKETEER_QQ", "1", "BRACKETEER_QQ: there is no such setting"),
]


HOSTS, PROXIES = "BRACKETEER_HOSTS", "BRACKETEER_PROXIES"
SHAPE, PATH = "write NAME=URL, several with blanks between", "write https://HOST or https://HOST:PORT, without a path"
ASTRAY = [
    (HOSTS, "https://gate.lan", SHAPE),
    (HOSTS, "okx=gate.lan", SHAPE),
    (HOSTS, "okx=https://a OKX=https://b", "OKX is named twice"),
    (HOSTS, "okx=https://", "okx: this is no URL of a host"),
    (HOSTS, "okx=https://a:99999", "okx: this is no URL of a host"),
    (HOSTS, "okx=https://a/v1", f"okx: {PATH}"),
    (HOSTS, "okx=https://canary@a", f"okx: {PATH}"),
    (HOSTS, "okx=wss://a", f"okx: {PATH}"),
    (HOSTS, "okx=http://a", "okx: http:// goes to this machine only, or keys could be read on the way"),
    (HOSTS, "okx=http://127.0.0.1.lan", "okx: http:// goes to this machine only, or keys could be read on the way"),
    ("BRACKETEER_LIVE_URL", "me:canary@gate", "this is no http:// or https:// URL of a host"),
    (PROXIES, "http://me:canary@a", SHAPE),
    (PROXIES, "*=ftp://me:canary@a", "*: a proxy is http, https, socks4, socks5, socks5h"),
    (PROXIES, "*=http://me:canary@a:x", "*: this is no URL of a host"),
]


@pytest.mark.parametrize(("name", "text", "said"), ASTRAY)
def test_a_place_that_cannot_be_is_one_clear_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert str(caught.value) == f"{name}: {said}"
    assert "canary" not in repr(caught.value)


LIKE_TELEGRAMS = "123456:canary-0123456789-0123456789-012345"
NO_TOKEN = "this is no token: @BotFather gives one like 123456:ABC…, digits, a colon and 35 signs"  # noqa: S105  (none)
NO_SECOND = "this is no token: on the application's page, Bot, Reset Token gives one of three parts with dots between"
NO_URL = "this is no http:// or https:// URL of a host"
NO_BOT = "the address ends in /bot, as in https://api.telegram.org/bot; the token is set by itself"
FORGED = "http:// goes to this machine or its own network only, or orders could be forged on the way"
SIGNS = "Telegram takes 1 to 256 letters, digits, _ and - only"
OF_CHATS = [
    ("TELEGRAM_TOKEN", "canary", NO_TOKEN),
    ("TELEGRAM_TOKEN", f"bot{LIKE_TELEGRAMS}", NO_TOKEN),
    ("TELEGRAM_TOKEN", f"{LIKE_TELEGRAMS} ", ""),  # blanks around a value are pasted with it
    ("TELEGRAM_TOKEN", f"'{LIKE_TELEGRAMS}'", NO_TOKEN),
    ("TELEGRAM_TOKEN", LIKE_TELEGRAMS, ""),
    ("DISCORD_TOKEN", "Bot MTA.canary.x_-y", NO_SECOND),
    ("DISCORD_TOKEN", "112233445566778899", NO_SECOND),
    ("DISCORD_TOKEN", "canary_MTAxMTIy", NO_SECOND),
    ("DISCORD_TOKEN", "MTA.canary.x_-y", ""),
    ("TELEGRAM_API", "api.telegram.org/bot", NO_URL),
    ("TELEGRAM_API", "https://:canary/bot", NO_URL),
    ("TELEGRAM_API", "ftp://api.telegram.org/bot", NO_URL),
    ("TELEGRAM_API", "https://api.telegram.org", NO_BOT),
    ("TELEGRAM_API", f"https://api.telegram.org/bot{LIKE_TELEGRAMS}", NO_BOT),
    ("TELEGRAM_API", "http://api.telegram.org/bot", FORGED),
    ("TELEGRAM_API", "http://8.8.8.8/bot", FORGED),
    ("TELEGRAM_API", "http://telegram-bot-api:8081/bot", ""),
    ("TELEGRAM_API", "http://192.168.1.9:8081/bot", ""),
    ("TELEGRAM_API", "http://[::1]:8081/bot", ""),
    ("TELEGRAM_WEBHOOK", "http://bot.example/telegram", "Telegram posts to https:// only"),
    ("TELEGRAM_WEBHOOK", "https://bot.example:x/telegram", NO_URL),
    ("TELEGRAM_WEBHOOK_SECRET", "canary!", SIGNS),
    ("TELEGRAM_WEBHOOK_SECRET", "x" * 257, SIGNS),
    ("HEARTBEAT_URL", "canary.example/ping", NO_URL),
    ("HEARTBEAT_URL", "https://canary.example/ping", ""),
]


@pytest.mark.parametrize(("name", "text", "said"), OF_CHATS)
def test_what_no_chat_would_take_is_one_line_at_the_start_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    if name == "TELEGRAM_API":
        monkeypatch.setenv("BRACKETEER_TELEGRAM_TOKEN", LIKE_TELEGRAMS)
    monkeypatch.setenv(f"BRACKETEER_{name}", text)
    if not said:
        found = getattr(read_settings(), name.lower())
        assert getattr(found, "get_secret_value", lambda: found)() == text.strip()
        return
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert str(caught.value) == f"BRACKETEER_{name}: {said}"
    assert "canary" not in repr(caught.value)


@pytest.mark.parametrize("there", [True, False])
def test_socks_needs_its_library(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.setenv(PROXIES, "*=socks5h://127.0.0.1:1080")
    monkeypatch.setattr("bot.settings.find_spec", lambda _name: object() if there else None)
    if there:
        assert read_settings().proxy_urls == {"*": "socks5h://127.0.0.1:1080"}
        return
    with pytest.raises(BadSettings, match="SOCKS needs one more library: pip install aiohttp-socks"):
        read_settings()


@pytest.mark.parametrize(("name", "text", "said"), MISTAKES)
def test_a_mistake_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert str(caught.value) == said


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text, _ in MISTAKES:
        monkeypatch.setenv(name, text)
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert sorted(caught.value.lines) == sorted(said for _, _, said in MISTAKES)


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://bot:hunter2@db/x")
    monkeypatch.setenv("BRACKETEER_LIVE_URL", "http://bot:swordfish@proxy")
    monkeypatch.setenv("BRACKETEER_KEY", "dHJvdXQ=")
    monkeypatch.setenv("BRACKETEER_PROXIES", "*=http://bot:herring@proxy")
    settings = read_settings()
    assert settings.secrets == (
        "postgres://bot:hunter2@db/x",
        "http://bot:swordfish@proxy",
        "dHJvdXQ=",
        "http://bot:herring@proxy",
        "herring",
    )
    monkeypatch.setenv("BRACKETEER_SEED", "hunter2")
    with pytest.raises(BadSettings) as caught:
        read_settings()
    for text in (repr(settings), str(settings), settings.model_dump_json(), repr(caught.value), str(caught.value)):
        assert "hunter2" not in text
        assert "swordfish" not in text
        assert "dHJvdXQ=" not in text
        assert "herring" not in text


def test_the_example_names_every_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
    assert sorted(shown) == sorted(env_names().values())
    defaults = Settings()
    for name, text in shown.items():
        monkeypatch.setenv(name, text)
    assert read_settings() == defaults
    for field, name in env_names().items():
        assert (shown[name] == "") == (getattr(defaults, field) is None), name
