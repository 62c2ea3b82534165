"""Replays through the command line, checked by an arithmetic that shares no code with the program (``recompute``)."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.recompute import recompute
from tests.syntax_lines import mirrored

HERE = Path(__file__).parent
DATA = HERE / "data"
RECORDED = HERE.parents[1] / "shared" / "data"
TRADES, CANDLES = "usdm_btcusdt_20240808_trades.csv", "btc-perp-20211231-20220201_1m.csv.gz"
RATE = "0.0004"
LAYOUTS = ("stop_and_targets", "position", "pairs", "nothing")

KEYS = ["row", "time", "event", "bracket", "name", "order_name", "order", "side", "quantity", "price"]
KEYS += ["cum_qty", "leaves_qty"]
SUMMARY = ["status", "position", "entry_avg", "realized_pnl", "fees", "open_orders", "fills", "uncovered_ms"]
SUMMARY += ["overfilled"]

BRACKET = "BTCUSDT on Binance_F market long 0.5 sl off 0.3% tp off 0.3%"
LADDER = (
    "BTCUSDT on Binance_F market long 0.03 takeprofit long 33%p tp off 0.05% takeprofit long 33%p tp off 0.1% "
    "takeprofit long 100%p tp off 0.2% stoploss long 100%p sl off 0.1% breakeven"
)
TRAILED = "BTCUSDT on Binance_F market long 2 trail 0.1%"
TYPED = "BTCUSDT on Binance_F limit long 0.2 at 61810 sl off 0.2% tp off 0.4%"


def play(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    status = main(["replay", "--json", *arguments])
    said = capsys.readouterr()
    assert not said.err
    return status, [json.loads(line) for line in said.out.splitlines()]


def check(capsys: pytest.CaptureFixture[str], prices: Path, line: str, *options: str) -> list[dict[str, Any]]:
    status, lines = play(capsys, str(prices), line, "--fee", RATE, *options)
    spot = "paper_spot" in options
    assert status == 0
    assert recompute(prices, lines, Decimal(RATE), spot) == []
    summary = lines[-1]["summary"]
    assert summary["overfilled"] == "0"
    assert any(event.get("event") == "filled" for event in lines)
    if summary["status"] == "closed":
        assert summary["open_orders"] == 0
        assert lines[-2]["event"] == "closed"
    return lines


# -- synthetic files, always there ------------------------------------------------------------------


@pytest.mark.parametrize("file", ["trades.csv", "candles.csv"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("line", [BRACKET, LADDER, TRAILED], ids=["bracket", "ladder", "trail"])
@pytest.mark.parametrize("side", ["long", "short"])
def test_every_fill_was_there_to_be_had(
    capsys: pytest.CaptureFixture[str], file: str, layout: str, line: str, side: str
) -> None:
    typed = line if side == "long" else mirrored(line)
    lines = check(capsys, DATA / file, typed, "--account", "paper", "--layout", layout)
    assert lines[-1]["summary"]["status"] == "closed"


@pytest.mark.parametrize("file", ["trades.csv", "candles.csv"])
@pytest.mark.parametrize("layout", ["pairs", "stop", "nothing"])
@pytest.mark.parametrize("line", [BRACKET, LADDER], ids=["bracket", "ladder"])
def test_spot_too(capsys: pytest.CaptureFixture[str], file: str, layout: str, line: str) -> None:
    check(capsys, DATA / file, line, "--account", "paper_spot", "--layout", layout)


# -- recorded files, where they are -------------------------------------------------------------------


def recorded(name: str) -> Path:
    path = RECORDED / name
    if not path.exists():
        pytest.skip("no recorded data here")
    return path


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first days of the recorded month; the rest would say the same for longer."""
    path = tmp_path_factory.mktemp("prices") / "january.csv"
    with gzip.open(recorded(CANDLES), "rt") as file:
        path.write_text("".join(line for line, _ in zip(file, range(1501), strict=False)))
    return path


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("line", [LADDER, mirrored(TYPED)], ids=["long ladder", "short limit"])
def test_recorded_trades(capsys: pytest.CaptureFixture[str], layout: str, line: str) -> None:
    check(capsys, recorded(TRADES), line, "--account", "paper", "--layout", layout)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("side", ["long", "short"])
def test_recorded_candles(capsys: pytest.CaptureFixture[str], january: Path, layout: str, side: str) -> None:
    line = BRACKET.replace("0.3%", "2%") if side == "long" else mirrored(BRACKET.replace("0.3%", "2%"))
    lines = check(capsys, january, line, "--account", "paper", "--layout", layout)
    assert lines[-1]["summary"]["status"] == "closed"


# -- what scripts rely on -----------------------------------------------------------------------------


def test_the_same_bytes_under_any_hash_seed() -> None:
    def bytes_of(seed: str) -> bytes:
        command = [
            sys.executable,
            "-m",
            "bot",
            "replay",
            str(DATA / "trades.csv"),
            LADDER,
            "--account",
            "paper",
            "--json",
        ]
        return subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=HERE.parent, capture_output=True, check=True
        ).stdout

    first = bytes_of("1")
    assert first.count(b"\n") > 10
    assert first == bytes_of("2024")


def test_the_lines_have_contracts_keys(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = play(capsys, "walk", "BTCUSDT on paper market long 0.01 sl off 0.2% tp off 0.2%", "--rows", "900")
    assert status == 0
    assert all(list(line) == KEYS for line in lines[:-1])
    assert list(lines[-1]["summary"]) == SUMMARY
    assert lines[-1]["summary"]["status"] == "closed"
    assert lines[0]["time"] == "2024-01-01T00:00:00.000Z"


def test_people_are_told_a_story(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["replay", "walk", "BTCUSDT on paper market long 0.01 sl off 0.2% tp off 0.2%"])
    assert status == 0
    assert capsys.readouterr().out.splitlines() == [
        "2024-01-01",
        "  00:00:00.250  row 1      #1 entry: bought 0.01 at 60000",
        "  00:00:00.400  row 1      #1 sl placed: sell 0.01 at 59880",
        "  00:00:00.400  row 1      #1 tp1 placed: sell 0.01 at 60120",
        "  00:00:08.500  row 34     #1 sl: sold 0.01 at 59875.2",
        "  00:00:08.650  row 34     #1 tp1 canceled",
        "  00:00:08.650  row 34     #1 closed",
        "closed",
        "  average entry 60000.00",
        "  result        -1.85 after 0.60 of fees",
        "  fills         2; 100 ms without an sl for all of it",
    ]


def test_data_that_ends_with_a_position_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = play(capsys, "walk", "BTCUSDT on paper market long 0.01 sl off 9%", "--rows", "20")
    assert (status, lines[-1]["summary"]["status"], lines[-1]["summary"]["open_orders"]) == (0, "open", 1)


@pytest.mark.parametrize("file", ["trades.csv", "candles.csv"])
def test_an_entry_fills_from_the_row_at_which_it_is_typed(capsys: pytest.CaptureFixture[str], file: str) -> None:
    lines = check(capsys, DATA / file, BRACKET, "--account", "paper", "--at", "10")
    assert next(event for event in lines if event["event"] == "filled")["row"] >= 10


def test_another_seed_is_another_history(capsys: pytest.CaptureFixture[str]) -> None:
    line = "BTCUSDT on paper market long 0.01 sl off 0.2% tp off 0.2%"
    assert play(capsys, "walk", line, "--seed", "2") != play(capsys, "walk", line)


# -- what is refused ----------------------------------------------------------------------------------


def refusals(tmp_path: Path) -> Iterator[tuple[list[str], int, str]]:
    ok = "BTCUSDT on paper market long 0.01"
    bad = tmp_path / "bad.csv"
    bad.write_text("time,price,qty\n2024-01-01,60000,1\n2024-01-01,sixty,1\n")
    half = tmp_path / "half.csv"
    half.write_text("time,price\n2024-01-01,60000\n")
    yield [str(half), ok], 2, "half.csv, line 1, column qty: the column is missing (price,qty are needed)"
    yield [str(bad), ok], 2, "bad.csv, line 3, column price: 'sixty' is not a number"
    yield [str(tmp_path / "none.csv"), ok], 1, "none.csv: no such file or directory"
    yield ["walk", "BTCUSDT,ETHUSDT on paper market long 0.01"], 2, "the lines speak of BTC and ETH"
    yield ["walk", ok, "--layout", "stop"], 64, "a paper swap account has the layouts"
    yield ["walk", ok, "--account", "Binance_F"], 64, "not a paper account"
    yield ["walk"], 64, "LINE"
    yield ["walk", ok, "--fee", "2"], 64, "'2' is not a fraction below 1"


def test_what_cannot_be_played_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for arguments, status, text in refusals(tmp_path):
        assert main(["replay", *arguments]) == status, arguments
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert text in said.err


def test_a_file_that_is_refused_is_json_when_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    half = tmp_path / "half.csv"
    half.write_text("time,price\n2024-01-01,60000\n")
    status, lines = play(capsys, str(half), "BTCUSDT on paper market long 0.01")
    assert status == 2
    assert lines == [
        {
            "ok": False,
            "error": {
                "code": "E-PRICES",
                "message": "half.csv, line 1, column qty: the column is missing (price,qty are needed)",
                "position": None,
                "hint": None,
            },
        }
    ]


@pytest.mark.parametrize(
    ("line", "code", "position"),
    [
        ("BTCUSDT on Binance_F market long 0.01 stopploss", "E-WORD", 38),
        ("BTCUSDT on Binance_F market long 0.0001", "E-SIZE", 33),
        ("BTCUSDT.X on Binance_F market long 0.01", "E-SYMBOL", 0),
    ],
)
def test_a_refused_line_points_at_what_was_typed(
    capsys: pytest.CaptureFixture[str], line: str, code: str, position: int
) -> None:
    status, lines = play(capsys, "walk", line, "--account", "paper:a_longer_name", "--rows", "10")
    assert status == 2
    error = next(found["error"] for found in lines if not found.get("ok", True))
    assert (error["code"], error["position"]) == (code, position)
    assert lines[-1]["summary"]["status"] == "refused"
