"""Recorded prices: what is read, how times are understood, and every refusal with its place."""

from __future__ import annotations

import gzip
import os
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.prices import BadPrices, Candle, NoSuchPrices, Quote, Row, Trade
from adapters.prices_csv import RecordedPrices

BTC = ("BTC/USDT:USDT",)
RECORDED = Path(__file__).resolve().parents[2] / "shared" / "data"


def written(tmp_path: Path, text: str, name: str = "prices.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def read(path: Path) -> list[Row]:
    return list(RecordedPrices(path, BTC))


def at(second: int, micro: int = 0) -> datetime:
    return datetime(2024, 1, 1, 0, 0, second, micro, tzinfo=UTC)


KINDS: list[tuple[str, list[Row], str]] = [
    (
        "time,price,qty\n2024-01-01T00:00:01Z,100.10,0.5\n2024-01-01T00:00:00Z,99,0\n",
        [Trade(0, at(1), Decimal("100.10"), Decimal("0.5"), BTC), Trade(1, at(0), Decimal(99), Decimal(0), BTC)],
        "100.10",
    ),
    (
        "timestamp,bid,ask,bid_size,ask_size\n1704067201,100,101,1,2\n",
        [Quote(0, at(1), Decimal(100), Decimal(101), Decimal(1), Decimal(2), BTC)],
        "100.5",
    ),
    (
        "datetime,open,high,low,close,volume\n2024-01-01 00:00:02,10,12,9,11,ignored\n",
        [Candle(0, at(2), Decimal(10), Decimal(12), Decimal(9), Decimal(11), BTC)],
        "10",
    ),
]


@pytest.mark.parametrize(("text", "rows", "first"), KINDS)
@pytest.mark.parametrize("shape", ["plain", "gz", "gz by content", "bom", "crlf", "upper", "blank lines"])
def test_the_columns_say_what_the_rows_are(tmp_path: Path, text: str, rows: list[Row], first: str, shape: str) -> None:
    if shape == "crlf":
        text = text.replace("\n", "\r\n")
    if shape == "blank lines":
        text = text.replace("\n", "\n\n")
    if shape == "upper":
        header, _, rest = text.partition("\n")
        text = f" {header.upper().replace(',', ' , ')}\n{rest}"
    body = ("\ufeff" * (shape == "bom") + text).encode()
    path = tmp_path / ("prices.csv.gz" if shape == "gz" else "prices.csv")
    path.write_bytes(gzip.compress(body) if "gz" in shape else body)
    source = RecordedPrices(path, BTC)
    assert list(source) == rows
    assert list(source) == rows  # and again
    assert (source.symbols, source.first(BTC[0]), source.began) == (BTC, Decimal(first), rows[0].at)


def test_numbers_keep_every_digit_that_was_written(tmp_path: Path) -> None:
    path = written(tmp_path, "time,price,qty\n1704067200,61837.63000000,0.000000000000000001\n")
    (row,) = read(path)
    assert isinstance(row, Trade)
    assert (str(row.price), str(row.qty)) == ("61837.63000000", "1E-18")


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("1704067201", at(1)),
        ("1704067201.25", at(1, 250_000)),
        ("1704067201250", at(1, 250_000)),
        ("1704067201250.125", at(1, 250_125)),
        ("1704067201250125", at(1, 250_125)),
        ("1704067201250125999", at(1, 250_125)),
        ("2024-01-01T00:00:01", at(1)),
        ("2024-01-01 00:00:01.000000", at(1)),
        ("2024-01-01T02:00:01.25+02:00", at(1, 250_000)),
        (" 2024-01-01T00:00:01Z ", at(1)),
    ],
)
def test_times_are_iso_or_a_number_by_its_size(tmp_path: Path, time: str, expected: datetime) -> None:
    (row,) = read(written(tmp_path, f"time,price,qty\n{time},1,1\n"))
    assert (row.at, row.at.tzinfo) == (expected, UTC)


def test_the_first_named_time_column_counts(tmp_path: Path) -> None:
    path = written(tmp_path, "local_ns,exch_ms,price,qty\n1704067209000000000,1704067201000,1,1\n")
    assert read(path)[0].at == at(1)


GOOD = "time,price,qty\n1704067200,1,1\n"
REFUSALS = [
    ("", "prices.csv: the file is empty"),
    ("\n\n", "prices.csv: the file is empty"),
    ("time,price,qty\n", "prices.csv: no rows after the header"),
    (
        "a,b\n1,2\n",
        "prices.csv, line 1: no prices here: the header needs "
        "price,qty or bid,ask,bid_size,ask_size or open,high,low,close",
    ),
    ("time,price\n1,2\n", "prices.csv, line 1, column qty: the column is missing (price,qty are needed)"),
    (
        "time,bid,ask,bid_size\n1,2,3,4\n",
        "prices.csv, line 1, column ask_size: the column is missing (bid,ask,bid_size,ask_size are needed)",
    ),
    (
        "price,qty\n1,2\n",
        "prices.csv, line 1, column time: the column is missing (or timestamp, datetime, exch_ms, local_ns)",
    ),
    ("time,price,qty,price\n1,2,3,4\n", "prices.csv, line 1, column price: the column is there twice"),
    (GOOD + "1704067200,abc,1\n", "prices.csv, line 3, column price: 'abc' is not a number"),
    (GOOD + "1704067200,1,-0.5\n", "prices.csv, line 3, column qty: '-0.5' is negative"),
    (GOOD + "1704067200,NaN,1\n", "prices.csv, line 3, column price: 'NaN' is not a number"),
    (GOOD + "1704067200,Infinity,1\n", "prices.csv, line 3, column price: 'Infinity' is not a number"),
    (GOOD + "1704067200,0,1\n", "prices.csv, line 3, column price: a price of 0"),
    (GOOD + "1704067200,1_000,1\n", "prices.csv, line 3, column price: '1_000' is not a number"),
    (GOOD + '1704067200,"1,5",1\n', "prices.csv, line 3, column price: '1,5' is not a number"),
    (GOOD + "1704067200,١٢,1\n", "prices.csv, line 3, column price: '١٢' is not a number"),
    (GOOD + "1704067200,1e99,1\n", "prices.csv, line 3, column price: '1e99' is no price or size of this world"),
    (GOOD + f"1704067200,{'9' * 5000},1\n", f"prices.csv, line 3, column price: '{'9' * 29}…' is not a number"),
    (GOOD + "1704067200,,1\n", "prices.csv, line 3, column price: missing"),
    (GOOD + "1704067200,1\n", "prices.csv, line 3, column qty: missing"),
    (GOOD + "\n\nyesterday,1,1\n", "prices.csv, line 5, column time: 'yesterday' is not a time"),
    (GOOD + "-5,1,1\n", "prices.csv, line 3, column time: '-5' is not a time"),
    (GOOD + ",1,1\n", "prices.csv, line 3, column time: missing"),
    (GOOD + '1704067200,"1,1\n', "prices.csv, line 3: not CSV (unexpected end of data)"),
    (
        "time,open,high,low,close\n1704067200,10,9,8,9\n",
        "prices.csv, line 2: open 10 and close 9 must lie between low 8 and high 9",
    ),
]


@pytest.mark.parametrize(("text", "said"), REFUSALS)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadPrices) as caught:
        read(written(tmp_path, text))
    assert str(caught.value) == said


def test_rows_before_a_bad_one_are_read(tmp_path: Path) -> None:
    source = RecordedPrices(written(tmp_path, GOOD + "1704067201,2,2\nx,y,z\n"), BTC)
    assert [row.row for row in islice(source, 2)] == [0, 1]


def test_files_that_are_not_there_or_not_whole(tmp_path: Path) -> None:
    whole = gzip.compress(("time,price,qty\n" + "1704067200,1,1\n" * 2000 + os.urandom(64).hex()).encode())
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(whole[:-20])
    fake = written(tmp_path, GOOD, "fake.csv.gz")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"time,price,qty\n\xff\xfe\x00")
    for path, said in [
        (cut, r"^cut\.csv\.gz, line \d+: not a whole gzip file"),
        (fake, r"^fake\.csv\.gz, line 1: not a whole gzip file"),
        (binary, r"^binary\.csv, line 1: not text"),
    ]:
        with pytest.raises(BadPrices, match=said):
            read(path)
    with pytest.raises(NoSuchPrices, match=r"^nowhere\.csv: no such file"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(NoSuchPrices, match="is a directory"):
        read(tmp_path)


def test_a_symbol_it_was_not_opened_for_has_no_first_price(tmp_path: Path) -> None:
    source = RecordedPrices(written(tmp_path, GOOD), BTC)
    with pytest.raises(KeyError):
        source.first("ETH/USDT")


@given(body=st.text(st.sampled_from('019.,-eEnaN\n\r"\t\x00é'), max_size=60))
def test_no_text_whatever_raises_anything_else(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(("time,price,qty\n" + body).encode())
    with suppress(BadPrices):
        assert all(isinstance(row, Trade) and row.price > 0 for row in read(path))


@pytest.mark.skipif(not RECORDED.is_dir(), reason="recorded market data is optional")
@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("usdm_btcusdt_20240808_trades.csv", Trade, 21_313),
        ("spot_btcusdt_20240808_trades.csv", Trade, 9_757),
        ("btc-perp-20211231-20220201_1m.csv.gz", Candle, 45_031),
        ("bitstamp_btcusd_min_2020_01_01.csv", Candle, 1_440),
    ],
)
def test_real_recordings_are_read_whole(name: str, kind: type[Row], count: int) -> None:
    rows = read(RECORDED / name)
    assert len(rows) == count
    assert all(type(row) is kind for row in rows)
