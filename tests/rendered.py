"""docs/languages.md: what a person sees in each language, made by the very code that chats use.

    python -m tests.rendered

writes the page; a test fails while the page says something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat import Place, Reply
from bot.language import LANGUAGES, Reader, language
from bot.taps import Sealer
from bot.telegram_markup import keyboard
from bot.text import sentence
from bot.ticket import lines, ticket
from bot.ticket_buttons import ticket_buttons
from core.bracket import Bracket
from core.instruction import Problem
from core.notices import Notice
from core.orders import OrdStatus
from tests.core.build import SHORT, SWAP, D, Story, after, planned, standing

PAGE = Path(__file__).resolve().parents[1] / "docs" / "languages.md"
TYPED = "BTCUSDT on Binance_F market short 0.01 sl off 2% tp e+4%"
WRONG = Problem(
    "E-WRONG-SIDE",
    "the target of a short must be below the market at 60000, e+4% is 62400",
    TYPED.index("e+4%"),
    4,
    "`e-4%`?",
)
AMOUNTS = (D("1234.5"), D("-0.00000001"), D("1e9"))
ZONES = {"en": "Europe/London", "de": "Europe/Berlin", "es": "Europe/Madrid", "tr": "Europe/Istanbul"}
HEAD = """# Languages

The bot speaks {names}.
In a chat each person is answered in the language of their app until they choose one with `/lang`; `/tz` chooses the
time zone. On the machine itself `BRACKETEER_LANGUAGE` chooses.

What is typed is the same everywhere: `sl`, `tp1`, `market`, `off 2%`, `/close`. Prices and quantities are always
written with a dot, without grouping and with every digit, so that a copied price can be typed again; amounts of money,
percentages and times are written as they are written in that language (CLDR). Names keep their underscores.

Another language is one more file in `locales/`, named by its BCP 47 tag; the tests say what it lacks.

Below is one story in each: a short that is opened, whose first target fills, and that is stopped out; then a line that
is refused, the amounts {amounts}, and the time of the entry.
`python -m tests.rendered` writes this page.
"""


def page() -> str:
    """The whole page."""
    names = ", ".join(f"{language(tag).name} (`{tag}`)" for tag in LANGUAGES)
    amounts = ", ".join(f"{amount:f}" for amount in AMOUNTS)
    shown = [HEAD.format(names=names, amounts=amounts)]
    for tag in LANGUAGES:
        reader = Reader(language(tag), ZoneInfo(ZONES.get(tag, "Asia/Shanghai")))
        shown.append("\n".join([f"## {language(tag).name}", "", "```text", *told(reader), "```", ""]))
    return "\n".join(shown)


def told(reader: Reader) -> Iterator[str]:
    """What a person sees of one bracket."""
    story = standing(replace(planned(side=SHORT, quantity="0.01"), id="7", account="Binance_F", symbol=SWAP.symbol))
    yield from _said(story.told, reader)
    yield from _ticket(story.bracket, D(60000), reader)
    story.told.clear()
    story.filled("tp1")
    _settle(story)
    yield ""
    yield from _said(story.told, reader)
    yield from _ticket(story.bracket, D(58700), reader)
    story.told.clear()
    _stopped(story)
    yield ""
    yield from _said(story.told, reader)
    yield from _ticket(story.bracket, None, reader)
    yield ""
    yield from reader.problem(WRONG, TYPED).splitlines()
    yield ""
    yield "  ".join(reader.money(amount, "USDT") for amount in AMOUNTS)
    yield reader.when(after(0))


def _settle(story: Story) -> None:
    """The exchange does what it was asked for."""
    for order in list(story.bracket.orders):
        if order.cancel_asked and not order.ended:
            story.report(order, OrdStatus.CANCELED, final=True)
        elif order.status is OrdStatus.PENDING_NEW:
            story.accepted(order)


def _stopped(story: Story) -> None:
    story.report("sl", OrdStatus.FILLED, stopped="0.005", quantity="0.005", price=D(61210), final=True)
    _settle(story)
    assert story.bracket.closed


def _said(notices: list[Notice], reader: Reader) -> Iterator[str]:
    yield from (said for notice in notices if (said := sentence(notice, "7", reader)) is not None)


def _ticket(bracket: Bracket, price: Decimal | None, reader: Reader) -> Iterator[str]:
    """As Telegram shows it, where "…" asks for a line."""
    yield ""
    yield from lines(ticket(bracket, price, reader))
    sealer = Sealer(b"0" * 32)
    buttons = ticket_buttons(bracket, sealer, Place("telegram", "42"), "42", after(0), reader)
    for row in keyboard(Reply(buttons=buttons)):
        yield "  ".join(f"[ {label} ]" for label, _data in row)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(f"wrote {PAGE}")
