"""What is wrong with settings beyond single values, each told in one line before anything starts: names and lines that
set nothing, settings that contradict one another, and what they name on this machine."""

from __future__ import annotations

import base64
import os
import socket
from pathlib import Path

import pytest

from bot.settings import BadSettings, NotThere, env_names, read_settings
from bot.settings_chat import host_port
from bot.settings_names import strange
from bot.settings_there import LONGEST_SOCKET, looked_at
from bot.terminal import ENV_FILE
from tests.canaries import VAULT_KEY
from tests.test_cli_pipe import pipe

TOKEN = "123456:canary-0123456789-0123456789-012345"  # noqa: S105  (shaped like one)
UNREADABLE = "it cannot be read; write NAME=VALUE, and quotes in pairs"


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests reaches them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in env_names().values():
        monkeypatch.delenv(name, raising=False)


def complaints(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], **given: object
) -> tuple[list[str], type[BadSettings] | None]:
    """What is said of these settings, without their prefix, and what is raised."""
    for name, text in settings.items():
        monkeypatch.setenv(name if name.startswith("DATABASE") else f"BRACKETEER_{name}", text)
    try:
        read_settings(looked_at, **given)
    except BadSettings as found:
        error = found
    else:
        return [], None
    assert "canary" not in repr(error)
    assert str(error) == "\n".join(error.lines)
    return [line.replace("BRACKETEER_", "") for line in error.lines], type(error)


# -- names ----------------------------------------------------------------------------------------

NAMES = [
    ("BRACKETEER_SEEED", "BRACKETEER_SEED"),
    ("bracketeer_seeed", "BRACKETEER_SEED"),
    ("BRACKETER_SEED", "BRACKETEER_SEED"),
    ("BRACKETTEER_GRACE", "BRACKETEER_GRACE"),
    ("BRAKETEER_TELEGRAM_TOKN", "BRACKETEER_TELEGRAM_TOKEN"),
    ("BRACKETEERSEED", "BRACKETEER_SEED"),
    ("BRACKETEER-SEED", "BRACKETEER_SEED"),
    ("BRACKETEER_DATABASE_URL", "DATABASE_URL"),
]


@pytest.mark.parametrize("where", ["environment", "file"])
@pytest.mark.parametrize(("name", "meant"), NAMES)
def test_a_name_that_is_nearly_a_settings_is_told_with_the_right_one(
    monkeypatch: pytest.MonkeyPatch, where: str, name: str, meant: str
) -> None:
    if where == "environment":
        monkeypatch.setenv(name, "canary")
    else:
        Path(ENV_FILE).write_text(f"{name}=canary\n")
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert str(caught.value) == f"{name}: there is no such setting; did you mean {meant}?"


@pytest.mark.parametrize(
    "name", ["BRACKETS", "BRACKET_COLOR", "DATABASE_URL_TEST", "BRANCH_SEED", "HEALTH", "LANGUAGE"]
)
def test_names_of_others_are_no_matter(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    read_settings()


# -- the file -------------------------------------------------------------------------------------

LINES = [
    ("BRACKETEER_SEED 5\n", [f".env line 1: {UNREADABLE}"]),
    ("# a remark\n\nBRACKETEER_SEED: 5\n", [f".env line 3: {UNREADABLE}"]),
    ("BRACKETEER_KEY='canary\nBRACKETEER_SEED=5\n", [f".env line 1: {UNREADABLE}"]),
    ("= canary\nBRACKETEER_SEED=5\nsome canary words\n", [f".env line {n}: {UNREADABLE}" for n in (1, 3)]),
    ("\n\nBRACKETEER_SEED\n", [".env line 3: BRACKETEER_SEED is not set to anything; write NAME=VALUE"]),
    ("BRACKETEER_SEED=5\n\nbracketeer_seed=6\n", [".env line 3: bracketeer_seed is set in line 1 already"]),
    (
        "OTHERS=1\nTELEGRAM_TOKEN=canary\nDATABASE_ULR=canary\n",
        [
            ".env line 2: TELEGRAM_TOKEN: there is no such setting; did you mean BRACKETEER_TELEGRAM_TOKEN?",
            ".env line 3: DATABASE_ULR: there is no such setting; did you mean DATABASE_URL?",
        ],
    ),
    (
        "some words\nBRACKETEER_LATENCY_MS=canary\n",
        [f".env line 1: {UNREADABLE}", "BRACKETEER_LATENCY_MS: write a whole number"],
    ),
    ("export BRACKETEER_SEED='5' # a remark\nBRACKETEER_GRACE = 3\nPATHS\nPATHS=\n\n", []),
    ("\ufeffBRACKETEER_SEED=5\n", []),
]


@pytest.mark.parametrize(("text", "said"), LINES)
def test_a_line_that_sets_nothing_is_told_by_its_number(
    capfd: pytest.CaptureFixture[str], text: str, said: list[str]
) -> None:
    Path(ENV_FILE).write_text(text, encoding="utf-8")
    if said:
        with pytest.raises(BadSettings) as caught:
            read_settings()
        assert caught.value.lines == said
    else:
        assert read_settings().seed == 5
    assert capfd.readouterr().err == ""  # the library would warn of the same lines


def test_a_file_that_is_no_text_is_told_and_the_environment_looked_at_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(ENV_FILE).write_bytes(b"BRACKETEER_SEED=\xff\n")
    monkeypatch.setenv("BRACKETEER_LATENCY_MS", "soon")
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert caught.value.lines == [
        ".env: it is no text in UTF-8; save it as such",
        "BRACKETEER_LATENCY_MS: write a whole number",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told() -> None:
    Path(ENV_FILE).touch(mode=0)
    with pytest.raises(BadSettings, match=r"^\.env: it cannot be read: Permission denied$"):
        read_settings()


def test_a_directory_of_that_name_is_somebody_elses() -> None:
    Path(ENV_FILE).mkdir()
    read_settings()


# -- two settings ---------------------------------------------------------------------------------

HOOK = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK": "https://bot.example/x"}
NEEDED = "it does nothing without {}; set that too, or take this away"
TOGETHER: list[tuple[dict[str, str], list[str]]] = [
    ({"TELEGRAM_WEBHOOK": "https://a.example/x"}, ["TELEGRAM_WEBHOOK: " + NEEDED.format("TELEGRAM_TOKEN")]),
    ({"TELEGRAM_API": "http://[::1]:8081/bot"}, ["TELEGRAM_API: " + NEEDED.format("TELEGRAM_TOKEN")]),
    (
        {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_LISTEN": "127.0.0.1:9"},
        ["TELEGRAM_WEBHOOK_LISTEN: " + NEEDED.format("TELEGRAM_WEBHOOK")],
    ),
    (
        {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": "canary"},
        ["TELEGRAM_WEBHOOK_SECRET: " + NEEDED.format("TELEGRAM_WEBHOOK")],
    ),
    ({"DISCORD_READS_MESSAGES": "yes"}, ["DISCORD_READS_MESSAGES: " + NEEDED.format("DISCORD_TOKEN")]),
    ({"HEARTBEAT_SECONDS": "30"}, ["HEARTBEAT_SECONDS: " + NEEDED.format("HEARTBEAT_URL")]),
    (
        {"KEY": VAULT_KEY, "KEY_FILE": "vault.key"},
        ["KEY_FILE and KEY: keep one: a vault that is opened by another key than was meant helps nobody"],
    ),
    (
        {"PAPER_SOCKET": "s", "LAYOUT": "pairs", "BOOKS": "b.db", "PRICES": "live"},
        [
            "PAPER_SOCKET and LAYOUT: a paper exchange in a process of its own is given its layouts there",
            "PAPER_SOCKET and BOOKS: a paper exchange in a process of its own keeps books of its own",
            "PAPER_SOCKET and PRICES: a paper exchange in a process of its own has prices of its own",
        ],
    ),
    (
        HOOK | {"TELEGRAM_WEBHOOK": "https://bot.example:8444/x"},
        ["TELEGRAM_WEBHOOK: Telegram posts to these ports only: 80, 88, 443, 8443"],
    ),
    (
        HOOK | {"TELEGRAM_WEBHOOK": "https://bot.example:8444/x", "TELEGRAM_API": "http://[::1]:8081/bot"},
        [],  # a server of one's own posts where it is told to
    ),
    (HOOK | {"HEALTH": "127.0.0.1:8080"}, ["HEALTH and TELEGRAM_WEBHOOK_LISTEN: both are 127.0.0.1:8080; change one"]),
    (HOOK | {"HEALTH": "127.0.0.1:8081", "TELEGRAM_WEBHOOK_SECRET": "canary"}, []),
    # of a value that is wrong that is said, and nothing that follows from it
    (
        {"TELEGRAM_TOKEN": "canary", "TELEGRAM_WEBHOOK": "https://bot.example/x"},
        ["TELEGRAM_TOKEN: this is no token: @BotFather gives one like 123456:ABC…, digits, a colon and 35 signs"],
    ),
    ({"TELEGRAM_WEBHOOK": "bot.example"}, ["TELEGRAM_WEBHOOK: Telegram posts to https:// only"]),
]


@pytest.mark.parametrize(("settings", "said"), TOGETHER)
def test_settings_that_contradict_one_another_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: dict[str, str], said: list[str]
) -> None:
    (tmp_path / "vault.key").write_bytes(bytes(32))
    (tmp_path / "vault.key").chmod(0o600)
    assert complaints(monkeypatch, settings)[0] == said


# -- what is on this machine -----------------------------------------------------------------------

NO_KEY = "KEY is no key: it must be 32 bytes, or those in base64"
OWN = "DATABASE_URL and BOOKS: both are {0}; the paper exchange needs its own file"
MACHINE: list[tuple[dict[str, str], list[str], bool]] = [  # whether it may be better next time
    (
        {"DATABASE_URL": "postgres://me:canary@db/x"},
        ["DATABASE_URL: not a kind of database this version can open: postgres"],
        False,
    ),
    (
        {"DATABASE_URL": "sqlite://x.db?key=canary"},
        ["DATABASE_URL: options in a database URL are not supported"],
        False,
    ),
    ({"DATABASE_URL": ":memory:"}, ["DATABASE_URL: a ledger needs a file"], False),
    ({"DATABASE_URL": "{0}"}, ["DATABASE_URL: {0} is a directory; name a file in it"], True),
    ({"DATABASE_URL": "{0}/x.db", "BOOKS": "{0}/y/../x.db"}, [OWN.format("{0}/x.db")], False),
    ({"DATABASE_URL": "{0}/paper.db"}, [OWN.format("{0}/paper.db")], False),  # where the books are by default
    ({"BOOKS": "{0}"}, ["BOOKS: {0} is a directory; name a file in it"], True),
    ({"KEY": "canary"}, [NO_KEY], False),
    ({"KEY": base64.b64encode(b"canary" * 5).decode()}, [NO_KEY], False),
    ({"KEY": VAULT_KEY}, [], False),
    (
        {"KEY_FILE": "/nowhere/key"},
        ["KEY_FILE: the key file /nowhere/key cannot be read: No such file or directory"],
        True,
    ),
    ({"KEY_FILE": "{0}"}, ["KEY_FILE: the key file {0} is not a file"], True),
    (
        {"KEY_FILE": "{0}/open"},
        ["KEY_FILE: the key file {0}/open is open to others (mode 0644); run: chmod 600 {0}/open"],
        True,
    ),
    (
        {"KEY_FILE": "{0}/short"},
        ["KEY_FILE: the key file {0}/short is no key: it must be 32 bytes, or those in base64"],
        True,
    ),
    ({"PRICES": "Walk"}, [], False),
    ({"PRICES": "none.csv"}, ["PRICES: none.csv: no such file or directory; or write walk, or live"], True),
    (
        {"LIVE_EXCHANGE": "krakken"},
        ["LIVE_EXCHANGE: krakken: ccxt knows no such exchange; did you mean kraken?"],
        False,
    ),
    ({"LIVE_EXCHANGE": "Kraken"}, ["LIVE_EXCHANGE: Kraken: ccxt knows no such exchange; did you mean kraken?"], False),
    ({"LIVE_EXCHANGE": "binance"}, [], False),
    (
        {"PAPER_SOCKET": "10.0.0.1:80"},
        ["PAPER_SOCKET: the paper exchange is only reached on this machine, not at 10.0.0.1"],
        False,
    ),
    ({"PAPER_SOCKET": "localhost:0"}, ["PAPER_SOCKET: there is no port 0"], False),
    ({"PAPER_SOCKET": "65536"}, ["PAPER_SOCKET: there is no port 65536"], False),
    ({"PAPER_SOCKET": "8080"}, [], False),
    (
        {"PAPER_SOCKET": "/" + "x" * LONGEST_SOCKET},
        ["PAPER_SOCKET: a unix socket's path has at most 107 bytes; this one is longer"],
        False,
    ),
    ({"PAPER_SOCKET": "/nowhere/s"}, ["PAPER_SOCKET: there is no directory /nowhere"], True),
    ({"PAPER_SOCKET": "open"}, ["PAPER_SOCKET: open is not a socket"], True),
    ({"PAPER_SOCKET": "later"}, [], False),  # the exchange may be started after the bot
    (
        {"HOSTS": "Krakken=https://a.lan OKXX=https://b.lan", "PROXIES": "nosuch=http://me:canary@c.lan *=http://d"},
        [
            "HOSTS: there is no exchange Krakken to send elsewhere; did you mean Kraken or Kraken_F?",
            "HOSTS: there is no exchange OKXX to send elsewhere; did you mean OKX or OKX_F?",
            "PROXIES: there is no exchange nosuch to send elsewhere; `bracketeer exchanges` lists them",
        ],
        False,
    ),
]


@pytest.mark.parametrize(("settings", "said", "later"), MACHINE)
def test_what_cannot_be_used_is_told_before_anything_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: dict[str, str], said: list[str], later: bool
) -> None:
    for name, size, mode in (("open", 32, 0o644), ("short", 31, 0o600)):
        (tmp_path / name).write_bytes(bytes(size))
        (tmp_path / name).chmod(mode)
    assert complaints(monkeypatch, {name: text.format(tmp_path) for name, text in settings.items()}) == (
        [line.format(tmp_path) for line in said],
        NotThere if later else BadSettings if said else None,
    )


def test_one_that_would_be_wrong_next_time_too_makes_it_so_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, kind = complaints(monkeypatch, {"PRICES": "none.csv", "KEY_FILE": "/nowhere", "SEED": "x"})
    assert [line.partition(":")[0] for line in lines] == ["SEED", "KEY_FILE", "PRICES"]
    assert kind is BadSettings


def test_a_socket_that_others_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        assert complaints(monkeypatch, {"PAPER_SOCKET": "s"}) == ([], None)
        monkeypatch.setattr("os.access", lambda _path, mode: mode != os.W_OK)  # root may write anywhere
        assert complaints(monkeypatch, {"PAPER_SOCKET": "s"})[0] == [
            "PAPER_SOCKET: s may not be written to by this user"
        ]


def test_what_was_an_option_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"database_url": "mysql://me:canary@db/x", "prices": "none.csv", "layout": "pear", "seed": "x"}
    lines, _kind = complaints(monkeypatch, {"PAPER_SOCKET": "s"}, **given)
    assert [line.partition(":")[0] for line in lines] == [
        "--seed",
        "--layout",
        "PAPER_SOCKET and --prices",
        "--db",
        "--prices",
    ]


@pytest.mark.parametrize(
    ("address", "pair"), [("[::1]:80", ("::1", 80)), ("127.0.0.1:8080", ("127.0.0.1", 8080)), ("a-b.c:1", ("a-b.c", 1))]
)
def test_an_address_to_listen_at(monkeypatch: pytest.MonkeyPatch, address: str, pair: tuple[str, int]) -> None:
    assert complaints(monkeypatch, {"HEALTH": address}) == ([], None)
    assert host_port(address) == pair


@pytest.mark.parametrize(
    "address", ["8080", ":8080", "::1:8080", "a b:80", "a:0", "a:65536", "a:²", "[::1]", "http://a:80"]
)
def test_no_address_to_listen_at(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    said = "write HOST:PORT, such as 127.0.0.1:8080"
    hook = HOOK | {"HEALTH": address, "TELEGRAM_WEBHOOK_LISTEN": address}
    assert complaints(monkeypatch, hook)[0] == [f"TELEGRAM_WEBHOOK_LISTEN: {said}", f"HEALTH: {said}"]


def test_a_cluster_names_its_services_as_it_likes() -> None:
    injected = [
        "SERVICE_HOST",
        "SERVICE_PORT",
        "SERVICE_PORT_HEALTH",
        "PORT",
        "PORT_80_TCP",
        "PORT_80_TCP_ADDR",
        "HEALTH_PORT",
    ]
    assert list(strange([f"BRACKETEER_{name}" for name in injected], ())) == []
    assert len(list(strange(["BRACKETEER_PORTS", "BRACKETEER_SERVICE"], ()))) == 2


# -- the program ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], ["serve"]])
def test_the_program_tells_all_at_once_and_starts_nothing(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / ".env").write_text("BRACKETER_SEED=1\n")
    wrong = {"BRACKETEER_KEY": "canary", "BRACKETEER_TELEGRAM_WEBHOOK": "https://a.example/x", "BRACKETEER_SEED": "x"}
    run = pipe(tmp_path, "", *command, **wrong)
    assert (run.returncode, run.stdout) == (64, "")
    assert run.stderr.splitlines() == [
        "bracketeer: BRACKETER_SEED: there is no such setting; did you mean BRACKETEER_SEED?",
        "bracketeer: BRACKETEER_SEED: write a whole number",
        f"bracketeer: BRACKETEER_TELEGRAM_WEBHOOK: {NEEDED.format('BRACKETEER_TELEGRAM_TOKEN')}",
        f"bracketeer: BRACKETEER_{NO_KEY}",
    ]
    assert not (tmp_path / "bracketeer").exists()


def test_a_key_file_that_may_be_there_next_time_is_no_bad_usage(tmp_path: Path) -> None:
    run = pipe(tmp_path, "", "serve", BRACKETEER_KEY_FILE="/nowhere/key")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
