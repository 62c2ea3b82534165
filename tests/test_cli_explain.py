"""``bracketeer explain``: the documented lines and the worked examples as tables, the ladder as a property."""

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.clock import EPOCH
from adapters.exchanges.listed import RECORDS
from adapters.exchanges.paper import Markets, rules_for
from adapters.exchanges.record import Record
from bot.__main__ import main
from bot.explain import Explained, Known, Look, explain
from core.ports import Facts
from core.venue import by_cost
from tests.exchanges.golden import path_of
from tests.syntax_lines import LINES, mirrored

ROOT = Path(__file__).parents[1]


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main(["explain", "--json", *arguments])
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("\n") == 1
    found = json.loads(said.out)
    assert isinstance(found, dict)
    return status, found


def orders(bracket: dict[str, Any]) -> list[tuple[str | None, ...]]:
    """Each exit as (name, side, quantity, where)."""
    return [(x["name"], x["side"], x["quantity"], x["price"] or x["trigger_price"]) for x in bracket["exits"]]


DOCUMENTED = [
    (LINES[0], "60000", [], [("sl", "0.01", "58800"), ("tp1", "0.01", "63000")], ("12.594", "29.574", "2.35")),
    (
        LINES[1],
        "60000",
        ["--position", "long:0.01@60000"],
        [("sl", "0.01", "58800"), ("tp1", "0.01", "63000")],
        ("12.594", "29.574", "2.35"),
    ),
    (LINES[2], "3000", [], [("sl", "0.1", "2940"), ("tp1", "0.1", "3150")], ("6.297", "14.787", "2.35")),
    (
        LINES[3],
        "60000",
        [],
        [("sl", "0.03", "58800"), ("tp1", "0.01", "61800"), ("tp2", "0.01", "63000"), ("tp3", "0.01", "64800")],
        ("37.782", "94.7208", "2.51"),
    ),
    (
        LINES[4],
        "3000",
        [],
        [("sl", "0.5", "2940"), ("tp1", "0.25", "3120"), ("tp2", "0.25", "3240")],
        ("31.485", "88.932", "2.82"),
    ),
]


@pytest.mark.parametrize(("line", "price", "more", "exits", "risk"), DOCUMENTED)
def test_the_documented_lines(
    capsys: pytest.CaptureFixture[str],
    line: str,
    price: str,
    more: list[str],
    exits: list[tuple[str, str, str]],
    risk: tuple[str, str, str],
) -> None:
    status, found = ask(capsys, line, "--account", "paper", "--price", price, *more)
    (bracket,) = found["brackets"]
    assert (status, found["ok"]) == (0, True)
    assert (bracket["account"], bracket["side"]) == ("paper", "long")
    assert orders(bracket) == [(name, "sell", quantity, where) for name, quantity, where in exits]
    assert bracket["risk"] == dict(zip(("loss", "reward", "ratio"), risk, strict=True))
    assert (bracket["entry"] is None) is bool(more)
    assert (bracket["layout"], bracket["attach"]) == ("stop_and_targets", False)
    assert bracket["protection"] == "resting-stop"
    assert all(order["reduce_only"] for order in bracket["exits"])


def test_every_key_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = ask(capsys, "ETHUSDT on paper limit short 1 at 3100 sl off 1%", "--price", "3000")
    assert found == {
        "ok": True,
        "brackets": [
            {
                "symbol": "ETH/USDT:USDT",
                "account": "paper",
                "side": "short",
                "entry": {
                    "name": "entry",
                    "side": "sell",
                    "type": "limit",
                    "quantity": "1",
                    "price": "3100",
                    "trigger_price": None,
                    "reduce_only": False,
                },
                "exits": [
                    {
                        "name": "sl",
                        "side": "buy",
                        "type": "stop_market",
                        "quantity": "1",
                        "price": None,
                        "trigger_price": "3131",
                        "reduce_only": True,
                    }
                ],
                "layout": "stop_and_targets",
                "attach": False,
                "protection": "resting-stop",
                "risk": None,
                "notes": found["brackets"][0]["notes"],
            }
        ],
    }


def test_symbols_times_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = ask(capsys, "BTCUSDT,ETHUSDT on paper,paper:two market long 0.1 sl off 2%")
    assert [(b["symbol"], b["account"]) for b in found["brackets"]] == [
        ("BTC/USDT:USDT", "paper"),
        ("BTC/USDT:USDT", "paper:two"),
        ("ETH/USDT:USDT", "paper"),
        ("ETH/USDT:USDT", "paper:two"),
    ]


def test_another_exchange_is_explained_as_it_guards_with_papers_steps(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = ask(capsys, LINES[0], "--price", "60000")
    assert found["brackets"][0]["account"] == "Binance_F"
    assert found["brackets"][0]["layout"] == "stop_and_targets"
    assert any("paper's steps" in note for note in found["brackets"][0]["notes"])
    _, found = ask(capsys, LINES[0].replace("Binance_F", "BitMEX_F"), "--price", "60000")
    assert (found["ok"], found["error"]["code"]) == (False, "E-ACCOUNT")
    assert "closed on 2026-09-23" in found["error"]["message"]
    _, found = ask(capsys, "BTCUSDT on Binance market long 0.01 sl off 2% tp off 5%", "--price", "60000")
    (bracket,) = found["brackets"]
    assert (bracket["symbol"], bracket["layout"], bracket["protection"]) == ("BTC/USDT", "pairs", "exchange-linked")
    assert orders(bracket) == [("sl", "sell", "0.00999", "58800"), ("tp1", "sell", "0.00999", "63000")]


@pytest.mark.parametrize(
    ("layout", "account", "protection"),
    [
        ("pairs", "paper", "exchange-linked"),
        ("position", "paper", "exchange-linked"),
        ("nothing", "paper", "bot-only"),
        ("stop", "paper_spot", "resting-stop"),
    ],
)
def test_the_badge_follows_the_layout(
    capsys: pytest.CaptureFixture[str], layout: str, account: str, protection: str
) -> None:
    _, found = ask(capsys, LINES[0], "--price", "60000", "--account", account, "--layout", layout)
    assert (found["brackets"][0]["layout"], found["brackets"][0]["protection"]) == (layout, protection)


# -- the worked examples of the language ----------------------------------------------------------------

EXAMPLES = [
    # an unsigned distance goes where sl/tp and the side send it; e±d never flips
    ("market short 0.01 sl off 2% tp off 5%", "60000", [("sl", "61200"), ("tp1", "57000")]),
    ("market long 0.01 sl off 2% tp e+4%", "60000", [("sl", "58800"), ("tp1", "62400")]),
    ("market short 0.01 sl off 2% tp e-4%", "60000", [("sl", "61200"), ("tp1", "57600")]),
    ("market long 0.01 sl 59000 tp 63000", "60000", [("sl", "59000"), ("tp1", "63000")]),
    ("market long 0.01 sl off 500 tp off 1500", "60000", [("sl", "59500"), ("tp1", "61500")]),
    # the reference of a limit entry is its own price
    ("limit long 0.01 at 50000 sl off 2% tp off 5%", "60000", [("sl", "49000"), ("tp1", "52500")]),
    # rounding goes to the earlier exit: stop of a long up, its target down; a short mirrors it
    ("market long 0.01 sl off 1.23456% tp off 1.23456%", "60000", [("sl", "59259.3"), ("tp1", "60740.7")]),
    ("market short 0.01 sl off 1.23456% tp off 1.23456%", "60000", [("sl", "60740.7"), ("tp1", "59259.3")]),
    # a trail starts from the entry
    ("market long 0.01 trail 2%", "60000", [("sl", "58800")]),
]


@pytest.mark.parametrize(("commands", "price", "exits"), EXAMPLES)
def test_worked_examples(
    capsys: pytest.CaptureFixture[str], commands: str, price: str, exits: list[tuple[str, str]]
) -> None:
    _, found = ask(capsys, f"BTCUSDT on paper {commands}", "--price", price)
    assert [(name, where) for name, _, _, where in orders(found["brackets"][0])] == exits


def test_shares_are_rounded_at_their_boundaries(capsys: pytest.CaptureFixture[str]) -> None:
    ladder = " ".join(f"takeprofit long {s} tp off {n}%" for n, s in enumerate(("33%p", "33%p", "100%p"), 1))
    _, found = ask(
        capsys, f"BTCUSDT on paper market long 0.03 {ladder} stoploss long 100%p sl off 2%", "--price", "60000"
    )
    assert [q for name, _, q, _ in orders(found["brackets"][0]) if name != "sl"] == ["0.01", "0.01", "0.01"]


def test_what_has_no_target_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    line = "BTCUSDT on paper market long 0.1 takeprofit long 40%p tp off 5% stoploss long 100%p sl off 2%"
    _, found = ask(capsys, line, "--price", "60000")
    assert "60 % has no target and runs to the stop" in found["brackets"][0]["notes"]


def test_a_stop_in_profit_is_legal(capsys: pytest.CaptureFixture[str]) -> None:
    line = "BTCUSDT on paper stoploss long 100%p sl e+2%"
    status, found = ask(capsys, line, "--price", "66000", "--position", "long:0.01@60000")
    assert (status, orders(found["brackets"][0])) == (0, [("sl", "sell", "0.01", "61200")])


# -- a position that is there, and commands about what stands ---------------------------------------------

HELD = ["--position", "long:0.01@60000"]
CLOSES = ("close", "sell", "0.01", None)
STANDING = [
    ("close", [], [CLOSES], ["closes all of the position"], None),
    ("close long 100%p", [], [CLOSES], ["closes all of the position"], None),
    ("close 50%p", [], [("close", "sell", "0.005", None)], ["closes 0.005 of the position"], None),
    (
        "stoploss long 100%p sl off 2% close 50%p",
        [],
        [("close", "sell", "0.005", None), ("sl", "sell", "0.005", "58800")],
        ["joins the position, which holds 0.01", "closes 0.005 of the position"],
        None,
    ),
    (
        "cancel exits",
        [],
        [],
        [
            "the position: cancels exits; nothing limits the loss then",
            "which orders rest is not known here, so none are shown",
        ],
        None,
    ),
    ("move sl to 59000", [], [("sl", "sell", "0.01", "59000")], ["the position: sl to 59000"], None),
    (
        "breakeven",
        ["--price", "61000"],
        [("sl", "sell", "0.01", "60030.1")],
        ["the position: stop to break-even at 60030.1"],
        None,
    ),
    (
        "sl-or-tp long 100%p sl off 2% tp off 5%",
        [],
        [("sl", "sell", "0.01", "58800"), ("tp1", "sell", "0.01", "63000")],
        [],
        {"loss": "12.594", "reward": "29.574", "ratio": "2.35"},  # what an entry of the same size would risk
    ),
]


@pytest.mark.parametrize(("commands", "more", "exits", "notes", "risk"), STANDING)
def test_commands_about_a_position_that_is_there(
    capsys: pytest.CaptureFixture[str],
    commands: str,
    more: list[str],
    exits: list[tuple[str | None, ...]],
    notes: list[str],
    risk: dict[str, str] | None,
) -> None:
    status, found = ask(capsys, f"BTCUSDT on paper {commands}", *HELD, *(more or ["--price", "60000"]))
    (bracket,) = found["brackets"]
    assert (status, bracket["entry"], bracket["side"]) == (0, None, "long")
    assert orders(bracket) == exits
    assert all(order["type"] == "market" for order in bracket["exits"] if order["name"] == "close")
    assert (bracket["notes"], bracket["risk"]) == (notes, risk)


@pytest.mark.parametrize(
    ("commands", "held", "code", "message"),
    [
        ("close", [], "E-NO-POSITION", "nothing of ours is open on BTC/USDT:USDT"),
        ("close short", HELD, "E-NO-POSITION", "no short of ours is open on BTC/USDT:USDT"),
        ("cancel tp2", HELD, "E-NO-TARGET", "the position has no tp2"),
        ("move tp1 to 63000", HELD, "E-NO-TARGET", "the position has no tp1"),
        ("breakeven", HELD, "E-WRONG-SIDE", "break-even is 60030.1, on the wrong side of the market at 60000"),
    ],
)
def test_what_no_such_command_can_mean(
    capsys: pytest.CaptureFixture[str], commands: str, held: list[str], code: str, message: str
) -> None:
    status, found = ask(capsys, f"BTCUSDT on paper {commands}", *held)
    assert (status, found["error"]["code"], found["error"]["message"]) == (2, code, message)


BOUGHT = ["--position", "long:0.01@50000", "--price", "60000"]
SPOT_STANDING = [
    # a thousandth of 500 to buy, of 490 to sell
    ("stoploss long 100%p sl e-2%", ("0.01", "49000", None), ["at risk     10.99 USDT"]),
    ("stoploss long 100%p sl off 2%", ("0.01", "58800", None), ["at least    86.91 USDT are gained"]),
    (
        "sl-or-tp long 100%p tp off 5% sl e-2%",
        ("0.01", "49000", "63000"),
        ["at risk     10.99 USDT", "reward      128.87 USDT"],
    ),
    # an entry joins it: 500 + 0.50 and 1200 were paid, the fee in coins; 1499 - 1.499 or 1888.74 - 1.88874 come back
    (
        "market long 0.02 sl 50000 tp 63000",
        ("0.02998", "50000", "63000"),
        ["at risk     203.00 USDT", "reward      186.35 USDT"],
    ),
]


@pytest.mark.parametrize(("commands", "exits", "money"), SPOT_STANDING)
def test_coins_that_are_there_count_at_what_they_cost(
    capsys: pytest.CaptureFixture[str], commands: str, exits: tuple[str, str, str | None], money: list[str]
) -> None:
    line, (quantity, sl, tp) = f"BTCUSDT on paper_spot {commands}", exits
    (bracket,) = ask(capsys, line, *BOUGHT)[1]["brackets"]
    wanted = [("sl", "sell", quantity, sl), ("tp1", "sell", quantity, tp)][: 2 if tp else 1]
    assert orders(bracket) == wanted
    assert (bracket["protection"], bracket["notes"]) == ("exchange-linked", ["joins the position, which holds 0.01"])
    assert main(["explain", line, *BOUGHT]) == 0
    told = capsys.readouterr().out
    assert [one for one in money if one not in told] == []


HINT = "tell the one that is meant: --position long:0.01@60000"


@pytest.mark.parametrize(
    ("line", "more", "hint"),
    [
        (LINES[1], [], HINT),
        (LINES[1].replace("ByBit_F", "ByBit"), [], HINT),
        ("BTCUSDT on paper close", [], HINT),
        ("BTCUSDT on paper close short", HELD, None),
    ],
)
def test_a_line_about_a_position_asks_to_be_told_of_one(
    capsys: pytest.CaptureFixture[str], line: str, more: list[str], hint: str | None
) -> None:
    status, found = ask(capsys, line, *more)
    assert (status, found["error"]["code"], found["error"]["hint"]) == (2, "E-NO-POSITION", hint)
    assert hint is None or ask(capsys, line, *HELD)[0] == 0


def test_spot_holds_nothing_short(capsys: pytest.CaptureFixture[str]) -> None:
    line = "BTCUSDT on paper_spot close"
    assert orders(ask(capsys, line, *HELD)[1]["brackets"][0]) == [CLOSES]
    status, found = ask(capsys, line, "--position", "short:0.01@60000")
    assert (status, found["error"]["code"]) == (2, "E-SPOT-SHORT")


# -- how the sl will move, and what it costs ----------------------------------------------------------------

TRAILS = "the sl follows the best price at a distance of 2 %"
EVEN = "the sl moves to break-even, fees included"
MOVING = [
    ("market long 0.01 trail 2%", [TRAILS]),
    ("market long 0.01 sl off 1% trail 2% after e+1%", [f"{TRAILS}, once the price has reached 60600"]),
    ("market short 0.01 sl off 1% trail 2% after 59000", [f"{TRAILS}, once the price has reached 59000"]),
    ("limit long 0.01 at 50000 sl off 1% trail 2% after off 2%", [f"{TRAILS}, once the price has reached 51000"]),
    ("market long 0.01 sl off 1% tp off 2% breakeven", [f"once the first target is filled, {EVEN}"]),
    ("market long 0.01 sl off 1% breakeven after 61000", [f"once the price has reached 61000, {EVEN}"]),
    ("market long 0.01 sl off 1% tp off 2%", []),
]


@pytest.mark.parametrize(("commands", "sentences"), MOVING)
def test_a_stop_that_will_move_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], commands: str, sentences: list[str]
) -> None:
    line = f"BTCUSDT on paper {commands}"
    _, found = ask(capsys, line, "--price", "60000")
    notes = found["brackets"][0]["notes"]
    assert [note for note in notes if "the sl " in note] == sentences
    assert main(["explain", line, "--price", "60000"]) == 0
    told = capsys.readouterr().out
    assert all(f"  note        {sentence}\n" in told for sentence in sentences)


@pytest.mark.parametrize(
    ("commands", "told"),
    [
        ("market long 0.01 sl off 2%", "  at risk     12.59 USDT, with every exit at the sl; there is no target\n"),
        (
            "stoploss long 100%p sl e+2%",
            "  at least    11.39 USDT are gained, with every exit at the sl; there is no target\n",
        ),
    ],
)
def test_the_loss_at_the_sl_is_told_without_a_target_too(
    capsys: pytest.CaptureFixture[str], commands: str, told: str
) -> None:
    line, more = f"BTCUSDT on paper {commands}", HELD if commands.startswith("stop") else []
    price = "66000" if more else "60000"
    assert ask(capsys, line, "--price", price, *more)[1]["brackets"][0]["risk"] is None
    assert main(["explain", line, "--price", price, *more]) == 0
    assert told in capsys.readouterr().out


# -- refusals -------------------------------------------------------------------------------------------

REFUSALS = [
    ("BTCUSDT on paper sl-or-tp long 100%p tp off 5% sl off 2%", "E-NO-POSITION", None),
    ("BTCUSDT on Binance_F market long 0.1 stopploss long 100%p sl off 2%", "E-WORD", 37),
    ("BTCUSDT on papier market long 0.1", "E-ACCOUNT", 11),
    ("XRPUSDT on paper market long 0.1", "E-SYMBOL", 0),
    ("BTCUSDT on paper market long 0.0001", "E-SIZE", 29),
    ("BTCUSDT on paper market long 0.001", "E-MIN-NOTIONAL", 29),
    ("BTCUSDT on paper market short 0.01 tp e+4%", "E-WRONG-SIDE", 38),
    ("BTCUSDT on paper_spot market short 0.01", "E-SPOT-SHORT", None),
    ("BTCUSDT on paper market long 0,01", "E-NUMBER", 29),
]


@pytest.mark.parametrize(("line", "code", "position"), REFUSALS)
def test_refusals(capsys: pytest.CaptureFixture[str], line: str, code: str, position: int | None) -> None:
    status, found = ask(capsys, line)
    assert status == 2
    assert set(found) == {"ok", "error"}
    assert list(found["error"]) == ["code", "message", "position", "hint"]
    assert (found["error"]["code"], found["error"]["position"]) == (code, position)


BY_COST = [record for record in RECORDS if record.rules is not None and record.rules.buys_by_cost]


@pytest.mark.parametrize("record", BY_COST, ids=lambda record: record.name)
def test_a_market_buy_counted_in_money_is_shown_as_the_capped_limit_that_is_sent(
    capsys: pytest.CaptureFixture[str], record: Record
) -> None:
    line = LINES[0].replace("Binance_F", record.name)
    status, found = ask(capsys, line, "--price", "100000")
    assert status == 0
    (shown,) = found["brackets"]
    assert (shown["entry"]["type"], shown["entry"]["price"], shown["entry"]["quantity"]) == ("ioc", "101000", "0.01")
    cap = (
        f"sent as an immediate limit at 101000, 1 % above the last price, because {record.name} counts market buys in "
        "money; what it does not fill at once is not bought"
    )
    assert cap in shown["notes"]
    (sent,) = json.loads(path_of(record.name).read_text())["long entry market"]
    assert sent["body"]["price"] == "101000"
    assert "ioc" in json.dumps(sent["body"]).lower()
    assert main(["explain", line, "--price", "100000"]) == 0
    said = capsys.readouterr().out
    assert "buy 0.01 at once at 101000 or better, now 100000 (1,010.00 USDT)" in said
    assert cap in said


def test_which_exchanges_count_market_buys_in_money() -> None:
    assert [record.name for record in BY_COST] == ["Bitget", "Gate", "HTX", "Toobit"]
    assert all(by_cost(record.name) in record.notes for record in BY_COST)


def test_entries_of_one_line_are_paid_from_one_purse(capsys: pytest.CaptureFixture[str]) -> None:
    each = "market long 11"  # 66,000 of margin at 60,000 and ten times, of 100,000
    assert ask(capsys, f"BTCUSDT on paper {each}")[0] == 0
    status, found = ask(capsys, f"BTCUSDT on paper {each}; ETHUSDT on paper market long 200")
    assert (status, found["error"]["code"]) == (2, "E-MARGIN")
    assert ask(capsys, f"BTCUSDT on paper {each}; ETHUSDT on paper:two market long 200")[0] == 0


def test_places_are_counted_in_code_points_of_what_was_sent(capsys: pytest.CaptureFixture[str]) -> None:
    line = "// 🚀 to the moon\nBTCUSDT on Binance_F market long 0.0001"
    _, found = ask(capsys, line, "--account", "paper", "--price", "60000")
    assert line[found["error"]["position"] :] == "0.0001"


def test_a_person_sees_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "BTCUSDT on Binance_F market long 0.1 stopploss long 100%p sl off 2%"]) == 2
    assert capsys.readouterr().out == (
        '✗ E-WORD  unknown word "stopploss"; did you mean "stoploss"?\n'
        "  BTCUSDT on Binance_F market long 0.1 stopploss long 100%p sl off 2%\n"
        "                                       ^^^^^^^^^\n"
        "  Nothing was sent.\n"
    )


def test_a_person_reads_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", LINES[0], "--account", "paper", "--price", "60000"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "BTC/USDT:USDT on paper: long 0.01 BTC",
        "  entry       buy 0.01 at the market, now 60000 (600.00 USDT)",
        "  sl          sell 0.01 once the price reaches 58800 (-2.00 % from the entry)",
        "  tp1         sell 0.01 at 63000 (+5.00 % from the entry)",
        "  at risk     12.59 USDT, with every exit at the sl",
        "  reward      29.57 USDT, with every target reached",
        "  ratio       2.35 reward for each unit at risk",
        "  fees        0.02 % maker, 0.05 % taker; counted above",
        "  protection  resting-stop: the sl rests at the exchange; the rest is watched by this bot",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain"],
        ["explain", LINES[0], "--position", "long"],
        ["explain", LINES[0], "--price", "0"],
        ["explain", LINES[0], "--price", "NaN"],
        ["explain", LINES[0], "--layout", "sideways"],
        ["explain", LINES[0], "--layout", "stop"],
        ["explain", LINES[0], "--nonsense"],
        ["nonsense"],
    ],
)
def test_bad_usage_is_64_and_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 64
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_explain_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom bot.__main__ import main\n"
        "assert main(['explain', sys.argv[1], '--price', '60000']) == 0\n"
        "print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script, LINES[0]], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}
    assert not loaded & {"tortoise", "ccxt", "prompt_toolkit", "rich", "apscheduler", "pydantic", "sqlite3"}


# -- the ladder, over any step --------------------------------------------------------------------------


def market(lot: Decimal) -> Look:
    instrument = replace(Markets()["BTC/USDT:USDT"], lot=lot, min_qty=lot, min_notional=Decimal(0))
    million = Decimal(900_000)
    facts = Facts(instrument, rules_for(), Decimal(1), EPOCH, million, million, Decimal(0), Decimal(10))
    facts = replace(facts, instrument=replace(instrument, tick=Decimal("0.0001")))
    return lambda account, _symbol: Known(account, facts)


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Decimal, Decimal, list[int], bool]:
    """(quantity, step, shares in percent, whether ``100%p`` ends it)."""
    lot = Decimal(draw(st.sampled_from(["0.001", "0.01", "0.1", "1", "0.005", "0.25", "3"])))
    lots = draw(st.integers(1, 3000))
    shares = draw(st.lists(st.integers(1, 40), min_size=1, max_size=8).filter(lambda s: sum(s) < 100))
    return lots * lot, lot, shares, draw(st.booleans())


def sizes(found: list[Explained]) -> list[tuple[str, Decimal]]:
    return [(intent.name, intent.quantity) for intent in found[0].preview.exits if intent.name != "sl"]


@settings(max_examples=500, deadline=None)
@given(ladders())
def test_rungs_add_up_and_stay_within_a_lot_of_their_share(
    ladder: tuple[Decimal, Decimal, list[int], bool],
) -> None:
    quantity, lot, shares, whole = ladder
    rungs = [f"takeprofit long {share}%p tp off {n}%" for n, share in enumerate(shares, 1)]
    rungs += [f"takeprofit long 100%p tp off {len(shares) + 1}%"] if whole else []
    line = f"BTCUSDT on paper market long {quantity} {' '.join(rungs)} stoploss long 100%p sl off 2%"
    found = dict(sizes(explain(line, market(lot))))
    asked = [quantity * share / 100 for share in shares]
    if whole:
        asked.append(quantity - sum(asked, Decimal(0)))
        assert sum(found.values()) == quantity
    else:
        assert abs(sum(found.values(), Decimal(0)) - sum(asked, Decimal(0))) <= lot
    for n, share in enumerate(asked, 1):
        size = found.get(f"tp{n}", Decimal(0))
        assert size % lot == 0
        assert abs(size - share) <= lot
    assert sizes(explain(mirrored(line), market(lot))) == list(found.items())


@pytest.mark.parametrize("account", ["Toobit", "MEXC"])
def test_that_only_the_bot_watches_is_said_once(account: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"BTCUSDT on {account} market long 0.01 sl off 2% tp off 5%", "--price", "60000"]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "protect" in line]
    assert said == [
        "  protection  bot-only: no sl rests at the exchange: this bot alone watches, and nothing protects you while "
        "it is off"
    ]


@pytest.mark.parametrize("head", ["BTCUSDT,BTC on paper", "BTC/USDT:USDT,BTCUSDT on paper", "BTCUSDT on paper,paper_F"])
@pytest.mark.parametrize("command", ["market long 0.01 sl off 2%", "close long"])
def test_two_spellings_of_one_market_are_refused_as_they_are_when_it_is_meant(
    head: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found = ask(capsys, f"{head} {command}", "--price", "60000", "--position", "long:0.01@60000")
    assert (status, found["error"]["code"]) == (2, "E-TWICE")
    assert found["error"]["message"] == "BTC/USDT:USDT on paper is named twice"


def test_people_read_it_in_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def said(*arguments: str) -> list[str]:
        main(["explain", *arguments])
        return capsys.readouterr().out.splitlines()

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRACKETEER_LANGUAGE", raising=False)
    line = "XYZUSDT on CoinEx market long 5 sl off 2%"
    english = said(line, "--price", "3")
    assert english[0] == "XYZ/USDT on CoinEx: long 5 XYZ"
    (tmp_path / ".env").write_text("BRACKETEER_LANGUAGE=de\n")
    told = said(line, "--price", "3")
    assert told[0] == "XYZ/USDT auf CoinEx: long 5 XYZ"
    notes = [row.split("  ")[-1] for row in told if "Hinweis" in row]
    assert len(notes) == sum("note" in row for row in english) == 3
    assert not set(notes) & {row.split("  ")[-1] for row in english}
    assert said("BTCUSDT on paper cancel all") == [
        "✗ E-NO-POSITION  nichts von uns ist offen in BTC/USDT:USDT; gib die an, die gemeint ist: --position "
        "long:0.01@60000",
        "  BTCUSDT on paper cancel all",
        "                   ^",
        "  Es wurde nichts gesendet.",
    ]
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "es")  # which goes before the file
    assert said(line, "--price", "3")[0] == "XYZ/USDT en CoinEx: long 5 XYZ"
    assert json.loads(said("--json", line, "--price", "3")[0])["ok"] is True


def test_a_language_that_there_is_not_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "klingon")
    assert main(["explain", LINES[0]]) == 64
    assert capsys.readouterr() == ("", "bracketeer: BRACKETEER_LANGUAGE: there are auto, en, de, es, tr, zh\n")
    assert main(["explain", "--json", LINES[0]]) == 0  # machines read no language
