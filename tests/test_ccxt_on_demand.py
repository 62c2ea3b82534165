"""ccxt with its exchanges loaded when they are asked for is the same ccxt, without what nobody asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import ccxt
import ccxt.async_support
import ccxt.pro
import pytest

from adapters.exchanges.listed import RECORDS

ROOT = Path(__file__).parents[1]
EAGER = {"ccxt": ccxt, "ccxt.async_support": ccxt.async_support, "ccxt.pro": ccxt.pro}


def elsewhere(program: str) -> object:
    """What a Python of its own prints, as JSON: in this one ccxt is loaded whole."""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def kin(kind: type) -> list[str]:
    return [f"{one.__module__}.{one.__qualname__}" for one in kind.__mro__]


KIN = """
import json
from adapters.ccxt_on_demand import PACKAGES, load
def kin(kind):
    return [f"{one.__module__}.{one.__qualname__}" for one in kind.__mro__]
names = json.loads(NAMES)
packages = {name: load(name) for name in PACKAGES}
found = {name: {one: kin(getattr(package, one)) for one in names[name]} for name, package in packages.items()}
print(json.dumps(found))
"""


def test_every_exchange_is_the_class_that_ccxt_itself_has() -> None:
    names = {name: list(package.exchanges) for name, package in EAGER.items()}
    found = elsewhere(KIN.replace("NAMES", repr(json.dumps(names))))
    assert found == {name: {one: kin(getattr(EAGER[name], one)) for one in known} for name, known in names.items()}


REST = """
import json
from adapters.ccxt_on_demand import PACKAGES, load
print(json.dumps({name: sorted(one for one in dir(load(name)) if not one.startswith("__")) for name in PACKAGES}))
"""


def test_all_but_the_exchanges_is_there_at_once() -> None:
    found = elsewhere(REST)
    assert isinstance(found, dict)
    for name, package in EAGER.items():
        lines = {one for one in vars(package) if not one.startswith("__")} - set(package.exchanges)
        loaded = {one.rpartition(".")[2] for one in sys.modules if one.rpartition(".")[0] == name}
        assert lines - loaded <= set(found[name]), name


ONE = """
import json, sys
from adapters.exchanges.connecting import class_of
from adapters.exchanges.listed import record_of
class_of(record_of(ACCOUNT))
import ccxt
print(json.dumps([ccxt.__version__, ccxt.pro is sys.modules["ccxt.pro"], sorted(
    one.rpartition(".")[2] for one in sys.modules
    if one.startswith("ccxt.pro.") or one.startswith("ccxt.async_support.") and ".base" not in one
)]))
"""
LOADED = {
    "Binance_F": ["binance", "binance"],
    "Kraken": ["kraken", "kraken"],
    "CoinEx": [],
}


@pytest.mark.parametrize("account", LOADED)
def test_one_exchange_brings_no_other(account: str) -> None:
    assert account in {record.name for record in RECORDS}
    assert elsewhere(ONE.replace("ACCOUNT", repr(account))) == [ccxt.__version__, True, LOADED[account]]


ORDER = """
import json
from adapters.ccxt_on_demand import load
load()
import ccxt.pro.binanceusdm  # which imports ccxt.pro.binance: Python then binds both modules to their package
import ccxt.async_support.kraken
from ccxt.pro import kraken
from ccxt import NetworkError, okx
print(json.dumps([type(one).__name__ for one in (
    ccxt.pro.binance, ccxt.pro.binanceusdm, ccxt.async_support.kraken, kraken, okx, NetworkError
)] + [hasattr(ccxt.pro, "nothing"), hasattr(ccxt, "binance")]))
"""


def test_a_name_is_a_class_however_its_module_came_in() -> None:
    assert elsewhere(ORDER) == ["type"] * 6 + [False, True]


THREADS = """
import json
from concurrent.futures import ThreadPoolExecutor
from adapters.exchanges.connecting import class_of
from adapters.exchanges.listed import record_of
from sys import setswitchinterval
setswitchinterval(1e-6)
def found(name):
    return class_of(record_of(name)).__name__
with ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(found, ["Binance_F", "OKX_F", "MEXC_F", "Gate_F", "Toobit", "Bybit_F", "CoinEx"]))))
"""


def test_accounts_are_opened_beside_one_another() -> None:
    found = elsewhere(THREADS)
    assert found == ["binance", "okx", "mexc", "gate", "toobit", "bybit", "CoinEx"]
