"""The documented lines of Smart Syntax, as they are published, and what they must be read as."""

LINES = (
    "BTCUSDT on Binance_F market long 0.01 sl off 2% tp off 5%",
    "BTCUSDT on ByBit_F sl-or-tp long 100%p tp off 5% sl off 2%",
    "ETHUSDT on BloFin_F market long 0.1 stoploss long 100%p sl off 2% takeprofit long 100%p tp off 5%",
    "BTCUSDT on Binance_F market long 0.03 takeprofit long 33%p tp off 3% takeprofit long 33%p tp off 5% "
    "takeprofit long 100%p tp off 8% stoploss long 100%p sl off 2%",
    "ETHUSDT on ByBit_F market long 0.5 takeprofit long 50%p tp e+4% takeprofit long 100%p tp e+8% "
    "stoploss long 100%p sl e-2%",
)


def mirrored(line: str) -> str:
    """The same line for a short: prices on the entry change their sign, distances do not."""
    signs = str.maketrans({"+": "-", "-": "+"})
    words = (word.translate(signs) if word.startswith(("e+", "e-")) else word for word in line.split(" "))
    return " ".join("short" if word == "long" else word for word in words)
