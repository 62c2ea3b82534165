"""Every exchange that people may name has its rows, and ``bracketeer exchanges`` tells them."""

from __future__ import annotations

import json

import pytest

from adapters.exchanges.dialect import market_of
from adapters.exchanges.listed import RECORDS, dialect_of, record_of
from adapters.exchanges.record import Record, told
from bot.__main__ import main
from bot.accounts import EXCHANGES, UNTRADED
from core.orders import OrderType, PositionSide
from core.venue import Layout
from tests.exchanges.golden import path_of
from tests.exchanges.intents import D, order
from tests.exchanges.markets import MARKETS


def test_every_exchange_of_the_language_has_a_spot_and_a_futures_row() -> None:
    assert {(r.exchange, r.spot) for r in RECORDS} == {(name, spot) for name in EXCHANGES for spot in (True, False)}
    assert {r.name for r in RECORDS} == {name + suffix for name in EXCHANGES for suffix in ("", "_F")}
    assert {r.name for r in RECORDS if r.rules is None} == UNTRADED


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.name)
def test_a_row_can_be_traded_or_says_why_not(record: Record) -> None:
    assert (record.rules is None) == bool(record.refusal)
    if record.rules is None:
        with pytest.raises(KeyError):
            dialect_of(record.name)
        return
    assert record.rules.spot is record.spot
    assert record.rules.reduce_only is not record.spot
    assert record.limits is not None
    assert dialect_of(record.name).record is record


AT_THE_MARKET = [("tpOrdPx", "-1"), ("tpOrderPrice", "-1"), ("tp_type", "market")]  # of a target, as exchanges say it


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.name)
def test_a_row_says_whether_the_target_of_a_pair_fills_at_the_market(record: Record) -> None:
    if record.rules is not None and record.rules.layout is Layout.PAIRS:
        (request, *_) = json.loads(path_of(record.name).read_text())["long pair"]
        body = request["body"] if isinstance(request["body"], dict) else {}
        assert record.rules.pairs_take == any(body.get(name) == said for name, said in AT_THE_MARKET)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("binance_f", "Binance_F"), ("ByBit_F:second", "Bybit_F"), ("OKX", "OKX"), ("nowhere", None), ("paper", None)],
)
def test_names_are_read_in_any_case(typed: str, name: str | None) -> None:
    found = record_of(typed)
    assert (found.name if found else None) == name


def shown(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["exchanges", *options]) == 0
    return capsys.readouterr().out


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("columns", [100, 160])
def test_the_table_and_the_json_tell_every_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    table = shown(capsys)
    assert max(map(len, table.splitlines())) <= columns
    rows = json.loads(shown(capsys, "--json"))["exchanges"]
    assert [row["account"] for row in rows] == [r.name for r in RECORDS]
    assert {row["mode"] for row in rows} == {"native", "smart", "guarded", "watched", "unavailable"}
    assert all(row["account"] in table for row in rows)
    assert all(words(row["refusal"]) in words(table) for row in rows)


def test_what_else_is_to_be_known_is_told_once_as_footnotes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    table, footnotes, _ = shown(capsys).split("\n\n")
    notes = dict(line.split(maxsplit=1) for line in footnotes.splitlines())
    first = {line.split()[0]: line for line in table.splitlines() if not line.startswith(" ")}
    for record in RECORDS:
        told = [note for note in (record.consent, *record.notes) if note]
        numbers = first[record.name].split()[-len(told) :] if told else []
        assert [notes[number] for number in numbers] == told
    assert len(notes) == len(set(notes.values()))


def test_the_limits_are_told_for_people_too(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, "--limits").splitlines()
    assert words(lines[1]) == "Binance 6000 in 60 s weight address"
    assert len(lines) == 1 + sum(len(record.limits.budgets) for record in RECORDS if record.limits is not None)
    assert main(["exchanges", "--limits", "--json"]) == 64


@pytest.mark.parametrize(("name", "days"), [("MEXC_F", 7), ("Gate", 30)])
def test_where_what_rests_ends_by_itself_the_table_says_after_how_long(name: str, days: int) -> None:
    record = next(record for record in RECORDS if record.name == name)
    row = told(record)
    assert row["life_seconds"] == days * 86400
    assert f"good for {days} days" in str(row["mechanism"])
    assert any(f" after {days} days: a bot that is away" in note for note in record.notes)


@pytest.mark.parametrize(
    "record", [record for record in RECORDS if record.name in ("Bybit_F", "Phemex_F")], ids=lambda r: r.name
)
def test_where_a_stop_makes_room_for_itself_people_are_told_that_their_own_orders_go_too(record: Record) -> None:
    dialect, market = dialect_of(record.name), next(row.market for row in MARKETS if row.name == record.name)
    stop = order("sl", OrderType.STOP, PositionSide.LONG, trigger=D(90000))
    assert "'closeOnTrigger': True" in str(dialect.submit(market_of(market), stop, PositionSide.LONG).args)
    assert any("your own included" in note for note in record.notes)
