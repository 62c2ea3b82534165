"""What ``benchmarks.chat`` compares with, each a process of its own.

``bare API TOKEN EXCHANGE FILE``: the shortest bot that could trade from Telegram and lose nothing: a handler of
python-telegram-bot that flushes two pages to the disk, one for the message and one for the intent, and calls ccxt.
Knows no language, no limits and no second order.  ``stand-in TOKEN``: a Telegram with one person in it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

PAGE = b"x" * 4096
PERSON = 7


def bare(api: str, token: str, exchange: str, path: str) -> None:
    """Until it is ended."""
    from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters

    from adapters.exchanges.binance import SWAP, BinanceSwap
    from adapters.exchanges.connecting import make_client
    from adapters.exchanges.elsewhere import Elsewhere
    from tests.canaries import SECOND_KEY, SECOND_SECRET

    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    client = make_client(BinanceSwap(SWAP), {"apiKey": SECOND_KEY, "secret": SECOND_SECRET}, testnet=False)
    Elsewhere({"binance_f": exchange}).lead("Binance_F", client)

    async def ready(_app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        await client.load_markets()
        print("ready", flush=True)

    async def trade(update: Any, _context: Any) -> None:
        for _ in range(2):
            os.write(file, PAGE)
            os.fdatasync(file)
        quantity = float(update.message.text.rpartition(" ")[2])
        order = await client.create_order("BTC/USDT:USDT", "market", "buy", quantity)
        await update.message.reply_text(f"bought: {order['id']}")

    app = ApplicationBuilder().token(token).base_url(api).post_init(ready).build()
    app.add_handler(MessageHandler(filters.TEXT, trade))
    app.run_polling()


async def stand_in(token: str) -> None:
    """Until stdin ends."""
    from adapters.clock import SystemClock
    from tests.botapi import server
    from tests.botapi.telegram import Telegram

    assert token == server.TOKEN
    world = Telegram(SystemClock())
    world.person(PERSON, "Ann")
    async with server.stand_in(world) as api:
        print(api.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare(*sys.argv[2:])
    else:
        asyncio.run(stand_in(*sys.argv[2:]))
