"""Replays through the command line, checked by an arithmetic that shares no code with the program (``recompute``)."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.language import ENGLISH
from bot.played import NOTHING_PLAYED, summed_up
from bot.replay import Played
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
        "  00:00:00.350  row 1      #1 sl placed: sell 0.01 at 59880",
        "  00:00:00.350  row 1      #1 tp1 placed: sell 0.01 at 60120",
        "  00:00:08.500  row 34     #1 sl: sold 0.01 at 59875.2",
        "  00:00:08.600  row 34     #1 tp1 canceled",
        "  00:00:08.650  row 34     #1 closed",
        "closed",
        "  average entry 60000.00",
        "  result        -1.85 USDT after 0.60 of fees",
        "  fills         2; 100 ms without an sl for all of it",
    ]


def test_people_are_told_it_in_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "de")
    (tmp_path / "still.csv").write_text("time,price,qty\n1700000000,60000,1\n1700000001,60000,1\n")
    line = "BTCUSDT on paper market long 0.01 tp off 1%"
    assert main(["replay", str(tmp_path / "still.csv"), line]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2023-11-14",
        "  22:13:21.000  Zeile 1    #1 entry: 0.01 zu 60000 gekauft",
        "  22:13:21.100  Zeile 1    #1 tp1 platziert: Verkauf 0.01 zu 60600",
        "noch offen: eine Position von 0.01 und 1 liegende Order",
        "  mittl. Einstieg 60000.00",
        "  Ergebnis        -0,30 USDT nach 0,30 Gebühren",
        "  Ausführungen    1; 0 ms ohne sl für alles, und am Ende gibt es keinen",
    ]
    assert main(["replay", str(tmp_path / "still.csv"), line.replace("tp", "tipp")]) == 2
    assert "nichts gesendet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("exits", "at", "uncovered", "bare"),
    [
        ("sl off 1%", "0", 100, False),
        ("sl off 1%", "3", 100, False),  # filled by the last row: its stop is placed after that
        ("tp off 1%", "0", 2000, True),
        ("tp off 1%", "3", 0, True),  # nothing is known of the time after the last row
    ],
)
def test_a_position_is_without_an_sl_until_one_rests_or_the_data_ends(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, exits: str, at: str, uncovered: int, bare: bool
) -> None:
    (tmp_path / "still.csv").write_text("time,price,qty\n" + "".join(f"170000000{n},60000,1\n" for n in range(4)))
    typed = [str(tmp_path / "still.csv"), f"BTCUSDT on paper market long 0.01 {exits}", "--at", at]
    status, lines = play(capsys, *typed)
    assert (status, lines[-1]["summary"]["uncovered_ms"]) == (0, uncovered)
    assert main(["replay", *typed]) == 0
    assert capsys.readouterr().out.endswith("and there is none at the end\n") is bare


def test_what_nobody_knows_is_told_as_unknown() -> None:
    summary = NOTHING_PLAYED | {"status": "closed", "entry_avg": "60000", "realized_pnl": None, "fees": "1234.5"}
    assert (
        list(summed_up(Played([], summary, quote="USDC"), ENGLISH))[2]
        == "  result        unknown after 1,234.50 of fees"
    )
    earned = Played([], summary | {"realized_pnl": "-0.001"}, quote="USDC")
    assert list(summed_up(earned, ENGLISH))[2] == "  result        -0.001 USDC after 1,234.50 of fees"


def test_data_that_ends_with_a_position_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = play(capsys, "walk", "BTCUSDT on paper market long 0.01 sl off 9%", "--rows", "20")
    assert (status, lines[-1]["summary"]["status"], lines[-1]["summary"]["open_orders"]) == (0, "open", 1)


@pytest.mark.parametrize("file", ["trades.csv", "candles.csv"])
def test_an_entry_fills_from_the_row_at_which_it_is_typed(capsys: pytest.CaptureFixture[str], file: str) -> None:
    lines = check(capsys, DATA / file, BRACKET, "--account", "paper", "--at", "10")
    assert next(event for event in lines if event["event"] == "filled")["row"] >= 10


@pytest.mark.parametrize("latency", ["0", "50", "3000"])
@pytest.mark.parametrize("file", ["trades.csv", "candles.csv"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_lines_are_in_the_order_in_which_things_happened(
    capsys: pytest.CaptureFixture[str], file: str, layout: str, latency: str
) -> None:
    lines = check(capsys, DATA / file, LADDER, "--account", "paper", "--layout", layout, "--latency", latency)[:-1]
    moments = [(line["row"], line["time"]) for line in lines]
    assert moments == sorted(moments)
    rank = {"submitted": 0, "accepted": 1, "stop_moved": 1, "replaced": 2, "filled": 2, "canceled": 3, "rejected": 3}
    for order, name in {(line["order"], line["name"]) for line in lines if line["order"]}:
        ranks = [rank[line["event"]] for line in lines if (line["order"], line["name"]) == (order, name)]
        assert ranks == sorted(ranks), (order, ranks)


@pytest.mark.parametrize("at", ["0", "7"])
@pytest.mark.parametrize("latency", ["0", "50"])
def test_what_the_exchange_did_is_told_at_its_own_time(
    capsys: pytest.CaptureFixture[str], latency: str, at: str
) -> None:
    _, lines = play(capsys, str(DATA / "trades.csv"), BRACKET, "--account", "paper", "--latency", latency, "--at", at)
    submitted, accepted = lines[0], lines[1]
    assert (submitted["event"], accepted["event"]) == ("submitted", "accepted")
    sent, there = (datetime.fromisoformat(line["time"]) for line in (submitted, accepted))
    assert there - sent == timedelta(milliseconds=int(latency))


def test_a_replay_ends_when_everything_is_closed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What follows the end is not even read, and makes no difference."""
    for file in ("trades.csv", "candles.csv"):
        whole = play(capsys, str(DATA / file), BRACKET, "--account", "paper")
        last = whole[1][-2]["row"]
        text = (DATA / file).read_text().splitlines()
        assert last + 3 < len(text)
        broken = tmp_path / file
        broken.write_text("\n".join([*text[: last + 4], "not a row"]))
        assert play(capsys, str(broken), BRACKET, "--account", "paper") == whole


def test_brackets_are_counted_as_the_lines_make_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Refused lines and joined ones make none, so they leave no gap; the line after a refused one is typed all the
    same."""
    lines = [
        "BTCUSDT on paper market long 0.01 sl off 0.2% tp off 0.2%",
        "BTCUSDT on paper market long 0.0001",
        "BTCUSDT on paper takeprofit long 50%p tp off 1%",
        "BTCUSDT on paper:two market long 0.01 sl off 0.2% tp off 0.2%",
    ]
    status, found = play(capsys, "walk", *lines)
    assert status == 2
    assert {(e["bracket"], e["event"]) for e in found if e.get("event") == "closed"} == {(1, "closed"), (2, "closed")}
    refusals = [line["error"] for line in found if "error" in line]
    assert [error["code"] for error in refusals] == ["E-SIZE", "E-NO-POSITION"]
    assert found[-1]["summary"]["status"] == "refused"


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
    yield ["walk", ok, "--rows", "20", "--at", "20"], 2, "--at 20: there are only 20 rows, 0 to 19"
    yield [str(DATA / "candles.csv"), ok, "--at", "240"], 2, "--at 240: there are only 240 rows, 0 to 239"
    yield [str(DATA / "trades.csv"), ok, "--at", "5000"], 2, "--at 5000: there are only 800 rows, 0 to 799"
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


def test_the_last_row_can_be_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    for file, rows in (("trades.csv", 800), ("candles.csv", 240)):
        status, lines = play(capsys, str(DATA / file), BRACKET, "--account", "paper", "--at", str(rows - 1))
        assert (status, lines[0]["event"]) == (0, "submitted")


def test_a_refused_line_is_no_end_to_the_prices(capsys: pytest.CaptureFixture[str]) -> None:
    """A line may be refused after exactly as many rows as it waited for: that is the line's fault, not the file's."""
    _, lines = play(capsys, "walk", "BTCUSDT on paper market long 0.0001", "--at", "5")
    assert lines[0]["error"]["code"] == "E-SIZE"


@pytest.mark.parametrize("typed", ["half.csv", "./half.csv", "prices/half.csv"])
def test_a_file_is_named_as_it_was_typed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("prices").mkdir()
    Path(typed).write_text("time,price\n2024-01-01,60000\n")
    assert main(["replay", typed, "BTCUSDT on paper market long 0.01"]) == 2
    assert capsys.readouterr().err.startswith(f"bracketeer: {typed}, line 1, ")


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
                "message": f"{half}, line 1, column qty: the column is missing (price,qty are needed)",
                "position": None,
                "hint": None,
            },
        },
        {"summary": NOTHING_PLAYED},
    ]
    assert list(NOTHING_PLAYED) == SUMMARY
    assert NOTHING_PLAYED["status"] == "refused"


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
