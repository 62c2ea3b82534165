"""The program as people and scripts start it: pipes, ``serve``, the lock, signals; each in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.language import ENGLISH
from bot.pipe import run
from tests.test_conversations import world

ROOT = Path(__file__).parents[1]
LINE = "BTCUSDT on paper market long 0.01 sl off 5% tp off 5%"
COMMAND = [sys.executable, "-m", "bot"]
LONG = 60  # seconds until a child that should have ended is given up


def environment(place: Path, **more: str) -> dict[str, str]:
    """A user of his own, with prices that stand still and trade enough: what fills does not depend on when."""
    steady = place / "steady.csv"
    if not steady.exists():
        rows = [
            f"{second}.{part},60000,100" for second in range(1_700_000_000, 1_700_000_600) for part in (0, 25, 5, 75)
        ]
        steady.write_text("\n".join(["time,price,qty", *rows, ""]))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BRACKETEER_", "DATABASE_URL"))}
    return kept | {"XDG_STATE_HOME": str(place), "PYTHONPATH": str(ROOT), "BRACKETEER_PRICES": str(steady)} | more


def pipe(place: Path, typed: str, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *options],
        input=typed,
        env=environment(place, **more),
        cwd=place,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )


@contextmanager
def serving(place: Path, *options: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [*COMMAND, "serve", *options],
        env=environment(place, **more),
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("/")  # whose prices are played
        assert child.stdout.readline() == ENGLISH.say("serving-alone") + "\n"
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


NAMED = [
    ("Binanse_F", 'no account "Binanse_F"; did you mean "Binance_F"?'),
    ("OKX:second", 'no account "OKX:second": add it with: bracketeer account add OKX:second'),
    ("papier", 'no account "papier"; did you mean "paper"?'),
]


def test_an_account_that_is_not_there_is_told_as_typed_with_the_nearest(tmp_path: Path) -> None:
    run = pipe(tmp_path, "".join(f"BTCUSDT on {name} close\n" for name, _ in NAMED))
    told = [line.partition("E-ACCOUNT  ")[2] for line in run.stdout.splitlines() if "E-ACCOUNT" in line]
    assert (run.returncode, told) == (2, [said for _, said in NAMED])


def test_each_line_is_answered_before_the_next_and_the_last_words_say_what_protects(tmp_path: Path) -> None:
    run = pipe(tmp_path, f"{LINE}\nBTCUSDT on paper markt long 1\n/orders\n")
    said = run.stdout.splitlines()
    assert run.returncode == 2
    assert run.stderr == ""
    assert said[:6] == [
        f"{tmp_path}/steady.csv is played as the price of BTC/USDT:USDT, BTC/USDT",
        "#1 entry: bought 0.01 at 60000",
        "#1 sl placed: sell 0.01 at 57000",
        "#1 tp1 placed: sell 0.01 at 63000",
        "#1 long 0.01 BTC/USDT:USDT on paper, entry 60000, now 60000",
        "  ● entry  buy  0.01/0.01 at 60000",
    ]
    refused = said.index('✗ E-WORD  unknown word "markt"; did you mean "market"?')
    assert said[refused + 3] == "  Nothing was sent."
    whose = ["#1", "paper", "BTC/USDT:USDT"]
    assert [line.split()[:4] for line in said[refused + 5 : refused + 7]] == [[*whose, "sl"], [*whose, "tp1"]]
    assert said[-1] == (
        "#1 BTC/USDT:USDT on paper: long 0.01 stays open, protected by the sl at the exchange (resting-stop); "
        "at the exchange rest sl at 57000, tp1 at 63000"
    )
    assert "\x1b" not in run.stdout


def test_what_was_open_is_open_again(tmp_path: Path) -> None:
    assert pipe(tmp_path, LINE).returncode == 0
    run = pipe(tmp_path, "/brackets\n/close 1\n/history\n")
    said = run.stdout.splitlines()
    assert run.returncode == 0
    assert said[1].startswith("#1 long 0.01 BTC/USDT:USDT on paper, entry 60000")
    assert "#1 closed: long BTC/USDT:USDT on paper, earned -0.60 USDT after 0.60 of fees" in said
    assert said[-1] == "Nothing is open."


def test_a_file_on_stdin(tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text(f"// a comment\n\n{LINE}\n")
    with lines.open() as file:
        run = subprocess.run(
            COMMAND, stdin=file, env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert run.returncode == 0
    assert run.stdout.splitlines()[-1].startswith("#1 BTC/USDT:USDT on paper: long 0.01 stays open")


@pytest.mark.parametrize("how", ["", "</dev/null", "<&-"])
def test_nothing_typed(tmp_path: Path, how: str) -> None:
    run = subprocess.run(
        ["sh", "-c", f'exec "$0" -m bot {how}', sys.executable],
        input="",
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[1:] == ["Nothing is open."]


SWAPS_ALONE = "a paper swap account has the layouts stop_and_targets, position, pairs, nothing, not stop"


def test_a_layout_that_an_account_cannot_have_is_bad_usage(tmp_path: Path) -> None:
    run = pipe(tmp_path, f"{LINE}\n{LINE.replace('0.01', '0.02')}\n", "--layout", "stop")
    assert (run.returncode, run.stderr) == (64, "")
    assert run.stdout.splitlines()[1:] == [
        f"✗ E-LAYOUT  {SWAPS_ALONE}",
        f"  {LINE}",
        "             ^^^^^",
        "  Nothing was sent.",
        "Nothing is open.",
    ]
    spot = LINE.replace("paper", "paper_spot")
    assert pipe(tmp_path, spot, "--layout", "stop").returncode == 0


def test_a_layout_that_the_ledgers_accounts_cannot_have_stops_the_start(tmp_path: Path) -> None:
    assert pipe(tmp_path, LINE).returncode == 0
    run = pipe(tmp_path, "/brackets\n", BRACKETEER_LAYOUT="stop")
    assert (run.returncode, run.stderr) == (64, f"bracketeer: {SWAPS_ALONE}\n")


def test_a_layout_for_an_exchange_elsewhere_is_bad_usage(tmp_path: Path) -> None:
    elsewhere = {"BRACKETEER_PAPER_SOCKET": str(tmp_path / "s"), "BRACKETEER_PRICES": ""}
    run = pipe(tmp_path, LINE, "--layout", "pairs", **elsewhere)
    assert (run.returncode, run.stderr) == (
        64,
        "bracketeer: BRACKETEER_PAPER_SOCKET and --layout: a paper exchange in a process of its own is given its "
        "layouts there\n",
    )


@pytest.mark.parametrize(
    ("more", "status", "unanswered"), [("", 2, True), ("/orders\n", 2, True), ("y\n", 0, False), ("n\n", 2, False)]
)
def test_a_question_that_nobody_answers_is_a_no(tmp_path: Path, more: str, status: int, *, unanswered: bool) -> None:
    run = pipe(tmp_path, f"{LINE}\n{LINE}\n{more}")
    assert run.returncode == status
    assert run.stdout.count("bought") == (2 if more == "y\n" else 1)
    said = run.stdout.splitlines()
    after = said[next(n for n, line in enumerate(said) if line.endswith("Again? (y/N)")) + 1]
    assert (
        after == "That was asked and not answered, so nothing was sent.  The answer is the next line: y"
    ) is unanswered


def test_a_question_that_waited_too_long_is_a_no_as_well() -> None:
    async def story(clock: VirtualClock) -> None:
        async def lines() -> AsyncIterator[str]:
            yield LINE
            yield LINE
            await clock.sleep(100)

        said: list[str] = []
        async with world(clock) as one:
            assert await run(one.desk, lines(), said.append, None) == 2
        assert [text for text in said if "not answered" in text]

    run_virtual(story)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_serve_locks_the_ledger_and_says_what_stays(tmp_path: Path, number: signal.Signals, status: int) -> None:
    database = tmp_path / "mine.db"
    assert pipe(tmp_path, LINE, "--db", str(database)).returncode == 0
    with serving(tmp_path, "--db", str(database)) as server:
        second = pipe(tmp_path, LINE, "--db", str(database))
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr == f"bracketeer: {database} is in use by process {server.pid}\n"
        server.send_signal(number)
        said, _ = server.communicate(timeout=LONG)
        assert server.returncode == status
        assert said.splitlines()[-1].startswith(
            "#1 BTC/USDT:USDT on paper: long 0.01 stays open, protected by the sl at the exchange (resting-stop)"
        )


def test_serve_for_a_while_ends_with_0(tmp_path: Path) -> None:
    with serving(tmp_path, "--for", "0.5") as server:
        said, _ = server.communicate(timeout=LONG)
        assert (server.returncode, said) == (0, "served for 0.5 s\nNothing is open.\n")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Children that hear ctrl-C, also where these tests run in the background and it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_a_pipe_with_130(tmp_path: Path) -> None:
    child = subprocess.Popen(
        COMMAND,
        env=environment(tmp_path),
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("/price BTCUSDT\n")
    child.stdin.flush()
    assert [child.stdout.readline() for _ in range(2)][1] == "BTC/USDT:USDT on paper 60000\n"
    child.send_signal(signal.SIGINT)
    _, complaints = child.communicate(timeout=LONG)
    assert (child.returncode, complaints) == (130, "")


def test_for_keeps_it_running(tmp_path: Path) -> None:
    began = time.monotonic()
    assert pipe(tmp_path, "", "--for", "1.5").returncode == 0
    assert time.monotonic() - began >= 1.5  # it cannot be sooner, however slow the machine


ENDS: list[tuple[list[str], dict[str, str], int, str]] = [
    # what was asked for cannot be, in an option or a setting: 64
    (["--for", "ever"], {}, 64, "'ever' is not a number"),
    (["--layout", "pear"], {}, 64, "'pear' is not a layout"),
    ([], {"BRACKETEER_LAYOUT": "pear"}, 64, "BRACKETEER_LAYOUT: should be 'pairs'"),
    ([], {"BRACKETEER_GRACE": "soon"}, 64, "BRACKETEER_GRACE"),
    ([], {"BRACKETEER_GRAZE": "1"}, 64, "did you mean BRACKETEER_GRACE?"),
    (["--db", "postgres://me:secret@host/db"], {}, 64, "not a kind of database this version can open: postgres"),
    ([], {"DATABASE_URL": "postgres://me:secret@host/db"}, 64, "not a kind of database this version can open"),
    ([], {"BRACKETEER_HOSTS": "Binanse=https://gate.lan"}, 64, "no exchange Binanse to send elsewhere"),
    ([], {"BRACKETEER_HOSTS": "api.binance.con=https://gate.lan"}, 64, "no exchange has the host api.binance.con"),
    ([], {"BRACKETEER_PROXIES": "Krakken=http://me:secret@proxy.lan"}, 64, "did you mean Kraken"),
    (
        ["--prices", "live"],
        {"BRACKETEER_LIVE_EXCHANGE": "krakken"},
        64,
        "BRACKETEER_LIVE_EXCHANGE: krakken: ccxt knows no such exchange",
    ),
    # the surroundings failed: 1
    (["--prices", "none.csv"], {}, 1, "none.csv: no such file or directory"),
    (["--db", "/dev/null/x.db"], {}, 1, "/dev/null/x.db: File exists"),
    ([], {"BRACKETEER_BOOKS": "/dev/null/x.db"}, 1, "/dev/null/x.db: "),
    # a file was refused: 2
    (["--prices", "bad.csv"], {}, 2, "bad.csv: the file is empty"),
]


@pytest.mark.parametrize(("options", "more", "status", "text"), ENDS)
def test_what_prevents_a_start_is_one_line_and_a_status_of_its_kind(
    tmp_path: Path, options: list[str], more: dict[str, str], status: int, text: str
) -> None:
    (tmp_path / "bad.csv").touch()
    run = pipe(tmp_path, LINE, *options, **more)
    assert run.returncode == status
    assert text in run.stderr
    assert run.stderr.count("\n") == 1
    assert "bought" not in run.stdout
    assert "secret" not in run.stderr


def test_what_is_open_is_not_traded_at_invented_prices(tmp_path: Path) -> None:
    away = {"BRACKETEER_LIVE_URL": "http://127.0.0.1:9"}
    assert "invented" in pipe(tmp_path, "", "--prices", "live", **away).stdout
    assert pipe(tmp_path, LINE).returncode == 0
    run = pipe(tmp_path, "/brackets\n", "--prices", "live", **away)
    assert (run.returncode, run.stdout) == (1, "")
    assert "what is open on paper must not be traded at invented prices; nothing was sent" in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_exchange_may_be_a_process_of_its_own(tmp_path: Path) -> None:
    socket = tmp_path / "s"
    exchange = subprocess.Popen(
        [sys.executable, "-m", "adapters.exchanges.paper", "serve", "--socket", str(socket), "--prices", "walk"],
        env=environment(tmp_path),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert exchange.stdout is not None
        assert exchange.stdout.readline().startswith("listening on")
        typed = f"{LINE}\n{LINE.replace('paper', 'paper:two')}\n"
        run = pipe(tmp_path, typed, BRACKETEER_PAPER_SOCKET=str(socket), BRACKETEER_PRICES="")
        assert (run.returncode, run.stderr) == (0, "")
        assert [line.partition(":")[0] for line in run.stdout.splitlines()[-2:]] == ["#1 BTC/USDT", "#2 BTC/USDT"]
    finally:
        exchange.terminate()
        exchange.communicate()
